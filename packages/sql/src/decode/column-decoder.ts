import type { ResolvedValueOptions } from '@influxkit/internal/value-options';
import { JsonLineDecoder, type SqlColumn } from './json-line-decoder.js';
import type { SqlRowValue } from './value-reader.js';
import { FLOAT, INTEGER, TIME, UNSIGNED } from './value-type.js';

/** The values of one column. A typed array holds 0 (NaN for numbers) where `nulls` says there is no value. */
export interface SqlColumnArray {
  readonly label: string;
  /** Its type, as in `SqlColumn`; `unknown` where the server does not say. */
  readonly datatype: string;
  /**
   * Floats → `Float64Array`. Integers and times → `BigInt64Array` (unsigned ones → `BigUint64Array`), or `Float64Array`
   * for `integers: 'number'` and, in milliseconds since 1970, for `times: 'date'`. Anything else → an array.
   */
  readonly values: Float64Array | BigInt64Array | BigUint64Array | readonly SqlRowValue[];
  /** 1 where the value is null. Absent where none is. */
  readonly nulls?: Uint8Array;
}

/** Rows as one array a column. */
export interface SqlColumns {
  /** Rows: every column has as many values. */
  readonly length: number;
  readonly columns: readonly SqlColumnArray[];
  /** The column with a label. */
  get(label: string): SqlColumnArray | undefined;
}

type Typed = Float64Array | BigInt64Array | BigUint64Array;

/** Collects the values of one column in the array that fits its type. */
class ColumnBuilder {
  readonly #make: ((capacity: number) => Typed) | undefined;
  #typed: Typed | undefined;
  readonly #array: SqlRowValue[] = [];
  #nulls: Uint8Array | undefined;
  /** Rows filled so far. */
  #length = 0;

  constructor(make: ((capacity: number) => Typed) | undefined) {
    this.#make = make;
    this.#typed = make?.(1024);
  }

  set(row: number, value: SqlRowValue): void {
    // What is not set is null.
    if (value === null) return;
    this.#skip(row);
    this.#length = row + 1;
    if (this.#typed === undefined) {
      this.#array[row] = value;
      return;
    }
    if (row >= this.#typed.length) this.#grow();
    // A Date counts its milliseconds. A typed array takes what the reader gives for its type.
    this.#typed[row] = (value instanceof Date ? value.getTime() : value) as never;
  }

  /** The column with so many rows; the builder may be used no more. */
  build(label: string, datatype: string, length: number): SqlColumnArray {
    this.#skip(length);
    // A row that turned out to be wrong may have left values behind.
    this.#array.length = Math.min(this.#array.length, length);
    const values = this.#typed === undefined ? this.#array : this.#typed.slice(0, length);
    const nulls = this.#nulls?.slice(0, length);
    return { label, datatype, values, ...(nulls === undefined || this.#typed === undefined ? {} : { nulls }) };
  }

  /** Nulls up to a row. */
  #skip(row: number): void {
    for (let at = this.#length; at < row; at += 1) {
      if (this.#typed === undefined) {
        this.#array[at] = null;
        continue;
      }
      while (at >= this.#typed.length) this.#grow();
      if (this.#typed instanceof Float64Array) this.#typed[at] = Number.NaN;
      this.#nulls ??= new Uint8Array(this.#typed.length);
      this.#nulls[at] = 1;
    }
    this.#length = Math.max(this.#length, row);
  }

  #grow(): void {
    const old = this.#typed as Typed;
    const larger = this.#make?.(old.length * 2) as Typed;
    larger.set(old as never);
    this.#typed = larger;
    if (this.#nulls !== undefined) {
      const nulls = new Uint8Array(larger.length);
      nulls.set(this.#nulls);
      this.#nulls = nulls;
    }
  }
}

const floats = (length: number): Typed => new Float64Array(length);
const integers = (length: number): Typed => new BigInt64Array(length);
const unsigned = (length: number): Typed => new BigUint64Array(length);

/** Decodes JSON lines to one array a column. */
export class ColumnDecoder extends JsonLineDecoder {
  readonly #options: ResolvedValueOptions;
  #datatypes: readonly string[] = [];
  #builders: ColumnBuilder[] = [];
  #count = 0;

  constructor(options: ResolvedValueOptions, limit: number) {
    super(options, limit);
    this.#options = options;
  }

  override start(columns: readonly SqlColumn[] | undefined): void {
    this.#datatypes = columns?.map(({ type }) => type) ?? [];
    super.start(columns);
  }

  /** The rows decoded since the last call, as columns. */
  take(): SqlColumns {
    const length = this.#count;
    const columns = this.labels.map((label, index) =>
      this.#builder(index).build(label, this.#datatypes[index] ?? 'unknown', length),
    );
    this.clear();
    return { length, columns, get: (label) => columns.find((column) => column.label === label) };
  }

  /** Rows that `take` will return. */
  get length(): number {
    return this.#count;
  }

  protected override columnsChanged(): void {
    while (this.#builders.length < this.labels.length) this.#builders.push(this.#newBuilder(this.#builders.length));
  }

  protected override begin(): void {}

  protected override set(index: number, value: SqlRowValue): void {
    this.#builder(index).set(this.#count, value);
  }

  protected override end(): void {
    this.#count += 1;
  }

  protected override clear(): void {
    this.#builders = this.labels.map((_, index) => this.#newBuilder(index));
    this.#count = 0;
  }

  #builder(index: number): ColumnBuilder {
    return this.#builders[index] as ColumnBuilder;
  }

  #newBuilder(index: number): ColumnBuilder {
    const { times, integers: format } = this.#options;
    switch (this.types[index]?.kind) {
      case FLOAT:
        return new ColumnBuilder(floats);
      case INTEGER:
        return new ColumnBuilder(format === 'bigint' ? integers : floats);
      case UNSIGNED:
        return new ColumnBuilder(format === 'bigint' ? unsigned : floats);
      case TIME:
        return new ColumnBuilder(times === 'ns' ? integers : times === 'date' ? floats : undefined);
      default:
        return new ColumnBuilder(undefined);
    }
  }
}
