import type { JsonValue } from '@influxkit/internal/json-numbers';
import { CellReader } from '../csv/cell-reader.js';
import { type Kind, TIME_DATE, TIME_NS } from '../csv/kinds.js';
import type { InfluxQLValue } from './document.js';
import type { InfluxQLReader } from './json-reader.js';
import { epochOf, type InfluxQLDecodeOptions } from './options.js';

/** Reads a time as it stands in an answer, and makes of it what the caller chose. */
export type TimeReader = (reader: InfluxQLReader) => InfluxQLValue;

const parse = (text: string, kind: Kind): InfluxQLValue | undefined => {
  const reader = new CellReader(44, 64);
  const bytes = new TextEncoder().encode(`${text}\n`);
  reader.load(bytes);
  const value = reader.value(kind, 0);
  return reader.at === bytes.length - 1 ? (value as bigint | Date) : undefined;
};

const nanoseconds = (value: JsonValue): InfluxQLValue | undefined => {
  if (typeof value === 'bigint' || value === null) return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' ? parse(value, TIME_NS) : undefined;
};

const date = (value: JsonValue): InfluxQLValue | undefined => {
  if (value === null) return null;
  if (typeof value === 'number') return new Date(value);
  return typeof value === 'string' ? parse(value, TIME_DATE) : undefined;
};

const asItIs = (value: JsonValue): InfluxQLValue | undefined =>
  typeof value === 'object' && value !== null ? undefined : value;

/** A time that has been read as a plain value, made what the caller chose; undefined for what is no time. */
export const timeOf = (value: JsonValue, options: InfluxQLDecodeOptions): InfluxQLValue | undefined => {
  if (options.epoch === undefined && options.times === 'date') return date(value);
  return epochOf(options) === 'ns' ? nanoseconds(value) : asItIs(value);
};

/** How times are read; a server that ignores the unit it was asked for answers text, which is read as well. */
export const timeReader = (options: InfluxQLDecodeOptions): TimeReader => {
  const slowly: TimeReader = (reader) => {
    const value = timeOf(reader.scalar(), options);
    if (value === undefined) throw reader.wrong('the column time holds no time');
    return value;
  };
  if (options.epoch === undefined && options.times === 'date') {
    return (reader) => (reader.time(TIME_DATE) as Date | undefined) ?? slowly(reader);
  }
  if (epochOf(options) === 'ns') {
    return (reader) => reader.long() ?? (reader.time(TIME_NS) as bigint | undefined) ?? slowly(reader);
  }
  return (reader) => reader.scalar();
};
