import { ByteText } from '@influxkit/internal/byte-text';
import { decimal, MOST_DIGITS, PART_DIGITS } from '@influxkit/internal/decimal';
import { Int64Halves } from '@influxkit/internal/int64';
import { Rfc3339Reader } from '@influxkit/internal/rfc3339';
import { durationToNanoseconds } from '../duration-nanoseconds.js';
import {
  BOOLEAN,
  BYTES,
  type ColumnType,
  DOUBLE,
  DURATION_NS,
  LONG_BIGINT,
  LONG_NUMBER,
  STRING,
  TEXT,
  TIME_DATE,
  TIME_NS,
  UNSIGNED_BIGINT,
  UNSIGNED_NUMBER,
} from './column-type.js';

/** A decoded value. Null is an empty value without a default. */
export type FluxValue = string | number | bigint | boolean | Date | Uint8Array | null;

const TENS: readonly number[] = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/**
 * What stands between the quotes of a value, without the doubling of quotes. InfluxDB writes each line feed of a value as
 * CR LF, as Go's `encoding/csv` does where lines end so, and reads it back as a line feed: so is it read here.
 */
export const unquote = (text: string): string => text.replaceAll('""', '"').replaceAll('\r\n', '\n');

/**
 * Reads values straight from the bytes of whole records.
 *
 * Each method takes where an unquoted value begins, and sets `at` to where it ends: at the delimiter or at the line end.
 * `at` is -1 where the bytes are not such a value (a quote, an empty value, a wrong character): the caller then takes the
 * slow way, which handles quotes and empty values and says what is wrong. The bytes end with a line feed, so no method
 * has to look for their end.
 */
export class CellReader extends ByteText {
  at = -1;
  newlines = 0;
  readonly halves: Int64Halves = new Int64Halves();
  readonly #delimiter: number;
  readonly #maxFieldBytes: number;
  readonly #time: Rfc3339Reader = new Rfc3339Reader();
  #billions = 0;
  #units = 0;
  #negative = false;

  constructor(delimiter: number, maxFieldBytes: number) {
    super();
    this.#delimiter = delimiter;
    this.#maxFieldBytes = maxFieldBytes;
  }

  /** Sets `at` to `position` if a value may end there. */
  #close(position: number): void {
    const byte = this.bytes[position] as number;
    this.at =
      byte === this.#delimiter || byte === 10 || (byte === 13 && this.bytes[position + 1] === 10) ? position : -1;
  }

  /** Any value, which may be empty or a quoted string: an empty one is `otherwise`. `newlines` says how many line feeds it holds. */
  field(type: ColumnType, start: number, otherwise: FluxValue): FluxValue {
    const first = this.bytes[start];
    this.newlines = 0;
    if (first === this.#delimiter || first === 10 || (first === 13 && this.bytes[start + 1] === 10)) {
      this.at = start;
      return otherwise;
    }
    if (first !== 34) return this.value(type, start);
    if (type === STRING || type === TEXT) return this.quoted(start) || otherwise;
    this.at = -1;
    return otherwise;
  }

  /** A value that is neither, by type. */
  value(type: ColumnType, start: number): FluxValue {
    switch (type) {
      case DOUBLE:
        return this.double(start);
      case LONG_BIGINT:
        return this.long(start);
      case TIME_NS:
        this.timeHalves(start);
        return this.at < 0 ? null : this.halves.signed();
      case STRING:
      case TEXT:
        return this.string(start);
      case LONG_NUMBER:
        return this.safeInteger(start, true);
      case UNSIGNED_BIGINT:
        return this.unsigned(start);
      case UNSIGNED_NUMBER:
        return this.safeInteger(start, false);
      case TIME_DATE: {
        const milliseconds = this.milliseconds(start);
        return this.at < 0 ? null : new Date(milliseconds);
      }
      case BOOLEAN:
        return this.boolean(start);
      case DURATION_NS:
        return this.#decoded(start, durationToNanoseconds);
      case BYTES:
        return this.#decoded(start, decodeBase64);
      default:
        throw new RangeError(`no such column type: ${type}`);
    }
  }

  /** A value that is not empty and not quoted, as text. */
  string(start: number): string {
    const { bytes } = this;
    const delimiter = this.#delimiter;
    let position = start;
    let byte = bytes[position] as number;
    while (byte !== delimiter && byte !== 10 && byte !== 34) {
      position += 1;
      byte = bytes[position] as number;
    }
    this.at = position;
    if (byte === 10 && position > start && bytes[position - 1] === 13) {
      this.at = position - 1;
    }
    if (byte === 34 || this.at === start || this.at - start > this.#maxFieldBytes) {
      this.at = -1;
      return '';
    }
    return this.slice(start, this.at);
  }

  /** A quoted value as text; `newlines` says how many line feeds it holds. */
  quoted(start: number): string {
    const { bytes, end } = this;
    let doubled = false;
    this.newlines = 0;
    this.at = -1;
    for (let position = start + 1; position < end; position += 1) {
      const byte = bytes[position] as number;
      if (byte === 10) this.newlines += 1;
      if (byte !== 34) continue;
      if (bytes[position + 1] === 34) {
        doubled = true;
        position += 1;
        continue;
      }
      if (position + 1 - start > this.#maxFieldBytes) return '';
      this.#close(position + 1);
      const text = this.slice(start + 1, position);
      return doubled || this.newlines > 0 ? unquote(text) : text;
    }
    return '';
  }

  #decoded<T>(start: number, decode: (text: string) => T | undefined): T | null {
    const text = this.string(start);
    if (this.at < 0) return null;
    const value = decode(text);
    if (value !== undefined) return value;
    this.at = -1;
    return null;
  }

  boolean(start: number): boolean {
    if (this.#word(start, 'true')) return true;
    this.#word(start, 'false');
    return false;
  }

  /** Whether a value is this word, by its bytes; sets `at` after it, or to -1. */
  #word(start: number, word: string): boolean {
    const { bytes } = this;
    this.at = -1;
    for (let i = 0; i < word.length; i += 1) if (bytes[start + i] !== word.charCodeAt(i)) return false;
    this.#close(start + word.length);
    return true;
  }

  /** Exactly what `Number` makes of the same text, and the infinities as Go writes them. */
  double(start: number): number {
    const { bytes } = this;
    let position = start;
    let byte = bytes[position] as number;
    const negative = byte === 45;
    if (negative) byte = bytes[++position] as number;
    let head = 0;
    let tail = 0;
    let digits = 0;
    let point = -1;
    for (;;) {
      const digit = byte - 48;
      if (digit >= 0 && digit <= 9) {
        if (digits < PART_DIGITS) head = (Math.imul(head, 10) + digit) | 0;
        else if (digits < MOST_DIGITS) tail = (Math.imul(tail, 10) + digit) | 0;
        digits += 1;
      } else if (byte === 46 && point < 0) {
        point = position;
      } else {
        break;
      }
      byte = bytes[++position] as number;
    }
    if (digits === 0) return this.#special(start);
    if (byte !== 101 && byte !== 69) {
      const value = decimal(head, tail, digits, point < 0 ? 0 : position - point - 1);
      if (!Number.isNaN(value)) {
        this.#close(position);
        return negative ? -value : value;
      }
    } else {
      byte = bytes[++position] as number;
      if (byte === 43 || byte === 45) byte = bytes[++position] as number;
      const exponent = position;
      while (byte >= 48 && byte <= 57) byte = bytes[++position] as number;
      if (position === exponent) {
        this.at = -1;
        return 0;
      }
    }
    this.#close(position);
    if (position - start > this.#maxFieldBytes) this.at = -1;
    return Number(this.text.slice(start, position));
  }

  #special(start: number): number {
    if (this.#word(start, 'NaN')) return Number.NaN;
    if (this.#word(start, '+Inf')) return Number.POSITIVE_INFINITY;
    if (this.#word(start, '-Inf')) return Number.NEGATIVE_INFINITY;
    return 0;
  }

  /** Reads an integer of at most 20 digits into billions and units. */
  #integer(start: number, signed: boolean): void {
    const { bytes } = this;
    let position = start;
    this.#negative = signed && bytes[position] === 45;
    if (this.#negative) position += 1;
    const first = position;
    // Nine digits at a time fit 32 bits.
    let head = 0;
    let middle = 0;
    let tail = 0;
    let digits = 0;
    let digit = (bytes[position] as number) - 48;
    while (digit >= 0 && digit <= 9) {
      if (digits < 9) head = (Math.imul(head, 10) + digit) | 0;
      else if (digits < 18) middle = (Math.imul(middle, 10) + digit) | 0;
      else tail = tail * 10 + digit;
      digits += 1;
      digit = (bytes[++position] as number) - 48;
    }
    if (position === first || digits > 20) {
      this.at = -1;
      return;
    }
    this.#close(position);
    if (digits <= 9) {
      this.#billions = 0;
      this.#units = head;
    } else if (digits <= 18) {
      // The last nine digits are the units: they begin in the head.
      const scale = TENS[digits - 9] as number;
      const split = TENS[18 - digits] as number;
      const billions = Math.floor(head / split);
      this.#billions = billions;
      this.#units = (head - billions * split) * scale + middle;
    } else {
      const scale = digits === 19 ? 10 : 100;
      const split = digits === 19 ? 100_000_000 : 10_000_000;
      const upper = Math.floor(middle / split);
      this.#billions = head * scale + upper;
      this.#units = (middle - upper * split) * scale + tail;
    }
  }

  /** Reads a long, or an unsigned one, into `halves`. */
  integerHalves(start: number, isSigned: boolean): void {
    this.#integer(start, isSigned);
    if (this.at < 0) return;
    const billions = isSigned ? 9_223_372_036 : 18_446_744_073;
    const units = isSigned ? (this.#negative ? 854_775_808 : 854_775_807) : 709_551_615;
    if (this.#billions > billions || (this.#billions === billions && this.#units > units)) {
      this.at = -1;
      return;
    }
    const { halves } = this;
    halves.set(this.#billions, this.#units);
    if (this.#negative) halves.negate();
  }

  long(start: number): bigint {
    this.integerHalves(start, true);
    return this.at < 0 ? 0n : this.halves.signed();
  }

  unsigned(start: number): bigint {
    this.integerHalves(start, false);
    return this.at < 0 ? 0n : this.halves.unsigned();
  }

  /** An integer that a number holds exactly. */
  safeInteger(start: number, signed: boolean): number {
    this.#integer(start, signed);
    if (this.at < 0) return 0;
    const value = this.#billions * 1e9 + this.#units;
    if (value > Number.MAX_SAFE_INTEGER) {
      this.at = -1;
      return 0;
    }
    return this.#negative && value !== 0 ? -value : value;
  }

  /** Reads a time as nanoseconds since 1970 into `halves`. */
  timeHalves(start: number): void {
    this.#readTime(start);
    if (this.at < 0) return;
    const { seconds, nanoseconds } = this.#time;
    if (
      seconds > 9_223_372_036 ||
      seconds < -9_223_372_037 ||
      (seconds === 9_223_372_036 && nanoseconds > 854_775_807) ||
      (seconds === -9_223_372_037 && nanoseconds < 145_224_192)
    ) {
      this.at = -1;
      return;
    }
    this.halves.set(seconds, nanoseconds);
  }

  /** A time as whole milliseconds since 1970, finer digits cut towards the past. */
  milliseconds(start: number): number {
    this.#readTime(start);
    return this.#time.seconds * 1000 + Math.floor(this.#time.nanoseconds / 1e6);
  }

  /** Reads a time; the reader of times holds it where `at` is not -1. */
  #readTime(start: number): void {
    const position = this.#time.read(this.bytes, start, this.end);
    if (position < 0) this.at = -1;
    else this.#close(position);
  }
}

/** Bytes of standard base64, padded or not; undefined for a string that is not base64. */
const decodeBase64 = (text: string): Uint8Array | undefined => {
  // `atob` would leave white space out.
  if (/\s/.test(text)) return undefined;
  let characters: string;
  try {
    characters = atob(text);
  } catch {
    return undefined;
  }
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = characters.charCodeAt(i);
  return bytes;
};
