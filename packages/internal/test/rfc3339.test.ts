import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { daysOfMonth, daysSinceEpoch, formatRfc3339, parseRfc3339, Rfc3339Reader } from '../src/rfc3339.js';

/** Dates that have four digits of a year. */
const dates = fc.date({
  min: new Date('0000-01-02T00:00:00Z'),
  max: new Date('9999-12-30T00:00:00Z'),
  noInvalidDate: true,
});

const two = (value: number): string => String(value).padStart(2, '0');

/** A time in some zone with some digits, and its nanoseconds. */
const times = fc
  .record({
    date: dates,
    below: fc.integer({ min: 0, max: 999_999 }),
    digits: fc.integer({ min: 0, max: 9 }),
    offset: fc.integer({ min: -1439, max: 1439 }),
  })
  .map(({ date, below, digits, offset }) => {
    const local = new Date(date.getTime() + offset * 60_000).toISOString();
    const fraction = (local.slice(20, 23) + String(below).padStart(6, '0')).slice(0, digits);
    const minutes = Math.abs(offset);
    const zone = offset === 0 ? 'Z' : `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
    const seconds = BigInt(Math.floor(date.getTime() / 1000));
    return {
      text: `${local.slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}${zone}`,
      nanoseconds: seconds * 1_000_000_000n + BigInt(fraction.padEnd(9, '0')),
    };
  });

const read = (text: string): { at: number; nanoseconds: bigint } => {
  const reader = new Rfc3339Reader();
  const bytes = new TextEncoder().encode(`${text}\n`);
  const at = reader.read(bytes, 0, bytes.length);
  return { at, nanoseconds: BigInt(reader.seconds) * 1_000_000_000n + BigInt(reader.nanoseconds) };
};

test('bytes and strings are read to the same nanoseconds', () =>
  fc.assert(
    fc.property(times, ({ text, nanoseconds }) => {
      expect(parseRfc3339(text)).toEqual({ nanoseconds });
      expect(read(text)).toEqual({ at: text.length, nanoseconds });
    }),
  ));

test('a time without a zone is UTC where that is allowed, and none elsewhere', () =>
  fc.assert(
    fc.property(times, ({ text }) => {
      const bare = text.replace(/Z$|[+-]\d\d:\d\d$/, '');
      const bytes = new TextEncoder().encode(`${bare}"`);
      const lenient = new Rfc3339Reader(false);
      expect(new Rfc3339Reader().read(bytes, 0, bytes.length)).toBe(-1);
      expect(lenient.read(bytes, 0, bytes.length)).toBe(bare.length);
      const nanoseconds = BigInt(lenient.seconds) * 1_000_000_000n + BigInt(lenient.nanoseconds);
      expect({ nanoseconds }).toEqual(parseRfc3339(`${bare}Z`));
    }),
  ));

test('what is formatted is read as the same time, with no more digits than it needs', () => {
  expect(formatRfc3339(0, 0)).toBe('1970-01-01T00:00:00Z');
  expect(formatRfc3339(-1, 500_000_000)).toBe('1969-12-31T23:59:59.500Z');
  expect(formatRfc3339(1, 1)).toBe('1970-01-01T00:00:01.000000001Z');
  expect(formatRfc3339(1, 120_000)).toBe('1970-01-01T00:00:01.000120Z');
  fc.assert(
    fc.property(times, ({ nanoseconds }) => {
      const seconds = Number(
        (nanoseconds - (((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n)) / 1_000_000_000n,
      );
      const text = formatRfc3339(seconds, Number(nanoseconds - BigInt(seconds) * 1_000_000_000n));
      expect(parseRfc3339(text)).toEqual({ nanoseconds });
    }),
  );
});

test('days are those of Date', () =>
  fc.assert(
    fc.property(dates, (date) => {
      const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
      expect(daysSinceEpoch(year, month, day)).toBe(Math.floor(date.getTime() / 86_400_000));
      const last = new Date(0);
      last.setUTCFullYear(year, month, 0);
      expect(daysOfMonth(year, month)).toBe(last.getUTCDate());
    }),
  ));

describe('what neither reads', () => {
  test.each([
    ['', /not an RFC 3339/],
    ['2024-01-31', /not an RFC 3339/],
    ['2024-01-31T12:00:00', /not an RFC 3339.*time zone/],
    ['2024-01-31T12:00Z', /not an RFC 3339/],
    ['2024-13-01T00:00:00Z', /no day 2024-13-01/],
    ['2024-00-01T00:00:00Z', /no day 2024-00-01/],
    ['2024-02-30T00:00:00Z', /no day 2024-02-30/],
    ['1900-02-29T00:00:00Z', /no day 1900-02-29/],
    ['2024-04-31T00:00:00Z', /no day 2024-04-31/],
    ['2024-01-00T00:00:00Z', /no day/],
    ['2024-01-31T24:00:00Z', /no time 24:00/],
    ['2024-01-31T12:60:00Z', /no time 12:60/],
    ['2016-12-31T23:59:60Z', /leap second/],
    ['2024-01-31T12:00:00+24:00', /no time offset \+24:00/],
    ['2024-01-31T12:00:00-01:60', /no time offset -01:60/],
    ['2024-01-31T12:00:00.1234567891Z', /more than nine digits/],
  ])('%j', (text, reason) => {
    expect(parseRfc3339(text)).toMatchObject({ reason: expect.stringMatching(reason) as string });
    expect(read(text).at).toBe(-1);
  });

  test('distinguishes a lost digit from a wrong form', () => {
    expect(parseRfc3339('2024-01-31T12:00:00.1234567891Z')).toMatchObject({ code: 'inexact' });
    expect(parseRfc3339('yesterday')).toMatchObject({ code: 'syntax' });
  });
});

test('people may write a space and zeros that say nothing', () => {
  expect(parseRfc3339('1970-01-01 00:00:00.0000000010000z')).toEqual({ nanoseconds: 1n });
});
