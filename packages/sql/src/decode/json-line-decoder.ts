import { idleMessage } from '@influxkit/internal/chunk-source';
import type { RowValue } from '@influxkit/internal/columns';
import { describe, quote } from '@influxkit/internal/message';
import { repeatedName } from '@influxkit/internal/repeated-name';
import type { Decoder } from '@influxkit/internal/row-stream';
import type { ResolvedValueOptions } from '@influxkit/internal/value-options';
import { DecodeError } from '@influxkit/query';
import { placeOf, sameName, TruncatedError } from '../sql-errors.js';
import { ValueReader } from './value-reader.js';
import { LIKELY_TIME, type ValueType, valueTypeOf, WRITTEN } from './value-type.js';

/** A column of a result. */
export interface SqlColumn {
  readonly name: string;
  /** Its type, as Arrow's Rust library writes it: `Float64`, `Timestamp(ns)`, `Dictionary(Int32, Utf8)` (a tag). */
  readonly type: string;
  readonly nullable: boolean;
}

const LINE_FEED = 10;
const SPACE = 32;
const LESS_THAN = 0x3c;
const BRACE = 0x7b;
const NO_BYTES: Uint8Array = /* @__PURE__ */ new Uint8Array(0);
const DEFAULT_LIMIT = 64 * 1024 * 1024;

/** Checks the limit of a row; 64 MiB by default. */
export const rowLimit = (maxRowBytes: number = DEFAULT_LIMIT): number => {
  if (Number.isSafeInteger(maxRowBytes) && maxRowBytes > 0) return maxRowBytes;
  throw new RangeError(`maxRowBytes must be a positive number of bytes, got ${describe(maxRowBytes)}`);
};

/** Why a response does not fit the types that were asked for before it: they have changed, or the query's columns do. */
class MisfitError extends DecodeError {}

/**
 * Decodes rows, one JSON object a line, as their bytes arrive. Keys come in the order of the columns, and one is left out
 * where its value is null: so each key is looked for among those that may still come.
 */
export abstract class JsonLineDecoder implements Decoder {
  /** What went wrong; to be thrown once what came before it has been taken. */
  failure: unknown;
  /** Names of the columns, in order. */
  protected labels: string[] = [];
  readonly #reader: ValueReader;
  readonly #limit: number;
  #types: ValueType[] = [];
  /** Each label as it stands in a line, with its quotes and the colon. */
  #keys: Uint8Array[] = [];
  /** The row in which each column had its last value. */
  #marks: number[] = [];
  #isTyped = false;
  #hasBegun = false;
  #row = 0;
  #column: number | undefined;
  #buffer: Uint8Array = NO_BYTES;
  #length = 0;

  constructor(options: ResolvedValueOptions, limit: number) {
    this.#limit = limit;
    this.#reader = new ValueReader((message) => this.#wrong(message), options);
  }

  /** A row begins; its values are null until they are set. */
  protected abstract begin(): void;
  protected abstract set(index: number, value: RowValue): void;
  protected abstract end(): void;
  /** There are columns that there were not. */
  protected abstract columnsChanged(): void;
  /** Forgets all rows. */
  protected abstract clear(): void;

  /** Begins anew, with the columns that are to come; without any, they are what comes. */
  start(columns: readonly SqlColumn[] | undefined): void {
    this.failure = undefined;
    this.#row = 0;
    this.#length = 0;
    this.#hasBegun = false;
    this.#isTyped = columns !== undefined;
    this.labels = [];
    this.#types = [];
    this.#keys = [];
    this.#marks = [];
    this.clear();
    const repeated = repeatedName((columns ?? []).map(({ name }) => name));
    if (repeated !== undefined) throw sameName(repeated);
    for (const { name, type } of columns ?? []) this.#add(name, valueTypeOf(type));
    this.columnsChanged();
  }

  /** Whether what went wrong may be that the types are no longer those of the response. */
  get isMisfit(): boolean {
    return this.failure instanceof MisfitError;
  }

  /** Types of the columns. */
  protected get types(): readonly ValueType[] {
    return this.#types;
  }

  push(bytes: Uint8Array): void {
    if (this.failure !== undefined) return;
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    try {
      if (!this.#hasBegun) this.#begin(bytes);
      if (end > 0) this.#decode(this.#length === 0 ? bytes.subarray(0, end) : this.#kept(bytes.subarray(0, end)));
      if (end < bytes.length) this.#keep(bytes.subarray(end));
    } catch (error) {
      this.failure = error;
    }
  }

  finish(): void {
    if (this.failure === undefined && this.#length > 0) this.abort(undefined);
  }

  abort(reason: unknown): void {
    const why =
      idleMessage(reason) ||
      "; InfluxDB sends no reason over HTTP, and the query itself may have failed: with format: 'pretty', text() tells why";
    this.failure ??= new TruncatedError(
      `the response broke off after ${this.#row} ${this.#row === 1 ? 'row' : 'rows'}${why}`,
      placeOf(this.#row),
      reason === undefined ? undefined : { cause: reason },
    );
  }

  /** Looks at the first byte: what is no row, such as the page of a proxy, may have no line end either. */
  #begin(bytes: Uint8Array): void {
    const first = bytes.find((byte) => byte > 32);
    this.#hasBegun = first !== undefined;
    if (first === undefined || first === BRACE) return;
    const kind = first === LESS_THAN ? 'HTML or XML, as a proxy or a sign-in page responds' : 'other text';
    throw new DecodeError(`the response must be rows as JSON lines, got ${kind}`, placeOf(1));
  }

  /** Keeps the beginning of a row until the rest comes. */
  #keep(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#limit) {
      throw new DecodeError(
        `a row has more than ${this.#limit} bytes; raise maxRowBytes if it is meant to`,
        placeOf(this.#row + 1),
      );
    }
    if (length > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(4096, length, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = length;
  }

  /** What was kept, and more. */
  #kept(bytes: Uint8Array): Uint8Array {
    this.#keep(bytes);
    const length = this.#length;
    this.#length = 0;
    return this.#buffer.subarray(0, length);
  }

  /** Decodes whole lines. */
  #decode(bytes: Uint8Array): void {
    const reader = this.#reader;
    const { length } = bytes;
    reader.load(bytes);
    while (reader.position < length) {
      this.#skipSpaces(bytes);
      if (bytes[reader.position] === LINE_FEED) reader.position += 1;
      else this.#line(bytes);
    }
  }

  #line(bytes: Uint8Array): void {
    const reader = this.#reader;
    const keys = this.#keys;
    const types = this.#types;
    const row = this.#row + 1;
    this.begin();
    reader.expect(123);
    let next = 0;
    let isEnd = reader.take(125);
    while (!isEnd) {
      let position = reader.position;
      const count = keys.length;
      let index = next;
      for (; index < count; index += 1) {
        const key = keys[index] as Uint8Array;
        const size = key.length;
        let i = 0;
        while (i < size && bytes[position + i] === key[i]) i += 1;
        if (i === size) break;
      }
      if (index < count) position = reader.position += (keys[index] as Uint8Array).length;
      else index = this.#find();
      this.#column = index;
      if (this.#marks[index] === row) {
        throw sameName(this.labels[index] as string);
      }
      this.#marks[index] = row;
      // InfluxDB writes none, but others that pass rows on may write them anew.
      if ((bytes[reader.position] as number) <= SPACE) this.#skipSpaces(bytes);
      this.set(index, reader.typed(types[index] as ValueType));
      next = index + 1;
      if ((bytes[reader.position] as number) <= SPACE) this.#skipSpaces(bytes);
      position = reader.position;
      if (bytes[position] === 44) reader.position = position + 1;
      else {
        isEnd = true;
        reader.expect(125);
      }
    }
    this.#column = undefined;
    this.#skipSpaces(bytes);
    if (bytes[reader.position] !== LINE_FEED) throw reader.wrong('expected the end of the line');
    this.#row = row;
    this.end();
  }

  /** Moves over white space within a line. */
  #skipSpaces(bytes: Uint8Array): void {
    let { position } = this.#reader;
    for (let byte = bytes[position]; byte === SPACE || byte === 9 || byte === 13; byte = bytes[position]) position += 1;
    this.#reader.position = position;
  }

  /** Finds a column by a key that is not where it was looked for, or makes one where any may come. */
  #find(): number {
    const reader = this.#reader;
    this.#column = undefined;
    reader.peek();
    const label = reader.string();
    reader.expect(58);
    reader.more();
    const index = this.labels.indexOf(label);
    if (index >= 0) return index;
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
    this.labels.push(label);
    this.#types.push(type);
    this.#keys.push(new TextEncoder().encode(`${JSON.stringify(label)}:`));
    this.#marks.push(0);
  }

  #wrong(message: string): Error {
    const column = this.#column === undefined ? undefined : this.labels[this.#column];
    const kind = this.#isTyped && column !== undefined ? MisfitError : DecodeError;
    return new kind(`not a row of the result: ${message}`, placeOf(this.#row + 1, column));
  }
}
