import { BatchError, NotStoredError, PartialWriteError, type WriteError } from './errors.js';

/** Errors for someone who has not asked yet: bounded, for each may hold its lines. The oldest make room. */
export class HeldErrors {
  #errors: WriteError[] = [];
  #size = 0;
  #omitted = 0;
  #lines = 0;
  readonly #limit: number;

  /** @param limit bytes of lines that the errors may hold together */
  constructor(limit: number = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#errors.length + this.#omitted;
  }

  add(error: WriteError): void {
    this.#errors.push(error);
    this.#lines += error.lines;
    this.#size += sizeOf(error);
    while (this.#size > this.#limit && this.#errors.length > 1) {
      const oldest = this.#errors.shift();
      if (oldest) this.#size -= sizeOf(oldest);
      this.#omitted++;
    }
  }

  /** Adds what someone else had no room for. */
  omit(errors: number, lines: number): void {
    this.#omitted += errors;
    this.#lines += lines;
  }

  /** Hands everything over and starts anew. */
  take(): { errors: WriteError[]; omitted: number; lines: number } {
    const taken = { errors: this.#errors, omitted: this.#omitted, lines: this.#lines };
    this.#errors = [];
    this.#size = 0;
    this.#omitted = 0;
    this.#lines = 0;
    return taken;
  }

  /** One error of all, handed over; undefined where there is none. */
  takeError(): NotStoredError | undefined {
    const { errors, omitted, lines } = this.take();
    return errors.length === 0 ? undefined : new NotStoredError(errors, omitted, lines);
  }
}

function sizeOf(error: WriteError): number {
  const kept = 256;
  if (error instanceof BatchError) return kept + error.lineProtocol.length;
  if (error instanceof PartialWriteError) {
    return error.rejected.reduce((size, { text, reason }) => size + text.length + reason.length + 64, kept);
  }
  return kept;
}
