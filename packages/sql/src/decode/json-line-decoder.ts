import { describe, quote } from '@influxkit/internal/message';
import type { Decoder } from '@influxkit/internal/row-stream';
import type { ResolvedValueOptions } from '@influxkit/internal/value-options';
import { DecodeError } from '@influxkit/query';
import { placeOf, sameName, TruncatedError } from '../sql-errors.js';
import { isPlain, parseLine, type SqlRowValue, ValueReader, withKeptIntegers, withMarks } from './value-reader.js';
import { isWritten, LIKELY_TIME, type ValueType, valueTypeOf, WRITTEN } from './value-type.js';

/** A column of a result. */
export interface SqlColumn {
  readonly name: string;
  /** Its type, as Arrow's Rust library writes it: `Float64`, `Timestamp(ns)`, `Dictionary(Int32, Utf8)` (a tag). */
  readonly type: string;
  readonly nullable: boolean;
}

const LINE_FEED = 10;
const DEFAULT_LIMIT = 64 * 1024 * 1024;

/** Checks the limit of a row; 64 MiB by default. */
export const rowLimit = (maxRowBytes: number = DEFAULT_LIMIT): number => {
  if (Number.isSafeInteger(maxRowBytes) && maxRowBytes > 0) return maxRowBytes;
  throw new RangeError(`maxRowBytes must be a positive number of bytes, got ${describe(maxRowBytes)}`);
};

/** Why a response does not fit the types that were asked for before it: they have changed, or the query's columns do. */
class MisfitError extends DecodeError {}

/** Decodes rows, one JSON object a line, as their bytes arrive. A key is left out where its value is null. */
export abstract class JsonLineDecoder implements Decoder {
  /** What went wrong; to be thrown once what came before it has been taken. */
  failure: unknown;
  /** Names of the columns, in order. */
  protected labels: string[] = [];
  /** Their types. */
  protected types: ValueType[] = [];
  readonly #reader: ValueReader;
  readonly #limit: number;
  readonly #utf8: TextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** Columns by their labels. */
  #indexes: Map<string, number> = new Map();
  #isTyped = false;
  #row = 0;
  #column: number | undefined;
  /** The beginning of a row whose end is yet to come, and its bytes. */
  #rest: string[] = [];
  #held = 0;

  constructor(options: ResolvedValueOptions, limit: number) {
    this.#limit = limit;
    this.#reader = new ValueReader((message) => this.#wrong(message), options);
  }

  /** Takes the values of a row in the order of the columns. */
  protected abstract add(values: readonly SqlRowValue[]): void;
  /** There are columns that there were not. */
  protected abstract columnsChanged(): void;
  /** Forgets all rows. */
  protected abstract clear(): void;

  /** Begins anew, with the columns that are to come; without any, they are what comes. */
  start(columns: readonly SqlColumn[] | undefined): void {
    this.failure = undefined;
    this.#row = 0;
    this.#rest = [];
    this.#held = 0;
    this.#utf8.decode();
    this.labels = [];
    this.types = [];
    this.#indexes = new Map();
    for (const { name, type } of columns ?? []) {
      if (this.#indexes.has(name)) throw sameName(name);
      this.#add(name, valueTypeOf(type));
    }
    this.#isTyped = columns !== undefined;
    this.#reader.isFlat = this.#isTyped && !this.types.some(isWritten) && this.labels.every(isPlain);
    this.clear();
    this.columnsChanged();
  }

  /** Whether what went wrong may be that the types are no longer those of the response. */
  get isMisfit(): boolean {
    return this.failure instanceof MisfitError;
  }

  /** Rows so far. */
  get rows(): number {
    return this.#row;
  }

  push(bytes: Uint8Array): void {
    if (this.failure !== undefined) return;
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    const text = this.#utf8.decode(bytes, { stream: true });
    const cut = text.lastIndexOf('\n') + 1;
    try {
      if (cut > 0) {
        const lines = [...this.#rest, text.slice(0, cut)].join('');
        this.#rest = [];
        this.#held = -end;
        const exact = this.#reader.isFlat ? withKeptIntegers(lines) : withMarks(lines);
        for (const line of exact.split('\n')) if (line !== '') this.#line(line);
      }
      this.#held += bytes.length;
      if (this.#held > this.#limit)
        throw new DecodeError(
          `a row has more than ${this.#limit} bytes; raise maxRowBytes if it is meant to`,
          placeOf(this.#row + 1),
        );
      this.#rest.push(text.slice(cut));
    } catch (error) {
      this.failure = error;
    }
  }

  finish(): void {
    if (this.failure === undefined && this.#held > 0) this.abort(undefined);
  }

  abort(reason: unknown): void {
    this.failure ??= new TruncatedError(
      `the response broke off after ${this.#row} rows; InfluxDB sends no reason over HTTP, and the query itself may have failed: with format: 'pretty', text() tells why`,
      placeOf(this.#row),
      reason === undefined ? undefined : { cause: reason },
    );
  }

  #line(line: string): void {
    const record = parseLine(line);
    if (record === undefined) throw this.#wrong('expected a JSON object on a line of its own');
    if (!this.#isTyped) checkKeys(line, record);
    const values = new Array<SqlRowValue>(this.labels.length).fill(null);
    let next = 0;
    for (const key of Object.keys(record)) {
      const index = this.labels[next] === key ? next : (this.#indexes.get(key) ?? this.#find(key));
      this.#column = index;
      values[index] = this.#reader.read(this.types[index] as ValueType, record[key]);
      next = index + 1;
    }
    this.#column = undefined;
    this.#row += 1;
    this.add(values);
  }

  /** Makes a column of a key that is none, where any may come. */
  #find(label: string): number {
    this.#column = undefined;
    if (this.#isTyped) {
      throw new MisfitError(
        `there is a column ${quote(label)} that the query was not said to have: its columns change from row to row, or have changed since it began; name them with AS, or ask again`,
        placeOf(this.#row + 1),
      );
    }
    this.#add(label, { kind: label === 'time' ? LIKELY_TIME : WRITTEN });
    this.columnsChanged();
    return this.labels.length - 1;
  }

  #add(label: string, type: ValueType): void {
    this.#indexes.set(label, this.labels.length);
    this.labels.push(label);
    this.types.push(type);
  }

  #wrong(message: string): Error {
    const column = this.#column === undefined ? undefined : this.labels[this.#column];
    const kind = this.#isTyped && column !== undefined ? MisfitError : DecodeError;
    return new kind(`not a row of the result: ${message}`, placeOf(this.#row + 1, column));
  }
}

const keysIn = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce(
        (count: number, each) => count + keysIn(each),
        Array.isArray(value) ? 0 : Object.keys(value).length,
      )
    : 0;

/** Checks that no key comes twice, of which `JSON.parse` keeps one: outside its strings, each key has its colon. */
const checkKeys = (line: string, record: Readonly<Record<string, unknown>>): void => {
  const colons =
    line
      .replace(/\\./g, '')
      .replace(/"[^"]*"/g, '')
      .split(':').length - 1;
  if (colons === keysIn(record)) return;
  const keys = Object.keys(record);
  throw sameName(keys.find((key) => line.split(`${JSON.stringify(key)}:`).length > 2) ?? String(keys));
};
