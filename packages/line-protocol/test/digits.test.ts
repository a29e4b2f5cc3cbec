import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeInt64, writeInteger } from '../src/digits.js';

const latin1 = new TextDecoder('latin1');
const bytes = new Uint8Array(32);
const view = new DataView(bytes.buffer);

describe('integers', () => {
  it('writeInt64 agrees with String over the whole range', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(latin1.decode(bytes.subarray(0, writeInt64(bytes, view, 0, value)))).toBe(String(value));
      }),
      { numRuns: 20_000 },
    );
  });
  it.each([
    0n,
    -1n,
    1n,
    2n ** 31n,
    -(2n ** 31n),
    2n ** 32n,
    -(2n ** 32n),
    2n ** 53n,
    -(2n ** 53n),
    2n ** 63n - 1n,
    -(2n ** 63n),
    9999999999999999999n % 2n ** 63n,
    10n ** 18n,
    10n ** 18n - 1n,
  ])('writeInt64 writes %s', (value) => {
    expect(latin1.decode(bytes.subarray(0, writeInt64(bytes, view, 0, value)))).toBe(String(value));
  });
  it('writeInteger agrees with String for every safe integer', () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -20000, max: 20000 })), (value) => {
        expect(latin1.decode(bytes.subarray(0, writeInteger(bytes, view, 0, value)))).toBe(String(value));
      }),
      { numRuns: 20_000 },
    );
  });
});
