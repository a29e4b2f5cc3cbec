import type { WriterOptions } from '@influxkit/write';

/** A server that points are written to, and that says afterwards what it holds. */
export interface Upstream extends AsyncDisposable {
  /** A place for the points of one run. */
  place(run: string): Promise<Place>;
}

export interface Place {
  readonly url: string;
  readonly options: WriterOptions;
  /** Timestamp of point 0, in the precision of the options. */
  readonly start: number;
  stored(count: number): Promise<Stored>;
}

/** What a server holds of points 0 to count - 1. */
export interface Stored {
  /** Numbers of points that are there exactly as they were written. */
  readonly numbers: ReadonlySet<number>;
  /** What else is there, the first ten: points that are not as they were written. */
  readonly foreign: readonly string[];
}
