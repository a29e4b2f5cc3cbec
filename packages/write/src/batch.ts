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

/** Some lines of a batch, in its order: those of `indices`, or all of them. */
export interface Slice {
  readonly batch: Batch;
  readonly indices: readonly number[] | undefined;
}

/** How many lines a slice has. */
export function lineCount({ batch, indices }: Slice): number {
  return indices ? indices.length : batch.lines.lines;
}

/** The index in the batch (from 0) of the slice's line at `place` (from 0). */
export function batchIndex({ indices }: Slice, place: number): number {
  return indices ? (indices[place] ?? 0) : place;
}

/** The lines of a slice as one body, each with its newline. The batch's own bytes when it is whole. */
export function sliceBytes({ batch, indices }: Slice): Uint8Array {
  if (!indices) return batch.lines.bytes;
  const parts = indices.map((index) => batch.lines.line(index));
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length + 1, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
    bytes[at++] = 10;
  }
  return bytes;
}

/** The slice without some of its lines, given by their places in it. */
export function without({ batch, indices }: Slice, places: { has(place: number): boolean }): Slice {
  const all = indices ?? Array.from({ length: batch.lines.lines }, (_, index) => index);
  return { batch, indices: all.filter((_, place) => !places.has(place)) };
}

/** The slice cut in two of about as many bytes; it must have two lines or more. */
export function halves({ batch, indices }: Slice): [Slice, Slice] {
  const all = indices ?? Array.from({ length: batch.lines.lines }, (_, index) => index);
  const sizes = all.map((index) => batch.lines.line(index).length + 1);
  const half = sizes.reduce((sum, size) => sum + size, 0) / 2;
  let cut = 1;
  for (let size = sizes[0] ?? 0; cut < all.length - 1; cut++) {
    size += sizes[cut] ?? 0;
    if (size > half) break;
  }
  return [
    { batch, indices: all.slice(0, cut) },
    { batch, indices: all.slice(cut) },
  ];
}
