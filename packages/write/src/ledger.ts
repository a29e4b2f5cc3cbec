import { DroppedError, InvalidLineError, UndeliveredError, type WriteError } from './errors.js';
import type { Accounting } from './stats.js';

/** Counts what became of each line. */
export class Ledger {
  given = 0;
  written = 0;
  rejected = 0;
  invalid = 0;
  dropped = 0;
  undelivered = 0;

  count(error: WriteError): void {
    if (error instanceof InvalidLineError) this.invalid += error.lines;
    else if (error instanceof DroppedError) this.dropped += error.lines;
    else if (error instanceof UndeliveredError) this.undelivered += error.lines;
    else this.rejected += error.lines;
  }

  snapshot(): Accounting {
    const { given, written, rejected, invalid, dropped, undelivered } = this;
    const pending = given - written - rejected - invalid - dropped - undelivered;
    return { given, written, rejected, invalid, dropped, undelivered, pending };
  }
}
