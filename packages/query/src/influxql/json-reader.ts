import { CellReader, type FluxValue } from '../csv/cell-reader.js';
import { decimal, MOST_DIGITS, PART_DIGITS } from '../csv/decimal.js';
import type { Kind } from '../csv/kinds.js';
import { DecodeError, TruncatedAnswerError } from '../errors.js';

/** A value in an InfluxQL answer. An integer that a number cannot hold exactly is a `bigint`. */
export type JsonValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const MAX_DEPTH = 64;
/** Integers of no more digits are safe in a number. */
const SAFE_DIGITS = 15;
const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;

/**
 * Reads JSON from bytes, value by value.
 *
 * Not `JSON.parse`: it rounds integers past 2^53, which nanosecond times are, and builds arrays of arrays
 * where rows are wanted.
 */
export class JsonReader {
  position = 0;
  /** Which document this is and how many rows came before, for errors. */
  document = 0;
  row = 0;
  bytes: Uint8Array = new Uint8Array(0);
  /** Reads values that end at a quote. */
  readonly #quoted: CellReader = new CellReader(QUOTE, Number.POSITIVE_INFINITY);
  readonly #text: CellReader = new CellReader(COMMA, Number.POSITIVE_INFINITY);

  /** Bytes read before those that are loaded. */
  before = 0;

  /** Takes bytes to read from. */
  load(bytes: Uint8Array): void {
    this.position = 0;
    this.bytes = bytes;
    this.#text.load(bytes);
    this.#quoted.share(this.#text);
  }

  /** Moves over white space and gives the byte there; -1 at the end. */
  peek(): number {
    const { bytes } = this;
    let { position } = this;
    let byte = bytes[position];
    while (byte === 32 || byte === 10 || byte === 13 || byte === 9) byte = bytes[++position];
    this.position = position;
    return byte ?? -1;
  }

  /** Moves over white space and a byte, if it is there. */
  take(wanted: number): boolean {
    if (this.peek() !== wanted) return false;
    this.position += 1;
    return true;
  }

  /** Moves over white space and a byte that must be there. */
  expect(wanted: number): void {
    if (!this.take(wanted)) throw this.wrong(`expected ${JSON.stringify(String.fromCharCode(wanted))}`);
  }

  /** An error about where the reader is. */
  wrong(message: string): DecodeError {
    const place = { line: this.document, row: this.row };
    return this.position >= this.bytes.length
      ? new TruncatedAnswerError('the answer ends inside a JSON document', place)
      : new DecodeError(`not JSON as InfluxQL answers it: ${message} at byte ${this.before + this.position}`, place);
  }

  /** Reads up to the value of an object's next member and gives its key; undefined, with the brace read, at the end. */
  key(isFirst: boolean): string | undefined {
    if (isFirst) this.expect(OPEN_BRACE);
    if (isFirst ? this.take(CLOSE_BRACE) : !this.take(COMMA)) {
      if (!isFirst) this.expect(CLOSE_BRACE);
      return undefined;
    }
    this.peek();
    const key = this.string();
    this.expect(COLON);
    this.more();
    return key;
  }

  /** Reads up to an array's next element; false, with the bracket read, at the end. */
  element(isFirst: boolean): boolean {
    if (isFirst) this.expect(OPEN_BRACKET);
    if (isFirst ? this.take(CLOSE_BRACKET) : !this.take(COMMA)) {
      if (!isFirst) this.expect(CLOSE_BRACKET);
      return false;
    }
    this.more();
    return true;
  }

  /** Checks that there is something to read; a number that ends with the bytes may go on in the next ones. */
  more(): void {
    if (this.peek() < 0) throw this.wrong('expected more');
  }

  /** Reads any value. */
  value(depth = 0): JsonValue {
    const byte = this.peek();
    if (byte === 123 || byte === 91) {
      if (depth >= MAX_DEPTH) throw this.wrong(`values nested deeper than ${MAX_DEPTH} levels`);
      return byte === 91 ? this.#list(depth) : this.#record(depth);
    }
    return this.scalar();
  }

  #list(depth: number): JsonValue[] {
    const list: JsonValue[] = [];
    for (let isFirst = true; this.element(isFirst); isFirst = false) list.push(this.value(depth + 1));
    return list;
  }

  #record(depth: number): Record<string, JsonValue> {
    const entries: [string, JsonValue][] = [];
    for (let isFirst = true; ; isFirst = false) {
      const key = this.key(isFirst);
      if (key === undefined) break;
      entries.push([key, this.value(depth + 1)]);
    }
    // Not by assignment, which would take a key `__proto__` for something else.
    return Object.fromEntries(entries);
  }

  /** Reads a value that is neither an object nor an array; the reader stands on it. */
  scalar(): string | number | bigint | boolean | null {
    const byte = this.bytes[this.position] ?? -1;
    if ((byte >= 48 && byte <= 57) || byte === 45) return this.#number();
    if (byte === QUOTE) return this.string();
    if (byte === 110) return this.#word('null', null);
    if (byte === 116) return this.#word('true', true);
    if (byte === 102) return this.#word('false', false);
    throw this.wrong('expected a value');
  }

  #word<T>(word: string, value: T): T {
    for (let i = 0; i < word.length; i += 1) {
      if (this.bytes[this.position + i] !== word.charCodeAt(i)) {
        this.position += i;
        throw this.wrong(`expected ${word}`);
      }
    }
    this.position += word.length;
    return value;
  }

  /** Reads an integer that a comma follows, with all its digits; undefined, and nothing read, for anything else. */
  long(): bigint | undefined {
    const value = this.#text.long(this.position);
    if (this.#text.at < 0) return undefined;
    this.position = this.#text.at;
    return value;
  }

  /** Reads an RFC 3339 time in quotes; undefined, and nothing read, for anything else. */
  time(kind: Kind): FluxValue | undefined {
    if (this.bytes[this.position] !== QUOTE) return undefined;
    const value = this.#quoted.value(kind, this.position + 1);
    if (this.bytes[this.#quoted.at] !== QUOTE) return undefined;
    this.position = this.#quoted.at + 1;
    return value;
  }

  /** Reads a string; the reader stands on its quote. */
  string(): string {
    const { bytes } = this;
    const start = this.position;
    if (bytes[start] !== 34) throw this.wrong('expected a string');
    let position = start + 1;
    let escaped = false;
    for (;;) {
      const byte = bytes[position];
      if (byte === 34) break;
      if (byte === 92) {
        escaped = true;
        position += 1;
      } else if (byte === undefined || byte < 32) {
        this.position = position;
        throw this.wrong('a string has no end');
      }
      position += 1;
    }
    this.position = position + 1;
    if (!escaped) return this.#text.slice(start + 1, position);
    try {
      return JSON.parse(this.#text.slice(start, position + 1)) as string;
    } catch {
      this.position = start;
      throw this.wrong('a string has an escape that JSON does not know');
    }
  }

  #number(): number | bigint {
    const { bytes } = this;
    const start = this.position;
    let position = start;
    const negative = bytes[position] === 45;
    if (negative) position += 1;
    let head = 0;
    let tail = 0;
    let digits = 0;
    let point = -1;
    let byte = bytes[position] as number;
    for (;;) {
      const digit = byte - 48;
      if (digit >= 0 && digit <= 9) {
        if (digits < PART_DIGITS) head = (Math.imul(head, 10) + digit) | 0;
        else if (digits < MOST_DIGITS) tail = (Math.imul(tail, 10) + digit) | 0;
        digits += 1;
      } else if (byte === 46 && point < 0 && digits > 0) {
        point = position;
      } else {
        break;
      }
      byte = bytes[++position] as number;
    }
    const fraction = point < 0 ? 0 : position - point - 1;
    const exponent = byte === 101 || byte === 69;
    if (exponent) {
      const sign = bytes[++position];
      if (sign === 43 || sign === 45) position += 1;
      const from = position;
      while ((bytes[position] as number) >= 48 && (bytes[position] as number) <= 57) position += 1;
      if (position === from) digits = 0;
    }
    this.position = position;
    if (digits === 0 || (point >= 0 && fraction === 0)) throw this.wrong('expected a number');
    if (!exponent && (point >= 0 || digits <= SAFE_DIGITS)) {
      const value = decimal(head, tail, digits, fraction);
      if (!Number.isNaN(value)) return negative ? -value : value;
    }
    const text = this.#text.slice(start, position);
    const value = Number(text);
    if (exponent || point >= 0 || Number.isSafeInteger(value)) return value;
    const exact = BigInt(text);
    // Floats of this size are written without a point as well; what no 64-bit integer holds must be one of them.
    return exact >= INT64_MIN && exact <= UINT64_MAX ? exact : value;
  }
}
