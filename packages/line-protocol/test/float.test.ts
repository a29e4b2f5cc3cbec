import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FLOAT_ROOM, writeFloat } from '../src/float.js';
import { parsePoints } from '../src/index.js';
import { RUNS, TIMEOUT } from './arbitrary.js';

const latin1 = new TextDecoder('latin1');
function format(value: number): string {
  const bytes = new Uint8Array(FLOAT_ROOM);
  return latin1.decode(bytes.subarray(0, writeFloat(bytes, new DataView(bytes.buffer), 0, value)));
}

describe('writeFloat', () => {
  it.each([
    ['zero', 0, '0'],
    ['negative zero keeps its sign', -0, '-0'],
    ['two decimals', 12.34, '12.34'],
    ['one decimal', -0.5, '-0.5'],
    ['a sum that is not decimal', 0.1 + 0.2, '0.30000000000000004'],
    ['largest', Number.MAX_VALUE, '1.7976931348623157e+308'],
    ['smallest', Number.MIN_VALUE, '5e-324'],
    ['smallest without exponent', 0.000001, '0.000001'],
    ['below it', 0.0000001, '1e-7'],
    ['above 2^53', 2 ** 53 + 2, '9007199254740994'],
    ['1e21', 1e21, '1e+21'],
    ['a carry into the next power of ten', 9.999999999999998, '9.999999999999998'],
    ['a boundary of way one', 9999999.99, '9999999.99'],
    ['above it', 10000000.01, '10000000.01'],
    ['half-way digits', 2.5e-5, '0.000025'],
    ['a power of two below one', 2 ** -20, '9.5367431640625e-7'],
    ['a power of two above it', 2 ** -17, '0.00000762939453125'],
  ])('%s', (_, value, want) => {
    expect(format(value)).toBe(want);
  });

  const same = (value: number): void => {
    if (!Number.isFinite(value)) return;
    const text = format(value);
    if (text !== (Object.is(value, -0) ? '-0' : String(value))) expect(text).toBe(String(value));
  };
  const runs = { numRuns: RUNS * 3 };

  it('agrees with String for any double', { timeout: TIMEOUT }, () => {
    fc.assert(fc.property(fc.double(), same), runs);
  });
  it('agrees with String for random values of every magnitude of its fast way', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: -8, max: 17 }), (unit, exponent) => {
        same(unit * 10 ** exponent);
        same(-unit * 10 ** exponent);
      }),
      runs,
    );
  });
  it('agrees with String for decimals of 1 to 17 places', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 22 }), (digits, places) =>
        same(digits / 10 ** places),
      ),
      runs,
    );
  });
  it('agrees with String beside powers of two', { timeout: TIMEOUT }, () => {
    const words = new BigUint64Array(1);
    const doubles = new Float64Array(words.buffer);
    fc.assert(
      fc.property(fc.integer({ min: 1003, max: 1080 }), fc.integer({ min: -3, max: 3 }), (exponent, step) => {
        words[0] = (BigInt(exponent) << 52n) + BigInt(step);
        same(doubles[0] as number);
      }),
      runs,
    );
  });
});

describe('parsePoints', () => {
  const read = (text: string): unknown => parsePoints(`m f=${text}`)[0]?.fields['f'];
  it('reads any decimal as Number does', { timeout: TIMEOUT }, () => {
    const digits = fc.stringMatching(/^[0-9]{1,20}$/);
    fc.assert(
      fc.property(digits, fc.option(digits), fc.boolean(), (whole, fraction, negative) => {
        const text = `${negative ? '-' : ''}${whole}${fraction === null ? '' : `.${fraction}`}`;
        expect(read(text)).toBe(Number(text));
      }),
      { numRuns: RUNS },
    );
  });
  it('reads decimals at and beside the middle between two doubles as Number does', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n }),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: -1, max: 1 }),
        (mantissa, shift, beside) => {
          // the middle above mantissa · 2^-shift, which has shift + 1 binary, and so as many decimal, places
          const places = BigInt(shift + 1);
          const exact = ((mantissa * 2n + 1n) * 10n ** places) / 2n ** places + BigInt(beside);
          const all = String(exact).padStart(30, '0');
          const text = `${BigInt(all.slice(0, -Number(places)))}.${all.slice(-Number(places))}`;
          expect(read(text)).toBe(Number(text));
        },
      ),
      { numRuns: RUNS },
    );
  });
  it('reads back every double from its shortest digits', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.double({ min: 0, max: 1000, noNaN: true }),
        (a, b) => {
          expect(read(format(a))).toBe(a);
          expect(read(format(b))).toBe(b);
        },
      ),
      { numRuns: RUNS },
    );
  });
});
