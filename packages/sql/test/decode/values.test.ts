import { DecodeError } from '@influxkit/query';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { part } from '../../../../tests/tools/src/scope.js';
import { SqlError, type SqlOptions } from '../../src/index.js';
import { clientOf } from '../support/lines.js';

let cases = 0;
const runs = (whole: number): { numRuns: number } => {
  const numRuns = part(5, whole);
  cases += numRuns;
  return { numRuns };
};
afterAll(() => noteCases('queries', 'values of SQL rows', cases));

/** The value of a column of a type, as rows have it. */
const decoded = async (type: string, json: string, options: SqlOptions = {}): Promise<unknown> => {
  const { client } = clientOf({ v: type }, `{"v":${json}}\n`, options);
  return (await client.toArray('x'))[0]?.['v'];
};

/** The same column as `columns()` has it. */
const columnOf = async (type: string, json: string, options: SqlOptions = {}) => {
  const { client } = clientOf({ v: type }, `{"v":${json}}\n{}\n`, options);
  return (await client.columns('x')).get('v');
};

describe('each type has its values', () => {
  test.each<[string, string, unknown, unknown]>([
    ['Int64', '9007199254740993', 9007199254740993n, BigInt64Array.of(9007199254740993n, 0n)],
    ['Int64', '-9223372036854775808', -(2n ** 63n), BigInt64Array.of(-(2n ** 63n), 0n)],
    ['Int64', '0', 0n, BigInt64Array.of(0n, 0n)],
    ['Int64', '-0', 0n, BigInt64Array.of(0n, 0n)],
    ['Int32', '-7', -7n, BigInt64Array.of(-7n, 0n)],
    ['Int64', '999999999999999', 999999999999999n, BigInt64Array.of(999999999999999n, 0n)],
    ['Int64', '1000000000000000', 1000000000000000n, BigInt64Array.of(1000000000000000n, 0n)],
    ['UInt64', '18446744073709551615', 2n ** 64n - 1n, BigUint64Array.of(2n ** 64n - 1n, 0n)],
    ['Float64', '0.1', 0.1, Float64Array.of(0.1, Number.NaN)],
    ['Float64', '2.0', 2, Float64Array.of(2, Number.NaN)],
    ['Float64', '-0.0', -0, Float64Array.of(-0, Number.NaN)],
    ['Float64', '1.0e21', 1e21, Float64Array.of(1e21, Number.NaN)],
    ['Float64', '18446744073709551616.0', 2 ** 64, Float64Array.of(2 ** 64, Number.NaN)],
    ['Float64', 'null', Number.NaN, Float64Array.of(Number.NaN, Number.NaN)],
    ['Boolean', 'true', true, [true, null]],
    ['Utf8', '"a\\"b\\u00e9\\n"', 'a"bé\n', ['a"bé\n', null]],
    ['Utf8View', '"ü😀"', 'ü😀', ['ü😀', null]],
    ['Dictionary(Int32, Utf8)', '"host"', 'host', ['host', null]],
    [
      'Timestamp(ns)',
      '"2023-11-14T22:13:20.000000001"',
      1700000000000000001n,
      BigInt64Array.of(1700000000000000001n, 0n),
    ],
    ['Timestamp(ns)', '"2023-11-14T22:13:20"', 1700000000000000000n, BigInt64Array.of(1700000000000000000n, 0n)],
    ['Timestamp(Nanosecond, None)', '"1969-12-31T23:59:59.999"', -1000000n, BigInt64Array.of(-1000000n, 0n)],
    [
      'Timestamp(ns, "Europe/Rome")',
      '"2023-11-14T23:13:20+01:00"',
      1700000000000000000n,
      BigInt64Array.of(1700000000000000000n, 0n),
    ],
    ['Timestamp(s)', '"1677-09-21T00:12:43.145224192"', -(2n ** 63n), BigInt64Array.of(-(2n ** 63n), 0n)],
    ['Timestamp(s)', '"2262-04-11T23:47:16.854775807"', 2n ** 63n - 1n, BigInt64Array.of(2n ** 63n - 1n, 0n)],
    ['Decimal128(10, 3)', '12.340', '12.340', ['12.340', null]],
    [
      'Decimal128(38, 0)',
      '-99999999999999999999999999999999999999',
      '-99999999999999999999999999999999999999',
      ['-99999999999999999999999999999999999999', null],
    ],
    ['Date32', '"1970-01-01"', '1970-01-01', ['1970-01-01', null]],
    ['Duration(ns)', '"PT1.5S"', 'PT1.5S', ['PT1.5S', null]],
    ['Interval(MonthDayNano)', '"1 mons 2 days"', '1 mons 2 days', ['1 mons 2 days', null]],
    ['Binary', '"00ff"', Uint8Array.of(0, 255), [Uint8Array.of(0, 255), null]],
    ['Binary', '""', new Uint8Array(0), [new Uint8Array(0), null]],
    ['List(Int64)', '[1,null,3]', [1n, null, 3n], [[1n, null, 3n], null]],
    ['List(Dictionary(Int32, Utf8))', '["a","b"]', ['a', 'b'], [['a', 'b'], null]],
    ['List(Float64)', '[]', [], [[], null]],
    ['FixedSizeList(2 x Int64)', '[1,2]', [1n, 2n], [[1n, 2n], null]],
    ['LargeList(nullable Int64)', '[1]', [1n], [[1n], null]],
    ['List(List(Timestamp(ns)))', '[["1970-01-01T00:00:00.000000001"]]', [[1n]], [[[1n]], null]],
    [
      'Struct("value": Float64, "time": Timestamp(ns))',
      '{"value":0.1,"time":"1970-01-01T00:00:01"}',
      { value: 0.1, time: 1000000000n },
      [{ value: 0.1, time: 1000000000n }, null],
    ],
    ['Struct("a": Int64, "b": Int64)', '{"a":1}', { a: 1n, b: null }, [{ a: 1n, b: null }, null]],
    [
      'Struct("a\\"b, ": Decimal128(3, 1), "c": List(Int64))',
      '{"a\\"b, ":1.5,"c":[2]}',
      { 'a"b, ': '1.5', c: [2n] },
      [{ 'a"b, ': '1.5', c: [2n] }, null],
    ],
    ['Map("entries": non-null Struct("key": Utf8, "value": Int64), unsorted)', '{"x":1}', { x: 1n }, [{ x: 1n }, null]],
    [
      'Map("entries": non-null Struct("key": non-null Utf8, "value": List(Timestamp(ns))), unsorted)',
      '{"x":["1970-01-01T00:00:01"],"__proto__":[]}',
      Object.fromEntries([
        ['x', [1000000000n]],
        ['__proto__', []],
      ]),
      [
        Object.fromEntries([
          ['x', [1000000000n]],
          ['__proto__', []],
        ]),
        null,
      ],
    ],
    ['Null', '"a"', 'a', ['a', null]],
    // The digits of a short float are those of no other of its size, and of a double that is not it.
    ['Float32', '0.1', 0.10000000149011612, Float64Array.of(0.10000000149011612, Number.NaN)],
    ['Float32', '123456790.0', 123456792, Float64Array.of(123456792, Number.NaN)],
    ['Float32', 'null', Number.NaN, Float64Array.of(Number.NaN, Number.NaN)],
    ['Float16', '0.099975586', 0.0999755859375, Float64Array.of(0.0999755859375, Number.NaN)],
    ['List(Float32)', '[0.1]', [0.10000000149011612], [[0.10000000149011612], null]],
    ['Float64', '9007199254740992', 2 ** 53, Float64Array.of(2 ** 53, Number.NaN)],
    ['Float64', '123456789012345680000', 123456789012345680000, Float64Array.of(123456789012345680000, Number.NaN)],
    ['Float64', '123456789012345683968', 123456789012345680000, Float64Array.of(123456789012345680000, Number.NaN)],
    // Of a member that is null the key is left out; of one that is no number it is there.
    [
      'Struct("a": Float64, "b": Float64)',
      '{"a":null}',
      { a: Number.NaN, b: null },
      [{ a: Number.NaN, b: null }, null],
    ],
    ['List(Float64)', '[null,1.5]', [null, 1.5], [[null, 1.5], null]],
    ['Interval(DayTime)', '""', '0 secs', ['0 secs', null]],
  ])('%s: %s', async (type, json, value, values) => {
    expect(await decoded(type, json)).toStrictEqual(value);
    const column = await columnOf(type, json);
    expect(column).toMatchObject({ label: 'v', datatype: type });
    expect(column?.values).toStrictEqual(values);
    expect(column?.nulls).toEqual(Array.isArray(values) ? undefined : Uint8Array.of(0, 1));
  });

  test.each<[string, string, SqlOptions, unknown]>([
    ['Int64', '5', { integers: 'number' }, 5],
    ['Int64', '9007199254740991', { integers: 'number' }, 2 ** 53 - 1],
    ['Timestamp(ns)', '"2023-11-14T22:13:20.123456789"', { times: 'date' }, new Date('2023-11-14T22:13:20.123Z')],
    ['Timestamp(ns)', '"1969-12-31T23:59:59.9999"', { times: 'date' }, new Date(-1)],
    ['Timestamp(ns)', '"2023-11-14T22:13:20.123456789"', { times: 'rfc3339' }, '2023-11-14T22:13:20.123456789Z'],
    ['Timestamp(ns)', '"2023-11-14T22:13:20"', { times: 'rfc3339' }, '2023-11-14T22:13:20Z'],
    ['Timestamp(ns, "+01:00")', '"2023-11-14T23:13:20.5+01:00"', { times: 'rfc3339' }, '2023-11-14T22:13:20.500Z'],
    ['Timestamp(s)', '"9999-12-31T23:59:59"', { times: 'rfc3339' }, '9999-12-31T23:59:59Z'],
    ['Int64', '5', { preset: 'json' }, 5],
    ['Timestamp(ns)', '"2023-11-14T22:13:20"', { preset: 'json' }, '2023-11-14T22:13:20Z'],
    ['Timestamp(ns)', '"1970-01-01T00:00:00"', { preset: 'json', times: 'ns' }, 0n],
    ['Binary', '"00ff"', { preset: 'json' }, '00ff'],
    ['List(Int64)', '[1]', { preset: 'json' }, [1]],
  ])('%s: %s with %j', async (type, json, options, value) => {
    expect(await decoded(type, json, options)).toStrictEqual(value);
  });

  test('columns of numbers and dates are floats', async () => {
    expect((await columnOf('Int64', '5', { integers: 'number' }))?.values).toEqual(Float64Array.of(5, Number.NaN));
    const dates = await columnOf('Timestamp(ns)', '"1970-01-01T00:00:01"', { times: 'date' });
    expect(dates?.values).toEqual(Float64Array.of(1000, Number.NaN));
    expect((await columnOf('Timestamp(ns)', '"1970-01-01T00:00:01"', { times: 'rfc3339' }))?.values).toEqual([
      '1970-01-01T00:00:01Z',
      null,
    ]);
  });

  test('every type but floats that are none is taken by JSON.stringify with the preset', async () => {
    const columns = { i: 'Int64', t: 'Timestamp(ns)', b: 'Binary', s: 'Struct("n": UInt64)', d: 'Decimal128(5, 2)' };
    const line = '{"i":5,"t":"1970-01-01T00:00:00.5","b":"0f","s":{"n":7},"d":1.50}\n';
    const rows = await clientOf(columns, line, { preset: 'json' }).client.toArray('x');
    expect(JSON.stringify(rows)).toBe('[{"i":5,"t":"1970-01-01T00:00:00.500Z","b":"0f","s":{"n":7},"d":"1.50"}]');
  });

  test('any integer is exact, typed and as it is written', () =>
    fc.assert(
      fc.asyncProperty(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), async (value) => {
        const type = value < 0n ? 'Int64' : 'UInt64';
        expect(await decoded(type, String(value))).toBe(value);
        expect(await decoded(`List(${type})`, `[${value}]`)).toEqual([value]);
        const untyped = clientOf(undefined, `{"v":${value}}\n`, { types: false });
        expect(await untyped.client.toArray('x')).toEqual([{ v: value }]);
      }),
      runs(500),
    ));

  test('no string is taken for a number, whatever it and the names of columns hold', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ unit: fc.constantFrom('"', ':', ',', '{', '}', '[', '\\', '1', '-', 'a') }), {
          minLength: 4,
          maxLength: 4,
        }),
        fc.string({ unit: fc.constantFrom('"', ':', ',', '{', '}', '[', '\\', '1', '-', 'a', '\n') }),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.constantFrom('Int64', 'Decimal128(20, 0)'),
        async (labels, text, integer, datatype) => {
          const [a = '', b = '', c = '', d = ''] = labels.map((label) => JSON.stringify(label));
          const string = JSON.stringify(text);
          const body = `{${a}:${string},${b}:${integer},${c}:${string},${d}:${integer}}\n`;
          const types = labels.map((label, index) => [label, index % 2 === 0 ? 'Utf8' : datatype] as const);
          const value = datatype === 'Int64' ? integer : String(integer);
          const want = labels.map((label, index) => [label, index % 2 === 0 ? text : value]);
          const [row = {}] = await clientOf(types, body).client.toArray('x');
          // Names that are digits come first in any object.
          expect(Object.fromEntries(Object.entries(row))).toStrictEqual(Object.fromEntries(want));
        },
      ),
      runs(2000),
    ));

  test('any finite float is the nearest, as it is written with a fraction or an exponent', () =>
    fc.assert(
      fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (value) => {
        const plain = Object.is(value, -0) ? '-0.0' : String(value);
        const text = /[.e]/.test(plain) ? plain : `${plain}.0`;
        expect(await decoded('Float64', text)).toBe(value);
        expect(await clientOf(undefined, `{"v":${text}}\n`, { types: false }).client.toArray('x')).toEqual([
          { v: value },
        ]);
      }),
      runs(500),
    ));
});

test.each([
  ['lines that end in CR LF', '{"v":1,"w":"a"}\r\n{"v":2}\r\n'],
  ['spaces wherever JSON has them', '  { "v" : 1 , "w" : "a" } \n\t{\t"v":\t2\t}\t\n'],
  ['keys as other writers put them', '{"\\u0076": 1, "w": "a"}\n{"v": 2}\n'],
  ['blank lines', '\r\n{"v":1,"w":"a"}\n \n\n{"v":2}\n\t\n'],
])('%s change no row', async (_, body) => {
  const columns = { v: 'Int64', w: 'Utf8' };
  const rows = [
    { v: 1n, w: 'a' },
    { v: 2n, w: null },
  ];
  for (const type of [columns, undefined]) {
    const { client } = clientOf(type, body, type === undefined ? { types: false } : {});
    expect(await client.toArray('x')).toEqual(rows);
    expect((await client.columns('x')).get('w')?.values).toEqual(['a', null]);
  }
});

describe('what does not fit is an error that names column and row', () => {
  test.each<[string, string, SqlOptions, RegExp]>([
    ['Int64', '1.5', {}, /expected an integer of 64 bits/],
    ['Int64', '"1"', {}, /expected an integer/],
    ['Int64', '18446744073709551616', {}, /expected an integer of 64 bits/],
    ['Int64', '9223372036854775808', {}, /expected an integer of 64 bits/],
    ['UInt64', '-1', {}, /expected an unsigned integer/],
    ['UInt64', '-9223372036854775808', {}, /expected an unsigned integer/],
    ['UInt64', '-1', { integers: 'number' }, /expected an unsigned integer/],
    ['Float64', '9007199254740993', {}, /expected a number/],
    ['Int64', '01', {}, /expected an integer/],
    ['Int64', '9007199254740992', { integers: 'number' }, /a number holds exactly.*integers: 'bigint'/],
    ['Float64', '"x"', {}, /expected a number/],
    ['Boolean', '1', {}, /expected true or false/],
    ['Boolean', 'tru', {}, /expected true/],
    ['Utf8', '1', {}, /expected a string/],
    ['Timestamp(ns)', '"yesterday"', {}, /expected a time from 1677/],
    ['Timestamp(ns)', '1', {}, /expected a time/],
    ['Timestamp(s)', '"2262-04-11T23:47:16.854775808"', {}, /expected a time from 1677 to 2262/],
    ['Decimal128(3, 1)', '"x"', {}, /expected a decimal number/],
    ['Binary', '"0"', {}, /expected bytes in hexadecimal/],
    ['List(Int64)', '{}', {}, /expected an array/],
    ['List(Int64)', '["x"]', {}, /expected an integer/],
    ['Struct("a": Int64)', '[]', {}, /expected an object/],
    ['Null', `${'['.repeat(100)}1${']'.repeat(100)}`, {}, /nested at most 64 levels/],
    ['Utf8', '"a\tb"', {}, /a string has no end/],
    ['Utf8', '"a\\qb"', {}, /escape that JSON does not know/],
  ])('%s: %s', async (type, json, options, message) => {
    const failing = decoded(type, json, options);
    await expect(failing).rejects.toThrow(message);
    await expect(failing).rejects.toBeInstanceOf(DecodeError);
    await expect(failing).rejects.toMatchObject({ column: 'v', row: 1 });
    await expect(columnOf(type, json, options)).rejects.toThrow(message);
  });

  test.each([
    ['no object', '[1]\n', /must be rows as JSON lines, got other text/],
    ['something behind the object', '{"v":1} x\n', /expected the end of the line/],
    ['no comma', '{"v":1"w":2}\n', /expected "}"/],
    ['a key without quotes', '{v:1}\n', /expected a string/],
    ['no value', '{"v":}\n', /expected an integer/],
  ])('%s', async (_, body, message) => {
    await expect(clientOf({ v: 'Int64' }, body).client.toArray('x')).rejects.toThrow(message);
  });

  test.each<[string, SqlOptions, RegExp]>([
    ['times', { times: 'us' as never }, /times must be one of 'ns', 'date', 'rfc3339', got "us"/],
    ['integers', { integers: 'text' as never }, /integers must be one of 'bigint', 'number', got "text"/],
    ['preset', { preset: 'csv' as never }, /preset must be one of 'json', got "csv"/],
    ['maxRowBytes', { maxRowBytes: 0 }, /maxRowBytes must be a positive number of bytes, got 0/],
    ['params', { params: { x: [] as never } }, /parameter "x" must be/],
  ])('a wrong %s is reported at the call', (_, options, message) => {
    const { client } = clientOf({}, '');
    expect(() => client.rows('x', options)).toThrow(message);
    expect(() => clientOf({}, '', options)).toThrow(message);
  });
});

describe('columns of a result', () => {
  test('a value that is null has its key all the same, in the order of the columns', async () => {
    const { client } = clientOf({ a: 'Int64', b: 'Utf8', c: 'Float64' }, '{"c":1.5}\n{"a":1,"c":2.5}\n{}\n{"b":"x"}\n');
    const rows = await client.toArray('x');
    expect(rows).toStrictEqual([
      { a: null, b: null, c: 1.5 },
      { a: 1n, b: null, c: 2.5 },
      { a: null, b: null, c: null },
      { a: null, b: 'x', c: null },
    ]);
    for (const row of rows) expect(Object.keys(row)).toEqual(['a', 'b', 'c']);
  });

  test('names of all kinds are keys of their own', async () => {
    const names = ['__proto__', 'constructor', '', 'a"b\\', 'ü', 'iox::measurement', 'sum(motor.rpm)', '\n'];
    const columns = Object.fromEntries(names.map((name) => [name, 'Int64']));
    const line = `{${names.map((name, index) => `${JSON.stringify(name)}:${index}`).join()}}\n`;
    const { client } = clientOf(columns, line);
    const [row] = await client.toArray('x');
    expect(Object.entries(row ?? {})).toEqual(names.map((name, index) => [name, BigInt(index)]));
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    const untyped = clientOf(undefined, `{}\n${line}`, { types: false });
    for (const each of await untyped.client.toArray('x')) {
      expect(Object.keys(each)).toEqual(names);
      expect(Object.getPrototypeOf(each)).toBe(Object.prototype);
    }
  });

  let uses = 0;
  afterAll(() => noteCases('repeated-labels', 'uses of a SQL result with a name twice', uses));

  test('two of one name are an error before the query is sent, and say AS', async () => {
    const message = 'two columns of the result have the name "host"; give one of them another: … AS …';
    const columns = [
      ['host', 'Utf8'],
      ['host', 'Utf8'],
    ] as const;
    const { client, sent } = clientOf(columns, '{"host":"a","host":"b"}\n');
    const refused = async (use: PromiseLike<unknown>): Promise<void> => {
      uses += 1;
      await expect(use).rejects.toThrow(message);
      await expect(use).rejects.toBeInstanceOf(SqlError);
    };
    await refused(client.toArray('x'));
    await refused(client.columns('x'));
    expect(sent).not.toContain('x');
    expect((await client.rows('x').schema).map(({ name }) => name)).toEqual(['host', 'host']);
    await refused(client.toArray('x', { types: false }));
  });

  test('a key that the query was not said to have is reported, after the rows before it', async () => {
    const { client } = clientOf({ a: 'Int64' }, '{"a":1}\n{"t.a + Int64(1)":2}\n');
    const seen: unknown[] = [];
    const read = async () => {
      for await (const row of client.rows('x')) seen.push(row);
    };
    await expect(read()).rejects.toThrow(/a column "t\.a \+ Int64\(1\)" that the query was not said to have.*AS/);
    expect(seen).toEqual([{ a: 1n }]);
  });

  test('without types, values are as they are written, and columns from their first value on', async () => {
    const line =
      '{"time":"1970-01-01T00:00:01","i":9007199254740993,"f":2.0,"d":12.340,"s":"1","t":"1970-01-01T00:00:01","l":[1,null],"n":null}\n';
    const { client, sent } = clientOf({ i: 'Int64' }, `{"i":1}\n${line}{"time":"soon"}\n`, { types: false });
    const rows = await client.toArray('x');
    expect(sent).toEqual(['x']);
    expect(rows).toStrictEqual([
      { i: 1n, time: null, f: null, d: null, s: null, t: null, l: null, n: null },
      {
        i: 9007199254740993n,
        time: 1000000000n,
        f: 2,
        d: 12.34,
        s: '1',
        t: '1970-01-01T00:00:01',
        l: [1n, null],
        n: Number.NaN,
      },
      { i: null, time: 'soon', f: null, d: null, s: null, t: null, l: null, n: null },
    ]);
    const columns = await client.columns('x');
    expect(columns.get('i')).toEqual({ label: 'i', datatype: 'unknown', values: [1n, 9007199254740993n, null] });
  });

  test('are asked for again where those that are remembered do not fit', async () => {
    const versions = [{ a: 'Int64' }, { a: 'Int64', b: 'Utf8' }, { a: 'Float64' }];
    const bodies = ['{"a":1}\n', '{"a":1,"b":"x"}\n', '{"a":1.5}\n'];
    let version = 0;
    const { client, sent } = clientOf(
      () => versions[version],
      () => [new TextEncoder().encode(bodies[version])],
    );
    expect(await client.toArray('x')).toEqual([{ a: 1n }]);
    expect(await client.toArray('x')).toEqual([{ a: 1n }]);
    expect(sent).toEqual(['DESCRIBE x', 'x', 'x']);
    version = 1;
    expect(await client.toArray('x')).toEqual([{ a: 1n, b: 'x' }]);
    version = 2;
    expect((await client.columns('x')).get('a')?.values).toEqual(Float64Array.of(1.5));
    expect(sent).toEqual(['DESCRIBE x', 'x', 'x', 'x', 'DESCRIBE x', 'x', 'DESCRIBE x']);
  });
});
