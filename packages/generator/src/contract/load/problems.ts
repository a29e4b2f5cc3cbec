import { CATALOGUE, type Code, diagnose } from '../../base/catalogue.js';
import type { Diagnostic } from '../../base/diagnostics.js';
import { levelOf, type SeverityPolicy } from '../../base/severity-policy.js';
import { formatPointer, type Tokens } from '../document/pointer.js';
import type { Positions } from './positions.js';
import type { Source } from './source-store.js';

interface Problem {
  readonly code: Code;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly source: Source;
  readonly tokens: Tokens;
  readonly fix: string | undefined;
  readonly places: Set<string>;
}

/** Thrown where going on makes no sense; the problem is noted. */
export class Abort extends Error {}

/**
 * Gathers problems by source and pointer, equal warnings as one. Lines and columns are looked up at the end, and only if
 * there are problems.
 */
export class Problems {
  readonly #problems = new Map<string, Problem>();
  readonly #limit: number;
  readonly #policy: SeverityPolicy;
  #errors = 0;
  #warnings = 0;

  constructor(limit: number, policy: SeverityPolicy = {}) {
    this.#limit = limit;
    this.#policy = policy;
  }

  /** Notes a problem once: a file that is reached in several ways is still wrong in one place. */
  add(code: Code, message: string, source: Source, tokens: Tokens, fix?: string): void {
    const severity = CATALOGUE[code].severity === 'error' ? 'error' : levelOf(code, this.#policy);
    if (severity === 'off') return;
    const place = `${source.address}\n${formatPointer(tokens)}`;
    const key = `${code}\n${message}${severity === 'error' ? `\n${place}` : ''}`;
    const known = this.#problems.get(key);
    if (known) {
      known.places.add(place);
      return;
    }
    const problem = { code, severity, message, source, tokens: [...tokens], fix, places: new Set([place]) };
    if (severity === 'warning') {
      if (++this.#warnings <= this.#limit) this.#problems.set(key, problem);
      return;
    }
    if (++this.#errors > this.#limit) {
      const tooMany = `There are more than ${this.#limit} errors; the rest is left out`;
      this.#problems.set('limit', {
        ...problem,
        code: 'too-many-problems',
        message: tooMany,
        tokens: [],
        fix: undefined,
      });
      throw new Abort();
    }
    this.#problems.set(key, problem);
  }

  get hasErrors(): boolean {
    return this.#errors > 0;
  }

  diagnostics(positions: Positions): Diagnostic[] {
    const diagnostics = [...this.#problems.values()].map(
      ({ code, severity, message, source, tokens, fix, places }): Diagnostic => ({
        ...diagnose(code, message, positions.locate(source, tokens), fix),
        severity,
        ...(places.size > 1 && { count: places.size }),
      }),
    );
    const dropped = this.#warnings - this.#limit;
    if (dropped > 0) diagnostics.push(diagnose('too-many-warnings', `${dropped} more warnings are left out`));
    return diagnostics;
  }
}
