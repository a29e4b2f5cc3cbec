import { kindOf } from '@influxkit/internal/message';
import { LineBuffer, type PointInput } from './line-buffer.js';
import type { EncodeOptions } from './point-data.js';

const decoder: TextDecoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true });

/** Scratch memory that stays between calls; a larger one goes back to the engine. */
const KEPT = 4 * 1024 * 1024;
const START = 4096;
let scratch: Uint8Array | undefined;

function encodeAll<Result>(
  points: Iterable<PointInput>,
  options: EncodeOptions,
  finish: (bytes: Uint8Array) => Result,
): Result {
  if (typeof (points as Iterable<PointInput> | undefined)?.[Symbol.iterator] !== 'function') {
    throw new TypeError(
      `points: must be an array or another iterable, got ${kindOf(points)}; for one point there is encodePoint`,
    );
  }
  // taken, not shared: a getter of a point may itself encode
  const memory = scratch ?? new Uint8Array(START);
  scratch = undefined;
  const buffer = new LineBuffer({ ...options, memory });
  for (const point of points) buffer.append(point);
  const { bytes } = buffer;
  const result = finish(bytes);
  if (bytes.buffer.byteLength <= KEPT) scratch = new Uint8Array(bytes.buffer as ArrayBuffer);
  return result;
}

/**
 * Points to line protocol, as UTF-8 bytes. Each line ends in a newline.
 *
 * @throws PointError for a point that line protocol cannot carry, unless `onInvalid: 'drop'`
 *
 * @example
 * import { encodePoints } from '@influxkit/influxdb';
 *
 * const points = [{ measurement: 'room', tags: { name: 'lab' }, fields: { ppm: 424.6 }, timestamp: new Date() }];
 * const body = encodePoints(points, { precision: 'ms' });
 */
export function encodePoints(points: Iterable<PointInput>, options: EncodeOptions = {}): Uint8Array {
  return encodeAll(points, options, (bytes) => bytes.slice());
}

/**
 * Points to line protocol, as a string. Each line ends in a newline.
 *
 * @throws PointError for a point that line protocol cannot carry, unless `onInvalid: 'drop'`
 */
export function encodePointsToString(points: Iterable<PointInput>, options: EncodeOptions = {}): string {
  return encodeAll(points, options, (bytes) => decoder.decode(bytes));
}

/**
 * One point to one line, without a newline at its end.
 *
 * @throws PointError for a point that line protocol cannot carry
 *
 * @example
 * import { encodePoint } from '@influxkit/influxdb';
 *
 * encodePoint({ measurement: 'room', tags: { name: 'lab' }, fields: { ppm: 424.6 } }); // 'room,name=lab ppm=424.6'
 */
export function encodePoint(point: PointInput, options: Omit<EncodeOptions, 'onInvalid' | 'onDrop'> = {}): string {
  return encodePointsToString([point], { ...options, onInvalid: 'throw' }).slice(0, -1);
}
