import { type Int64Halves, LOW_HALF } from '@influxkit/internal/int64';
import type { FluxValue } from './cell-reader.js';
import {
  DOUBLE,
  DURATION_NS,
  type Kind,
  LONG_BIGINT,
  LONG_NUMBER,
  TIME_DATE,
  TIME_NS,
  UNSIGNED_BIGINT,
  UNSIGNED_NUMBER,
} from './kinds.js';

/** The values of one column. A typed array holds 0 (NaN for floats) where `nulls` says there is no value. */
export interface FluxColumnArray {
  readonly label: string;
  /** As the answer says it; `mixed` where tables disagree, and the values are those that rows would have. */
  readonly datatype: string;
  /**
   * `double` → `Float64Array`. Longs, times and durations → `BigInt64Array` (`unsignedLong` → `BigUint64Array`), or
   * `Float64Array` for `longs: 'number'` and, in milliseconds since 1970, for `times: 'date'`. Anything else → an array.
   */
  readonly values: Float64Array | BigInt64Array | BigUint64Array | readonly FluxValue[];
  /** 1 where the value is null. Absent where none is. */
  readonly nulls?: Uint8Array;
}

const isInt64 = (kind: Kind): boolean =>
  kind === LONG_BIGINT || kind === UNSIGNED_BIGINT || kind === TIME_NS || kind === DURATION_NS;

const isFloat = (kind: Kind): boolean =>
  kind === DOUBLE || kind === LONG_NUMBER || kind === UNSIGNED_NUMBER || kind === TIME_DATE;

const FIRST_CAPACITY = 1024;
const NO_FLOATS: Float64Array = /* @__PURE__ */ new Float64Array(0);
const NO_HALVES: Int32Array = /* @__PURE__ */ new Int32Array(0);

/** Collects the values of one column, row after row, in the array that fits its kind. */
export class ColumnBuilder {
  readonly label: string;
  datatype: string;
  kind: Kind;
  /** Exactly one of the three is in use, by kind. */
  floats: Float64Array = NO_FLOATS;
  halves: Int32Array = NO_HALVES;
  list: FluxValue[] = [];
  /** Rows for which there is room in the typed array. */
  capacity = 0;
  mixed = false;
  /** Rows filled so far. */
  length = 0;
  #nulls: Uint8Array | undefined;

  constructor(label: string, datatype: string, kind: Kind) {
    this.label = label;
    this.datatype = datatype;
    this.kind = kind;
    if (!isInt64(kind) && !isFloat(kind)) this.capacity = Number.POSITIVE_INFINITY;
  }

  /** Makes room for one more row than `row`. */
  grow(row: number): void {
    if (row < this.capacity) return;
    const capacity = Math.max(FIRST_CAPACITY, row + 1, this.capacity * 2);
    if (isFloat(this.kind)) {
      const floats = new Float64Array(capacity);
      floats.set(this.floats);
      this.floats = floats;
    } else {
      const halves = new Int32Array(capacity * 2);
      halves.set(this.halves);
      this.halves = halves;
    }
    this.capacity = capacity;
  }

  /** Sets a 64-bit integer. There must be room for it. */
  setHalves(row: number, halves: Int64Halves): void {
    this.halves[2 * row + LOW_HALF] = halves.low;
    this.halves[2 * row + 1 - LOW_HALF] = halves.high;
  }

  /** Sets any value. */
  set(row: number, value: FluxValue): void {
    if (this.capacity === Number.POSITIVE_INFINITY) {
      this.list[row] = value;
      return;
    }
    this.grow(row);
    if (value === null) {
      this.setNull(row);
    } else if (isFloat(this.kind)) {
      this.floats[row] = Number(value);
    } else {
      const integer = BigInt.asUintN(64, value as bigint);
      this.halves[2 * row + LOW_HALF] = Number(integer & 0xffff_ffffn) | 0;
      this.halves[2 * row + 1 - LOW_HALF] = Number(integer >> 32n) | 0;
    }
  }

  setNull(row: number): void {
    if (this.capacity === Number.POSITIVE_INFINITY) {
      this.list[row] = null;
      return;
    }
    this.grow(row);
    if (isFloat(this.kind)) this.floats[row] = Number.NaN;
    else this.halves.fill(0, 2 * row, 2 * row + 2);
    let nulls = this.#nulls;
    if (nulls === undefined || nulls.length <= row) {
      const larger = new Uint8Array(this.capacity);
      if (nulls !== undefined) larger.set(nulls);
      nulls = larger;
      this.#nulls = larger;
    }
    nulls[row] = 1;
  }

  /** Sets the same value from one row up to another. */
  fill(from: number, to: number, value: FluxValue): void {
    if (to <= from) return;
    if (this.capacity === Number.POSITIVE_INFINITY) {
      for (let row = from; row < to; row += 1) this.list[row] = value;
      return;
    }
    this.set(from, value);
    this.grow(to - 1);
    if (value === null) {
      for (let row = from + 1; row < to; row += 1) this.setNull(row);
    } else if (isFloat(this.kind)) {
      this.floats.fill(this.floats[from] as number, from, to);
    } else {
      const low = this.halves[2 * from] as number;
      const high = this.halves[2 * from + 1] as number;
      for (let row = from; row < to; row += 1) {
        this.halves[2 * row] = low;
        this.halves[2 * row + 1] = high;
      }
    }
  }

  /** Goes on with values of another type, as rows would have them. */
  mix(length: number): void {
    if (this.capacity !== Number.POSITIVE_INFINITY) {
      const { values, nulls } = this.build(length);
      this.list = Array.from({ length }, (_, row) => {
        if (nulls?.[row] === 1) return null;
        const value = values[row] as FluxValue;
        return this.kind === TIME_DATE ? new Date(Number(value)) : value;
      });
      this.capacity = Number.POSITIVE_INFINITY;
      this.floats = NO_FLOATS;
      this.halves = NO_HALVES;
      this.#nulls = undefined;
    }
    this.mixed = true;
    this.datatype = 'mixed';
  }

  /** The column with its first `length` rows; an array of its own, so that the builder may be used no more. */
  build(length: number): FluxColumnArray {
    const { label, datatype } = this;
    if (this.capacity === Number.POSITIVE_INFINITY) {
      this.list.length = length;
      return { label, datatype, values: this.list };
    }
    const values = isFloat(this.kind) ? this.floats.slice(0, length) : this.#integers(length);
    const nulls = this.#nulls;
    if (nulls === undefined) return { label, datatype, values };
    const whole = new Uint8Array(length);
    whole.set(nulls.subarray(0, length));
    return { label, datatype, values, nulls: whole };
  }

  #integers(length: number): BigInt64Array | BigUint64Array {
    const buffer = this.halves.slice(0, 2 * length).buffer;
    return this.kind === UNSIGNED_BIGINT ? new BigUint64Array(buffer) : new BigInt64Array(buffer);
  }
}
