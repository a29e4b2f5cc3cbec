import { isInt64, isUint64 } from '@influxkit/internal/int64';
import { formatRfc3339 } from '@influxkit/internal/rfc3339';
import type { ResolvedValueOptions } from '@influxkit/internal/value-options';
import {
  BOOLEAN,
  BYTES,
  DECIMAL,
  expected,
  FLOAT,
  INTEGER,
  LIKELY_TIME,
  LIST,
  STRUCT,
  TEXT,
  TIME,
  UNSIGNED,
  type ValueType,
  WRITTEN,
} from './value-type.js';

/** A value of a row. */
export type SqlRowValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Uint8Array
  | null
  | readonly SqlRowValue[]
  | { readonly [name: string]: SqlRowValue };

const MAX_DEPTH = 64;
/** Integers of no more characters are exact in a number. */
const SAFE_DIGITS = 15;

/**
 * What a number begins with where it is kept as it is written: half of a surrogate pair, which no string begins with, for
 * UTF-8 cannot carry it.
 */
const MARK = '\ud800';

/** Whether a string ends in a backslash that is not itself escaped. */
const ESCAPES = /(?<!\\)(?:\\\\)*\\$/;

/**
 * JSON whose numbers are strings with a mark, so that `JSON.parse` rounds none of them.
 *
 * Cut at its quotes, strings and what is between them take turns; a quote that is escaped is in a string.
 */
export const withMarks = (json: string): string => {
  let isString = true;
  return json
    .split('"')
    .map((part) => {
      isString = !isString;
      if (!isString) return part.length > 1 ? part.replace(/-?\d[^,\]}\n]*/g, `"${MARK}$&"`) : part;
      if (part.endsWith('\\') && ESCAPES.test(part)) isString = false;
      return part;
    })
    .join('"');
};

/**
 * The same for rows that hold no arrays and no objects and whose labels are plain, five times as fast: integers alone are
 * kept, each as an array of its digits. What is in a string is never taken for one: a quote behind a comma or a brace
 * begins a label, or ends a string; then the next one begins a label, which does not begin with a colon.
 */
export const withKeptIntegers = (json: string): string => json.replace(/([{,]"[^"\\]*":)(-?\d+)(?=[,}])/g, '$1["$2"]');

/** Labels of which {@link withKeptIntegers} knows where they are. */
export const isPlain = (label: string): boolean => /^(?!:)[^"\\\p{Cc}]*$(?<![,{])/u.test(label);

/** A number as it is written; undefined for anything else. */
const digitsOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value[0] === MARK ? value.slice(1) : undefined;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A line as an object; undefined for what is none. Numbers may be strings with a mark. */
export const parseLine = (line: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** A time with or without a zone; the server writes those in UTC without. */
const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d):([0-5]\d(?:\.\d{1,9})?)(Z|[+-]\d\d:\d\d)?$/;

/** Reads what `JSON.parse` gave by its type. */
export class ValueReader {
  /** Whether rows went through {@link withKeptIntegers}. */
  isFlat = false;
  readonly #wrong: (message: string) => Error;
  readonly #options: ResolvedValueOptions;
  /** The last minute of a time, and milliseconds and nanoseconds from 1970 to it: times that follow are often in the same. */
  #minute = '';
  #milliseconds = Number.NaN;
  #nanoseconds = 0n;

  /** @param wrong makes the error for a value that does not fit its type */
  constructor(wrong: (message: string) => Error, options: ResolvedValueOptions) {
    this.#wrong = wrong;
    this.#options = options;
  }

  read(type: ValueType, given: unknown, depth = 0): SqlRowValue {
    const { kind } = type;
    // A float that JSON has no number for. Where a value is null, the server leaves its key out; in a list it cannot.
    if (given === null)
      return depth === 0 && (kind === FLOAT || kind === WRITTEN || kind === LIKELY_TIME) ? Number.NaN : null;
    if (depth > MAX_DEPTH) throw this.#wrong(`expected values nested at most ${MAX_DEPTH} levels deep`);
    const value = this.#read(type, given, depth);
    if (value !== undefined) return value;
    throw this.#wrong(`expected ${expected(kind)}`);
  }

  /** The value; undefined for one that does not fit. */
  #read(type: ValueType, given: unknown, depth: number): SqlRowValue | undefined {
    switch (type.kind) {
      case INTEGER:
      case UNSIGNED:
        return this.#integer(this.isFlat && Array.isArray(given) ? given[0] : digitsOf(given));
      case FLOAT:
        return typeof given === 'number'
          ? given
          : finite(this.isFlat && Array.isArray(given) ? given[0] : digitsOf(given));
      case TEXT:
        return digitsOf(given) === undefined && typeof given === 'string' ? given : undefined;
      case TIME:
        return this.#time(given);
      case BOOLEAN:
        return typeof given === 'boolean' ? given : undefined;
      case DECIMAL:
        return digitsOf(given);
      case BYTES:
        return typeof given === 'string' ? (this.#options.isJson ? given : hex(given)) : undefined;
      case LIST:
        return Array.isArray(given) ? this.#list(type.item, given, depth) : undefined;
      case STRUCT:
        return isObject(given) ? this.#struct(type, given, depth) : undefined;
      default:
        return (type.kind === LIKELY_TIME ? this.#time(given) : undefined) ?? this.#written(given, depth);
    }
  }

  /** Any value as it is written: what has neither a point nor an exponent is an integer. */
  #written(given: unknown, depth: number): SqlRowValue | undefined {
    if (Array.isArray(given)) return this.#list(undefined, given, depth);
    if (isObject(given)) return this.#struct({ kind: WRITTEN }, given, depth);
    const digits = digitsOf(given);
    return digits === undefined ? (given as string | boolean) : (this.#integer(digits) ?? finite(digits));
  }

  #integer(digits: string | undefined): bigint | number | undefined {
    if (digits === undefined || !/^-?(?:0|[1-9]\d*)$/.test(digits)) return undefined;
    // A bigint is made of a number three times as fast as of a text.
    const exact = BigInt(digits.length <= SAFE_DIGITS ? Number(digits) : digits);
    if (!isInt64(exact) && !isUint64(exact)) return undefined;
    if (this.#options.integers === 'bigint') return exact;
    const number = Number(exact);
    if (Number.isSafeInteger(number)) return number;
    throw this.#wrong(
      "expected an integer that a number holds exactly (up to 2^53 - 1; integers: 'bigint' takes larger ones)",
    );
  }

  #time(given: unknown): SqlRowValue | undefined {
    if (typeof given !== 'string') return undefined;
    const [, start, seconds, zone = 'Z'] = INSTANT.exec(given) ?? [];
    const minute = `${start}${zone}`;
    if (minute !== this.#minute) {
      const milliseconds = Date.parse(minute);
      if (Number.isNaN(milliseconds)) return undefined;
      this.#minute = minute;
      this.#milliseconds = milliseconds;
      this.#nanoseconds = BigInt(milliseconds) * 1_000_000n;
    }
    // Exact: a number of two digits has more than nine behind its point.
    const nanoseconds = Math.round(Number(seconds) * 1e9);
    const { times } = this.#options;
    if (times === 'date') return new Date(this.#milliseconds + Math.floor(nanoseconds / 1e6));
    if (times === 'rfc3339')
      return formatRfc3339(this.#milliseconds / 1000 + Math.floor(nanoseconds / 1e9), nanoseconds % 1e9);
    const exact = this.#nanoseconds + BigInt(nanoseconds);
    return isInt64(exact) ? exact : undefined;
  }

  #list(item: ValueType = { kind: WRITTEN }, values: readonly unknown[], depth: number): SqlRowValue[] {
    return values.map((value) => this.read(item, value, depth + 1));
  }

  #struct({ members = [] }: ValueType, given: Readonly<Record<string, unknown>>, depth: number): SqlRowValue {
    const types = new Map(members);
    const values = new Map<string, SqlRowValue>(members.map(([name]) => [name, null]));
    for (const [name, value] of Object.entries(given))
      values.set(name, this.read(types.get(name) ?? { kind: WRITTEN }, value, depth + 1));
    // Not by assignment, which would take a key `__proto__` for something else.
    return Object.fromEntries(values);
  }
}

const finite = (digits: string | undefined): number | undefined => {
  const number = Number(digits);
  return Number.isNaN(number) ? undefined : number;
};

/** Bytes of hexadecimal digits; undefined for what is none. */
const hex = (text: string): Uint8Array | undefined =>
  /^(?:[\da-f]{2})*$/i.test(text)
    ? Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16))
    : undefined;
