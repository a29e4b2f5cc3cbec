import { type ColumnArray, type Columns, columnsOf, type RowValue } from '@influxkit/internal/columns';
import type { ResolvedValueOptions } from '@influxkit/internal/value-options';
import { JsonLineDecoder, type SqlColumn } from './json-line-decoder.js';
import { FLOAT, INTEGER, SHORT_FLOAT, TIME, UNSIGNED } from './value-type.js';

type Typed = Float64Array | BigInt64Array | BigUint64Array;

/** Collects the values of one column in the array that fits its type. */
class ColumnBuilder {
  readonly #make: (capacity: number) => Typed | RowValue[];
  #values: Typed | RowValue[];
  #nulls: Uint8Array;

  /** @param make makes an array in which every value is that of null */
  constructor(make: (capacity: number) => Typed | RowValue[]) {
    this.#make = make;
    this.#values = make(1024);
    this.#nulls = new Uint8Array(1024).fill(1);
  }

  set(row: number, value: RowValue): void {
    if (row >= this.#nulls.length) this.#grow(row);
    // What is not set is null.
    if (value === null) return;
    // A Date of a typed array counts its milliseconds. It takes what the reader gives for its type.
    this.#values[row] = (value instanceof Date && !Array.isArray(this.#values) ? value.getTime() : value) as never;
    this.#nulls[row] = 0;
  }

  /** The column with so many rows; the builder may be used no more. */
  build(label: string, datatype: string, length: number): ColumnArray {
    if (length > this.#nulls.length) this.#grow(length);
    const values = this.#values.slice(0, length);
    const nulls = this.#nulls.slice(0, length);
    return { label, datatype, values, ...(!Array.isArray(values) && nulls.includes(1) && { nulls }) };
  }

  #grow(row: number): void {
    const capacity = Math.max(row + 1, this.#nulls.length * 2);
    const [values, nulls] = [this.#values, this.#nulls];
    this.#nulls = new Uint8Array(capacity).fill(1);
    this.#nulls.set(nulls);
    this.#values = this.#make(capacity);
    if (Array.isArray(this.#values))
      for (let at = 0; at < values.length; at += 1) this.#values[at] = values[at] as RowValue;
    else this.#values.set(values as never);
  }
}

const floats = (length: number): Typed => new Float64Array(length).fill(Number.NaN);
const integers = (length: number): Typed => new BigInt64Array(length);
const unsigned = (length: number): Typed => new BigUint64Array(length);
const plain = (length: number): RowValue[] => new Array<RowValue>(length).fill(null);

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
  take(): Columns {
    const length = this.#count;
    const columns = this.labels.map((label, index) =>
      this.#builder(index).build(label, this.#datatypes[index] ?? 'unknown', length),
    );
    this.clear();
    return columnsOf(length, columns);
  }

  /** Rows that `take` will return. */
  get length(): number {
    return this.#count;
  }

  protected override columnsChanged(): void {
    while (this.#builders.length < this.labels.length) this.#builders.push(this.#newBuilder(this.#builders.length));
  }

  protected override begin(): void {}

  protected override set(index: number, value: RowValue): void {
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
      case SHORT_FLOAT:
        return new ColumnBuilder(floats);
      case INTEGER:
        return new ColumnBuilder(format === 'bigint' ? integers : floats);
      case UNSIGNED:
        return new ColumnBuilder(format === 'bigint' ? unsigned : floats);
      case TIME:
        return new ColumnBuilder(times === 'ns' ? integers : times === 'date' ? floats : plain);
      default:
        return new ColumnBuilder(plain);
    }
  }
}
