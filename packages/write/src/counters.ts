import { DamagedError, DeliveryError, DroppedError, InvalidLineError, type WriteError } from './write-errors.js';
import type { LineStats } from './write-stats.js';

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
    else if (error instanceof DeliveryError || error instanceof DamagedError) this.#failed += error.lines;
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
