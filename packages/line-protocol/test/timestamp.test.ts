import { describe, expect, it } from 'vitest';
import { type EncodeOptions, encodePoint, type Precision, type Timestamp } from '../src/index.js';

const write = (timestamp: Timestamp, options: EncodeOptions = {}): string =>
  encodePoint({ measurement: 'm', fields: { f: 1 }, timestamp }, options).slice('m f=1 '.length);
const instant = (epochNanoseconds: bigint): Timestamp => ({ epochNanoseconds });

describe('a timestamp is written to the digit', () => {
  it.each<[string, Timestamp, EncodeOptions, string]>([
    ['a number in the precision of the write', 1700000000000, { precision: 'ms' }, '1700000000000'],
    ['zero', 0, {}, '0'],
    ['a negative number', -5, {}, '-5'],
    ['a bigint', 1700000000123456789n, {}, '1700000000123456789'],
    ['the last nanosecond', 9223372036854775806n, {}, '9223372036854775806'],
    ['the first nanosecond', -9223372036854775806n, {}, '-9223372036854775806'],
    ['the last second', 9223372036n, { precision: 's' }, '9223372036'],
    ['a Date in ns', new Date(1700000000123), {}, '1700000000123000000'],
    ['a Date in us', new Date(1700000000123), { precision: 'us' }, '1700000000123000'],
    ['a Date in ms', new Date(1700000000123), { precision: 'ms' }, '1700000000123'],
    ['a whole Date in s', new Date(1700000000000), { precision: 's' }, '1700000000'],
    ['a Date before 1970', new Date(-1), {}, '-1000000'],
    ['the epoch', new Date(0), {}, '0'],
    ['a whole Date in hours', new Date(3600_000), { precision: 'h', dialect: 'v1' }, '1'],
    ['milliseconds as numbers to ns', 1700000000123, { timestampUnit: 'ms' }, '1700000000123000000'],
    ['ns as bigint to whole seconds', 1700000000000000000n, { precision: 's', timestampUnit: 'ns' }, '1700000000'],
    ['hours to ns', 1, { timestampUnit: 'h' }, '3600000000000'],
    ['a Temporal.Instant', instant(1700000000123456789n), {}, '1700000000123456789'],
    ['RFC 3339 with nanoseconds', '2023-11-14T22:13:20.123456789Z', {}, '1700000000123456789'],
    ['RFC 3339 with an offset', '2023-11-14T23:13:20+01:00', { precision: 's' }, '1700000000'],
    ['RFC 3339 with an offset west', '2023-11-14 20:43:20.5-01:30', { precision: 'ms' }, '1700000000500'],
    ['RFC 3339 in lower case', '1970-01-01t00:00:00z', {}, '0'],
    ['RFC 3339 before 1970', '1969-12-31T23:59:59.999999999Z', {}, '-1'],
    ['a leap day', '2024-02-29T00:00:00Z', { precision: 's' }, '1709164800'],
    ['more zeros than nine digits', '1970-01-01T00:00:00.0000000010Z', {}, '1'],
    ['a century that leaps', '2000-02-29T00:00:00Z', { precision: 's' }, '951782400'],
    ['too fine, rounded down on request', new Date(1700000000999), { precision: 's', rounding: 'floor' }, '1700000000'],
    ['too fine before 1970, rounded down on request', new Date(-1), { precision: 's', rounding: 'floor' }, '-1'],
  ])('%s', (_, given, options, want) => {
    expect(write(given, options)).toBe(want);
  });
  it('agrees with Date over all days of four centuries', () => {
    for (let day = Date.UTC(1700, 0, 1); day < Date.UTC(2200, 0, 1); day += 86400_000 * 13) {
      expect(write(new Date(day).toISOString(), { precision: 'ms' })).toBe(String(day));
    }
  });
});

describe('a timestamp is refused', () => {
  it.each<[string, unknown, EncodeOptions, string]>([
    ['NaN', Number.NaN, {}, 'not-finite'],
    ['a fraction', 1.5, {}, 'not-integer'],
    ['an unsafe number', 2 ** 60, {}, 'inexact'],
    ['beyond the last nanosecond', 9223372036854775807n, {}, 'out-of-range'],
    ['before the first', -9223372036854775807n, {}, 'out-of-range'],
    ['far beyond', 2n ** 70n, {}, 'out-of-range'],
    ['a number of seconds beyond', 9223372037, { precision: 's' }, 'out-of-range'],
    ['a Date beyond', new Date('2300-01-01'), {}, 'out-of-range'],
    ['an invalid Date', new Date(Number.NaN), {}, 'syntax'],
    ['a Date finer than the precision', new Date(1700000000123), { precision: 's' }, 'inexact'],
    ['a bigint finer than the precision', 1n, { precision: 'us', timestampUnit: 'ns' }, 'inexact'],
    ['a string without a zone', '2023-11-14T22:13:20', {}, 'syntax'],
    ['digits', '1700000000', {}, 'syntax'],
    ['a day that does not exist', '2023-02-29T00:00:00Z', {}, 'syntax'],
    ['a month that does not exist', '2023-13-01T00:00:00Z', {}, 'syntax'],
    ['an hour that does not exist', '2023-01-01T24:00:00Z', {}, 'syntax'],
    ['a leap second', '2016-12-31T23:59:60Z', {}, 'syntax'],
    ['ten digits of a second', '2023-01-01T00:00:00.1234567891Z', {}, 'inexact'],
    ['a boolean', true, {}, 'type'],
    ['an object', {}, {}, 'type'],
  ])('%s', (_, given, options, code) => {
    expect(() => write(given as Timestamp, options)).toThrow(expect.objectContaining({ code, part: 'timestamp' }));
  });
  it('a unit that does not exist is refused at once', () => {
    expect(() => write(1, { timestampUnit: 'd' as 's' })).toThrow(TypeError);
  });
});

describe('checkTimestamps', () => {
  const now = 1_764_000_000_123;
  const encode = (timestamp: number, options: object): string =>
    encodePoint({ measurement: 'm', fields: { f: 1 }, timestamp }, options);

  it.each<[unit: Precision, of: Precision, count: number]>([
    ['ns', 'us', now * 1000],
    ['ns', 'ms', now],
    ['ns', 's', Math.floor(now / 1000)],
    ['us', 'ms', now],
    ['us', 's', Math.floor(now / 1000)],
    ['ms', 's', Math.floor(now / 1000)],
  ])('refuses a number in %s that is one of our time in %s', (unit, of, count) => {
    expect(() => encode(count, { precision: unit })).toThrow(expect.objectContaining({ code: 'wrong-unit' }));
    expect(() => encode(count, { precision: unit })).toThrow(`timestampUnit: '${of}'`);
    expect(() => encode(count, { timestampUnit: unit })).toThrow(`timestampUnit: '${of}'`);
    expect(() => encode(count, { precision: unit })).not.toThrow(String(count));
    expect(encode(count, { precision: unit, checkTimestamps: false })).toBe(`m f=1 ${count}`);
    expect(encode(count, { precision: unit, timestampUnit: of, checkTimestamps: true })).toMatch(/^m f=1 1764/);
  });

  it.each<[unit: Precision, of: Precision, count: number]>([
    ['s', 'ms', now],
    ['ms', 'us', now * 1000],
  ])('says what a number in %s reads as that is far beyond the range: %s', (unit, of, count) => {
    expect(() => encode(count, { precision: unit })).toThrow(`set timestampUnit: '${of}'`);
  });

  it.each<[unit: Precision, count: number]>([
    ['ns', 0],
    ['ns', 1],
    ['ns', 86_400_000],
    ['ns', -now],
    ['us', now * 1000],
    ['ms', now],
    ['ms', 86_400_000],
    ['s', Math.floor(now / 1000)],
    ['s', 5],
  ])('takes what is of its unit: %s %i', (unit, count) => {
    expect(encode(count, { precision: unit })).toBe(`m f=1 ${count}`);
  });

  it('leaves a bigint alone, and asks for a boolean', () => {
    expect(encodePoint({ measurement: 'm', fields: { f: 1 }, timestamp: BigInt(now) })).toBe(`m f=1 ${now}`);
    expect(() => encode(1, { checkTimestamps: 'no' })).toThrow('checkTimestamps: must be true or false');
  });
});
