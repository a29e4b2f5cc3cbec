import { type Int64Halves, LOW_HALF } from '@influxkit/internal/int64';
import type { FluxValue } from './cell-reader.js';
import {
  type ColumnType,
  DOUBLE,
  DURATION_NS,
  LONG_BIGINT,
  LONG_NUMBER,
  STRING,
  TEXT,
  TIME_DATE,
  TIME_NS,
  UNSIGNED_BIGINT,
  UNSIGNED_NUMBER,
} from './column-type.js';
import { RecordDecoder } from './record-decoder.js';
import type { Plan, PlannedColumn, Step } from './record-plan.js';

/** Rows as one array a column. */
export interface FluxColumns {
  /** Rows: every column has as many values. */
  readonly length: number;
  /** In the order in which the response brought them. */
  readonly columns: readonly FluxColumnArray[];
  /** The column with a label; of several the last. */
  get(label: string): FluxColumnArray | undefined;
}

/** No type: values go the general way. */
const MIXED = -1;

const columnsOf = (length: number, columns: readonly FluxColumnArray[]): FluxColumns => ({
  length,
  columns,
  get: (label) => columns.findLast((column) => column.label === label),
});

/** Where the values of one schema go. */
interface ColumnTargets {
  /** The builder of each planned column. */
  builders: readonly ColumnBuilder[] | undefined;
}

const NO_BUILDERS: readonly ColumnBuilder[] = [];

/** Decodes annotated CSV to one array a column. */
export class ColumnDecoder extends RecordDecoder<ColumnTargets> {
  /** In the order in which the response brought the columns; found by label, of columns with one label the first. */
  #builders: ColumnBuilder[] = [];
  #byLabel: Map<string, ColumnBuilder> = new Map();
  /** The second builder of a label, the third, and so on, by how many come before. */
  #repeated: Map<string, ColumnBuilder>[] = [];
  /** The builders of the schema that was opened last. */
  #targets: readonly ColumnBuilder[] = NO_BUILDERS;
  /** The schemas that know builders, to make them forget when arrays are taken. */
  #aimed: ColumnTargets[] = [];
  /** The row from which on the value applies that a constant column holds now. */
  readonly #since: number[] = [];
  #length = 0;

  /** The rows decoded since the last call. */
  take(): FluxColumns {
    const length = this.#length;
    const { plan } = this;
    if (plan !== undefined) this.#fillConstants(plan);
    const columns = this.#builders.map((builder) => {
      if (!builder.isArray) builder.fill(builder.length, length, null);
      return builder.build(length);
    });
    this.#builders = [];
    this.#byLabel = new Map();
    this.#repeated = [];
    this.#length = 0;
    for (const targets of this.#aimed) targets.builders = undefined;
    this.#aimed = [];
    this.#targets = NO_BUILDERS;
    if (plan !== undefined) this.open(plan, { builders: undefined });
    return columnsOf(length, columns);
  }

  /** Rows that `take` will return. */
  get length(): number {
    return this.#length;
  }

  protected override prepare(): ColumnTargets {
    return { builders: undefined };
  }

  protected override open(plan: Plan, targets: ColumnTargets): void {
    const { columns } = plan;
    let { builders } = targets;
    if (builders === undefined) {
      builders = this.#buildersOf(plan);
      targets.builders = builders;
      this.#aimed.push(targets);
    }
    this.#targets = builders;
    const length = this.#length;
    for (let index = 0; index < columns.length; index += 1) {
      const { datatype, type } = columns[index] as PlannedColumn;
      const builder = builders[index] as ColumnBuilder;
      this.#since[index] = length;
      // Nulls for the rows of tables that had no such column.
      builder.skip(length);
      builder.length = length;
      if (builder.mixed) continue;
      if (builder.type !== type) builder.mix(length);
      else builder.datatype = datatype;
    }
  }

  /** Finds or makes the builder of each column. */
  #buildersOf({ columns, repeated }: Plan): ColumnBuilder[] {
    const capacity = Math.max(LEAST_CAPACITY, Math.min(FIRST_CAPACITY, Math.floor(FIRST_VALUES / columns.length)));
    /** How often each label came, where one comes twice. */
    const seen = repeated === undefined ? undefined : new Map<string, number>();
    return columns.map(({ label, datatype, type }) => {
      const before = seen?.get(label) ?? 0;
      seen?.set(label, before + 1);
      let builders = this.#byLabel;
      if (before > 0) builders = this.#repeated[before - 1] ??= new Map();
      let builder = builders.get(label);
      if (builder === undefined) {
        builder = new ColumnBuilder(label, datatype, type, capacity);
        builders.set(label, builder);
        this.#builders.push(builder);
      }
      return builder;
    });
  }

  protected override close(plan: Plan): void {
    this.#fillConstants(plan);
  }

  /** Writes the constant values of the rows that have gone by, and notes how far every column is filled. */
  #fillConstants({ columns, constants }: Plan): void {
    const length = this.#length;
    const builders = this.#targets;
    for (let index = 0; index < columns.length; index += 1) {
      const builder = builders[index] as ColumnBuilder;
      if ((columns[index] as PlannedColumn).constant)
        builder.fill(this.#since[index] as number, length, constants.values[index] as FluxValue);
      this.#since[index] = length;
      builder.length = length;
    }
  }

  protected override changing(plan: Plan, index: number): void {
    const length = this.#length;
    this.#targets[index]?.fill(this.#since[index] as number, length, plan.constants.values[index] as FluxValue);
    this.#since[index] = length;
  }

  protected override add({ steps }: Plan, values: readonly FluxValue[]): void {
    const row = this.#length;
    this.#length += 1;
    for (const step of steps)
      if (!step.constant) this.#targets[step.index]?.fill(row, row + 1, values[step.index] as FluxValue);
  }

  protected override fast(plan: Plan, position: number): number {
    const { reader } = this;
    const { bytes, end } = reader;
    const { delimiter } = this.options;
    const builders = this.#targets;
    const steps = plan.steps;
    const count = steps.length;
    const plain = steps[0]?.constant === false;
    const before = this.#length;
    let length = before;
    let start = position;
    let { line } = this;
    let changed = false;
    // A record that is abandoned has written values already; they do no harm, for it is read again into the same row.
    records: while (start < end) {
      let at = start;
      let newlines = 0;
      if (plain && (bytes[at] === 10 || bytes[at] === 13)) break;
      for (let s = 0; s < count; s += 1) {
        const step = steps[s] as Step;
        if (step.constant) {
          const after = this.afterKnown(step, at);
          if (after < 0) this.#length = length;
          at = after < 0 ? this.change(plan, step, at) : after;
          if (at < 0) break records;
          if (after < 0) changed = true;
          newlines += step.newlines;
          continue;
        }
        const target = builders[step.index] as ColumnBuilder;
        const first = bytes[at] as number;
        const isUnusual = first === delimiter || first === 34 || first <= 13;
        if (length >= target.capacity) target.grow(length);
        switch (isUnusual || target.mixed ? MIXED : step.type) {
          case DOUBLE:
            target.floats[length] = reader.double(at);
            break;
          case TIME_NS:
            reader.timeHalves(at);
            target.setHalves(length, reader.halves);
            break;
          case LONG_BIGINT:
            reader.integerHalves(at, true);
            target.setHalves(length, reader.halves);
            break;
          case UNSIGNED_BIGINT:
            reader.integerHalves(at, false);
            target.setHalves(length, reader.halves);
            break;
          case LONG_NUMBER:
            target.floats[length] = reader.safeInteger(at, true);
            break;
          case TIME_DATE:
            target.floats[length] = reader.milliseconds(at);
            break;
          case STRING:
          case TEXT:
            target.array[length - target.base] = reader.string(at);
            break;
          default: {
            const value = reader.field(step.type, at, step.defaultValue);
            if (reader.at >= 0) target.fill(length, length + 1, value);
            newlines += reader.newlines;
          }
        }
        const stop = reader.at;
        if (stop < 0) break records;
        const after = bytes[stop];
        if ((after === delimiter) === step.last) break records;
        at = after === 13 ? stop + 2 : stop + 1;
      }
      length += 1;
      line += 1 + newlines;
      start = at;
      changed = false;
    }
    // The record was left with the constant columns of another table: it is not known which record they are of.
    if (changed) plan.constants.knownIn = undefined;
    this.#length = length;
    this.row += length - before;
    this.line = line;
    return start;
  }
}

/** The values of one column. A typed array holds 0 (NaN for floats) where `nulls` says there is not a value. */
export interface FluxColumnArray {
  readonly label: string;
  /** as the response has it; `mixed` where tables disagree, and the values are those that rows would have. */
  readonly datatype: string;
  /**
   * `double` → `Float64Array`. Longs, times and durations → `BigInt64Array` (`unsignedLong` → `BigUint64Array`), or
   * `Float64Array` for `integers: 'number'` and, in milliseconds since 1970, for `times: 'date'`. Anything else → an array.
   */
  readonly values: Float64Array | BigInt64Array | BigUint64Array | readonly FluxValue[];
  /** 1 where the value is null. Absent where none is. */
  readonly nulls?: Uint8Array;
}

const betweenNulls = (array: readonly FluxValue[], base: number, length: number): FluxValue[] => {
  const values = new Array<FluxValue>(length).fill(null);
  for (let i = 0; i < array.length; i += 1) values[base + i] = array[i] as FluxValue;
  return values;
};

/** A column has gaps where fewer than one row in so many is of a table that has it. */
const SPARSE = 8;

/** A column of few of the tables. Where each brings columns of its own, they are as many as the tables, and few are read. */
const madeWhenRead = (label: string, datatype: string, make: () => FluxValue[]): FluxColumnArray => {
  let values: FluxValue[] | undefined;
  return {
    label,
    datatype,
    get values(): readonly FluxValue[] {
      values ??= make();
      return values;
    },
  };
};

const isInt64 = (type: ColumnType): boolean =>
  type === LONG_BIGINT || type === UNSIGNED_BIGINT || type === TIME_NS || type === DURATION_NS;

const isFloat = (type: ColumnType): boolean =>
  type === DOUBLE || type === LONG_NUMBER || type === UNSIGNED_NUMBER || type === TIME_DATE;

/** Rows for which a column has room at first: fewer where the columns are many. */
const FIRST_CAPACITY = 1024;
const LEAST_CAPACITY = 16;
const FIRST_VALUES = 1 << 19;
const NO_FLOATS: Float64Array = /* @__PURE__ */ new Float64Array(0);
const NO_INTEGERS: BigInt64Array = /* @__PURE__ */ new BigInt64Array(0);
const NO_HALVES: Int32Array = /* @__PURE__ */ new Int32Array(0);

/** Collects the values of one column, row after row, in the array that fits its type. */
class ColumnBuilder {
  readonly label: string;
  datatype: string;
  readonly type: ColumnType;
  readonly isFloat: boolean;
  /** Exactly one of the three is in use, by type. */
  floats: Float64Array = NO_FLOATS;
  integers: BigInt64Array = NO_INTEGERS;
  array: FluxValue[] = [];
  /** The halves of `integers`, in the same memory. */
  halves: Int32Array = NO_HALVES;
  /** The row of the first value of `array`: before it all are null. */
  base = 0;
  /** Rows for which there is room in the typed array; infinite where `array` is in use. */
  capacity: number;
  mixed = false;
  /** Rows filled so far. */
  length = 0;
  #nulls: Uint8Array | undefined;
  readonly #firstCapacity: number;

  constructor(label: string, datatype: string, type: ColumnType, firstCapacity: number) {
    this.#firstCapacity = firstCapacity;
    this.label = label;
    this.datatype = datatype;
    this.type = type;
    this.isFloat = isFloat(type);
    this.capacity = this.isFloat || isInt64(type) ? 0 : Number.POSITIVE_INFINITY;
  }

  get isArray(): boolean {
    return this.capacity === Number.POSITIVE_INFINITY;
  }

  /** Makes room for one more row than `row`. */
  grow(row: number): void {
    if (row < this.capacity) return;
    const capacity = Math.max(this.#firstCapacity, row + 1, this.capacity * 2);
    if (this.isFloat) {
      const floats = new Float64Array(capacity);
      floats.set(this.floats);
      this.floats = floats;
    } else {
      const integers = new BigInt64Array(capacity);
      integers.set(this.integers);
      this.integers = integers;
      this.halves = new Int32Array(integers.buffer);
    }
    this.capacity = capacity;
  }

  /** Sets a 64-bit integer. There must be room for it. */
  setHalves(row: number, halves: Int64Halves): void {
    this.halves[2 * row + LOW_HALF] = halves.low;
    this.halves[2 * row + 1 - LOW_HALF] = halves.high;
  }

  /** Says that rows up to `to` that are not filled have no value. */
  skip(to: number): void {
    if (this.length === 0 && this.isArray) this.base = to;
    else this.fill(this.length, to, null);
  }

  /** Sets any value, from one row up to another. */
  fill(from: number, to: number, value: FluxValue): void {
    if (to <= from) return;
    if (this.isArray) {
      const { array, base } = this;
      for (let row = from; row < to; row += 1) array[row - base] = value;
      return;
    }
    this.grow(to - 1);
    if (this.isFloat) {
      const { floats } = this;
      const float = value === null ? Number.NaN : Number(value);
      for (let row = from; row < to; row += 1) floats[row] = float;
    } else {
      const { integers } = this;
      const integer = (value ?? 0n) as bigint;
      for (let row = from; row < to; row += 1) integers[row] = integer;
    }
    if (value === null) this.#markNulls(from, to);
  }

  #markNulls(from: number, to: number): void {
    let nulls = this.#nulls;
    if (nulls === undefined || nulls.length < to) {
      nulls = new Uint8Array(this.capacity);
      if (this.#nulls !== undefined) nulls.set(this.#nulls);
      this.#nulls = nulls;
    }
    nulls.fill(1, from, to);
  }

  /** Goes on with values of another type, as rows would have them. */
  mix(length: number): void {
    if (!this.isArray) {
      const { values, nulls } = this.build(length);
      this.array = Array.from({ length }, (_, row) => {
        if (nulls?.[row] === 1) return null;
        const value = values[row] as FluxValue;
        return this.type === TIME_DATE ? new Date(Number(value)) : value;
      });
      this.base = 0;
      this.capacity = Number.POSITIVE_INFINITY;
      this.floats = NO_FLOATS;
      this.integers = NO_INTEGERS;
      this.halves = NO_HALVES;
      this.#nulls = undefined;
    }
    this.mixed = true;
    this.datatype = 'mixed';
  }

  /** The column with its first `length` rows; an array of its own, so that the builder may be used no more. */
  build(length: number): FluxColumnArray {
    const { label, datatype } = this;
    if (this.isArray) {
      const { array, base } = this;
      // A record that was left may have written a value past the last row.
      array.length = Math.min(array.length, Math.max(0, this.length - base));
      if (array.length === length) return { label, datatype, values: array };
      const values = (): FluxValue[] => betweenNulls(array, base, length);
      return array.length > length / SPARSE
        ? { label, datatype, values: values() }
        : madeWhenRead(label, datatype, values);
    }
    const integers = this.integers.slice(0, length);
    const values = this.isFloat
      ? this.floats.slice(0, length)
      : this.type === UNSIGNED_BIGINT
        ? new BigUint64Array(integers.buffer)
        : integers;
    const nulls = this.#nulls;
    if (nulls === undefined) return { label, datatype, values };
    const whole = new Uint8Array(length);
    whole.set(nulls.subarray(0, length));
    return { label, datatype, values, nulls: whole };
  }
}
