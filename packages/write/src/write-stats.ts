import { DeliveryError, DroppedError, InvalidLineError, type WriteError } from './write-errors.js';

/** What became of the lines: `accepted` is the sum of all others. */
export interface LineStats {
  /** Lines that the writer was given and that were not thrown back for want of memory: each is one of the others. */
  readonly accepted: number;
  /** Stored, as the server reported. Cloud v2 reports so when it has accepted them. */
  readonly written: number;
  /** Rejected by the server, alone or with their batch. */
  readonly rejected: number;
  /** Points that line protocol cannot carry, and raw lines that would have spoiled others. */
  readonly invalid: number;
  /** Dropped for want of memory (`whenFull: 'drop-oldest'`). */
  readonly dropped: number;
  /** Given up after the retries and the time allowed, or at the deadline of `close()`. */
  readonly failed: number;
  /** Buffered: in the open batch, waiting, under way, or waiting for a retry. */
  readonly pending: number;
}

/** A writer's numbers since it was made. */
export interface WriterStats extends LineStats {
  /** Bytes of line protocol that are held. */
  readonly bufferedBytes: number;
  /** Batches that came to an end. */
  readonly batches: number;
  /** Requests of those batches. */
  readonly requests: number;
  /** Requests that were sent because one before them failed. */
  readonly retries: number;
  /** Requests that are under way. */
  readonly inFlight: number;
  /** Bytes of all bodies as they were sent. */
  readonly sentBytes: number;
}

/** Counts the lines that have ended. */
export class Counters {
  #written = 0;
  #rejected = 0;
  #invalid = 0;
  #dropped = 0;
  #failed = 0;

  /** Counts lines that are stored. */
  write(lines: number): void {
    this.#written += lines;
  }

  /** Counts the lines of an error, by its kind. */
  fail(error: WriteError): void {
    if (error instanceof InvalidLineError) this.#invalid += error.lines;
    else if (error instanceof DroppedError) this.#dropped += error.lines;
    else if (error instanceof DeliveryError) this.#failed += error.lines;
    else this.#rejected += error.lines;
  }

  /** @param accepted lines that came in so far: each that has not ended is pending */
  lines(accepted: number): LineStats {
    const written = this.#written;
    const rejected = this.#rejected;
    const invalid = this.#invalid;
    const dropped = this.#dropped;
    const failed = this.#failed;
    const pending = accepted - written - rejected - invalid - dropped - failed;
    return { accepted, written, rejected, invalid, dropped, failed, pending };
  }
}
