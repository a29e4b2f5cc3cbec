import { Counters } from './counters.js';
import { type BufferedErrors, ErrorBuffer } from './error-buffer.js';
import type { WriteError } from './write-errors.js';
import type { BatchReport, RetryReport } from './writer-options.js';

/** Bytes of lines that errors may hold until a caller asks for them. */
const BUFFERED_ERROR_BYTES = 1_048_576;

export interface ReporterOptions {
  readonly onError?: ((error: WriteError) => void) | undefined;
  readonly onBatch?: ((report: BatchReport) => void) | undefined;
  readonly onRetry?: ((report: RetryReport) => void) | undefined;
}

/** Counts what becomes of lines, and reports it: to the caller's functions, and to whoever asks next. */
export class Reporter {
  readonly counters: Counters = new Counters();
  readonly #options: ReporterOptions;
  readonly #errors = new ErrorBuffer(BUFFERED_ERROR_BYTES);
  /** What goes to the console while nobody listens: the first failure and the first retry. Nothing is silent by default. */
  #warnings: { failure: boolean; retry: boolean };

  constructor(options: ReporterOptions) {
    this.#options = options;
    const isHeard = options.onError !== undefined || options.onRetry !== undefined;
    this.#warnings = { failure: !isHeard, retry: !isHeard };
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
    else if (this.#warnings.failure) {
      this.#warnings.failure = false;
      warn(`${error.message}. Set onError to hear of each failure: this is the only one that is printed`);
    }
  }

  /** Reports, once, what is wrong with more than some lines. It is printed where nobody listens, besides the first failure. */
  tell(error: WriteError): void {
    const { onError } = this.#options;
    if (onError) callSafely(() => onError(error));
    else warn(error.message);
  }

  /** Reports a failure that is not final. */
  retry(report: RetryReport): void {
    const { onRetry } = this.#options;
    if (onRetry) callSafely(() => onRetry(report));
    else if (this.#warnings.retry) {
      this.#warnings.retry = false;
      const { reason, delay } = report;
      const wait = `tries again in ${(delay / 1000).toFixed(1)} s`;
      warn(`${reason}; the writer ${wait}. Set onRetry to hear of each retry: this is the only one that is printed`);
    }
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

function warn(message: string): void {
  console.warn(`influxkit: ${message}`);
}

function complain(error: unknown): void {
  console.error('influxkit: a callback of the writer failed:', error);
}
