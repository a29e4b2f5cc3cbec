import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decimal,
  MOST_DIGITS,
  PART_DIGITS,
  POWERS_OF_TEN,
  POWERS_OF_TEN_HIGH,
  POWERS_OF_TEN_LOW,
} from '../src/decimal.js';

const runs = { numRuns: Number(process.env['FAST_CHECK_RUNS'] ?? 2_000) };

const read = (digits: string, fraction: number): number =>
  decimal(Number(digits.slice(0, PART_DIGITS)), Number(digits.slice(PART_DIGITS)), digits.length, fraction);

const digitsOf = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength });

const textOf = (digits: string, fraction: number): string => `${digits}e-${fraction}`;

describe('a decimal', () => {
  test('of at most 15 digits is what Number makes of it, always', () =>
    fc.assert(
      fc.property(digitsOf(1, 15), fc.integer({ min: 0, max: 22 }), (digits, fraction) => {
        expect(read(digits, fraction)).toBe(Number(textOf(digits, fraction)));
      }),
      runs,
    ));

  test('of 16 to 18 digits is what Number makes of it, or NaN', () =>
    fc.assert(
      fc.property(digitsOf(16, MOST_DIGITS), fc.integer({ min: 0, max: 22 }), (digits, fraction) => {
        const value = read(digits, fraction);
        if (!Number.isNaN(value)) expect(value).toBe(Number(textOf(digits, fraction)));
      }),
      runs,
    ));

  test('is known of floats as they are written, but for few', () => {
    let untold = 0;
    let count = 0;
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (value) => {
        const [whole = '', fraction = ''] = String(value).split('.');
        const digits = (whole + fraction).replace(/^0+(?=\d)/, '');
        if (digits.length > MOST_DIGITS || String(value).includes('e')) return;
        count += 1;
        const read_ = read(digits, fraction.length);
        if (Number.isNaN(read_)) untold += 1;
        else expect(read_).toBe(value);
      }),
      runs,
    );
    expect(untold).toBeLessThan(count / 20);
  });

  test('is not known where it has too many digits or places', () => {
    expect(read('1234567890123456789', 3)).toBeNaN();
    expect(read('1234567890123456', 23)).toBeNaN();
  });
});

test('each power of ten is exact, and the sum of its halves', () => {
  POWERS_OF_TEN.forEach((power, index) => {
    expect(BigInt(power)).toBe(10n ** BigInt(index));
    expect((POWERS_OF_TEN_HIGH[index] as number) + (POWERS_OF_TEN_LOW[index] as number)).toBe(power);
  });
});
