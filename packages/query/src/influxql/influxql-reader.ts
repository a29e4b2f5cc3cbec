import { JsonReader, type JsonValue } from '@influxkit/internal/json-numbers';
import { resolveValueOptions } from '@influxkit/internal/value-options';
import { CellReader, type FluxValue } from '../csv/cell-reader.js';
import { type ColumnType, TIME_DATE, TIME_NS } from '../csv/column-type.js';
import { DecodeError, TruncatedResponseError } from '../query-errors.js';
import { epochOf, type InfluxQLDecodeOptions, type InfluxQLValue } from './influxql-options.js';

const QUOTE = 34;
const COMMA = 44;
const MAX_DEPTH = 64;

/** Reads the JSON that `/query` sends, with a short way for the times of its rows, and knows where it is for errors. */
export class InfluxQLReader extends JsonReader {
  /** Which document this is and how many rows came before, for errors. */
  document = 0;
  row = 0;
  /** Bytes read before those that are loaded. */
  before = 0;
  /** Reads values that end at a quote. */
  readonly #quoted: CellReader = new CellReader(QUOTE, Number.POSITIVE_INFINITY);
  /** Reads values that end at a comma. */
  readonly #plain: CellReader = new CellReader(COMMA, Number.POSITIVE_INFINITY);

  constructor() {
    super((message, isCut) => this.#failure(message, isCut), MAX_DEPTH);
  }

  override load(bytes: Uint8Array): void {
    super.load(bytes);
    this.#quoted.share(this.text);
    this.#plain.share(this.text);
  }

  #failure(message: string, isCut: boolean): DecodeError {
    const place = { line: this.document, row: this.row };
    return isCut
      ? new TruncatedResponseError('the response ends inside a JSON document', place)
      : new DecodeError(
          `not the JSON of an InfluxQL response: ${message} at byte ${this.before + this.position}`,
          place,
        );
  }

  /** Reads an integer that a comma follows, with all its digits; undefined, and nothing read, for anything else. */
  long(): bigint | undefined {
    const value = this.#plain.long(this.position);
    if (this.#plain.at < 0) return undefined;
    this.position = this.#plain.at;
    return value;
  }

  /** Reads an RFC 3339 time in quotes; undefined, and nothing read, for anything else. */
  time(type: ColumnType): FluxValue | undefined {
    if (this.bytes[this.position] !== QUOTE) return undefined;
    const value = this.#quoted.value(type, this.position + 1);
    if (this.bytes[this.#quoted.at] !== QUOTE) return undefined;
    this.position = this.#quoted.at + 1;
    return value;
  }
}

/** Reads a time of a response, and gives it in the form that the caller chose. */
export type TimeReader = (reader: InfluxQLReader) => InfluxQLValue;

const parse = (text: string, type: ColumnType): InfluxQLValue | undefined => {
  const reader = new CellReader(44, 64);
  const bytes = new TextEncoder().encode(`${text}\n`);
  reader.load(bytes);
  const value = reader.value(type, 0);
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

/** A time that has been read as a plain value, in the form that the caller chose; undefined for what is not a time. */
export const timeOf = (value: JsonValue, options: InfluxQLDecodeOptions): InfluxQLValue | undefined => {
  if (options.epoch === undefined && resolveValueOptions(options).times === 'date') return date(value);
  return epochOf(options) === 'ns' ? nanoseconds(value) : asItIs(value);
};

/** How times are read; a server that ignores the unit it was asked for sends a string, which is read as well. */
export const timeReader = (options: InfluxQLDecodeOptions): TimeReader => {
  const slowly: TimeReader = (reader) => {
    const value = timeOf(reader.scalar(), options);
    if (value === undefined) throw reader.wrong('the column time must hold a time');
    return value;
  };
  if (options.epoch === undefined && resolveValueOptions(options).times === 'date') {
    return (reader) => (reader.time(TIME_DATE) as Date | undefined) ?? slowly(reader);
  }
  if (epochOf(options) === 'ns') {
    return (reader) => reader.long() ?? (reader.time(TIME_NS) as bigint | undefined) ?? slowly(reader);
  }
  return (reader) => reader.scalar();
};
