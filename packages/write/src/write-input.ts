import { type Dialect, type PointInput, type RawLine, rawLines } from '@influxkit/line-protocol';

/** Raw line protocol, one line or many. */
export type RawInput = string | Uint8Array;

/** What a writer takes: a point in any form, raw line protocol, or many of them. */
export type WriteInput = PointInput | RawInput | Iterable<PointInput | RawInput>;

/** What becomes one line: whatever form it comes in, it takes the same way through the writer. */
export type LineSource = PointInput | RawLine;

/** Whether an input can be more than one line. */
export function isMany(data: unknown): data is RawInput | Iterable<PointInput | RawInput> {
  return isRaw(data) || (typeof data === 'object' && data !== null && Symbol.iterator in data);
}

/** Every line of an input that can be more than one; raw ones as readers of a dialect read them. */
export function* linesOf(
  data: RawInput | Iterable<PointInput | RawInput>,
  dialect: Dialect,
): Generator<PointInput | RawLine> {
  if (isRaw(data)) {
    yield* rawLines(data, dialect);
    return;
  }
  for (const item of data) {
    if (isRaw(item)) yield* rawLines(item, dialect);
    else yield item;
  }
}

function isRaw(data: unknown): data is RawInput {
  return typeof data === 'string' || data instanceof Uint8Array;
}
