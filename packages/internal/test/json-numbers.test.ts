import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../src/json-numbers.js';

/** What JSON.parse makes of a string, or that it refuses it. */
const native = (text: string): { value: unknown } | 'refused' => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return 'refused';
  }
};

const exact = (text: string): { value: unknown } | 'refused' => {
  try {
    return { value: parseJson(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return 'refused';
  }
};

describe('JSON', () => {
  test('is what JSON.parse makes of it where no integer is beyond 2^53', () =>
    fc.assert(
      fc.property(
        fc.jsonValue({ noUnicodeString: false, maxDepth: 4 }).filter((value) => !/\d{16}/.test(JSON.stringify(value))),
        fc.constantFrom(undefined, 1, '\t'),
        (value, indent) => {
          const text = JSON.stringify(value, null, indent);
          expect(exact(text)).toEqual({ value: JSON.parse(text) as unknown });
        },
      ),
    ));

  test('is refused where JSON.parse refuses it, whatever is changed in a document', () =>
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
        fc.nat(),
        fc.constantFrom('', '0', '-', '.', 'e', '"', ',', ':', '[', '}', '\\', ' ', 'null', '\u0001'),
        (text, at, put) => {
          const index = at % (text.length + 1);
          const changed = `${text.slice(0, index)}${put}${text.slice(index + 1)}`;
          fc.pre(!/\d{16}/.test(changed));
          expect(exact(changed)).toEqual(native(changed));
        },
      ),
      { numRuns: 2_000 },
    ));

  test('keeps every 64-bit integer', () =>
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 64n - 1n), (integer) => {
        const value = parseJson(`{"n":[${integer}]}`) as { n: [number | bigint] };
        expect(BigInt(value.n[0])).toBe(integer);
        expect(typeof value.n[0]).toBe(Number.isSafeInteger(Number(integer)) ? 'number' : 'bigint');
      }),
    ));

  test.each([
    ['18446744073709551616', 2 ** 64],
    ['-9223372036854775809', -(2 ** 63)],
    ['1e400', Number.POSITIVE_INFINITY],
    ['-0', -0],
    ['9007199254740993.0', 9007199254740992],
    ['1E3', 1000],
    ['0.1', 0.1],
  ])('%s is the float that JSON.parse makes of it', (text, value) => expect(parseJson(text)).toBe(value));

  test.each(['01', '-', '1.', '.5', '1e', '1e+', '+1', '0x1', 'NaN', '-01.5', '00'])('%s is not a number', (text) =>
    expect(() => parseJson(text)).toThrow(SyntaxError),
  );

  test('has no key that does anything', () => {
    const value = parseJson('{"__proto__":{"polluted":1}}') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('is read from bytes, beyond ASCII too', () =>
    expect(parseJson(new TextEncoder().encode('["Größe","\\u00e4","😀"]'))).toEqual(['Größe', 'ä', '😀']));

  test('that is nested without end is an error, not a stack overflow', () =>
    expect(() => parseJson('['.repeat(100_000))).toThrow('deeper than 512 levels'));

  test('that is cut off says so', () => expect(() => parseJson('{"a":')).toThrow('cut off'));
});
