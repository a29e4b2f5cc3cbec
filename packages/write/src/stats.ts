/** What became of the lines: `given` is the sum of all others. */
export interface Accounting {
  /** Lines that the writer was given: each ends up in one of the others. */
  readonly given: number;
  /** Stored, as the server said. Cloud v2 says so when it has accepted them. */
  readonly written: number;
  /** Refused by the server, alone or with their batch. */
  readonly rejected: number;
  /** Points that line protocol cannot carry, and raw lines that would have spoiled others. */
  readonly invalid: number;
  /** Dropped for want of memory (`whenFull: 'drop-oldest'`). */
  readonly dropped: number;
  /** Given up after the retries and the time allowed, or at the deadline of `close()`. */
  readonly undelivered: number;
  /** Held: in the open batch, waiting, under way, or waiting for a retry. */
  readonly pending: number;
}

/** A writer's numbers since it was made. */
export interface WriterStats extends Accounting {
  /** Bytes of line protocol that are held. */
  readonly bufferedBytes: number;
  /** Batches that came to an end. */
  readonly batches: number;
  /** Requests. */
  readonly requests: number;
  /** Requests that were sent because one before them failed. */
  readonly retries: number;
  /** Requests that are under way. */
  readonly inFlight: number;
  /** Bytes of all bodies as they were sent. */
  readonly sentBytes: number;
}
