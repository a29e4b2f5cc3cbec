import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { INT64_MAX, INT64_MIN, Int64Halves, isInt64, isUint64, LOW_HALF, UINT64_MAX } from '../src/int64.js';

const BILLION = 1_000_000_000n;

describe('halves of a 64-bit integer', () => {
  test('are those of billions and units, negated or not, for every signed integer', () =>
    fc.assert(
      fc.property(fc.bigInt(0n, INT64_MAX), (value) => {
        const halves = new Int64Halves();
        halves.set(Number(value / BILLION), Number(value % BILLION));
        expect(halves.signed()).toBe(value);
        halves.negate();
        expect(halves.signed()).toBe(-value);
      }),
    ));

  test('are those of negative billions and units that count up from them', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: -9_223_372_036, max: -1 }),
        fc.integer({ min: 0, max: 999_999_999 }),
        (b, units) => {
          const halves = new Int64Halves();
          halves.set(b, units);
          expect(halves.signed()).toBe(BigInt(b) * BILLION + BigInt(units));
        },
      ),
    ));

  test('are those of every unsigned integer', () =>
    fc.assert(
      fc.property(fc.bigInt(0n, UINT64_MAX), (value) => {
        const halves = new Int64Halves();
        halves.set(Number(value / BILLION), Number(value % BILLION));
        expect(halves.unsigned()).toBe(value);
      }),
    ));

  test.each([0n, 1n, -1n, 2n ** 32n - 1n, 2n ** 32n, -(2n ** 32n), 2n ** 53n, INT64_MAX, INT64_MIN])(
    'make %s as memory has them',
    (value) => {
      const halves = new Int64Halves();
      const memory = new Int32Array(BigInt64Array.of(value).buffer);
      halves.low = memory[LOW_HALF] as number;
      halves.high = memory[1 - LOW_HALF] as number;
      expect(halves.signed()).toBe(value);
    },
  );

  test.each([
    [9_223_372_036, 854_775_807, INT64_MAX],
    [9_223_372_036, 854_775_808, INT64_MIN],
    [18_446_744_073, 709_551_615, -1n],
    [4_294_967_295, 999_999_999, 4294967295999999999n],
  ])('%i billions and %i are %s', (billions, units, value) => {
    const halves = new Int64Halves();
    halves.set(billions, units);
    expect(halves.signed()).toBe(value);
  });
});

test.each([
  [INT64_MIN - 1n, false, false],
  [INT64_MIN, true, false],
  [-1n, true, false],
  [0n, true, true],
  [INT64_MAX, true, true],
  [INT64_MAX + 1n, false, true],
  [UINT64_MAX, false, true],
  [UINT64_MAX + 1n, false, false],
])('%s fits a signed integer: %s, an unsigned one: %s', (value, signed, unsigned) => {
  expect(isInt64(value)).toBe(signed);
  expect(isUint64(value)).toBe(unsigned);
});
