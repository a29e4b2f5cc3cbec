import { Refusal } from './errors.js';

const SHAPE = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))$/;

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days from 1970-01-01 to a date of the Gregorian calendar, by counting years from March. */
function daysFromEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468;
}

function bad(reason: string): Refusal {
  return new Refusal('syntax', reason);
}

/**
 * Reads an RFC 3339 date and time, as `2024-02-29T23:59:59.123456789+01:00`, to nanoseconds since 1970.
 *
 * @throws Refusal for other text, a date that does not exist, a leap second, or more than nine digits of a second
 */
export function parseRfc3339(text: string): bigint {
  const match = SHAPE.exec(text);
  if (match === null) {
    throw bad('the text is not an RFC 3339 date and time with a time zone, such as 2024-01-31T12:00:00.5Z');
  }
  const part = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
  if (day < 1 || day > days) throw bad(`there is no day ${match[1]}-${match[2]}-${match[3]}`);
  if (hour > 23 || minute > 59) throw bad(`there is no time ${match[4]}:${match[5]}`);
  if (second > 59) throw bad('a leap second (:60) has no place in a count of seconds; write :59 or the next minute');
  if (part(10) > 23 || part(11) > 59) throw bad(`there is no time offset ${match[9]}${match[10]}:${match[11]}`);
  const fraction = match[7] ?? '';
  if (/[1-9]/.test(fraction.slice(9))) {
    throw new Refusal('inexact', 'the text has more than nine digits of a second; servers store nanoseconds');
  }
  const offset = (part(10) * 60 + part(11)) * 60 * (match[9] === '-' ? -1 : 1);
  const seconds = daysFromEpoch(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
}
