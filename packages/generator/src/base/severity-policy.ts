import { CATALOGUE, type Code } from './catalogue.js';
import type { Diagnostic, Report, Severity } from './diagnostics.js';
import { quote } from './diagnostics.js';
import { similar } from './similar.js';

/** What becomes of the diagnostics of one code: `off` drops them. */
export type DiagnosticLevel = Severity | 'off';

/** How severe warnings are. An error is one whatever is set: nothing could be generated. */
export interface SeverityPolicy {
  /** Whether every warning is an error. Default: false. */
  readonly strict?: boolean | undefined;
  /** Levels by code; they come before `strict`. */
  readonly diagnostics?: Readonly<Partial<Record<string, DiagnosticLevel>>> | undefined;
}

/** What a warning of a code is: the one place that knows. */
export function levelOf(code: string, { strict = false, diagnostics = {} }: SeverityPolicy): DiagnosticLevel {
  const own = Object.hasOwn(diagnostics, code) ? diagnostics[code] : undefined;
  return own ?? (strict ? 'error' : 'warning');
}

/** A diagnostic as severe as the policy has it; undefined where it is off. */
export function withPolicy(diagnostic: Diagnostic, policy: SeverityPolicy): Diagnostic | undefined {
  if (diagnostic.severity === 'error') return diagnostic;
  const severity = levelOf(diagnostic.code, policy);
  return severity === 'off' ? undefined : severity === diagnostic.severity ? diagnostic : { ...diagnostic, severity };
}

/** A report that takes diagnostics as severe as the policy has them. */
export function reportWith(policy: SeverityPolicy, report: Report): Report {
  return (diagnostic) => {
    const leveled = withPolicy(diagnostic, policy);
    if (leveled) report(leveled);
  };
}

/**
 * Equal warnings once, with how many places they are of; errors stay as they are, for each has to be mended. The order is
 * that of the first of each.
 */
export function withCounts(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const counted = new Map<string, Diagnostic>();
  for (const [index, diagnostic] of diagnostics.entries()) {
    const { code, severity, message, count = 1 } = diagnostic;
    const key = severity === 'error' ? String(index) : `${code}\n${message}`;
    const first = counted.get(key);
    counted.set(key, first ? { ...first, count: (first.count ?? 1) + count } : diagnostic);
  }
  return [...counted.values()];
}

const LEVELS: readonly string[] = ['off', 'warning', 'error'];

/** Why a code and a level cannot be set; undefined where they can. */
export function levelProblem(code: string, level: unknown): string | undefined {
  if (!Object.hasOwn(CATALOGUE, code)) {
    const near = similar(code, Object.keys(CATALOGUE));
    const hint = near === undefined ? '' : ` Did you mean ${quote(near)}?`;
    return `there is no code ${quote(code)}.${hint} The codes that can be set are ${settable().join(', ')}`;
  }
  if (!LEVELS.includes(String(level))) return `${quote(code)} takes one of ${LEVELS.join(', ')}`;
  if (level !== 'error' && CATALOGUE[code as Code].severity === 'error')
    return `${quote(code)} is always an error. The codes that can be set are ${settable().join(', ')}`;
  return undefined;
}

function settable(): string[] {
  return Object.entries(CATALOGUE).flatMap(([code, { severity }]) => (severity === 'warning' ? [code] : []));
}
