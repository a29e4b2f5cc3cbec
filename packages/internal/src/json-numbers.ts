// JSON without the loss of digits: `JSON.parse` rounds integers past 2^53, which nanosecond times and 64-bit IDs are.
import { ByteText } from './byte-text.js';
import { decimal, MOST_DIGITS, PART_DIGITS } from './decimal.js';
import { isInt64, isUint64 } from './int64.js';
import { quote } from './message.js';

/** A value of JSON. An integer that a number cannot hold exactly, and 64 bits can, is a `bigint`. */
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
const BACKSLASH = 92;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
/** Integers of no more digits are safe in a number. */
const SAFE_DIGITS = 15;

/**
 * Makes the error for what cannot be read.
 *
 * @param message what is wrong
 * @param isCut whether the bytes end too early: more of them might make it right
 */
export type JsonFailure = (message: string, isCut: boolean) => Error;

/** Reads the parts of JSON from bytes: keys, elements and what is neither an object nor an array. */
export abstract class JsonScanner {
  position = 0;
  bytes: Uint8Array = new Uint8Array(0);
  protected readonly text: ByteText = new ByteText();
  readonly #failure: JsonFailure;

  /** @param failure makes the errors that reading throws */
  constructor(failure: JsonFailure) {
    this.#failure = failure;
  }

  /** Takes bytes to read from. */
  load(bytes: Uint8Array): void {
    this.position = 0;
    this.bytes = bytes;
    this.text.load(bytes);
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
    if (!this.take(wanted)) throw this.wrong(`expected ${quote(String.fromCharCode(wanted))}`);
  }

  /** An error about where the reader is. */
  wrong(message: string): Error {
    return this.#failure(message, this.position >= this.bytes.length);
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

  /** Reads a number; the reader stands on it. */
  protected abstract number(): number | bigint;

  /** Reads a value that is neither an object nor an array; the reader stands on it. */
  scalar(): string | number | bigint | boolean | null {
    const byte = this.bytes[this.position] ?? -1;
    if ((byte >= 48 && byte <= 57) || byte === 45) return this.number();
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

  /** Reads a string; the reader stands on its quote. */
  string(): string {
    const { bytes } = this;
    const start = this.position;
    if (bytes[start] !== QUOTE) throw this.wrong('expected a string');
    let position = start + 1;
    let escaped = false;
    for (;;) {
      const byte = bytes[position];
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) {
        escaped = true;
        position += 1;
      } else if (byte === undefined || byte < 32) {
        this.position = position;
        throw this.wrong('a string has no end');
      }
      position += 1;
    }
    this.position = position + 1;
    if (!escaped) return this.text.slice(start + 1, position);
    try {
      return JSON.parse(this.text.slice(start, position + 1)) as string;
    } catch {
      this.position = start;
      throw this.wrong('a string has an escape that JSON does not know');
    }
  }
}

/** Reads JSON from bytes, value by value: what a caller wants of a large document need not be built as a tree first. */
export class JsonReader extends JsonScanner {
  readonly #maxDepth: number;

  /**
   * @param failure makes the errors that reading throws
   * @param maxDepth how deep values may be nested
   */
  constructor(failure: JsonFailure, maxDepth: number) {
    super(failure);
    this.#maxDepth = maxDepth;
  }

  /** Reads any value. */
  value(depth = 0): JsonValue {
    const byte = this.peek();
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (depth >= this.#maxDepth) throw this.wrong(`values nested deeper than ${this.#maxDepth} levels`);
      return byte === OPEN_BRACKET ? this.#array(depth) : this.#object(depth);
    }
    return this.scalar();
  }

  #array(depth: number): JsonValue[] {
    const values: JsonValue[] = [];
    for (let isFirst = true; this.element(isFirst); isFirst = false) values.push(this.value(depth + 1));
    return values;
  }

  #object(depth: number): Record<string, JsonValue> {
    const entries: [string, JsonValue][] = [];
    for (let isFirst = true; ; isFirst = false) {
      const key = this.key(isFirst);
      if (key === undefined) break;
      entries.push([key, this.value(depth + 1)]);
    }
    // Not by assignment, which would take a key `__proto__` for something else.
    return Object.fromEntries(entries);
  }

  protected override number(): number | bigint {
    const { bytes } = this;
    const start = this.position;
    let position = start;
    const negative = bytes[position] === 45;
    if (negative) position += 1;
    const leadsWithZero = bytes[position] === 48;
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
    const hasExponent = byte === 101 || byte === 69;
    let isWhole = digits > 0 && !(point >= 0 && fraction === 0) && !(leadsWithZero && digits - fraction > 1);
    if (hasExponent) {
      const sign = bytes[++position];
      if (sign === 43 || sign === 45) position += 1;
      const from = position;
      while ((bytes[position] as number) >= 48 && (bytes[position] as number) <= 57) position += 1;
      if (position === from) isWhole = false;
    }
    this.position = position;
    if (!isWhole) throw this.wrong('expected a number');
    if (!hasExponent && (point >= 0 || digits <= SAFE_DIGITS)) {
      const value = decimal(head, tail, digits, fraction);
      if (!Number.isNaN(value)) return negative ? -value : value;
    }
    const text = this.text.slice(start, position);
    const value = Number(text);
    if (hasExponent || point >= 0 || Number.isSafeInteger(value)) return value;
    const exact = BigInt(text);
    // Floats of this size are written without a point as well; what no 64-bit integer holds must be one of them.
    return isInt64(exact) || isUint64(exact) ? exact : value;
  }
}

/** How deep {@link parseJson} reads, as deep as any document that people mean to send. */
const MAX_DEPTH = 512;

/**
 * Parses a JSON document with all digits of its integers.
 *
 * @throws SyntaxError for what is not JSON
 */
export function parseJson(source: string | Uint8Array): JsonValue {
  const reader: JsonReader = new JsonReader(
    (message, isCut) =>
      new SyntaxError(isCut ? 'not JSON: the document is cut off' : `not JSON: ${message} at byte ${reader.position}`),
    MAX_DEPTH,
  );
  reader.load(typeof source === 'string' ? new TextEncoder().encode(source) : source);
  const value = reader.value();
  if (reader.peek() >= 0) throw reader.wrong('text follows the document');
  return value;
}
