import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { part } from '../../../../tests/tools/src/scope.js';
import {
  type SqlExpression,
  type SqlValue,
  sql,
  sqlIdentifier,
  sqlInteger,
  sqlInterval,
  sqlRaw,
  sqlTimestamp,
} from '../../src/index.js';
import { encodeParameters, prepare } from '../../src/template/sql-expression.js';
import { tokens } from '../support/sql-lexer.js';

let cases = 0;
const runs = (whole: number): { numRuns: number } => {
  const numRuns = part(5, whole);
  cases += numRuns;
  return { numRuns };
};
afterAll(() => noteCases('queries', 'values in SQL', cases));

const HOSTILE = [
  "' OR 1=1 --",
  "'",
  '"',
  '`',
  '--',
  '/*',
  '*/',
  '$p1',
  '$$',
  '$t$',
  '\\',
  "\\'",
  '\0',
  ';',
  '\r',
  '\n',
  '😀',
  '\u2028',
];

const hostileText = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 4 })), { maxLength: 5 })
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }).map((text) => text.replace(/\p{Surrogate}/gu, '')),
);

const value: fc.Arbitrary<SqlValue> = fc.oneof(
  hostileText,
  fc.boolean(),
  fc.constant(null),
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
  fc.date({ min: new Date('1700-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
);

/** Where values may stand: text around two of them. */
const AROUND: readonly (readonly [string, string, string])[] = [
  ['SELECT ', ',', ' FROM motor'],
  ['SELECT a FROM b WHERE c=', ' AND d IN (', ')'],
  ["SELECT 'it''s', \"a\"\"b\", E'\\'', $$x'$$, $t$ $$ ' $t$, `c` /* ' /* \" */ */ WHERE x >", '-', '-- end'],
  ["-- a comment with a '\nSELECT x", 'y', ';'],
  ['SELECT $', '$', '$'],
  ['SELECT e', "'x'", 'e'],
  ['SELECT @a', '#b', '$c'],
];

const template = ([a, b, c]: readonly [string, string, string], ...values: SqlValue[]): SqlExpression =>
  sql(Object.assign([a, b, c], { raw: [a, b, c] }), ...values);

describe('a value can never be read as code', () => {
  test.each(AROUND)('between %j, %j and %j the text is the same whatever the values', (...around) => {
    const text = (x: SqlValue, y: SqlValue) => tokens(template(around, x, y).text);
    fc.assert(
      fc.property(hostileText, hostileText, (x, y) => {
        const query = template(around, x, y);
        expect(query.text).toBe(template(around, 'x', 'y').text);
        expect(query.params).toEqual({ p1: x, p2: y });
        const found = tokens(query.text);
        expect(found.filter(({ type, text: name }) => type === 'placeholder' && /^p\d$/.test(name))).toEqual([
          { type: 'placeholder', text: 'p1' },
          { type: 'placeholder', text: 'p2' },
        ]);
      }),
      runs(500),
    );
    expect(text('a', 'b')).toEqual(text("' --", '/*'));
  });

  test('of any values nothing but placeholders and casts is in the text', () => {
    fc.assert(
      fc.property(value, fc.array(value, { minLength: 1, maxLength: 4 }), (x, list) => {
        const query = sql`SELECT * FROM motor WHERE a = ${x} AND b IN (${list})`;
        const known = /^(?:SELECT|FROM|motor|WHERE|a|b|AND|IN|CAST|AS|BIGINT|TIMESTAMP|DOUBLE)$/;
        for (const { type, text } of tokens(query.text)) {
          if (type === 'word') expect(text).toMatch(known);
          else if (type === 'string') expect(text).toMatch(/^(?:nan|inf|-inf)$/);
          else if (type === 'placeholder') expect(Object.hasOwn(query.params, text)).toBe(true);
          else expect(text).toMatch(/^[*=(),]$/);
        }
      }),
      runs(3000),
    );
  });

  test('of any number of nested parts each keeps its own values', () => {
    const nested: fc.Arbitrary<{ query: SqlExpression; values: unknown[] }> = fc.letrec<{
      node: { query: SqlExpression; values: unknown[] };
    }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        hostileText.map((text) => ({ query: sql`a = ${text}`, values: [text] as unknown[] })),
        fc.tuple(tie('node'), tie('node')).map(([left, right]) => ({
          query: sql`(${left.query} -- '
              OR ${right.query})`,
          values: [...left.values, ...right.values],
        })),
      ),
    })).node;
    fc.assert(
      fc.property(nested, ({ query, values }) => {
        expect(Object.values(query.params)).toEqual(values);
        const names = tokens(query.text).filter(({ type }) => type === 'placeholder');
        expect(names.map(({ text }) => text)).toEqual(Object.keys(query.params));
      }),
      runs(1000),
    );
  });

  test('any identifier is one name, and any of a path as well', () => {
    fc.assert(
      fc.property(
        hostileText.filter((text) => text !== '' && !text.includes('\0')),
        hostileText,
        (name, text) => {
          const query = sql`SELECT ${sqlIdentifier(name)}, ${sqlIdentifier('t', name)}.x FROM t WHERE a=${text}`;
          const names = tokens(query.text).filter(({ type }) => type === 'name');
          expect(names.map((token) => token.text)).toEqual([name, 't', name]);
          expect(query.params).toEqual({ p1: text });
        },
      ),
      runs(1000),
    );
  });

  test('data that looks like an expression is none', () => {
    const forged: SqlValue = JSON.parse('{"@influxkit/sql": ["DROP"], "text": "DROP TABLE x", "params": {}}');
    expect(() => sql`SELECT ${forged}`).toThrow(/value 1: an object cannot be bound/);
  });

  test.each([
    ['a string', () => sql`a = '${'x'}'`, /value 1 is inside a string.*leave out the quotes/],
    ['the middle of a string', () => sql`a = 'a-${'x'}-b'`, /inside a string/],
    ['a string with a doubled quote', () => sql`a = 'it''s ${'x'}'`, /inside a string/],
    ['a string with an escaped quote', () => sql`a = E'\\'${'x'}'`, /inside a string/],
    ['a string in dollar quotes', () => sql`a = $$ ${'x'} $$`, /inside a string/],
    ['a string in tagged dollar quotes', () => sql`a = $t$ $$ ${'x'} $t$`, /inside a string/],
    ['a quoted name', () => sql`"${'x'}"`, /inside a quoted name.*sqlIdentifier/],
    ['a name in backticks', () => sql`\`${'x'}\``, /inside a quoted name/],
    ['a line comment', () => sql`a -- ${'x'}`, /inside a line comment.*move it out/],
    ['a comment', () => sql`a /* ${'x'} */`, /inside a comment/],
    ['a comment in which one ended', () => sql`a /* /* */ ${'x'} */`, /inside a comment/],
    ['the second value', () => sql`${1} = '${'x'}'`, /value 2 is inside a string/],
  ])('a value inside %s is refused', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test.each([
    ['a string', () => sql`a = 'b`],
    ['a quoted name', () => sql`a = "b`],
    ['a comment', () => sql`a /* b`],
    ['dollar quotes', () => sql`a = $x$ b $$`],
    ['a raw string', () => sqlRaw("a = 'b")],
    ['a raw line comment', () => sqlRaw('a -- b')],
  ])('text that ends inside %s is refused', (_, make) => {
    expect(make).toThrow(/ends inside/);
  });

  test('a carriage return alone in a line comment is refused, for not all agree that it ends it', () => {
    expect(() => sql`a -- b\r ' ${1}`).toThrow(/carriage return/);
    expect(sql`a -- b\r\n = ${1.5}`.text).toBe('a -- b\r\n = $p1');
  });

  test('a word that ends in e is no string with escapes', () => {
    expect(sql`SELECT rate'\\', ${1.5}`.text).toBe("SELECT rate'\\', $p1");
  });

  test('a name that the text has itself gets no value that is meant for another place', () => {
    const query = sql`SELECT * FROM m WHERE a = $p1 AND b = ${'b'} AND c = ${sql`$p3`} AND d = ${'d'}`;
    expect(query.text).toBe('SELECT * FROM m WHERE a = $p1 AND b = $p2 AND c = $p3 AND d = $p4');
    expect(query.params).toEqual({ p2: 'b', p4: 'd' });
    expect(prepare(query, { p1: 'a' }).params).toEqual({ p1: 'a', p2: 'b', p4: 'd' });
  });

  test('what follows a nested part with a comment stays code', () => {
    const filter = sql`a > 1 -- why`;
    expect(tokens(sql`WHERE ${filter} AND b < ${2.5}`.text).at(-1)).toEqual({ type: 'placeholder', text: 'p1' });
  });
});

describe('every kind of value is bound in its type', () => {
  const body = (given: SqlValue): [string, string] => {
    const { text, params } = prepare(sql`SELECT ${given}`);
    return [text.slice('SELECT '.length), encodeParameters(params, true)];
  };

  test.each<[string, SqlValue, string, string]>([
    ['a string', "it's", '$p1', '{"p1":"it\'s"}'],
    ['an empty string', '', '$p1', '{"p1":""}'],
    ['true', true, '$p1', '{"p1":true}'],
    ['false', false, '$p1', '{"p1":false}'],
    ['null', null, '$p1', '{"p1":null}'],
    ['a whole number', 5, '$p1', '{"p1":5.0}'],
    ['zero', 0, '$p1', '{"p1":0.0}'],
    ['negative zero', -0, '$p1', '{"p1":-0.0}'],
    ['a number', 0.1, '$p1', '{"p1":0.1}'],
    ['a small number', 1e-7, '$p1', '{"p1":1e-7}'],
    ['a large number', 1e21, '$p1', '{"p1":1e+21}'],
    ['a number past 2^53', 2 ** 60, '$p1', '{"p1":1152921504606847000.0}'],
    ['NaN', Number.NaN, "CAST('nan' AS DOUBLE)", '{}'],
    ['infinity', Number.POSITIVE_INFINITY, "CAST('inf' AS DOUBLE)", '{}'],
    ['negative infinity', Number.NEGATIVE_INFINITY, "CAST('-inf' AS DOUBLE)", '{}'],
    ['a bigint', 5n, 'CAST($p1 AS BIGINT)', '{"p1":5}'],
    ['a negative bigint', -5n, 'CAST($p1 AS BIGINT)', '{"p1":-5}'],
    ['the least bigint', -(2n ** 63n), 'CAST($p1 AS BIGINT)', '{"p1":-9223372036854775808}'],
    ['an unsigned bigint', 2n ** 64n - 1n, '$p1', '{"p1":18446744073709551615}'],
    ['sqlInteger', sqlInteger(5), 'CAST($p1 AS BIGINT)', '{"p1":5}'],
    ['a Date', new Date('2023-11-14T22:13:20.5Z'), 'CAST($p1 AS TIMESTAMP)', '{"p1":"2023-11-14T22:13:20.500Z"}'],
    ['sqlTimestamp', sqlTimestamp(1n), 'CAST($p1 AS TIMESTAMP)', '{"p1":"1970-01-01T00:00:00.000000001Z"}'],
    ['a time before 1970', sqlTimestamp(-1n), 'CAST($p1 AS TIMESTAMP)', '{"p1":"1969-12-31T23:59:59.999999999Z"}'],
    ['sqlIdentifier', sqlIdentifier('a"b'), '"a""b"', '{}'],
    ['a path', sqlIdentifier('motor', 'rpm'), '"motor"."rpm"', '{}'],
    ['sqlInterval', sqlInterval('1h30m'), "INTERVAL '1 hours 30 minutes'", '{}'],
    ['nanoseconds', sqlInterval(90n), "INTERVAL '90 nanoseconds'", '{}'],
    ['an interval in words', sqlInterval('-1.5 Days 2 months'), "INTERVAL '-1.5 days 2 months'", '{}'],
    ['sqlRaw', sqlRaw('now()'), 'now()', '{}'],
    ['nested sql', sql`${1.5} + x`, '$p1 + x', '{"p1":1.5}'],
  ])('%s', (_, given, text, params) => {
    expect(body(given)).toEqual([text, params]);
  });

  test('an array is a list; an empty one is a list of nothing', () => {
    expect(prepare(sql`a IN (${['x', 5n, null]})`)).toMatchObject({
      text: 'a IN ($p1, CAST($p2 AS BIGINT), $p3)',
      params: { p1: 'x', p2: 5n, p3: null },
    });
    expect(sql`a NOT IN ( ${[]} )`.text).toBe('a NOT IN ( SELECT NULL WHERE false )');
    expect(() => sql`a = ${[]}`).toThrow(/an empty array is a list for IN/);
    expect(() => sql`a IN (${[['x']]})`).toThrow(/array in an array/);
    expect(() => sql`a IN (${new Array<string>(2)})`).toThrow(/undefined cannot be bound/);
  });

  test.each<[string, unknown, RegExp]>([
    ['undefined', undefined, /undefined cannot be bound/],
    ['a function', () => 1, /a function cannot be bound/],
    ['a symbol', Symbol('x'), /a symbol cannot be bound/],
    ['an object', { a: 1 }, /an object cannot be bound/],
    ['bytes', new Uint8Array(1), /an object \(Uint8Array\) cannot be bound/],
    ['an invalid Date', new Date(Number.NaN), /invalid Date/],
    ['a Date past 2262', new Date('2300-01-01'), /1677 to 2262/],
    ['a bigint past 64 bits', 2n ** 64n, /64 bits/],
    ['a lone surrogate', '\ud800', /surrogate/],
  ])('%s is refused, and the error names the value', (_, given, message) => {
    expect(() => sql`SELECT ${given as SqlValue}`).toThrow(message);
    expect(() => sql`SELECT ${given as SqlValue}`).toThrow(/^value 1: /);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['sqlInteger of a fraction', () => sqlInteger(1.5), /whole number/],
    ['sqlInteger past 2^53', () => sqlInteger(2 ** 53), /whole number/],
    ['sqlTimestamp of a number', () => sqlTimestamp(1 as never), /bigint of nanoseconds, got a number/],
    ['sqlTimestamp past 64 bits', () => sqlTimestamp(2n ** 63n), /1677 to 2262/],
    ['sqlIdentifier of nothing', () => sqlIdentifier(''), /an empty string/],
    [
      'sqlIdentifier of a list of no names',
      () => sqlIdentifier(...([] as unknown as [string])),
      /must be given names, got none/,
    ],
    ['sqlIdentifier of a number', () => sqlIdentifier(5 as never), /a number/],
    ['sqlIdentifier with a null character', () => sqlIdentifier('a\0'), /must be given names/],
    ['sqlInterval of an unknown unit', () => sqlInterval('5 parsecs'), /not an interval: "5 parsecs"/],
    ['sqlInterval of code', () => sqlInterval("1 day' OR 1=1 --"), /not an interval/],
    ['sqlInterval of nothing', () => sqlInterval(''), /not an interval/],
    ['sqlInterval without a unit', () => sqlInterval('5'), /not an interval/],
    ['sqlInterval of a number', () => sqlInterval(5 as never), /bigint of nanoseconds, got a number/],
  ])('%s is refused', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('text for planning has each value in its type', () => {
    const { typed } = prepare(sql`SELECT ${'a'}, ${1}, ${true}, ${null}, ${5n}, ${new Date(0)}, ${2n ** 63n}`);
    expect(typed).toBe(
      'SELECT CAST($p1 AS VARCHAR), CAST($p2 AS DOUBLE), CAST($p3 AS BOOLEAN), $p4, CAST($p5 AS BIGINT), ' +
        'CAST($p6 AS TIMESTAMP), CAST($p7 AS BIGINT UNSIGNED)',
    );
  });
});

describe('names that the text itself has', () => {
  test('take their values, and those of a template keep out of their way', () => {
    const query = prepare(sql`SELECT * FROM m WHERE a = $p1 AND b = ${'mine'} AND c = '$p1' AND d = $q`, { p1: 5n });
    expect(query.text).toBe("SELECT * FROM m WHERE a = $p1 AND b = $p2 AND c = '$p1' AND d = $q");
    expect(query.params).toEqual({ p1: 5n, p2: 'mine' });
    expect(query.typed).toBe(
      "SELECT * FROM m WHERE a = CAST($p1 AS BIGINT UNSIGNED) AND b = CAST($p2 AS VARCHAR) AND c = '$p1' AND d = $q",
    );
  });

  test.each<[string, unknown]>([
    ['an array', [1]],
    ['undefined', undefined],
    ['NaN', Number.NaN],
    ['a Date', new Date(0)],
  ])('%s is no value for one', (_, given) => {
    expect(() => encodeParameters({ x: given as never }, true)).toThrow(/parameter "x" must be a string/);
  });

  test('numbers of InfluxQL are as they are written', () => {
    expect(encodeParameters({ a: 5, b: 5n, c: 'x', d: 1.5 }, false)).toBe('{"a":5,"b":5,"c":"x","d":1.5}');
  });
});
