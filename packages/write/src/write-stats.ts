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
  /** Dropped for want of memory (`whenFull: 'drop-oldest'`), or after `close()` where that does not throw. */
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
