// Values that JavaScript has no type for, as the text that Arrow's Rust library, and so InfluxDB over HTTP, writes.
import { LOW_HALF } from '@influxkit/internal/int64';

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** Digits of a second after its point: none, three, six or nine. */
const fraction = (nanoseconds: number): string => {
  if (nanoseconds === 0) return '';
  return `.${pad(nanoseconds, 9).replace(/(?:000)+$/, '')}`;
};

/** Divides integers of 64 bits, given as halves, by a divisor of at most 10^9, rounding down, without a `bigint` for each. */
export class Divider {
  quotient = 0;
  remainder = 0;

  divide(low: number, high: number, divisor: number): void {
    // Exact, for it has no more than 32 significant bits; and so is its remainder.
    const upper = high * 4_294_967_296;
    const rest = (upper % divisor) + (low >>> 0);
    // What is left of `upper` may have been rounded, by far less than half of the divisor.
    const carried = Math.floor(rest / divisor);
    this.quotient = Math.round((upper - (upper % divisor)) / divisor) + carried;
    this.remainder = rest - carried * divisor;
  }
}

/** 64-bit integers as their halves: two of 32 bits for each. */
export const lowOf = (halves: Int32Array, index: number): number => halves[2 * index + LOW_HALF] as number;
export const highOf = (halves: Int32Array, index: number): number => halves[2 * index + 1 - LOW_HALF] as number;

/** A time of day; undefined for what is none. */
export const clockText = (seconds: number, nanoseconds: number): string | undefined => {
  if (!(seconds >= 0 && seconds < 86_400)) return undefined;
  const minutes = Math.floor(seconds / 60);
  return `${pad(Math.floor(minutes / 60), 2)}:${pad(minutes % 60, 2)}:${pad(seconds % 60, 2)}${fraction(nanoseconds)}`;
};

/** The last day, counted from 1970, that `Date` holds. */
const LAST_DAY = 100_000_000;

/** A day, counted from 1970; undefined beyond what `Date` holds. */
export const dateText = (days: number): string | undefined => {
  if (!(Math.abs(days) <= LAST_DAY)) return undefined;
  const [text = ''] = new Date(days * 86_400_000).toISOString().split('T');
  // Years of other than four digits: JavaScript writes six, Rust four at least.
  return text.replace(/^([+-])0{1,2}(?=\d{4,5}-)/, '$1');
};

/** A length of time, as ISO 8601. */
export const durationText = (count: bigint, perSecond: number): string => {
  if (count === 0n) return 'P0D';
  const size = count < 0n ? -count : count;
  const unit = BigInt(perSecond);
  const rest = Number(size % unit) * (1e9 / perSecond);
  const digits = rest === 0 ? '' : `.${pad(rest, 9).replace(/0+$/, '')}`;
  return `${count < 0n ? '-' : ''}PT${size / unit}${digits}S`;
};

/** Hours, minutes and seconds of an interval; each with its own sign, and left out where it is 0. */
const clockParts = (total: bigint, perSecond: number): string[] => {
  const unit = BigInt(perSecond);
  const seconds = total / unit;
  const minutes = seconds / 60n;
  const hours = minutes / 60n;
  const rest = seconds % 60n;
  const below = total % unit;
  const sign = rest < 0n || below < 0n ? '-' : '';
  const size = (value: bigint): bigint => (value < 0n ? -value : value);
  const digits = String(perSecond).length - 1;
  return [
    ...(hours === 0n ? [] : [`${hours} hours`]),
    ...(minutes % 60n === 0n ? [] : [`${minutes % 60n} mins`]),
    ...(rest === 0n && below === 0n ? [] : [`${sign}${size(rest)}.${pad(Number(size(below)), digits)} secs`]),
  ];
};

/** Parts of an interval. None is written as Arrow's Rust library does from its release 58 on, and as SQL over HTTP gives it. */
const intervalText = (parts: readonly string[]): string => parts.join(' ') || '0 secs';

/** An interval of months, days and nanoseconds. */
export const monthDayNanoText = (months: number, days: number, nanoseconds: bigint): string =>
  intervalText([
    ...(months === 0 ? [] : [`${months} mons`]),
    ...(days === 0 ? [] : [`${days} days`]),
    ...clockParts(nanoseconds, 1e9),
  ]);

/** An interval of days and milliseconds. */
export const dayTimeText = (days: number, milliseconds: number): string =>
  intervalText([...(days === 0 ? [] : [`${days} days`]), ...clockParts(BigInt(milliseconds), 1e3)]);

/** An interval of months. */
export const yearMonthText = (months: number): string => {
  const years = Math.floor(months / 12);
  return `${years} years ${months - years * 12} mons`;
};

/** A decimal with all the digits of its scale. */
export const decimalText = (unscaled: bigint, scale: number): string => {
  if (scale === 0) return String(unscaled);
  if (scale < 0) return unscaled === 0n ? '0' : `${unscaled}${'0'.repeat(-scale)}`;
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
};
