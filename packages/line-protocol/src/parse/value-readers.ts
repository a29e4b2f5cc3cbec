import { decimal, POWERS_OF_TEN } from '@influxkit/internal/decimal';
import { Int64Halves } from '@influxkit/internal/int64';
import type { Precision } from '../dialect.js';
import { Int, int, Uint, uint } from '../integer.js';
import { NANOSECONDS } from '../timestamp.js';
import { Fault } from './parse-error.js';

const ZERO = 48;
const NINE = 57;
const MINUS = 45;
const POINT = 46;

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

/** Reads a number of a string and its units: a float, `…i` or `…u`. Where it ended is in `end`. */
export class NumberReader {
  end = 0;

  /**
   * @param bare whether `.1` and `1.` are numbers: 1.x and 2.x say so, v3 does not
   * @throws Fault for what is not a number, or out of range
   */
  read(units: Uint16Array, text: string, start: number, bare: boolean, unsigned: boolean): number | Int | Uint {
    let pos = start;
    const negative = units[pos] === MINUS;
    if (negative) pos++;
    const first = pos;
    let mantissa = 0;
    let code = units[pos] as number;
    while (code >= ZERO && code <= NINE) {
      mantissa = mantissa * 10 + (code - ZERO);
      code = units[++pos] as number;
    }
    const whole = pos - first;
    if (code === 105 || code === 117) {
      if (whole === 0) throw invalid(start);
      this.end = pos + 1;
      return code === 105
        ? readInt(text, start, pos, negative ? -mantissa : mantissa, whole)
        : readUint(text, start, pos, negative, mantissa, whole, unsigned);
    }
    let places = 0;
    if (code === POINT) {
      const point = pos;
      code = units[++pos] as number;
      while (code >= ZERO && code <= NINE) {
        mantissa = mantissa * 10 + (code - ZERO);
        code = units[++pos] as number;
      }
      places = pos - point - 1;
      if (whole + places === 0 || (!bare && (whole === 0 || places === 0))) throw invalid(start);
    } else if (whole === 0) throw invalid(start);
    if (code === 101 || code === 69) {
      code = units[++pos] as number;
      if (code === 43 || code === MINUS) code = units[++pos] as number;
      if (!isDigit(code)) throw invalid(start);
      while (isDigit(code)) code = units[++pos] as number;
      places = -1;
    }
    this.end = pos;
    // both exact, so their quotient is the nearest double
    if (places >= 0 && places <= 22 && mantissa <= 9007199254740991) {
      const value = mantissa / (POWERS_OF_TEN[places] as number);
      return negative ? -value : value;
    }
    if (places >= 0 && places <= 22) {
      const value = this.readDigits(units, first, pos);
      // NaN where it could not decide
      if (!Number.isNaN(value)) return negative ? -value : value;
    }
    const value = Number(text.slice(start, pos));
    if (!Number.isFinite(value)) throw new Fault('out-of-range', start, 'the float is out of the range of 64 bits');
    return value;
  }

  /** A decimal of up to 18 digits, or NaN: those are the floats of full precision, and `Number` is slow for them. */
  private readDigits(units: Uint16Array, first: number, end: number): number {
    let pos = first;
    let places = 0;
    let count = 0;
    let upper = 0;
    let lower = 0;
    let point = false;
    // zeros in front say nothing
    while (units[pos] === ZERO || units[pos] === POINT) {
      if (units[pos] === POINT) point = true;
      else if (point) places++;
      pos++;
    }
    for (; pos < end; pos++) {
      const code = units[pos] as number;
      if (code === POINT) {
        point = true;
        continue;
      }
      if (point) places++;
      count++;
      if (count <= 9) upper = upper * 10 + (code - ZERO);
      else lower = lower * 10 + (code - ZERO);
    }
    return places > 22 ? Number.NaN : decimal(upper, lower, count, places);
  }
}

function invalid(index: number): Fault {
  return new Fault(
    'invalid-value',
    index,
    'this is not a number; floats are 1.5 or 1e4, integers 1i, unsigned integers 1u',
  );
}

function readInt(text: string, start: number, end: number, value: number, digits: number): Int {
  if (digits <= 15) return new Int(value === 0 ? 0 : value);
  try {
    return int(BigInt(text.slice(start, end)));
  } catch {
    throw new Fault('out-of-range', start, 'the integer is out of range, which is −2^63 to 2^63 − 1');
  }
}

function readUint(
  text: string,
  start: number,
  end: number,
  negative: boolean,
  value: number,
  digits: number,
  unsigned: boolean,
): Uint {
  if (!unsigned) throw new Fault('invalid-value', start, 'InfluxDB 1.x has no unsigned integers');
  if (negative) throw new Fault('invalid-value', start, 'an unsigned integer has no sign');
  if (digits <= 15) return new Uint(value);
  try {
    return uint(BigInt(text.slice(start, end)));
  } catch {
    throw new Fault('out-of-range', start, 'the unsigned integer is out of range, which is 0 to 2^64 − 1');
  }
}

/** The last nanosecond that servers store; the first is its negative. */
const LAST = 9223372036854775806n;
const LAST_SECOND = 9223372036;

/** Reads timestamps of one precision to nanoseconds. Where the digits ended is in `end`. */
export class TimestampReader {
  end = 0;
  private readonly halves: Int64Halves = new Int64Halves();
  private readonly unit: bigint;
  /** Units in a second, up to nanoseconds; 0 for minutes and hours. */
  private readonly perSecond: number;

  constructor(precision: Precision) {
    this.unit = NANOSECONDS[precision];
    this.perSecond = precision === 'm' || precision === 'h' ? 0 : Number(1_000_000_000n / this.unit);
  }

  /** @throws Fault for other characters than digits, and for a time out of range */
  read(units: Uint16Array, text: string, start: number): bigint {
    const negative = units[start] === 45;
    const first = negative ? start + 1 : start;
    let pos = first;
    // all but the last nine digits, and those
    let upper = 0;
    let lower = 0;
    let code = units[pos] as number;
    while (code >= 48 && code <= 57) {
      code = units[++pos] as number;
    }
    this.end = pos;
    const digits = pos - first;
    if (digits === 0) throw new Fault('invalid-timestamp', start, 'a timestamp is a whole number');
    const split = Math.max(first, pos - 9);
    for (let i = first; i < split; i++) upper = upper * 10 + ((units[i] as number) - 48);
    for (let i = split; i < pos; i++) lower = lower * 10 + ((units[i] as number) - 48);
    const { perSecond } = this;
    if (perSecond === 1e9) {
      if (upper < LAST_SECOND) return this.join(upper, lower, negative);
    } else if (perSecond > 0 && upper < 9e6) {
      const count = upper * 1e9 + lower;
      const seconds = Math.floor(count / perSecond);
      if (seconds < LAST_SECOND) {
        return this.join(seconds, (count - seconds * perSecond) * (1e9 / perSecond), negative);
      }
    }
    return this.readLarge(text, start, pos);
  }

  private join(seconds: number, nanoseconds: number, negative: boolean): bigint {
    const { halves } = this;
    halves.set(seconds, nanoseconds);
    if (negative) halves.negate();
    return halves.signed();
  }

  private readLarge(text: string, start: number, end: number): bigint {
    const nanoseconds = end - start > 30 ? LAST + 1n : BigInt(text.slice(start, end)) * this.unit;
    if (nanoseconds > LAST || nanoseconds < -LAST) {
      throw new Fault('out-of-range', start, 'the timestamp is out of range, the years 1677 to 2262');
    }
    return nanoseconds;
  }
}
