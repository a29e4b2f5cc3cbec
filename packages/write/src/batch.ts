import type { LineBatch } from '@influxkit/line-protocol';

/** The unit of timestamps on the wire: what both `/api/v2/write` and `/write` know. */
export type WritePrecision = 'ns' | 'us' | 'ms' | 's';

/** Lines that are sent together. */
export interface Batch {
  readonly lines: LineBatch;
  readonly precision: WritePrecision;
  /** Which partition of the encoder it comes from: batches of one partition may have to keep their order. */
  readonly partition: number;
  /** The position of the first line among all lines of the writer, from 1. */
  readonly position: number;
  /** The position of each line, where they do not follow each other. */
  readonly positions: readonly number[] | undefined;
}

/** The position of line `index` (from 0) among all lines of the writer. */
export function positionOf(batch: Batch, index: number): number {
  return batch.positions?.[index] ?? batch.position + index;
}
