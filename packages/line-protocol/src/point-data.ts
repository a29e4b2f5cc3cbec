import type { Dialect, Precision } from './dialect.js';
import type { Int, Uint } from './integer.js';
import type { PointError } from './point-error.js';
import type { Rounding, Timestamp } from './timestamp.js';

/**
 * A field value. A `number` is a float, a `bigint` a signed integer; {@link Int} and {@link Uint} come from `int()` and
 * `uint()`.
 */
export type FieldValue = number | bigint | boolean | string | Int | Uint;

/** A point as a plain object. */
export interface PointData {
  readonly measurement: string;
  /** Tag values are strings. `undefined`, `null` and `''` are errors unless `skipEmpty` is set. */
  readonly tags?: { readonly [key: string]: string | null | undefined } | undefined;
  /** At least one. `undefined` and `null` are errors unless `skipEmpty` is set. */
  readonly fields: { readonly [key: string]: FieldValue | null | undefined };
  /** Left out, the server takes its own clock. */
  readonly timestamp?: Timestamp | null | undefined;
}

/** Options of everything that writes line protocol. */
export interface EncodeOptions {
  /**
   * Unit of the timestamps on the wire, which the server has to get as well. `m` and `h`: dialect `v1` only.
   *
   * @default 'ns'
   */
  readonly precision?: Precision | undefined;
  /**
   * Unit in which `number` and `bigint` timestamps are given.
   *
   * @default the `precision`
   */
  readonly timestampUnit?: Precision | undefined;
  /**
   * Whether a `number` as timestamp is an error where it is a moment of 1970 in its unit and one of our time in
   * a coarser one: `Date.now()`, which counts milliseconds, taken for nanoseconds.
   *
   * @default true
   */
  readonly checkTimestamps?: boolean | undefined;
  /**
   * A time finer than `precision`: `'error'` refuses it, `'floor'` rounds it down.
   *
   * @default 'error'
   */
  readonly rounding?: Rounding | undefined;
  /**
   * The servers that will read the lines.
   *
   * @default 'v2'
   */
  readonly dialect?: Dialect | undefined;
  /**
   * Leave out tags that are `undefined`, `null` or `''`, and fields that are `undefined` or `null`.
   *
   * @default false
   */
  readonly skipEmpty?: boolean | undefined;
  /**
   * Tags for every point; a point's own tag of the same key wins.
   *
   * @default none
   */
  readonly defaultTags?: { readonly [key: string]: string } | undefined;
  /**
   * The timestamp of points that have none, in units of `precision`.
   *
   * @default none: the server's clock decides
   */
  readonly clock?: (() => number | bigint) | undefined;
  /**
   * A point that cannot be written:
   * - `'throw'`.
   * - `'drop'` it, and call `onDrop`.
   * - `'repair'` it: fields that cannot be written (NaN, infinities, integers out of range …) are left out, line breaks and
   *   backslashes at the end of tags are replaced, and `onRepair` is called for each. What cannot be repaired is dropped.
   *
   * @default 'throw'
   */
  readonly onInvalid?: 'throw' | 'drop' | 'repair' | undefined;
  /**
   * Called for every dropped point: why, and which it was, counted from 0. Required with `'drop'` and `'repair'`.
   *
   * @default none
   */
  readonly onDrop?: ((error: PointError, index: number) => void) | undefined;
  /**
   * Called for each part of a point that was left out or replaced, once the rest is written. Required with `'repair'`.
   *
   * @default none
   */
  readonly onRepair?: ((error: PointError, index: number) => void) | undefined;
}
