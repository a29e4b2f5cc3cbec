import { ArrowError } from './arrow-error.js';
import { FlatTable } from './flat-table.js';

/** Units of times by the number that stands for them. */
const UNITS = ['s', 'ms', 'µs', 'ns'] as const;
const INTERVALS = ['YearMonth', 'DayTime', 'MonthDayNano'] as const;

/** Units of a second, by the unit's name. */
export const PER_SECOND: Readonly<Record<TimeUnit, number>> = { s: 1, ms: 1e3, µs: 1e6, ns: 1e9 };

export type TimeUnit = (typeof UNITS)[number];

/** How values of a type lie in memory, and what they are. */
export type Layout =
  | { readonly kind: 'null' | 'bool' | 'struct' | 'map' | 'utf8view' | 'binaryview' }
  | { readonly kind: 'int' | 'uint' | 'float'; readonly bits: number }
  | { readonly kind: 'decimal'; readonly bits: number; readonly scale: number }
  | { readonly kind: 'timestamp' | 'duration'; readonly unit: TimeUnit }
  | { readonly kind: 'date' | 'time'; readonly bits: number; readonly unit: TimeUnit }
  | { readonly kind: 'interval'; readonly interval: (typeof INTERVALS)[number] }
  | { readonly kind: 'utf8' | 'binary' | 'list'; readonly isLarge: boolean }
  | { readonly kind: 'fixedbinary' | 'fixedlist'; readonly size: number };

/** A column, or a part of the values of one. */
export interface Field {
  readonly name: string;
  /** Its type as Arrow's Rust library writes it, with that of a dictionary's indexes. */
  readonly datatype: string;
  readonly nullable: boolean;
  readonly layout: Layout;
  readonly children: readonly Field[];
  /** Where its values are indexes into a dictionary. */
  readonly dictionary?: { readonly id: bigint; readonly index: Layout };
  readonly metadata: Readonly<Record<string, string>>;
}

/** A column of a result. */
export interface ArrowField {
  readonly name: string;
  /** Its type, as Arrow's Rust library writes it: `Float64`, `Timestamp(ns)`, `Dictionary(Int32, Utf8)`. */
  readonly type: string;
  readonly nullable: boolean;
  /** What was said of it beside; InfluxDB says `iox::column::type`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What the columns of a stream are. */
export interface ArrowSchema {
  readonly fields: readonly ArrowField[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** A table without fields, for a type that says nothing of itself: each of them has its default. */
const NO_PARTS: FlatTable = /* @__PURE__ */ FlatTable.root(Uint8Array.of(8, 0, 0, 0, 4, 0, 4, 0, 4, 0, 0, 0));

/** Levels of types in types. */
const MAX_DEPTH = 64;

/** The columns that a Schema of Arrow's metadata has. */
export const fieldsOf = (schema: FlatTable): Field[] => {
  if (schema.int16(0) !== 0) throw new ArrowError('the stream is big-endian, which no server of ours sends');
  return schema.tables(1).map((table) => fieldOf(table, table.string(0), 1));
};

export const metadataOf = (table: FlatTable, field: number): Record<string, string> =>
  Object.fromEntries(table.tables(field).map((pair) => [pair.string(0), pair.string(1)]));

const fieldOf = (table: FlatTable, column: string, depth: number): Field => {
  if (depth > MAX_DEPTH) throw new ArrowError(`its type is nested more than ${MAX_DEPTH} levels deep`, { column });
  const children = table.tables(5).map((child) => fieldOf(child, column, depth + 1));
  const parts = table.table(3) ?? NO_PARTS;
  const type = typeOf(table.uint8(2), parts, children, column);
  const encoding = table.table(4);
  const common = {
    name: table.string(0),
    nullable: table.uint8(1) !== 0,
    layout: type.layout,
    children,
    metadata: metadataOf(table, 6),
  };
  if (encoding === undefined) return { ...common, datatype: type.text };
  const index = encoding.table(1);
  const indexType = index === undefined ? integer(32, true) : integer(index.int32(0), index.uint8(1) !== 0, column);
  return {
    ...common,
    datatype: `Dictionary(${indexType.text}, ${type.text})`,
    dictionary: { id: encoding.bigint(0), index: indexType.layout },
  };
};

interface Type {
  readonly layout: Layout;
  /** As Arrow's Rust library writes it. */
  readonly text: string;
}

const plain = (kind: 'null' | 'bool' | 'struct' | 'map' | 'utf8view' | 'binaryview', text: string): Type => ({
  layout: { kind },
  text,
});

const integer = (bits: number, isSigned: boolean, column?: string): Type => {
  if (![8, 16, 32, 64].includes(bits)) throw new ArrowError(`there are no integers of ${bits} bits`, { column });
  return { layout: { kind: isSigned ? 'int' : 'uint', bits }, text: `${isSigned ? 'Int' : 'UInt'}${bits}` };
};

const described = ({ datatype, nullable }: Field): string => `${nullable ? '' : 'non-null '}${datatype}`;
const named = (field: Field): string => `${JSON.stringify(field.name)}: ${described(field)}`;
const item = (field: Field): string => `${described(field)}${field.name === 'item' ? '' : `, field: '${field.name}'`}`;

const unitOf = (number: number, column: string): TimeUnit => {
  const unit = UNITS[number];
  if (unit === undefined) throw new ArrowError(`there is no unit of time ${number}`, { column });
  return unit;
};

/** Types that are not decoded, by number: InfluxDB sends none of them. */
const NOT_DECODED: Readonly<Record<number, string>> = {
  14: 'Union',
  22: 'RunEndEncoded',
  25: 'ListView',
  26: 'LargeListView',
};

const NAMES: Readonly<Record<number, readonly [kind: 'utf8' | 'binary' | 'list', text: string, isLarge: boolean]>> = {
  4: ['binary', 'Binary', false],
  5: ['utf8', 'Utf8', false],
  12: ['list', 'List', false],
  19: ['binary', 'LargeBinary', true],
  20: ['utf8', 'LargeUtf8', true],
  21: ['list', 'LargeList', true],
};

const typeOf = (id: number, parts: FlatTable, children: readonly Field[], column: string): Type => {
  const wrong = (reason: string): ArrowError => new ArrowError(`its type is malformed: ${reason}`, { column });
  const child = (): Field => {
    const [first, ...others] = children;
    if (first === undefined || others.length > 0) throw wrong(`${children.length} types of elements in place of one`);
    return first;
  };
  const [kind, name = '', isLarge = false] = NAMES[id] ?? [];
  if (kind !== undefined) {
    const text = kind === 'list' ? `${name}(${item(child())})` : name;
    return { layout: { kind, isLarge }, text };
  }
  const size = (): number => {
    const found = parts.int32(0);
    if (found < 0) throw wrong(`${found} is not a size`);
    return found;
  };
  switch (id) {
    case 1:
      return plain('null', 'Null');
    case 2:
      return integer(parts.int32(0), parts.uint8(1) !== 0, column);
    case 3: {
      const bits = [16, 32, 64][parts.int16(0)];
      if (bits === undefined) throw wrong('there are no floats of that precision');
      return { layout: { kind: 'float', bits }, text: `Float${bits}` };
    }
    case 6:
      return plain('bool', 'Boolean');
    case 7: {
      const bits = parts.int32(2, 128);
      if (![32, 64, 128, 256].includes(bits)) throw wrong(`there are no decimals of ${bits} bits`);
      const scale = parts.int32(1);
      // Digits of 256 bits; more would make texts of any length out of a few bytes.
      if (Math.abs(scale) > 128) throw wrong(`a scale of ${scale}`);
      return { layout: { kind: 'decimal', bits, scale }, text: `Decimal${bits}(${parts.int32(0)}, ${scale})` };
    }
    case 8: {
      const isDays = parts.int16(0, 1) === 0;
      return isDays
        ? { layout: { kind: 'date', bits: 32, unit: 's' }, text: 'Date32' }
        : { layout: { kind: 'date', bits: 64, unit: 'ms' }, text: 'Date64' };
    }
    case 9: {
      const unit = unitOf(parts.int16(0, 1), column);
      const bits = parts.int32(1, 32);
      if (bits !== 32 && bits !== 64) throw wrong(`there are no times of ${bits} bits`);
      return { layout: { kind: 'time', bits, unit }, text: `Time${bits}(${unit})` };
    }
    case 10: {
      const unit = unitOf(parts.int16(0), column);
      const zone = parts.string(1);
      return {
        layout: { kind: 'timestamp', unit },
        text: `Timestamp(${unit}${zone === '' ? '' : `, ${JSON.stringify(zone)}`})`,
      };
    }
    case 11: {
      const interval = INTERVALS[parts.int16(0)];
      if (interval === undefined) throw wrong('there is no such unit of intervals');
      return { layout: { kind: 'interval', interval }, text: `Interval(${interval})` };
    }
    case 13:
      return plain('struct', `Struct(${children.map(named).join(', ')})`);
    case 15:
      return { layout: { kind: 'fixedbinary', size: size() }, text: `FixedSizeBinary(${size()})` };
    case 16:
      return { layout: { kind: 'fixedlist', size: size() }, text: `FixedSizeList(${size()} x ${item(child())})` };
    case 17: {
      const entries = child();
      if (entries.layout.kind !== 'struct' || entries.children.length !== 2)
        throw wrong('a map without keys and values');
      return plain('map', `Map(${named(entries)}, ${parts.uint8(0) ? 'sorted' : 'unsorted'})`);
    }
    case 18: {
      const unit = unitOf(parts.int16(0, 1), column);
      return { layout: { kind: 'duration', unit }, text: `Duration(${unit})` };
    }
    case 23:
      return plain('binaryview', 'BinaryView');
    case 24:
      return plain('utf8view', 'Utf8View');
    default:
      throw new ArrowError(
        `its type ${NOT_DECODED[id] ?? `number ${id}`} is not decoded; cast it in the query, or take the bytes with toArrow() to a library that does`,
        { column },
      );
  }
};
