import { type BufferedErrors, ErrorBuffer } from './error-buffer.js';
import type { WriteError } from './write-errors.js';
import { Counters } from './write-stats.js';
import type { BatchReport } from './writer-options.js';

/** Bytes of lines that errors may hold until a caller asks for them. */
const BUFFERED_ERROR_BYTES = 1_048_576;

export interface ReporterOptions {
  readonly onError?: ((error: WriteError) => void) | undefined;
  readonly onBatch?: ((report: BatchReport) => void) | undefined;
}

/** Counts what becomes of lines, and reports it: to the caller's functions, and to whoever asks next. */
export class Reporter {
  readonly counters: Counters = new Counters();
  readonly #options: ReporterOptions;
  readonly #errors = new ErrorBuffer(BUFFERED_ERROR_BYTES);

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  get hasErrorListener(): boolean {
    return this.#options.onError !== undefined;
  }

  /** Counts and reports lines that are not stored. */
  fail(error: WriteError): void {
    this.counters.fail(error);
    this.report(error);
  }

  /** Reports an error that is counted already, and keeps it until `takeErrors()`. */
  report(error: WriteError): void {
    this.#errors.add(error);
    this.notify(error);
  }

  /** Reports an error to `onError` alone: it is not final for its lines, or somebody awaits it. */
  notify(error: WriteError): void {
    const { onError } = this.#options;
    if (onError) callSafely(() => onError(error));
  }

  /** Reports how a batch ended. */
  batch(report: BatchReport): void {
    const { onBatch } = this.#options;
    if (onBatch) callSafely(() => onBatch(report));
  }

  /** The errors that no caller has got yet. */
  takeErrors(): BufferedErrors {
    return this.#errors.take();
  }
}

/** Calls a caller's function: one that fails must not take the writer with it, nor end the process. */
export function callSafely(callback: () => unknown): void {
  try {
    const result = callback();
    if (result instanceof Promise) result.catch(complain);
  } catch (error) {
    complain(error);
  }
}

function complain(error: unknown): void {
  console.error('influxkit: a callback of the writer failed:', error);
}
