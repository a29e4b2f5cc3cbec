import type { Diagnostic } from '../base/diagnostics.js';
import type { Action } from './write/write-plan.js';

/** What became of one file. Its path is relative to `baseDir` where it is below it. */
export interface FileReport {
  readonly path: string;
  readonly action: Action;
}

/**
 * `unchanged`: recognised by the manifest, nothing was generated. `same`: generated, and every file is as it was.
 * `written`: files changed. `differs`: they would have, with `check`. `failed`: see the diagnostics. `skipped`: not
 * written, because another product failed.
 */
export type Status = 'unchanged' | 'same' | 'written' | 'differs' | 'failed' | 'skipped';

/** How much a contract holds. */
export interface Counts {
  readonly operations: number;
  readonly schemas: number;
  readonly warnings: number;
}

export interface ProductReport extends Counts {
  readonly name: string;
  readonly status: Status;
  readonly files: readonly FileReport[];
  readonly milliseconds: number;
}

export interface GenerateReport {
  /** No errors, and with `check` no differences. */
  readonly ok: boolean;
  readonly products: readonly ProductReport[];
  /** Errors and warnings of all products, each once. */
  readonly diagnostics: readonly Diagnostic[];
  /** Files and addresses that the contracts are made of, absolute. */
  readonly inputs: readonly string[];
  readonly milliseconds: number;
}
