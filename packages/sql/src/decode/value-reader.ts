import type { RowValue } from '@influxkit/internal/columns';
import { isInt64, isUint64 } from '@influxkit/internal/int64';
import { JsonScanner } from '@influxkit/internal/json-numbers';
import { formatRfc3339, Rfc3339Reader } from '@influxkit/internal/rfc3339';
import type { ResolvedValueOptions } from '@influxkit/internal/value-options';
import {
  BOOLEAN,
  BYTES,
  DECIMAL,
  expected,
  FLOAT,
  INTEGER,
  INTERVAL,
  LIKELY_TIME,
  LIST,
  MAP,
  SHORT_FLOAT,
  STRUCT,
  TEXT,
  TIME,
  UNSIGNED,
  type ValueType,
  WRITTEN,
} from './value-type.js';

const QUOTE = 34;
const MAX_DEPTH = 64;
/** Integers of no more digits are exact in a number, whatever they are. */
const SAFE_DIGITS = 15;

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const isInNumber = (byte: number): boolean =>
  (byte >= 48 && byte <= 57) || byte === 46 || byte === 45 || byte === 43 || (byte | 32) === 101;

const isBeginOfNumber = (byte: number): boolean => byte === 45 || (byte >= 48 && byte <= 57);
const isAny64 = (value: bigint): boolean => isInt64(value) || isUint64(value);
/** Kinds of which a `null` that has a key is a float that JSON has no number for. */
const MAY_BE_FLOAT: ReadonlySet<number> = /* @__PURE__ */ new Set([FLOAT, SHORT_FLOAT, WRITTEN, LIKELY_TIME]);

/** Reads the values of JSON lines by their types. */
export class ValueReader extends JsonScanner {
  readonly #options: ResolvedValueOptions;
  readonly #time: Rfc3339Reader = new Rfc3339Reader(false);

  constructor(failure: (message: string) => Error, options: ResolvedValueOptions) {
    super(failure);
    this.#options = options;
  }

  /** Reads a number that is no integer, or one of a column whose values are not. */
  protected override number(): number {
    const { bytes } = this;
    let { position } = this;
    // What can stand in a number: digits, signs, a point, an `e`.
    for (let byte = bytes[position] as number; isInNumber(byte); byte = bytes[position] as number) position += 1;
    const text = this.text.slice(this.position, position);
    if (!NUMBER.test(text)) throw this.wrong('expected a number');
    this.position = position;
    return Number(text);
  }

  /**
   * Reads a value of a type; the reader stands on it.
   *
   * @param isElement whether it is one of a list
   */
  typed(type: ValueType, depth = 0, isElement = false): RowValue {
    const byte = this.bytes[this.position] as number;
    // A float that JSON has no number for. Where a value is null, the server leaves its key out; in a list it cannot.
    if (byte === 110) {
      this.scalar();
      return !isElement && MAY_BE_FLOAT.has(type.kind) ? Number.NaN : null;
    }
    switch (type.kind) {
      case INTEGER:
        return this.#integer(isInt64) ?? this.#misfit(INTEGER);
      case UNSIGNED:
        return this.#integer(isUint64) ?? this.#misfit(UNSIGNED);
      case FLOAT:
        if (isBeginOfNumber(byte)) return this.#float() ?? this.#misfit(FLOAT);
        break;
      case SHORT_FLOAT:
        // Its digits tell it from other floats of its size, and are those of another double.
        if (isBeginOfNumber(byte)) return Math.fround(Number(this.scalar()));
        break;
      case TIME:
        return this.#instant() ?? this.#misfit(TIME);
      case LIKELY_TIME:
        return this.#instant() ?? this.#written(depth);
      case TEXT:
        if (byte === QUOTE) return this.string();
        break;
      case INTERVAL:
        // Arrow's Rust library wrote an interval of no time as nothing, before its release 58.
        if (byte === QUOTE) return this.string() || '0 secs';
        break;
      case BOOLEAN:
        if (byte === 116 || byte === 102) return this.scalar();
        break;
      case DECIMAL:
        return this.#token() || this.#misfit(DECIMAL);
      case BYTES:
        if (byte === QUOTE) return this.#options.isJson ? this.string() : (hex(this.string()) ?? this.#misfit(BYTES));
        break;
      case LIST:
        if (byte === 91) return this.#list(type.item as ValueType, depth);
        break;
      case STRUCT:
      case MAP:
        if (byte === 123) return this.#struct(type, depth);
        break;
      default:
        return this.#written(depth);
    }
    return this.#misfit(type.kind);
  }

  #misfit(kind: number): never {
    throw this.wrong(`expected ${expected(kind)}`);
  }

  /** Reads any value as it is written: what has neither a point nor an exponent is an integer. */
  #written(depth: number): RowValue {
    const byte = this.bytes[this.position] as number;
    const type = { kind: WRITTEN };
    if (byte === 91) return this.#list(type, depth);
    if (byte === 123) return this.#struct(type, depth);
    if (isBeginOfNumber(byte)) return this.#integer(isAny64) ?? Number(this.scalar());
    return this.scalar();
  }

  /** Reads a float; undefined for an integer whose digits it would lose: the column is no longer one of floats. */
  #float(): number | undefined {
    const start = this.position;
    const value = Number(this.scalar());
    if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
    const text = this.text.slice(start, this.position);
    const isLost = /^-?\d+$/.test(text) && String(value) !== text && BigInt(value) !== BigInt(text);
    return isLost ? undefined : value;
  }

  /**
   * Reads an integer; undefined, and nothing read, for what is none of the type.
   *
   * @param fits whether the type has an integer
   */
  #integer(fits: (value: bigint) => boolean): bigint | number | undefined {
    const { bytes } = this;
    const start = this.position;
    const negative = bytes[start] === 45;
    const first = negative ? start + 1 : start;
    let position = first;
    let value = 0;
    let byte = bytes[position] as number;
    while (byte >= 48 && byte <= 57) {
      value = value * 10 + (byte - 48);
      byte = bytes[++position] as number;
    }
    const digits = position - first;
    const isNoInteger = byte === 46 || byte === 101 || byte === 69;
    if (digits === 0 || isNoInteger || (digits > 1 && bytes[first] === 48)) return undefined;
    if (digits <= SAFE_DIGITS) {
      if (negative && fits === isUint64) return undefined;
      this.position = position;
      const signed = negative ? 0 - value : value;
      return this.#options.integers === 'bigint' ? BigInt(signed) : signed;
    }
    const exact = BigInt(this.text.slice(start, position));
    if (!fits(exact)) return undefined;
    if (this.#options.integers === 'number' && !Number.isSafeInteger(Number(exact))) {
      throw this.wrong(
        "expected an integer that a number holds exactly (up to 2^53 - 1; integers: 'bigint' takes larger ones)",
      );
    }
    this.position = position;
    return this.#options.integers === 'bigint' ? exact : Number(exact);
  }

  /** Reads a time in quotes, with or without a zone; undefined, and nothing read, for anything else. */
  #instant(): RowValue | undefined {
    const { bytes } = this;
    if (bytes[this.position] !== QUOTE) return undefined;
    const time = this.#time;
    const end = time.read(bytes, this.position + 1, bytes.length);
    if (end < 0 || bytes[end] !== QUOTE) return undefined;
    const { seconds, nanoseconds } = time;
    const { times } = this.#options;
    let value: RowValue;
    if (times === 'date') value = new Date(seconds * 1000 + Math.floor(nanoseconds / 1e6));
    else if (times === 'rfc3339') value = formatRfc3339(seconds, nanoseconds);
    else {
      value = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
      if (!isInt64(value)) return undefined;
    }
    this.position = end + 1;
    return value;
  }

  /** Reads the digits of a number as they are; the empty string where there is none. */
  #token(): string {
    const start = this.position;
    if (typeof this.scalar() !== 'string') return this.text.slice(start, this.position);
    this.position = start;
    return '';
  }

  #list(item: ValueType, depth: number): RowValue[] {
    this.#checkDepth(depth);
    const values: RowValue[] = [];
    for (let isFirst = true; this.element(isFirst); isFirst = false) values.push(this.typed(item, depth + 1, true));
    return values;
  }

  #struct({ members = [], item = { kind: WRITTEN } }: ValueType, depth: number): { [name: string]: RowValue } {
    this.#checkDepth(depth);
    const values = new Map<string, RowValue>(members.map(([name]) => [name, null]));
    for (let isFirst = true; ; isFirst = false) {
      const key = this.key(isFirst);
      // Not by assignment, which would take a key `__proto__` for something else.
      if (key === undefined) return Object.fromEntries(values);
      const type = members.find(([name]) => name === key)?.[1] ?? item;
      values.set(key, this.typed(type, depth + 1));
    }
  }

  #checkDepth(depth: number): void {
    if (depth >= MAX_DEPTH) throw this.wrong(`expected values nested at most ${MAX_DEPTH} levels deep`);
  }
}

/** Bytes of hexadecimal digits; undefined for what is none. */
const hex = (text: string): Uint8Array | undefined =>
  /^(?:[\da-f]{2})*$/i.test(text)
    ? Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16))
    : undefined;
