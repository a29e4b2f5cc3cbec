import { type LineBatch, LineBuffer } from '@influxkit/line-protocol';
import { type Batch, positionOf } from './batch.js';
import type { RetryBudget } from './retry-budget.js';

/** Some lines of a batch that came in together, and how long they may be tried. */
export interface Part {
  readonly lines: number;
  readonly budget: RetryBudget;
}

/** The lines of a batch from one place up to another, which is not among them. */
export function cut(batch: Batch, from: number, to: number): Batch {
  return {
    ...batch,
    lines: batch.lines.slice(from, to),
    position: positionOf(batch, from),
    positions: batch.positions?.slice(from, to),
  };
}

/** Appends so many first lines of others that are encoded already. */
export function appendFirst(buffer: LineBuffer, lines: LineBatch, count: number): void {
  for (let index = 0; index < count; index++) buffer.appendLine(lines.line(index));
}

/** Those lines of a batch that are wanted, by their places in it, from 0; in memory of their own. */
export function pick(batch: Batch, isWanted: (place: number) => boolean): Batch {
  const places = Array.from({ length: batch.lines.lines }, (_, place) => place).filter(isWanted);
  const lines = places.map((place) => batch.lines.line(place));
  const buffer = new LineBuffer({ capacity: lines.reduce((sum, { length }) => sum + length + 1, 0) });
  for (const line of lines) buffer.appendLine(line);
  const positions = places.map((place) => positionOf(batch, place));
  return { ...batch, lines: buffer.take(), position: positions[0] ?? batch.position, positions };
}

/** Splits a batch: the lines that are not marked, by their places, and those that are. */
export function split(batch: Batch, isMarked: (place: number) => boolean): [Batch, Batch] {
  return [pick(batch, (place) => !isMarked(place)), pick(batch, isMarked)];
}

/** A batch cut in two of about as many bytes; it must have two lines or more. */
export function halves(batch: Batch): [Batch, Batch] {
  const { lines, bytes } = batch.lines;
  const first = Math.max(1, fitting(batch, lines - 1, bytes.length / 2));
  return split(batch, (place) => place >= first);
}

/** One batch with the lines of all, in their order. */
export function joined(batches: readonly [Batch, ...Batch[]]): Batch {
  const [first] = batches;
  const capacity = batches.reduce((sum, { lines }) => sum + lines.bytes.length, 0);
  const buffer = new LineBuffer({ capacity });
  for (const { lines } of batches) appendFirst(buffer, lines, lines.lines);
  let next = first.position;
  let inARow = true;
  for (const { lines, position, positions } of batches) {
    inARow &&= positions === undefined && position === next;
    next = position + lines.lines;
  }
  const positions = inARow ? undefined : batches.flatMap((batch) => positionsOf(batch));
  return { ...first, lines: buffer.take(), positions };
}

/** How many lines of a batch fit where there is room for so many lines and bytes. */
export function fitting({ lines }: Batch, maxLines: number, maxBytes: number): number {
  if (lines.lines <= maxLines && lines.bytes.length <= maxBytes) return lines.lines;
  let least = 0;
  for (let most = Math.max(0, Math.min(lines.lines, maxLines)); least < most; ) {
    const middle = (least + most + 1) >> 1;
    if (lines.slice(0, middle).bytes.length <= maxBytes) least = middle;
    else most = middle - 1;
  }
  return least;
}

/** Parts cut in two: those of the first so many lines, and the others. */
export function cutParts(parts: readonly Part[], lines: number): [Part[], Part[]] {
  const before: Part[] = [];
  const after: Part[] = [];
  let left = lines;
  for (const part of parts) {
    const taken = Math.min(left, part.lines);
    left -= taken;
    if (taken > 0) before.push({ lines: taken, budget: taken < part.lines ? part.budget.copy() : part.budget });
    if (taken < part.lines) after.push({ lines: part.lines - taken, budget: part.budget });
  }
  return [before, after];
}

/** The position of each line. */
export function positionsOf(batch: Batch): number[] {
  return Array.from({ length: batch.lines.lines }, (_, index) => positionOf(batch, index));
}
