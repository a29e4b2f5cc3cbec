import { printable, quote as quoted } from '@influxkit/internal/message';

/** Where in a source file something stands. Lines and columns count from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Severity = 'error' | 'warning';

/** Something that is wrong with a contract or a configuration, and how to mend it. */
export interface Diagnostic {
  /** A code of the catalogue, such as `ref-unresolved`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, in one sentence, naming the thing. */
  readonly message: string;
  /** What to do about it, in one sentence. */
  readonly fix: string;
  readonly location?: Location;
  /** How many places it is of, where equal warnings are reported as one. Absent: one. */
  readonly count?: number;
}

/** Takes a diagnostic as it is found. Work goes on, so that several problems are reported together. */
export type Report = (diagnostic: Diagnostic) => void;

/** Thrown where diagnostics of severity `error` stop the work. Nothing has been written then. */
export class ContractError extends Error {
  override readonly name: string = 'ContractError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join('\n'));
    this.diagnostics = diagnostics;
  }
}

/** `file:line:column: error ref-unresolved: message` and, on a line of its own, the fix. */
export function formatDiagnostic({ code, severity, message, fix, location, count = 1 }: Diagnostic): string {
  const place = location ? `${location.file}:${location.line}:${location.column}: ` : '';
  const others = count > 1 ? ` (and at ${count - 1} other ${count === 2 ? 'place' : 'places'})` : '';
  return `${printable(`${place}${severity} ${code}: ${message}${others}`)}\n  fix: ${printable(fix)}`;
}

/** What a document or a configuration says, or the name of a file: longer than what a message quotes otherwise. */
export function quote(text: string): string {
  return quoted(text, 120);
}
