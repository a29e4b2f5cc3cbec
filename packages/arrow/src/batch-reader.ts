import type { RowValue } from '@influxkit/internal/columns';
import { formatRfc3339 } from '@influxkit/internal/rfc3339';
import { define } from '@influxkit/internal/row-template';
import type { ResolvedValueOptions } from '@influxkit/internal/value-options';
import { ArrowError } from './arrow-error.js';
import { type ColumnValues, gather, plainArray, type TypedValues, withNulls } from './column-values.js';
import type { FlatTable, Vector } from './flat-table.js';
import { type Field, type Layout, PER_SECOND, type TimeUnit } from './schema.js';
import { decodeStrings } from './utf8.js';
import {
  clockText,
  Divider,
  dateText,
  dayTimeText,
  decimalText,
  durationText,
  highOf,
  lowOf,
  monthDayNanoText,
  yearMonthText,
} from './value-text.js';

/** How values are given, and what may be done with the bytes of a batch. */
export interface ReadValues extends ResolvedValueOptions {
  /** Whether times as `Date` are objects, as rows have them, or, as whole columns have them, milliseconds in a typed array. */
  readonly datesAsObjects: boolean;
  /** Whether the bytes belong to the reader: then it sets in them what a column holds where a value is null. */
  readonly ownsBytes: boolean;
}

/** Dictionaries by their id. */
export type Dictionaries = ReadonlyMap<bigint, ColumnValues>;

/** Rows whose values take no bytes, such as those of a column of nulls: a few bytes could claim any number of them. */
const MOST_WITHOUT_BYTES = 1_048_576;
/** Bytes of the strings of a column that is made of views, which may show the same bytes over and over. */
const MOST_VIEWED = 256 * 1024 * 1024;
/** Seconds since 1970 that `Date` holds, at most. */
const LAST_SECOND = 8_640_000_000_000;
const NO_BYTES: Uint8Array = /* @__PURE__ */ new Uint8Array(0);

type Typed<Values> = {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): Values;
};

/** What a column of no rows holds. */
export const noValues = ({ layout: { kind } }: Field, { integers, times }: ResolvedValueOptions): ColumnValues => {
  const isNumber = kind === 'float' || (integers === 'number' && (kind === 'int' || kind === 'uint'));
  const isExact = kind === 'int' || (kind === 'timestamp' && times === 'ns');
  const values =
    isNumber || (kind === 'timestamp' && times === 'date')
      ? new Float64Array(0)
      : isExact
        ? new BigInt64Array(0)
        : kind === 'uint'
          ? new BigUint64Array(0)
          : [];
  return { values, nulls: undefined };
};

/** Reads the columns of one batch: each takes the next of its nodes and buffers. */
export class BatchReader {
  readonly #batch: FlatTable;
  readonly #body: Uint8Array;
  readonly #options: ReadValues;
  readonly #dictionaries: Dictionaries;
  readonly #nodes: Vector;
  readonly #buffers: Vector;
  readonly #variadic: Vector;
  readonly #divider: Divider = new Divider();
  #node = 0;
  #buffer = 0;
  #view = 0;
  /** How deep in a column the values are that are read. */
  #depth = 0;
  /** Name of the column that is read. */
  #column = '';

  constructor(batch: FlatTable, body: Uint8Array, options: ReadValues, dictionaries: Dictionaries) {
    if (batch.table(3) !== undefined)
      throw new ArrowError('the batches are compressed, which InfluxDB never does; write them without compression');
    this.#batch = batch;
    this.#body = body;
    this.#options = options;
    this.#dictionaries = dictionaries;
    this.#nodes = batch.vector(1, 16);
    this.#buffers = batch.vector(2, 16);
    this.#variadic = batch.vector(4, 8);
  }

  /** Reads all columns. */
  read(fields: readonly Field[]): { readonly length: number; readonly columns: readonly ColumnValues[] } {
    const length = this.#batch.length(0);
    if (fields.length === 0) this.#checkWithoutBytes(length);
    const columns = fields.map((field) => {
      this.#column = field.name;
      const { values, nulls } = this.#read(field);
      if (values.length !== length) throw this.#wrong(`it has ${values.length} values in a batch of ${length} rows`);
      return { values, nulls };
    });
    return { length, columns };
  }

  #wrong(message: string, index?: number): ArrowError {
    return new ArrowError(message, { column: this.#column, row: index === undefined ? undefined : index + 1 });
  }

  #checkWithoutBytes(length: number): void {
    if (length <= MOST_WITHOUT_BYTES) return;
    throw this.#wrong(
      `${length} rows without any bytes of their own; a batch may have ${MOST_WITHOUT_BYTES} at most, so write smaller batches`,
    );
  }

  /** The next buffer. */
  #bytes(): Uint8Array {
    const at = this.#buffer++;
    if (at >= this.#buffers.count) throw this.#wrong('the batch has fewer buffers than its columns need');
    const start = this.#batch.lengthIn(this.#buffers, 16 * at);
    const size = this.#batch.lengthIn(this.#buffers, 16 * at + 8);
    if (size === 0) return NO_BYTES;
    if (start + size > this.#body.length)
      throw this.#wrong(`a buffer ends at byte ${start + size} of a body of ${this.#body.length} bytes`);
    return this.#body.subarray(start, start + size);
  }

  /** The next buffer as so many numbers; copied only where it does not lie as they need it. */
  #typed<Values>(make: Typed<Values>, count: number, bytes: Uint8Array = this.#bytes()): Values {
    const size = count * make.BYTES_PER_ELEMENT;
    if (size > bytes.length) throw this.#wrong(`a buffer has ${bytes.length} bytes in place of ${size}`);
    const isAligned = bytes.byteOffset % make.BYTES_PER_ELEMENT === 0;
    const { buffer, byteOffset } = isAligned ? bytes : bytes.slice(0, size);
    return new make(buffer, byteOffset, count);
  }

  /** Reads a column, or what a column is made of. */
  #read(field: Field): ColumnValues {
    const at = this.#node++;
    if (at >= this.#nodes.count) throw this.#wrong('the batch describes fewer columns than the schema');
    const length = this.#batch.lengthIn(this.#nodes, 16 * at);
    const nullCount = this.#batch.lengthIn(this.#nodes, 16 * at + 8);
    const { layout, dictionary } = field;
    if (layout.kind === 'null' && dictionary === undefined) {
      this.#checkWithoutBytes(length);
      return { values: new Array<RowValue>(length).fill(null), nulls: undefined };
    }
    const nulls = this.#nulls(length, nullCount);
    if (dictionary !== undefined) return this.#encoded(field, dictionary, length, nulls);
    return this.#values(field, layout, length, nulls);
  }

  /** 1 where a value is null; undefined where none is. */
  #nulls(length: number, nullCount: number): Uint8Array | undefined {
    const bits = this.#bytes();
    if (nullCount === 0) return undefined;
    if (bits.length * 8 < length) throw this.#wrong(`its validity has ${bits.length} bytes for ${length} values`);
    const nulls = new Uint8Array(length);
    let found = 0;
    for (let at = 0; at < length; at += 8) {
      const byte = bits[at >> 3] as number;
      if (byte === 0xff) continue;
      const end = Math.min(8, length - at);
      for (let bit = 0; bit < end; bit += 1) {
        if (((byte >> bit) & 1) === 0) {
          nulls[at + bit] = 1;
          found += 1;
        }
      }
    }
    return found === 0 ? undefined : nulls;
  }

  #values(field: Field, layout: Layout, length: number, nulls: Uint8Array | undefined): ColumnValues {
    switch (layout.kind) {
      case 'float':
        return this.#floats(layout.bits, length, nulls);
      case 'int':
      case 'uint':
        return this.#integers(layout.kind === 'int', layout.bits, length, nulls);
      case 'timestamp':
        return this.#times(layout.unit, length, nulls);
      case 'utf8':
        return this.#strings(this.#bytesBetween(layout.isLarge, length), nulls);
      case 'utf8view':
        return this.#strings(this.#views(length, nulls), nulls);
      case 'binary':
        return this.#binaries(this.#bytesBetween(layout.isLarge, length), nulls);
      case 'binaryview':
        return this.#binaries(this.#views(length, nulls), nulls);
      case 'fixedbinary':
        return this.#fixedBinaries(layout.size, length, nulls);
      case 'bool': {
        const bits = this.#typed(Uint8Array, Math.ceil(length / 8));
        return this.#each(length, nulls, (at) => (((bits[at >> 3] as number) >> (at & 7)) & 1) === 1);
      }
      case 'decimal':
        return this.#decimals(layout.bits, layout.scale, length, nulls);
      case 'date':
      case 'time':
        return this.#calendar(layout.kind, layout.bits, layout.unit, length, nulls);
      case 'duration': {
        const counts = this.#typed(BigInt64Array, length);
        const perSecond = PER_SECOND[layout.unit];
        return this.#each(length, nulls, (at) => durationText(counts[at] as bigint, perSecond));
      }
      case 'interval':
        return this.#intervals(layout.interval, length, nulls);
      case 'list': {
        const offsets = this.#offsets(layout.isLarge, length);
        const items = this.#elements(field);
        this.#checkOffsets(offsets, items.length, 'elements');
        return this.#each(length, nulls, (at) => items.slice(offsets[at], offsets[at + 1]));
      }
      case 'fixedlist': {
        const { size } = layout;
        if (size === 0) this.#checkWithoutBytes(length);
        const items = this.#elements(field);
        if (items.length < size * length) throw this.#wrong(`its lists have ${items.length} elements`);
        return this.#each(length, nulls, (at) => items.slice(at * size, (at + 1) * size));
      }
      case 'struct':
        return this.#structs(field, length, nulls);
      case 'map':
        return this.#maps(field, length, nulls);
      case 'null':
        throw this.#wrong('a dictionary of nulls');
    }
  }

  /** Values of an array, one by one. */
  #each(length: number, nulls: Uint8Array | undefined, valueAt: (at: number) => RowValue): ColumnValues {
    const values = new Array<RowValue>(length);
    for (let at = 0; at < length; at += 1) values[at] = nulls?.[at] === 1 ? null : valueAt(at);
    return { values, nulls: undefined };
  }

  /** A typed array that lies in the bytes of the batch. */
  #inPlace(values: TypedValues, nulls: Uint8Array | undefined): ColumnValues {
    return withNulls(nulls === undefined || this.#options.ownsBytes ? values : values.slice(), nulls);
  }

  #floats(bits: number, length: number, nulls: Uint8Array | undefined): ColumnValues {
    if (bits === 64) return this.#inPlace(this.#typed(Float64Array, length), nulls);
    const values =
      bits === 32
        ? Float64Array.from(this.#typed(Float32Array, length))
        : Float64Array.from(this.#typed(Uint16Array, length), halfToDouble);
    return withNulls(values, nulls);
  }

  #integers(isSigned: boolean, bits: number, length: number, nulls: Uint8Array | undefined): ColumnValues {
    const isExact = this.#options.integers === 'bigint';
    if (bits === 64) {
      const words = isSigned ? this.#typed(BigInt64Array, length) : this.#typed(BigUint64Array, length);
      return isExact ? this.#inPlace(words, nulls) : this.#numbers(words, nulls);
    }
    const small = this.#smallIntegers(isSigned, bits, length);
    const values = isExact
      ? isSigned
        ? BigInt64Array.from(small as Int32Array, BigInt)
        : BigUint64Array.from(small as Int32Array, BigInt)
      : Float64Array.from(small);
    return withNulls(values, nulls);
  }

  #smallIntegers(isSigned: boolean, bits: number, length: number): ArrayLike<number> {
    switch (bits) {
      case 8:
        return isSigned ? this.#typed(Int8Array, length) : this.#typed(Uint8Array, length);
      case 16:
        return isSigned ? this.#typed(Int16Array, length) : this.#typed(Uint16Array, length);
      default:
        return isSigned ? this.#typed(Int32Array, length) : this.#typed(Uint32Array, length);
    }
  }

  /** Integers of 64 bits as numbers. */
  #numbers(words: BigInt64Array | BigUint64Array, nulls: Uint8Array | undefined): ColumnValues {
    const values = new Float64Array(words.length);
    for (let at = 0; at < words.length; at += 1) {
      if (nulls?.[at] === 1) continue;
      const value = Number(words[at]);
      if (!Number.isSafeInteger(value)) {
        throw this.#wrong(
          "expected an integer that a number holds exactly (up to 2^53 - 1; integers: 'bigint' takes larger ones)",
          at,
        );
      }
      values[at] = value;
    }
    return withNulls(values, nulls);
  }

  #times(unit: TimeUnit, length: number, nulls: Uint8Array | undefined): ColumnValues {
    const { times } = this.#options;
    const words = this.#typed(BigInt64Array, length);
    if (times === 'ns') {
      if (unit === 'ns') return this.#inPlace(words, nulls);
      return this.#scaled(words, BigInt(1e9 / PER_SECOND[unit]), nulls);
    }
    const halves = new Int32Array(words.buffer, words.byteOffset, 2 * length);
    const perSecond = PER_SECOND[unit];
    const divider = this.#divider;
    /** Splits a time into seconds and, as the remainder, units. */
    const split = (at: number): void => {
      divider.divide(lowOf(halves, at), highOf(halves, at), perSecond);
      if (Math.abs(divider.quotient) > LAST_SECOND) throw this.#wrong('a time beyond what Date holds', at);
    };
    const milliseconds = (at: number): number => {
      split(at);
      return divider.quotient * 1000 + Math.floor((divider.remainder * 1000) / perSecond);
    };
    if (times === 'rfc3339') {
      return this.#each(length, nulls, (at) => {
        split(at);
        return formatRfc3339(divider.quotient, divider.remainder * (1e9 / perSecond));
      });
    }
    if (this.#options.datesAsObjects || this.#depth > 0)
      return this.#each(length, nulls, (at) => new Date(milliseconds(at)));
    const values = new Float64Array(length);
    for (let at = 0; at < length; at += 1) if (nulls?.[at] !== 1) values[at] = milliseconds(at);
    return withNulls(values, nulls);
  }

  /** Times of another unit as nanoseconds. */
  #scaled(words: BigInt64Array, factor: bigint, nulls: Uint8Array | undefined): ColumnValues {
    const values = new BigInt64Array(words.length);
    for (let at = 0; at < words.length; at += 1) {
      if (nulls?.[at] === 1) continue;
      const exact = (words[at] as bigint) * factor;
      values[at] = exact;
      if (values[at] !== exact) {
        throw this.#wrong("expected a time from 1677 to 2262 (times: 'rfc3339' takes others)", at);
      }
    }
    return { values, nulls };
  }

  #offsets(isLarge: boolean, length: number): Int32Array {
    const bytes = this.#bytes();
    // A column of no rows may leave them out.
    if (length === 0 && bytes.length === 0) return new Int32Array(1);
    if (!isLarge) return this.#typed(Int32Array, length + 1, bytes);
    const words = this.#typed(BigInt64Array, length + 1, bytes);
    const offsets = new Int32Array(words.length);
    for (let at = 0; at < words.length; at += 1) {
      const offset = Number(words[at]);
      offsets[at] = offset;
      if (offsets[at] !== offset) throw this.#wrong(`its offset ${offset} leads out of the batch`, at);
    }
    return offsets;
  }

  /** Checks that offsets rise, and stay within what they lead to. */
  #checkOffsets(offsets: Int32Array, size: number, what: string): void {
    let before = offsets[0] as number;
    if (before < 0) throw this.#wrong(`its offset ${before} leads out of the batch`, 0);
    for (let at = 1; at < offsets.length; at += 1) {
      const offset = offsets[at] as number;
      if (offset < before) throw this.#wrong(`its offset ${offset} is less than the one before it`, at - 1);
      before = offset;
    }
    if (before > size) throw this.#wrong(`its offset ${before} leads past ${size} ${what}`, offsets.length - 2);
  }

  /** Bytes and where each value ends. */
  #bytesBetween(isLarge: boolean, length: number): { readonly bytes: Uint8Array; readonly offsets: Int32Array } {
    const offsets = this.#offsets(isLarge, length);
    const bytes = this.#bytes();
    this.#checkOffsets(offsets, bytes.length, 'bytes');
    return { bytes, offsets };
  }

  /** Views, gathered: their bytes one behind the other. */
  #views(length: number, nulls: Uint8Array | undefined): { readonly bytes: Uint8Array; readonly offsets: Int32Array } {
    const views = this.#typed(Uint8Array, 16 * length);
    const at = this.#view++;
    if (at >= this.#variadic.count) throw this.#wrong('the batch does not say how many buffers its views have');
    const count = this.#batch.lengthIn(this.#variadic, 8 * at);
    if (count > this.#buffers.count) throw this.#wrong(`its views have ${count} buffers`);
    const buffers = Array.from({ length: count }, () => this.#bytes());
    const numbers = new DataView(views.buffer, views.byteOffset, views.byteLength);
    const offsets = new Int32Array(length + 1);
    let total = 0;
    for (let row = 0; row < length; row += 1) {
      const size = nulls?.[row] === 1 ? 0 : numbers.getInt32(16 * row, true);
      if (size < 0) throw this.#wrong(`a view of ${size} bytes`, row);
      total += size;
      if (total > MOST_VIEWED) throw this.#wrong(`its views show more than ${MOST_VIEWED} bytes`, row);
      offsets[row + 1] = total;
    }
    const bytes = new Uint8Array(total);
    for (let row = 0; row < length; row += 1) {
      const start = offsets[row] as number;
      const size = (offsets[row + 1] as number) - start;
      if (size <= 12) {
        bytes.set(views.subarray(16 * row + 4, 16 * row + 4 + size), start);
        continue;
      }
      const buffer = buffers[numbers.getInt32(16 * row + 8, true)];
      const from = numbers.getInt32(16 * row + 12, true);
      if (buffer === undefined || from < 0 || from + size > buffer.length)
        throw this.#wrong('a view leads out of the batch', row);
      bytes.set(buffer.subarray(from, from + size), start);
    }
    return { bytes, offsets };
  }

  #strings(
    { bytes, offsets }: { readonly bytes: Uint8Array; readonly offsets: Int32Array },
    nulls: Uint8Array | undefined,
  ): ColumnValues {
    const strings = decodeStrings(bytes, offsets);
    if (typeof strings === 'number') throw this.#wrong('a string that is not UTF-8', strings);
    const values: RowValue[] = strings;
    if (nulls !== undefined) for (let at = 0; at < nulls.length; at += 1) if (nulls[at] === 1) values[at] = null;
    return { values, nulls: undefined };
  }

  /** Bytes as a value: copied, so that a few of them do not keep a whole batch in memory. */
  #binary(bytes: Uint8Array): RowValue {
    return this.#options.isJson ? hexText(bytes) : bytes.slice();
  }

  #binaries(
    { bytes, offsets }: { readonly bytes: Uint8Array; readonly offsets: Int32Array },
    nulls: Uint8Array | undefined,
  ): ColumnValues {
    return this.#each(offsets.length - 1, nulls, (at) => this.#binary(bytes.subarray(offsets[at], offsets[at + 1])));
  }

  #fixedBinaries(size: number, length: number, nulls: Uint8Array | undefined): ColumnValues {
    if (size === 0) this.#checkWithoutBytes(length);
    const bytes = this.#typed(Uint8Array, size * length);
    return this.#each(length, nulls, (at) => this.#binary(bytes.subarray(at * size, (at + 1) * size)));
  }

  #decimals(bits: number, scale: number, length: number, nulls: Uint8Array | undefined): ColumnValues {
    if (bits === 32) {
      const small = this.#typed(Int32Array, length);
      return this.#each(length, nulls, (at) => decimalText(BigInt(small[at] as number), scale));
    }
    const count = bits / 64;
    const words = this.#typed(BigUint64Array, count * length);
    return this.#each(length, nulls, (at) => {
      let unscaled = BigInt.asIntN(64, words[count * (at + 1) - 1] as bigint);
      for (let word = count - 2; word >= 0; word -= 1)
        unscaled = (unscaled << 64n) | (words[count * at + word] as bigint);
      return decimalText(unscaled, scale);
    });
  }

  /** Days and times of day. */
  #calendar(
    kind: 'date' | 'time',
    bits: number,
    unit: TimeUnit,
    length: number,
    nulls: Uint8Array | undefined,
  ): ColumnValues {
    const words = bits === 32 ? undefined : this.#typed(BigInt64Array, length);
    const small = bits === 32 ? this.#typed(Int32Array, length) : undefined;
    const perSecond = PER_SECOND[unit];
    const textOf = (at: number): string | undefined => {
      if (kind === 'date' && small !== undefined) return dateText(small[at] as number);
      // More than a double holds exactly is no time of day, and no day either.
      const count = Number(small?.[at] ?? words?.[at]);
      const seconds = Math.floor(count / perSecond);
      const nanoseconds = (count - seconds * perSecond) * (1e9 / perSecond);
      if (kind === 'time') return clockText(seconds, nanoseconds);
      const days = Math.floor(seconds / 86_400);
      const date = dateText(days);
      return date && `${date}T${clockText(seconds - days * 86_400, nanoseconds)}`;
    };
    return this.#each(length, nulls, (at) => {
      const text = textOf(at);
      if (text === undefined) throw this.#wrong(`a ${kind} beyond what a calendar has`, at);
      return text;
    });
  }

  #intervals(
    interval: 'YearMonth' | 'DayTime' | 'MonthDayNano',
    length: number,
    nulls: Uint8Array | undefined,
  ): ColumnValues {
    if (interval === 'YearMonth') {
      const months = this.#typed(Int32Array, length);
      return this.#each(length, nulls, (at) => yearMonthText(months[at] as number));
    }
    if (interval === 'DayTime') {
      const pairs = this.#typed(Int32Array, 2 * length);
      return this.#each(length, nulls, (at) => dayTimeText(pairs[2 * at] as number, pairs[2 * at + 1] as number));
    }
    const words = this.#typed(BigInt64Array, 2 * length);
    const parts = new Int32Array(words.buffer, words.byteOffset, 4 * length);
    return this.#each(length, nulls, (at) =>
      monthDayNanoText(parts[4 * at] as number, parts[4 * at + 1] as number, words[2 * at + 1] as bigint),
    );
  }

  /** Reads what the values of a column are made of, as an array that holds null itself. */
  #parts(field: Field): readonly RowValue[] {
    this.#depth += 1;
    const parts = plainArray(this.#read(field));
    this.#depth -= 1;
    return parts;
  }

  #elements({ children }: Field): readonly RowValue[] {
    return this.#parts(children[0] as Field);
  }

  #structs({ children }: Field, length: number, nulls: Uint8Array | undefined): ColumnValues {
    if (children.length === 0) this.#checkWithoutBytes(length);
    const members = children.map((child) => {
      const values = this.#parts(child);
      if (values.length < length) throw this.#wrong(`a member has ${values.length} values in place of ${length}`);
      return { name: child.name, values };
    });
    return this.#each(length, nulls, (at) => {
      const struct: Record<string, RowValue> = {};
      for (const { name, values } of members) define(struct, name, values[at] as RowValue);
      return struct;
    });
  }

  /** Maps, as objects: keys that are not strings are written as such. */
  #maps(field: Field, length: number, nulls: Uint8Array | undefined): ColumnValues {
    const offsets = this.#offsets(false, length);
    const at = this.#node++;
    if (at >= this.#nodes.count) throw this.#wrong('the batch describes fewer columns than the schema');
    const entries = this.#batch.lengthIn(this.#nodes, 16 * at);
    this.#bytes();
    const [keys, values] = (field.children[0] as Field).children.map((child) => this.#parts(child));
    if (keys === undefined || values === undefined || keys.length < entries || values.length < entries)
      throw this.#wrong(`its maps have fewer keys or values than ${entries}`);
    this.#checkOffsets(offsets, entries, 'entries');
    return this.#each(length, nulls, (row) => {
      const map: Record<string, RowValue> = {};
      for (let entry = offsets[row] as number; entry < (offsets[row + 1] as number); entry += 1)
        define(map, String(keys[entry]), values[entry] as RowValue);
      return map;
    });
  }

  /** Values that are indexes into a dictionary. */
  #encoded(
    field: Field,
    { id, index: layout }: NonNullable<Field['dictionary']>,
    length: number,
    nulls: Uint8Array | undefined,
  ): ColumnValues {
    const { kind, bits } = layout as { readonly kind: 'int' | 'uint'; readonly bits: number };
    const given = bits === 64 ? this.#typed(BigInt64Array, length) : this.#smallIntegers(kind === 'int', bits, length);
    // It may come after batches in which all is null: typed even so, they go with those that follow.
    const dictionary = this.#dictionaries.get(id) ?? noValues(field, this.#options);
    const size = dictionary.values.length;
    const indexes = new Int32Array(length);
    for (let at = 0; at < length; at += 1) {
      if (nulls?.[at] === 1) {
        indexes[at] = -1;
        continue;
      }
      const index = Number(given[at]);
      if (!(index >= 0 && index < size))
        throw this.#wrong(`an index of ${index} into a dictionary of ${size} values`, at);
      indexes[at] = index;
    }
    return gather(dictionary, indexes);
  }
}

/** A float of 16 bits. */
const halfToDouble = (half: number): number => {
  const sign = half >> 15 === 0 ? 1 : -1;
  const exponent = (half >> 10) & 31;
  const digits = half & 1023;
  if (exponent === 31) return digits === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? digits * 2 ** -24 : (1 + digits / 1024) * 2 ** (exponent - 15));
};

/** Bytes in hexadecimal. */
const hexText = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += (byte < 16 ? '0' : '') + byte.toString(16);
  return text;
};
