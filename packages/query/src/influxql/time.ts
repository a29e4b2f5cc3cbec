import { TIME_DATE, TIME_NS } from '../csv/kinds.js';
import type { InfluxQLValue } from './document.js';
import type { JsonReader } from './json-reader.js';
import { epochOf, type InfluxQLDecodeOptions } from './options.js';

/** Reads a time as it stands in an answer, and makes of it what the caller chose. */
export type TimeReader = (reader: JsonReader) => InfluxQLValue;

const wrong = (reader: JsonReader): Error => reader.wrong('the column time holds no time');

const readNanoseconds: TimeReader = (reader) => {
  const exact = reader.long() ?? reader.time(TIME_NS);
  if (typeof exact === 'bigint') return exact;
  const value = reader.scalar();
  if (typeof value === 'bigint' || value === null) return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  throw wrong(reader);
};

const readDate: TimeReader = (reader) => {
  const date = reader.time(TIME_DATE);
  if (date instanceof Date) return date;
  const value = reader.scalar();
  if (typeof value === 'number') return new Date(value);
  if (value === null) return null;
  throw wrong(reader);
};

const readAsItIs: TimeReader = (reader) => reader.scalar();

/** How times are read; a server that ignores the unit it was asked for answers text, which is read as well. */
export const timeReader = (options: InfluxQLDecodeOptions): TimeReader => {
  if (options.epoch === undefined && options.times === 'date') return readDate;
  return epochOf(options) === 'ns' ? readNanoseconds : readAsItIs;
};
