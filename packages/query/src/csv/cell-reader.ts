import { decodeBase64 } from './base64.js';
import { decimal, MOST_DIGITS, PART_DIGITS } from './decimal.js';
import { durationToNanoseconds } from './duration.js';
import {
  BOOLEAN,
  BYTES,
  DOUBLE,
  DURATION_NS,
  type Kind,
  LONG_BIGINT,
  LONG_NUMBER,
  STRING,
  TEXT,
  TIME_DATE,
  TIME_NS,
  UNSIGNED_BIGINT,
  UNSIGNED_NUMBER,
} from './kinds.js';
import { Words } from './words.js';

/** A decoded value. Null is an empty value without a default. */
export type FluxValue = string | number | bigint | boolean | Date | Uint8Array | null;

/** Bytes up to which a text counts as short: longer ones are cut without being copied. */
const SHORT = 12;
const TENS: readonly number[] = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
/** How many short texts are remembered; a power of two. */
const SLOTS = 64;

/** What the digits of a fraction of a second count, by how many there are. */
const NANOSECOND_DIGITS: readonly number[] = [0, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1];

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
export class CellReader {
  bytes: Uint8Array = new Uint8Array(0);
  /** The same bytes as text with one character a byte; exact where `ascii` is set, otherwise only where bytes are ASCII. */
  text = '';
  ascii = true;
  end = 0;
  at = -1;
  newlines = 0;
  readonly words: Words = new Words();
  readonly #delimiter: number;
  readonly #maxFieldBytes: number;
  readonly #utf8: TextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #words: Int32Array = new Int32Array(0);
  /** Short texts cut from these bytes: where they were, how long they are, and the text. */
  readonly #seenAt: Int32Array = new Int32Array(SLOTS).fill(-1);
  readonly #seenLength: Uint8Array = new Uint8Array(SLOTS);
  readonly #seen: string[] = new Array<string>(SLOTS).fill('');
  #billions = 0;
  #units = 0;
  #negative = false;
  #seconds = 0;
  #nanoseconds = 0;

  constructor(delimiter: number, maxFieldBytes: number) {
    this.#delimiter = delimiter;
    this.#maxFieldBytes = maxFieldBytes;
  }

  /** Takes the bytes of whole records; the last one is a line feed. */
  load(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.end = bytes.length;
    this.#seenAt.fill(-1);
    // Text that is not ASCII is seldom alone: after some, its way is taken at once.
    if (this.ascii) {
      this.text = this.#utf8.decode(bytes);
      // As many characters as bytes means one character a byte: no sequence of several bytes decodes to as many.
      if (this.text.length === bytes.length) return;
    }
    this.#loadMasked(bytes);
  }

  /** Makes text of one character a byte: of bytes beyond ASCII it holds some character, which is not to be used. */
  #loadMasked(bytes: Uint8Array): void {
    const words = (bytes.length + 3) >> 2;
    if (this.#words.length < words) this.#words = new Int32Array(words * 2);
    const masked = this.#words;
    const view = new Uint8Array(masked.buffer, 0, bytes.length);
    masked[words - 1] = 0;
    view.set(bytes);
    let high = 0;
    for (let i = 0; i < words; i += 1) {
      const word = masked[i] as number;
      high |= word;
      masked[i] = word & 0x7f7f_7f7f;
    }
    this.ascii = (high & 0x8080_8080) === 0;
    this.text = this.#utf8.decode(view);
  }

  /** Takes what another reader has loaded. */
  share(other: CellReader): void {
    this.bytes = other.bytes;
    this.text = other.text;
    this.ascii = other.ascii;
    this.end = other.end;
  }

  /** The text between two positions. */
  slice(start: number, end: number): string {
    const length = end - start;
    if (length > SHORT || length === 0) return this.#cut(start, end);
    // Short texts are often the same from row to row (states, names), and are copied when they are cut.
    const { bytes } = this;
    const slot = ((bytes[start] as number) * 7 + (bytes[end - 1] as number) * 3 + length) & (SLOTS - 1);
    const seen = this.#seenAt[slot] as number;
    if (seen >= 0 && this.#seenLength[slot] === length) {
      let i = 0;
      while (i < length && bytes[seen + i] === bytes[start + i]) i += 1;
      if (i === length) return this.#seen[slot] as string;
    }
    const text = this.#cut(start, end);
    this.#seenAt[slot] = start;
    this.#seenLength[slot] = length;
    this.#seen[slot] = text;
    return text;
  }

  #cut(start: number, end: number): string {
    if (this.ascii) return this.text.slice(start, end);
    const { bytes } = this;
    for (let i = start; i < end; i += 1) {
      if ((bytes[i] as number) > 127) return this.#utf8.decode(bytes.subarray(start, end));
    }
    return this.text.slice(start, end);
  }

  /** Sets `at` to `position` if a value may end there. */
  #close(position: number): void {
    const byte = this.bytes[position] as number;
    this.at =
      byte === this.#delimiter || byte === 10 || (byte === 13 && this.bytes[position + 1] === 10) ? position : -1;
  }

  /** Any value, by kind. */
  value(kind: Kind, start: number): FluxValue {
    switch (kind) {
      case DOUBLE:
        return this.double(start);
      case LONG_BIGINT:
        return this.long(start);
      case TIME_NS:
        this.timeWords(start);
        return this.at < 0 ? null : this.words.signed();
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
        throw new RangeError(`no such kind of value: ${kind}`);
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

  /** Reads a long into `words`. */
  longWords(start: number): void {
    this.#integer(start, true);
    if (this.at < 0) return;
    const { words } = this;
    const limit = this.#negative ? 854_775_808 : 854_775_807;
    if (this.#billions > 9_223_372_036 || (this.#billions === 9_223_372_036 && this.#units > limit)) {
      this.at = -1;
      return;
    }
    words.set(this.#billions, this.#units);
    if (this.#negative) words.negate();
  }

  /** Reads an unsigned long into `words`. */
  unsignedWords(start: number): void {
    this.#integer(start, false);
    if (this.at < 0) return;
    if (this.#billions > 18_446_744_073 || (this.#billions === 18_446_744_073 && this.#units > 709_551_615)) {
      this.at = -1;
      return;
    }
    this.words.set(this.#billions, this.#units);
  }

  long(start: number): bigint {
    this.longWords(start);
    return this.at < 0 ? 0n : this.words.signed();
  }

  unsigned(start: number): bigint {
    this.unsignedWords(start);
    return this.at < 0 ? 0n : this.words.unsigned();
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

  /** Reads a time as nanoseconds since 1970 into `words`. */
  timeWords(start: number): void {
    this.#time(start);
    if (this.at < 0) return;
    const seconds = this.#seconds;
    const nanoseconds = this.#nanoseconds;
    if (
      seconds > 9_223_372_036 ||
      seconds < -9_223_372_037 ||
      (seconds === 9_223_372_036 && nanoseconds > 854_775_807) ||
      (seconds === -9_223_372_037 && nanoseconds < 145_224_192)
    ) {
      this.at = -1;
      return;
    }
    this.words.set(seconds, nanoseconds);
  }

  /** A time as whole milliseconds since 1970, finer digits cut towards the past. */
  milliseconds(start: number): number {
    this.#time(start);
    return this.#seconds * 1000 + Math.floor(this.#nanoseconds / 1e6);
  }

  /** Two digits, or NaN. */
  #two(position: number): number {
    const tens = (this.bytes[position] as number) - 48;
    const ones = (this.bytes[position + 1] as number) - 48;
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
  }

  #time(start: number): void {
    const { bytes } = this;
    this.at = -1;
    // `2006-01-02T15:04:05Z` and a line end: nothing shorter is a time, and reading on needs no other bound.
    if (start + 21 > this.end) return;
    const year = this.#two(start) * 100 + this.#two(start + 2);
    const month = this.#two(start + 5);
    const day = this.#two(start + 8);
    const hour = this.#two(start + 11);
    const minute = this.#two(start + 14);
    const second = this.#two(start + 17);
    const separator = bytes[start + 10];
    if (
      bytes[start + 4] !== 45 ||
      bytes[start + 7] !== 45 ||
      (separator !== 84 && separator !== 116) ||
      bytes[start + 13] !== 58 ||
      bytes[start + 16] !== 58 ||
      !(year >= 0 && month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59) ||
      day > daysOf(year, month)
    ) {
      return;
    }
    let position = start + 19;
    let nanoseconds = 0;
    if (bytes[position] === 46) {
      const first = ++position;
      let digit = (bytes[position] as number) - 48;
      while (digit >= 0 && digit <= 9) {
        nanoseconds = nanoseconds * 10 + digit;
        digit = (bytes[++position] as number) - 48;
      }
      const digits = position - first;
      if (digits === 0 || digits > 9) return;
      nanoseconds *= NANOSECOND_DIGITS[digits] as number;
    }
    let offset = 0;
    const zone = bytes[position];
    if (zone === 90 || zone === 122) {
      position += 1;
    } else if (zone === 43 || zone === 45) {
      if (position + 6 >= this.end || bytes[position + 3] !== 58) return;
      const hours = this.#two(position + 1);
      const minutes = this.#two(position + 4);
      if (!(hours <= 23 && minutes <= 59)) return;
      offset = (hours * 60 + minutes) * (zone === 43 ? 60 : -60);
      position += 6;
    } else {
      return;
    }
    this.#seconds = epochDays(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
    this.#nanoseconds = nanoseconds;
    this.#close(position);
  }
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

const daysOf = (year: number, month: number): number => {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

/** Days from 1970-01-01 in the Gregorian calendar; years are counted from March so that a leap day comes last. */
const epochDays = (year: number, month: number, day: number): number => {
  const shifted = month <= 2 ? year - 1 : year;
  const sinceMarch = month <= 2 ? month + 9 : month - 3;
  const dayOfYear = Math.floor((153 * sinceMarch + 2) / 5) + day - 1;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leapDays + dayOfYear - 719_468;
};
