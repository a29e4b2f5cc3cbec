// RFC 3339 dates and times, such as `2024-02-29T23:59:59.123456789+01:00`: read from bytes where many are read, and
// from a string where it matters what is wrong with it.

/** Days of a month of the Gregorian calendar; 0 for a month that does not exist. */
export const daysOfMonth = (year: number, month: number): number => {
  if (month < 1 || month > 12) return 0;
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Days from 1970-01-01 to a date of the Gregorian calendar; years are counted from March so that a leap day comes last. */
export const daysSinceEpoch = (year: number, month: number, day: number): number => {
  const shifted = month <= 2 ? year - 1 : year;
  const sinceMarch = month <= 2 ? month + 9 : month - 3;
  const dayOfYear = Math.floor((153 * sinceMarch + 2) / 5) + day - 1;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leapDays + dayOfYear - 719_468;
};

/** What the digits of a fraction of a second count, by how many there are. */
const NANOSECONDS_OF_DIGIT: readonly number[] = [0, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1];

/** Two digits of ASCII, or NaN. */
const twoDigits = (bytes: Uint8Array, position: number): number => {
  const tens = (bytes[position] as number) - 48;
  const ones = (bytes[position + 1] as number) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
};

/** Reads times from bytes, as servers write them: with a `T`, and at most nine digits of a second. */
export class Rfc3339Reader {
  /** Seconds since 1970, the past as negative ones. */
  seconds = 0;
  /** What comes on top of the seconds, 0 to 999,999,999. */
  nanoseconds = 0;
  readonly #needsZone: boolean;

  /** @param needsZone whether a time without a zone is none; otherwise it is UTC, as some servers write it */
  constructor(needsZone = true) {
    this.#needsZone = needsZone;
  }

  /** Reads the time that begins at `start`; gives where it ended, or -1 where there is none. A byte must follow it. */
  read(bytes: Uint8Array, start: number, end: number): number {
    // `2006-01-02T15:04:05Z` and a byte: nothing shorter is a time, and reading on needs no other bound.
    if (start + (this.#needsZone ? 21 : 20) > end) return -1;
    const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
    const month = twoDigits(bytes, start + 5);
    const day = twoDigits(bytes, start + 8);
    const hour = twoDigits(bytes, start + 11);
    const minute = twoDigits(bytes, start + 14);
    const second = twoDigits(bytes, start + 17);
    const separator = bytes[start + 10];
    if (
      bytes[start + 4] !== 45 ||
      bytes[start + 7] !== 45 ||
      (separator !== 84 && separator !== 116) ||
      bytes[start + 13] !== 58 ||
      bytes[start + 16] !== 58 ||
      !(year >= 0 && month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59) ||
      day > daysOfMonth(year, month)
    ) {
      return -1;
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
      if (digits === 0 || digits > 9) return -1;
      nanoseconds *= NANOSECONDS_OF_DIGIT[digits] as number;
    }
    let offset = 0;
    const zone = bytes[position];
    if (zone === 90 || zone === 122) {
      position += 1;
    } else if (zone === 43 || zone === 45) {
      if (position + 6 >= end || bytes[position + 3] !== 58) return -1;
      const hours = twoDigits(bytes, position + 1);
      const minutes = twoDigits(bytes, position + 4);
      if (!(hours <= 23 && minutes <= 59)) return -1;
      offset = (hours * 60 + minutes) * (zone === 43 ? 60 : -60);
      position += 6;
    } else if (this.#needsZone) {
      return -1;
    }
    this.seconds = daysSinceEpoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
    this.nanoseconds = nanoseconds;
    return position;
  }
}

/** A time as RFC 3339 in UTC, with as many digits of a second as it needs: none, three, six or nine. */
export function formatRfc3339(seconds: number, nanoseconds: number): string {
  const whole = new Date(seconds * 1000).toISOString().slice(0, -5);
  const digits = String(nanoseconds)
    .padStart(9, '0')
    .replace(/(?:000)+$/, '');
  return `${whole}${digits === '' ? '' : `.${digits}`}Z`;
}

/** Nanoseconds since 1970, or what is wrong with the string. */
export type Rfc3339Result =
  | { readonly nanoseconds: bigint }
  | { readonly code: 'syntax' | 'inexact'; readonly reason: string };

const SHAPE = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))$/;

/** Reads a time as people write it: a space may stand for the `T`, and zeros after nine digits of a second. */
export function parseRfc3339(text: string): Rfc3339Result {
  const match = SHAPE.exec(text);
  if (match === null) {
    return syntax('the string is not an RFC 3339 date and time with a time zone, such as 2024-01-31T12:00:00.5Z');
  }
  const part = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  // the platform's calendar goes on in the next month where this one has no such day
  const date = new Date(0);
  const midnight = date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
    return syntax(`there is no day ${match[1]}-${match[2]}-${match[3]}`);
  if (hour > 23 || minute > 59) return syntax(`there is no time ${match[4]}:${match[5]}`);
  if (second > 59)
    return syntax('a leap second (:60) has no place in a count of seconds; write :59 or the next minute');
  if (part(10) > 23 || part(11) > 59) return syntax(`there is no time offset ${match[9]}${match[10]}:${match[11]}`);
  const fraction = match[7] ?? '';
  if (/[1-9]/.test(fraction.slice(9))) {
    const reason = 'the string has more than nine digits of a second; servers store nanoseconds';
    return { code: 'inexact', reason };
  }
  const offset = (part(10) * 60 + part(11)) * 60 * (match[9] === '-' ? -1 : 1);
  const seconds = midnight / 1000 + hour * 3600 + minute * 60 + second - offset;
  return { nanoseconds: BigInt(seconds) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0')) };
}

const syntax = (reason: string): Rfc3339Result => ({ code: 'syntax', reason });
