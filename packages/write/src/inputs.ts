import type { PointInput } from '@influxkit/line-protocol';

/** Raw line protocol, one line or many. */
export type RawInput = string | Uint8Array;

/** What a writer takes: a point in any form, raw line protocol, or many of them. */
export type WriteInput = PointInput | RawInput | Iterable<PointInput | RawInput>;

export function isRaw(data: unknown): data is RawInput {
  return typeof data === 'string' || data instanceof Uint8Array;
}

export function isIterable(data: unknown): data is Iterable<PointInput | RawInput> {
  return typeof data === 'object' && data !== null && Symbol.iterator in data;
}
