import type { Encoder } from './encoder.js';
import type { PointData } from './point-data.js';

/** Writes the rows of one shape. */
export interface RowWriter<Row> {
  write(encoder: Encoder, row: Row): void;
  /** The row as a plain point. */
  pointOf(row: Row): PointData;
  /** An error of that point with the place of the row. */
  placed?(error: unknown, row: Row): unknown;
}

/**
 * A point that writes itself. Whoever takes points in whatever form knows no more of them than this class: what writes one
 * comes with what makes it, and is in no bundle without.
 */
export abstract class SelfWritingPoint {
  /** Appends the line without its end. @internal */
  abstract writeTo(encoder: Encoder): void;
}

/**
 * A row and what knows how to write it, not encoded yet: cheap to make, and a `LineBuffer` or a writer takes it as a
 * point. Made by `measurement.point(row)` and `series.point(row)`.
 */
export class PreparedPoint extends SelfWritingPoint {
  /** @internal */
  readonly writer: RowWriter<unknown>;
  /** @internal */
  readonly row: unknown;

  /** @internal */
  constructor(writer: RowWriter<never>, row: unknown) {
    super();
    this.writer = writer as RowWriter<unknown>;
    this.row = row;
  }

  /** @internal called by a `LineBuffer` */
  writeTo(encoder: Encoder): void {
    this.writer.write(encoder, this.row);
  }

  /** The same point as a plain object. @internal */
  toPointData(): PointData {
    return this.writer.pointOf(this.row);
  }

  /** An error of the plain point with the place of the row. @internal */
  placed(error: unknown): unknown {
    return this.writer.placed?.(error, this.row) ?? error;
  }
}
