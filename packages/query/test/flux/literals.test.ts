import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { part } from '../../../../tests/tools/src/scope.js';
import { type FluxLiteral, flux, fluxDuration, fluxFloat, fluxIdentifier } from '../../src/index.js';
import { tokens } from '../support/flux-lexer.js';

let cases = 0;
const runs = (whole: number): { numRuns: number } => {
  const numRuns = part(5, whole);
  cases += numRuns;
  return { numRuns };
};
afterAll(() => noteCases('queries', 'values in Flux', cases));

const literal = (value: unknown): string => flux`${value as FluxLiteral}`.toString();

const HOSTILE = [
  '") |> to(bucket: "stolen") //',
  '"',
  '\\',
  '\\"',
  '${bucket}',
  '$${x}',
  '\\${x}',
  '$',
  '${',
  '\n',
  '\r\n',
  '// comment',
  '/* */',
  '\u0001',
  '\u2028',
  '😀',
  '/',
  '*/',
];

const hostileText = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 4 })), { maxLength: 5 })
    .map((parts) => parts.join('').replaceAll('\0', '')),
  fc.string({ unit: 'binary' }).map((text) => text.replace(/\p{Surrogate}|\0/gu, '')),
);

const around = (value: unknown) => tokens(flux`from(bucket: ${value as FluxLiteral}) |> range(start: -1h)`.toString());

const BEFORE = tokens('from(bucket:');
const AFTER = tokens(') |> range(start: -1h)');

describe('a value can never be read as code', () => {
  test('any string is one string token with the same content', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(around(text)).toEqual([...BEFORE, { type: 'string', text }, ...AFTER]);
      }),
      runs(5000),
    );
  });

  test('any keys and values of records and arrays stay strings', () => {
    fc.assert(
      fc.property(fc.dictionary(hostileText, fc.array(hostileText, { maxLength: 3 }), { maxKeys: 4 }), (record) => {
        const inner = around(record).slice(BEFORE.length, -AFTER.length);
        const strings = inner.filter(({ type }) => type === 'string').map(({ text }) => text);
        expect(strings).toEqual(Object.entries(record).flat(2));
        expect(inner.filter(({ type }) => type !== 'string').every(({ text }) => /^[{}[\],:]$/.test(text))).toBe(true);
      }),
      runs(1000),
    );
  });

  test('any regular expression is one regular expression token', () => {
    const source = fc.oneof(
      fc.constantFrom('[/]', '/', '[^/]*/', '\\/', '\\\\/', '[\\]/]', '', '\n', '\u2028', 'a|b', '^cpu\\d+$', '[[]/'),
      hostileText,
    );
    fc.assert(
      fc.property(source, fc.constantFrom('', 'i', 'gs', 'u'), (text, flags) => {
        let value: RegExp;
        try {
          value = new RegExp(text, flags);
        } catch {
          return;
        }
        let query: string;
        try {
          query = flux`filter(fn: (r) => r.host =~ ${value} and r.x == 1)`.toString();
        } catch (error) {
          expect((error as Error).message).toMatch(/look-around/);
          return;
        }
        expect(tokens(query).map(({ type }) => type)).toEqual(
          tokens('filter(fn: (r) => r.host =~ /x/ and r.x == 1)').map(({ type }) => type),
        );
      }),
      runs(3000),
    );
  });

  test('any number is one number token, of the value and in parentheses if negative', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = literal(value);
        const [token, ...rest] = tokens(text).filter((one) => one.type !== 'sign');
        expect(rest).toEqual([]);
        expect(token?.type).toBe(Number.isSafeInteger(value) ? 'int' : 'float');
        expect(Number(token?.text) * (text.startsWith('(-') ? -1 : 1)).toBe(Object.is(value, -0) ? 0 : value);
      }),
      runs(3000),
    );
  });

  test.each([
    ['a string', () => flux`r.host == "${'x'}"`, /inside a string/],
    ['the middle of a string', () => flux`r.host == "a-${'x'}-b"`, /inside a string/],
    ['a string with an escaped quote', () => flux`r.host == "\\"${'x'}"`, /inside a string/],
    ['a comment', () => flux`a() // ${'x'}`, /inside a comment/],
    ['a regular expression', () => flux`r.host =~ /${'x'}/`, /inside a regular expression/],
    ['a regular expression after a bracket', () => flux`f(fn: (r) => /a"${'x'}/)`, /inside a regular expression/],
    ['the text after an interpolation', () => flux`"\${a + "b"} ${'x'}"`, /inside a string/],
  ])('a value inside %s is refused', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test.each([
    ['a string', () => flux`a("b`],
    ['a regular expression', () => flux`a(/b`],
    ['an interpolation', () => flux`"\${a`],
  ])('text that ends inside %s is refused', (_, make) => {
    expect(make).toThrow(/ends inside/);
  });

  test('a value inside the code of an interpolation is a value', () => {
    expect(flux`"a \${ f(x: {y: ${'q'}}) } b" + ${'c'}`.toString()).toBe('"a ${ f(x: {y: "q"}) } b" + "c"');
  });

  test('a division keeps its value beside a regular expression', () => {
    expect(flux`a / b / ${2}`.toString()).toBe('a / b / 2');
    expect(flux`(a)/${/x/}`.toString()).toBe('(a)/ /x/');
  });

  test('what follows a nested part with a comment stays code', () => {
    const part = flux`|> count() // how many`;
    expect(tokens(flux`a() ${part} |> yield()`.toString()).at(-3)?.text).toBe('yield');
  });

  test('data that looks like an expression is a record', () => {
    const forged: FluxLiteral = JSON.parse('{"@influxkit/query/flux": true, "text": "evil()"}');
    expect(literal(forged)).toBe('{"@influxkit/query/flux": true, "text": "evil()"}');
  });
});

describe('every type has its literal', () => {
  test.each([
    ['a string', 'a"b', '"a\\"b"'],
    ['true', true, 'true'],
    ['false', false, 'false'],
    ['an integer', 42, '42'],
    ['zero', 0, '0'],
    ['negative zero', -0, '0'],
    ['a negative integer', -5, '(-5)'],
    ['a float', 1.5, '1.5'],
    ['a small float', 1e-7, '0.0000001'],
    ['a large float', 1e21, '1000000000000000000000.0'],
    ['a number past 2^53', 2 ** 53, '9007199254740992.0'],
    ['infinity', Number.POSITIVE_INFINITY, 'float(v: "+Inf")'],
    ['negative infinity', Number.NEGATIVE_INFINITY, 'float(v: "-Inf")'],
    ['not a number', Number.NaN, 'float(v: "NaN")'],
    ['a bigint', 9223372036854775807n, '9223372036854775807'],
    ['the least int', -(2n ** 63n), 'int(v: "-9223372036854775808")'],
    ['an unsigned integer', 2n ** 64n - 1n, 'uint(v: "18446744073709551615")'],
    ['a Date', new Date('2020-01-02T03:04:05.678Z'), '2020-01-02T03:04:05.678Z'],
    ['a duration', fluxDuration('1h30m'), '1h30m'],
    ['a RegExp', /^a\/b$/i, '/(?i)^a\\/b$/'],
    ['a RegExp with a code point', /\u00e9/, '/\\x{00e9}/'],
    ['a RegExp with braces in Unicode mode', /\u{1F600}/u, '/\\x{1F600}/'],
    ['an array', ['a', 'b'], '["a", "b"]'],
    ['an array of numbers, all floats', [1, 2.5], '[1.0, 2.5]'],
    ['an array of integers', [1, 2], '[1, 2]'],
    ['an empty array', [], '[]'],
    ['a record', { a: 1, 'b c': ['x'] }, '{"a": 1, "b c": ["x"]}'],
    ['nested flux', flux`now()`, 'now()'],
    ['a float from an integer', fluxFloat(5), '5.0'],
    ['an identifier', fluxIdentifier('my_var'), 'my_var'],
  ])('%s', (_, given, want) => {
    expect(literal(given)).toBe(want);
  });

  test.each([
    ['null', null, /no literal for null/],
    ['undefined', undefined, /literal for undefined/],
    ['a function', () => 1, /literal for a function/],
    ['a symbol', Symbol('x'), /literal for a symbol/],
    ['a Map', new Map(), /Map has no Flux literal/],
    ['bytes', new Uint8Array(1), /Uint8Array has no Flux literal/],
    ['an invalid Date', new Date(Number.NaN), /invalid Date/],
    // A server of 2.x takes the year 9999 for 1816.
    ['a Date past what Flux counts', new Date('9999-01-01'), /from 1677-.* to 2262-.*year 9999 does not fit/],
    ['a Date before what Flux counts', new Date('1677-09-21T00:12:43.145Z'), /year 1677 does not fit/],
    ['a string with a NUL', 'a\0b', /NUL/],
    ['a NUL in a key', { 'a\0': 1 }, /NUL/],
    ['a bigint past 64 bits', 2n ** 64n, /64 bits/],
    ['a lone surrogate', '\ud800', /surrogate/],
    ['look-ahead', /a(?=b)/, /look-around/],
    ['a back reference', /(a)\1/, /back references/],
    ['a sticky expression', /a/y, /flag y/],
    ['a hole in an array', new Array(2), /literal for undefined/],
    ['an undefined property', { a: undefined }, /literal for undefined/],
  ])('%s has none, and the error names the value', (_, given, message) => {
    expect(() => literal(given)).toThrow(message);
    expect(() => literal(given)).toThrow(/^value 1: /);
  });

  test('a Date is written with the time that it is, or refused', () => {
    fc.assert(
      fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (milliseconds) => {
        const nanoseconds = BigInt(milliseconds) * 1_000_000n;
        const given = new Date(milliseconds);
        if (BigInt.asIntN(64, nanoseconds) === nanoseconds)
          expect(Date.parse(flux`${given}`.toString())).toBe(milliseconds);
        else expect(() => flux`${given}`).toThrow(RangeError);
      }),
      runs(1000),
    );
  });

  test('a NUL in a regular expression is written out', () => {
    expect(literal(new RegExp(['a', 'b'].join('\0')))).toBe('/a\\x{0}b/');
  });

  test('a value that contains itself is refused', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(() => literal(loop)).toThrow(/nested deeper/);
  });
});

describe('durations and identifiers', () => {
  test.each([
    ['1y2mo3w4d5h6m7s8ms9us10ns', '1y2mo3w4d5h6m7s8ms9us10ns'],
    ['-5m', '-5m'],
    ['3µs', '3us'],
    ['1h20m30.13245s', '4830132450000ns'],
    ['-1.5s', '-1500000000ns'],
    [90n, '90ns'],
  ] as const)('fluxDuration(%s) is %s', (given, want) => {
    expect(fluxDuration(given).toString()).toBe(want);
  });

  test.each([
    '',
    '1',
    'h',
    '1h)',
    '1h |> to()',
    '1 h',
    '--1h',
    '1.5mo',
    `${'9'.repeat(30)}h`,
    -(2n ** 63n),
    2n ** 63n,
    5 as never,
  ])('fluxDuration(%s) is refused', (given) => {
    expect(() => fluxDuration(given)).toThrow(/duration/);
  });

  test.each(['', 'a b', '1a', 'a-b', 'a"', 'a()', 'import', 'true', 'r.x', 'a\n'])(
    'fluxIdentifier(%j) is refused',
    (given) => {
      expect(() => fluxIdentifier(given)).toThrow(/not a Flux identifier/);
    },
  );
});
