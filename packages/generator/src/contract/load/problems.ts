import { CATALOGUE, type Code, diagnose } from '../../base/catalogue.js';
import type { Diagnostic } from '../../base/diagnostics.js';
import { formatPointer, type Tokens } from '../document/pointer.js';
import type { Positions } from './positions.js';
import type { Source } from './source-store.js';

interface Problem {
  readonly code: Code;
  readonly message: string;
  readonly source: Source;
  readonly tokens: Tokens;
  readonly fix: string | undefined;
}

/** Thrown where going on makes no sense; the problem is noted. */
export class Abort extends Error {}

/** Gathers problems by source and pointer. Lines and columns are looked up at the end, and only if there are problems. */
export class Problems {
  readonly #problems = new Map<string, Problem>();
  readonly #limit: number;
  #errors = 0;
  #warnings = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Notes a problem once: a file that is reached in several ways is still wrong in one place. */
  add(code: Code, message: string, source: Source, tokens: Tokens, fix?: string): void {
    const key = `${code}\n${source.address}\n${formatPointer(tokens)}\n${message}`;
    if (this.#problems.has(key)) return;
    if (CATALOGUE[code].severity === 'warning') {
      if (++this.#warnings <= this.#limit) this.#problems.set(key, { code, message, source, tokens: [...tokens], fix });
      return;
    }
    if (++this.#errors > this.#limit) {
      const tooMany = `There are more than ${this.#limit} errors; the rest is left out`;
      this.#problems.set('limit', { code: 'too-many-problems', message: tooMany, source, tokens: [], fix: undefined });
      throw new Abort();
    }
    this.#problems.set(key, { code, message, source, tokens: [...tokens], fix });
  }

  get hasErrors(): boolean {
    return this.#errors > 0;
  }

  diagnostics(positions: Positions): Diagnostic[] {
    const diagnostics = [...this.#problems.values()].map(({ code, message, source, tokens, fix }) =>
      diagnose(code, message, positions.locate(source, tokens), fix),
    );
    const dropped = this.#warnings - this.#limit;
    if (dropped > 0) diagnostics.push(diagnose('too-many-warnings', `${dropped} more warnings are left out`));
    return diagnostics;
  }
}
