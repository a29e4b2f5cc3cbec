import { BatchError, InvalidLineError, NotStoredError, PartialWriteError, type WriteError } from './write-errors.js';

/** What a buffer of errors held. */
export interface BufferedErrors {
  /** Oldest first. */
  readonly errors: readonly WriteError[];
  /** How many older ones made room for others. */
  readonly omitted: number;
  /** Lines of all, those of the omitted ones among them. */
  readonly lines: number;
}

/** Errors for a caller who has not asked yet: bounded, for each may hold its lines. The oldest make room. */
export class ErrorBuffer {
  #errors: WriteError[] = [];
  #size = 0;
  #omitted = 0;
  #lines = 0;
  readonly #limit: number;

  /** @param limit bytes of lines that the errors may hold together */
  constructor(limit: number) {
    this.#limit = limit;
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

  /** Returns everything and starts anew. */
  take(): BufferedErrors {
    const taken = { errors: this.#errors, omitted: this.#omitted, lines: this.#lines };
    this.#errors = [];
    this.#size = 0;
    this.#omitted = 0;
    this.#lines = 0;
    return taken;
  }
}

/** One error of several; undefined where there is none. */
export function notStored({ errors, omitted, lines }: BufferedErrors): NotStoredError | undefined {
  return errors.length === 0 ? undefined : new NotStoredError(errors, omitted, lines);
}

/** About how many bytes an error keeps alive. */
function sizeOf(error: WriteError): number {
  const base = 256;
  if (error instanceof BatchError) return base + error.lineProtocol.length;
  if (error instanceof InvalidLineError) return base + (error.lineProtocol?.length ?? 0);
  if (error instanceof PartialWriteError) {
    return error.rejected.reduce((size, { text, reason }) => size + text.length + reason.length + 64, base);
  }
  return base;
}
