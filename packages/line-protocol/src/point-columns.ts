import { describe, kindOf, platformClassOf, quote } from '@influxkit/internal/message';
import type { Precision } from './dialect.js';
import { FIELD_TYPES, valueOfType } from './field-type.js';
import { Int, Uint } from './integer.js';
import type { FieldType } from './measurement-schema.js';
import type { FieldValue, PointData } from './point-data.js';
import { PointError } from './point-error.js';
import type { Timestamp } from './timestamp.js';

/** Typed arrays of whole numbers that fit a `number`. */
export type SmallIntegers =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/**
 * The values of a field, one a row. Floats: `Float64Array`, `Float32Array`. Integers: `BigInt64Array` and the arrays of
 * integers of 32 bits and less. Unsigned integers: `BigUint64Array`. In an array each value is of the type it has in a
 * point, and `null` and `undefined` leave the field out of the row.
 */
export type FieldArray =
  | Float64Array
  | Float32Array
  | SmallIntegers
  | BigInt64Array
  | BigUint64Array
  | readonly (FieldValue | null | undefined)[];

/** Values with what they cannot say themselves; a column of `@influxkit/arrow` is one. */
export interface ColumnData<Values> {
  readonly values: Values;
  /** 1, or any other byte but 0, where a row has no value, as in a column of `@influxkit/arrow`. */
  readonly nulls?: Uint8Array | undefined;
}

/** The values of a field, and where there are none. */
export interface FieldColumnData extends ColumnData<FieldArray> {
  /**
   * The type to write.
   *
   * @default that of the values
   */
  readonly type?: FieldType | undefined;
}

/** The values of a tag, each as its place in a dictionary: the cheapest form for a tag with few values. */
export interface DictionaryColumn {
  readonly dictionary: readonly (string | null | undefined)[];
  readonly indexes: SmallIntegers | readonly (number | null | undefined)[];
  /** 1, or any other byte but 0, where a row has no value. */
  readonly nulls?: Uint8Array | undefined;
}

type TagArray = readonly (string | null | undefined)[];

/** The values of a tag, one a row; `null` and `undefined` leave the tag out of the row. */
export type TagColumn = TagArray | ColumnData<TagArray> | DictionaryColumn;

/**
 * When the points happened. Numbers and bigints are in the unit of the option `timestampUnit`, which is by default the
 * precision of the write; `null` and `undefined` stand for a point without a timestamp.
 */
export type TimestampColumn =
  | BigInt64Array
  | BigUint64Array
  | Float64Array
  | SmallIntegers
  | readonly (Timestamp | null | undefined)[];

/** Points of one measurement as one array for each tag, each field and the timestamps. */
export interface PointColumns {
  readonly measurement: string;
  /** A string for a tag that is the same in all rows, or its values. */
  readonly tags?: { readonly [key: string]: string | TagColumn | null | undefined } | undefined;
  /** At least one. */
  readonly fields: { readonly [key: string]: FieldArray | FieldColumnData };
  /** Left out, the points have no timestamps. */
  readonly timestamps?: TimestampColumn | ColumnData<TimestampColumn> | undefined;
}

/** A column of a table: what `@influxkit/arrow` makes of one. */
export interface TableColumn extends ColumnData<unknown> {
  readonly label: string;
  /** Its type in words of Arrow, `Timestamp(ns)`, `Int64`, `Utf8`, or of Flux: `dateTime:RFC3339`, `long`. */
  readonly datatype?: string | undefined;
}

/** Points as the columns of a table, such as `decodeColumns()` of `@influxkit/arrow` gives it. */
export interface TablePoints {
  readonly measurement: string;
  readonly table: { readonly columns: readonly TableColumn[] };
  /** Labels of the columns that are tags. All others are fields. */
  readonly tags?: readonly string[] | undefined;
  /**
   * Label of the column of timestamps; `false` where there is none.
   *
   * @default 'time'
   */
  readonly time?: string | false | undefined;
}

/** What fields of a column are written as, and how its values lie in memory. */
export const FLOAT64 = 0;
export const FLOAT32 = 1;
export const SMALL_INT = 2;
export const INT64 = 3;
const UINT64 = 4;
export const MIXED = 5;
/** Read by {@link FieldColumn.valueAt}: a type that is not that of the values. */
const CONVERTED = 6;

const NUMBERS = 'a typed array of numbers';
const ARRAYS: { readonly [name: string]: { readonly kind: number; readonly type: FieldType } | undefined } = {
  Float64Array: { kind: FLOAT64, type: 'float' },
  Float32Array: { kind: FLOAT32, type: 'float' },
  Float16Array: { kind: CONVERTED, type: 'float' },
  BigInt64Array: { kind: INT64, type: 'int' },
  BigUint64Array: { kind: UINT64, type: 'uint' },
  Int8Array: { kind: SMALL_INT, type: 'int' },
  Uint8Array: { kind: SMALL_INT, type: 'int' },
  Uint8ClampedArray: { kind: SMALL_INT, type: 'int' },
  Int16Array: { kind: SMALL_INT, type: 'int' },
  Uint16Array: { kind: SMALL_INT, type: 'int' },
  Int32Array: { kind: SMALL_INT, type: 'int' },
  Uint32Array: { kind: SMALL_INT, type: 'int' },
};

const NO_HALVES: Int32Array = /* @__PURE__ */ new Int32Array(0);

/** Memory of 64-bit integers as pairs of 32 bits: read as bigints, each would be made anew. */
function halvesOf(values: unknown): Int32Array {
  if (platformClassOf(values) !== 'BigInt64Array') return NO_HALVES;
  const { buffer, byteOffset, length } = values as BigInt64Array;
  return new Int32Array(buffer, byteOffset, length * 2);
}

type Nulls = Uint8Array | undefined;
type Typed = { readonly length: number; readonly [index: number]: unknown };

/** The values of one field. */
export class FieldColumn {
  readonly key: string;
  readonly kind: number;
  readonly type: FieldType | undefined;
  readonly values: Typed;
  /** Of a `BigInt64Array`. */
  readonly halves: Int32Array;
  readonly nulls: Nulls;

  constructor(key: string, given: unknown, where: string) {
    const { values, nulls, type } = dataOf(given);
    const array = Array.isArray(values) ? undefined : ARRAYS[platformClassOf(values)];
    if (array === undefined && !Array.isArray(values)) {
      throw new TypeError(
        `${where}: field ${quote(key)} must be an array, ${NUMBERS} or bigints, or { values, nulls, type }; got ${kindOf(values)}`,
      );
    }
    if (type !== undefined && !Object.hasOwn(FIELD_TYPES, type)) {
      throw new TypeError(
        `${where}: the type of field ${quote(key)} must be one of ${Object.keys(FIELD_TYPES).join(', ')}; got ${describe(type)}`,
      );
    }
    const isBig = array?.kind === INT64 || array?.kind === UINT64;
    if (array !== undefined && (type === 'boolean' || type === 'string' || (type === 'float' && isBig))) {
      throw new TypeError(
        `${where}: field ${quote(key)} is ${FIELD_TYPES[type].name}, which takes an array${type === 'float' ? ` or ${NUMBERS}` : ''}; got ${kindOf(values)}`,
      );
    }
    this.key = key;
    this.type = type;
    this.values = values as Typed;
    this.halves = halvesOf(values);
    this.nulls = nullsOf(nulls, values as Typed, `${where}: field ${quote(key)}`);
    if (type !== undefined && type !== array?.type) this.kind = CONVERTED;
    else this.kind = array?.kind ?? MIXED;
  }

  /** The value as a point has it; undefined where the row has none. */
  valueAt(row: number): unknown {
    if (this.nulls?.[row]) return undefined;
    const value = this.values[row];
    if (value === undefined || value === null) return undefined;
    if (this.kind === SMALL_INT) return new Int(value as number);
    if (this.kind === UINT64) return new Uint(value as bigint);
    return this.type === undefined ? value : valueOfType(value, this.type);
  }
}

/** The values of one tag, or the one of all rows. */
export class TagValues {
  readonly key: string;
  readonly constant: unknown;
  /** The values; with `indexes` those of the dictionary. */
  readonly values: Typed | undefined;
  readonly indexes: Typed | undefined;
  readonly nulls: Nulls;

  constructor(key: string, given: unknown, where: string) {
    const place = `${where}: tag ${quote(key)}`;
    this.key = key;
    const isColumn = typeof given === 'object' && given !== null;
    this.constant = isColumn ? undefined : given;
    const { values, indexes, nulls } = isColumn ? dataOf(given, true) : NO_DATA;
    this.values = values as Typed | undefined;
    this.indexes = indexes as Typed | undefined;
    if (isColumn && (!Array.isArray(values) || (indexes !== undefined && !isIndexes(indexes)))) {
      const got =
        indexes === undefined || !Array.isArray(values) ? kindOf(values) : `indexes that are ${kindOf(indexes)}`;
      throw new TypeError(`${place} must be a string, an array of strings, or { dictionary, indexes }; got ${got}`);
    }
    this.nulls = isColumn ? nullsOf(nulls, (this.indexes ?? this.values) as Typed, place) : undefined;
  }

  /** Rows that it has; undefined where it is the same in all. */
  get length(): number | undefined {
    return (this.indexes ?? this.values)?.length;
  }

  /** The value in a row. @throws PointError for an index that the dictionary does not have */
  valueAt(row: number, measurement: string): unknown {
    if (this.values === undefined) return this.constant;
    if (this.nulls?.[row]) return undefined;
    if (this.indexes === undefined) return this.values[row];
    const index = this.indexes[row];
    if (index === undefined || index === null) return undefined;
    if (Number.isInteger(index) && (index as number) >= 0 && (index as number) < this.values.length)
      return this.values[index as number];
    const reason = `the index is ${describe(index)}; the dictionary has ${this.values.length} values, counted from 0`;
    throw new PointError(measurement, 'tag', this.key, 'out-of-range', reason);
  }
}

/** Timestamps by row. */
export class TimestampValues {
  readonly values: Typed;
  readonly nulls: Nulls;
  /** The unit of numbers and bigints, where it is not that of the write. */
  readonly unit: Precision | undefined;
  /** Of a `BigInt64Array`. */
  readonly halves: Int32Array;
  readonly isInt64: boolean;

  constructor(given: unknown, unit: Precision | undefined, where: string) {
    const { values, nulls } = dataOf(given);
    const name = platformClassOf(values);
    if (!Array.isArray(values) && ARRAYS[name] === undefined) {
      throw new TypeError(`${where}: timestamps must be an array or a typed array; got ${kindOf(values)}`);
    }
    this.values = values as Typed;
    this.nulls = nullsOf(nulls, this.values, `${where}: timestamps`);
    this.unit = unit;
    this.halves = halvesOf(values);
    this.isInt64 = name === 'BigInt64Array';
  }

  valueAt(row: number): Timestamp | undefined {
    if (this.nulls?.[row]) return undefined;
    const value = this.values[row] as Timestamp | null | undefined;
    if (value === undefined || value === null) return undefined;
    if (this.unit === 'ns' && typeof value === 'bigint') return { epochNanoseconds: value };
    if (this.unit === 'ms' && typeof value === 'number') return new Date(value);
    return value;
  }
}

interface Data {
  readonly values?: unknown;
  readonly indexes?: unknown;
  readonly nulls?: unknown;
  readonly type?: FieldType | undefined;
}
const NO_DATA: Data = {};

/** Values, and what stands beside them. Only tags are given as a dictionary. */
function dataOf(given: unknown, isTag = false): Data {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return { values: given };
  const data = given as Data & Partial<DictionaryColumn>;
  const { values = isTag ? data.dictionary : undefined, indexes, nulls, type } = data;
  // a typed array, a Set, and what is no column at all
  const isBare = typeof values !== 'object' || (indexes !== undefined && !isTag);
  return isBare ? { values: given } : { values, indexes, nulls, type };
}

function isIndexes(values: unknown): boolean {
  return Array.isArray(values) || ARRAYS[platformClassOf(values)]?.kind === SMALL_INT;
}

function nullsOf(nulls: unknown, { length }: Typed, place: string): Nulls {
  if (nulls === undefined || nulls === null) return undefined;
  if (platformClassOf(nulls) !== 'Uint8Array')
    throw new TypeError(`${place}: nulls must be a Uint8Array, 1 where there is no value; got ${kindOf(nulls)}`);
  const mask = nulls as Uint8Array;
  if (mask.length !== length)
    throw new TypeError(`${place} has ${length} values and ${mask.length} nulls; it needs one for each value`);
  return mask;
}

/** What columns say, checked. */
export interface CheckedColumns {
  readonly measurement: string;
  readonly tags: readonly TagValues[];
  readonly fields: readonly FieldColumn[];
  readonly timestamps: TimestampValues | undefined;
  readonly length: number;
}

/**
 * What points, tables and other clients have. Left unread, it would give all points the time of the server, or no tags,
 * without a word.
 *
 * @throws TypeError for a property of another name
 */
function refuseMisnamed(given: object, isTable: boolean, where: string): void {
  const names = isTable ? ['tag', 'fields', 'timestamp', 'timestamps'] : ['tag', 'time', 'timestamp'];
  for (const name of names)
    if ((given as { readonly [key: string]: unknown })[name] != null)
      throw new TypeError(
        `${where}: has \`${name}\`, which is not read; ${isTable ? 'tags and time are labels of columns of the table' : 'the properties are tags, fields and timestamps'}`,
      );
}

/** @throws TypeError for columns that do not make rows: none of their points can be told */
export function checkColumns(given: PointColumns | TablePoints): CheckedColumns {
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`columns: must be an object with measurement, fields and timestamps; got ${kindOf(given)}`);
  }
  const { measurement } = given;
  const where = `columns of measurement ${typeof measurement === 'string' ? quote(measurement) : kindOf(measurement)}`;
  const isTable = 'table' in given;
  refuseMisnamed(given, isTable, where);
  const checked = isTable ? columnsOfTable(given, where) : columnsOf(given, where);
  const { tags, fields, timestamps } = checked;
  const [first] = fields;
  if (first === undefined) throw new TypeError(`${where}: there is no field; points need at least one`);
  const lengths: (readonly [name: string, length: number | undefined])[] = [
    ...(timestamps === undefined ? [] : [['timestamps', timestamps.values.length] as const]),
    ...fields.map(({ key, values }) => [`field ${quote(key)}`, values.length] as const),
    ...tags.map(({ key, length }) => [`tag ${quote(key)}`, length] as const),
  ];
  const [name, length = 0] = lengths[0] as (typeof lengths)[number];
  for (const [other, count] of lengths) {
    if (count === undefined || count === length) continue;
    const row = Math.min(count, length);
    throw new TypeError(
      `${where}: ${name} has ${length} values, ${other} has ${count}; row ${row} (from 0) is in one of them alone`,
    );
  }
  return { measurement, tags, fields, timestamps, length };
}

type Columns = Omit<CheckedColumns, 'length' | 'measurement'>;

function columnsOf({ tags, fields, timestamps }: PointColumns, where: string): Columns {
  for (const [name, value] of [
    ['tags', tags ?? {}],
    ['fields', fields],
  ] as const) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new TypeError(`${where}: ${name} must be an object of columns by key; got ${kindOf(value)}`);
  }
  return {
    tags: Object.entries(tags ?? {}).map(([key, value]) => new TagValues(key, value, where)),
    fields: Object.entries(fields).map(([key, value]) => new FieldColumn(key, value, where)),
    timestamps: timestamps === undefined ? undefined : new TimestampValues(timestamps, undefined, where),
  };
}

function columnsOfTable({ table, tags = [], time = 'time' }: TablePoints, where: string): Columns {
  const columns = table?.columns;
  if (!Array.isArray(columns))
    throw new TypeError(`${where}: table must have columns, an array of { label, values }; got ${kindOf(columns)}`);
  if (!Array.isArray(tags)) throw new TypeError(`${where}: tags must be an array of labels; got ${kindOf(tags)}`);
  const byLabel: Record<string, TableColumn> = Object.create(null);
  for (const [index, column] of (columns as readonly TableColumn[]).entries()) {
    if (typeof column?.label !== 'string')
      throw new TypeError(
        `${where}: column ${index} of the table must have a label, a string; got ${kindOf(column?.label)}`,
      );
    if (column.label in byLabel)
      throw new TypeError(`${where}: two columns of the table have the label ${quote(column.label)}`);
    byLabel[column.label] = column;
  }
  const columnOf = (label: string, what: string, hint: string): TableColumn => {
    const column = byLabel[label];
    if (column !== undefined) return column;
    const labels = Object.keys(byLabel).map((known) => quote(known));
    throw new TypeError(
      `${where}: the table has no column ${quote(String(label))} for ${what}; it has ${labels.join(', ')}${hint}`,
    );
  };
  const isTag = new Set<string>(tags);
  const timeColumn =
    time === false ? undefined : columnOf(time, 'the timestamps', '; set time to the label of another, or to false');
  return {
    tags: [...isTag].map((label) => new TagValues(label, columnOf(label, 'a tag', ''), where)),
    fields: Object.entries(byLabel)
      .filter(([label]) => label !== time && !isTag.has(label))
      .map(([label, column]) => new FieldColumn(label, typedColumn(column), where)),
    timestamps: timeColumn && new TimestampValues(timeColumn, unitOf(timeColumn), where),
  };
}

/** Types of Arrow, also as the values of a dictionary, and of Flux. */
const UNSIGNED = /^(Dictionary\(\w+, )?UInt|^unsignedLong/;
const SIGNED = /^(Dictionary\(\w+, )?(Int|Timestamp)|^(long|dateTime)/;
const TIMES = /^(Dictionary\(\w+, )?(Timestamp|Date)|^dateTime/;

/** The type of integers that a table gives as numbers. */
function typedColumn({ values, nulls, datatype = '' }: TableColumn): unknown {
  const isNumbers = platformClassOf(values) === 'Float64Array';
  const type = !isNumbers ? undefined : UNSIGNED.test(datatype) ? 'uint' : SIGNED.test(datatype) ? 'int' : undefined;
  return { values, nulls, type };
}

/** The unit in which tables have times: bigints count nanoseconds, numbers milliseconds. */
function unitOf({ values, datatype = '' }: TableColumn): Precision | undefined {
  if (!TIMES.test(datatype)) return undefined;
  return platformClassOf(values) === 'Float64Array' ? 'ms' : 'ns';
}

/** The point of one row: what is null is left out. @throws PointError for a tag whose index its dictionary does not have */
export function pointAt({ measurement, tags, fields, timestamps }: CheckedColumns, row: number): PointData {
  const present = (entries: [string, unknown][]): [string, unknown][] =>
    entries.filter(([, value]) => value !== undefined && value !== null);
  return {
    measurement,
    tags: Object.fromEntries(present(tags.map((tag) => [tag.key, tag.valueAt(row, measurement)]))) as PointData['tags'],
    fields: Object.fromEntries(present(fields.map((field) => [field.key, field.valueAt(row)]))) as PointData['fields'],
    timestamp: timestamps?.valueAt(row),
  };
}
