import type { ByteWriter } from './byte-writer.js';
import type { Encoder } from './encoder.js';
import type { PointData } from './point-data.js';
import { PointError } from './point-error.js';
import { PreparedPoint, type RowWriter } from './prepared-point.js';

/** What points from columns are appended to: a `LineBuffer`, as far as they know it. */
export interface LineTarget {
  /** Lines that it has. */
  readonly lines: number;
  readonly encoder: Encoder;
  readonly out: ByteWriter;
  append(point: PreparedPoint): boolean;
  endLine(): void;
}

/** How far points from columns are appended at once. */
export interface ColumnRun {
  /** Ends with the line that makes so many, or that leaves no room for another as long as the longest. */
  readonly maxLines: number;
  readonly maxBytes: number;
  /** Bytes that the lines of the run may take. */
  readonly room: number;
  /** Bytes of the longest line of the batch so far. */
  readonly longest: number;
}

/** What was appended at once. */
export interface AppendedRows {
  readonly rows: number;
  /** Bytes of the longest line of the batch, with these. */
  readonly longest: number;
}

/**
 * Points whose values stand in columns, not encoded yet; iterated, they are points one by one. A `LineBuffer` and a writer
 * encode them without making an object of each. Made by `columnPoints()`, which brings along what encodes them: whoever
 * takes points in whatever form knows no more of columns than this class.
 */
export abstract class ColumnPoints implements RowWriter<number>, Iterable<PreparedPoint> {
  /** How many points. */
  abstract readonly length: number;

  /** Whether there is a column of timestamps. */
  abstract readonly isTimed: boolean;

  /** Fails where none of the points can be written, for their measurement, a key or a constant tag. @throws PointError @internal */
  abstract check(buffer: LineTarget): void;

  /** Appends all points, and gives how many lines were added. @internal */
  abstract appendTo(buffer: LineTarget): number;

  /**
   * Appends points, beginning with a row, up to one that is to be appended by itself, because it is invalid or rare, or up to
   * the run's end.
   *
   * @internal
   */
  abstract appendRun(buffer: LineTarget, from: number, run: ColumnRun): AppendedRows;

  /** @internal */
  abstract write(encoder: Encoder, row: number): void;

  /** The point of a row as a plain object; what is null is left out. @internal */
  abstract pointOf(row: number): PointData;

  /** An error with the row that it is about. @internal */
  placed(error: unknown, row: number): unknown {
    return error instanceof PointError ? error.inRow(row) : error;
  }

  *[Symbol.iterator](): Generator<PreparedPoint, void, undefined> {
    for (let row = 0; row < this.length; row++) yield this.point(row);
  }

  /** The point of one row, counted from 0. */
  point(row: number): PreparedPoint {
    return new PreparedPoint(this, row);
  }
}
