import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  columnPoints,
  type EncodeOptions,
  encodePoints,
  encodePointsToString,
  Int,
  LineBuffer,
  type PointColumns,
  type PointData,
  PointError,
  type TablePoints,
  Uint,
} from '../src/index.js';
import { RUNS, TIMEOUT, text } from './arbitrary.js';

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const lines = (columns: PointColumns | TablePoints, options: EncodeOptions = {}): string =>
  encodePointsToString(columnPoints(columns), options);

const at = [1700000000000000000n, 1700000000000000001n];
const two = { fields: { v: new Float64Array([1, 2]) }, timestamps: new BigInt64Array(at) };

describe('columnPoints', () => {
  it('writes constant tags, tag columns and dictionaries in the order of their keys', () => {
    const columns: PointColumns = {
      measurement: 'my cpu',
      tags: {
        region: 'eu west',
        host: ['a', 'b=c'],
        rack: { dictionary: ['r 1', 'r2'], indexes: new Uint8Array([1, 0]) },
        zone: null,
      },
      ...two,
    };
    expect(lines(columns, { defaultTags: { app: 'x', host: 'never' } })).toBe(
      `my\\ cpu,app=x,host=a,rack=r2,region=eu\\ west v=1 ${at[0]}\n` +
        `my\\ cpu,app=x,host=b\\=c,rack=r\\ 1,region=eu\\ west v=2 ${at[1]}\n`,
    );
  });

  it.each<[name: string, values: PointColumns['fields'][string], wanted: readonly [string, string]]>([
    ['Float64Array', new Float64Array([0.5, -1e21]), ['f=0.5', 'f=-1e+21']],
    ['Float32Array', new Float32Array([0.5, 0.1]), ['f=0.5', 'f=0.10000000149011612']],
    ['Int8Array', new Int8Array([-128, 127]), ['f=-128i', 'f=127i']],
    ['Uint32Array', new Uint32Array([0, 4294967295]), ['f=0i', 'f=4294967295i']],
    [
      'BigInt64Array',
      new BigInt64Array([-(2n ** 63n), 2n ** 63n - 1n]),
      ['f=-9223372036854775808i', 'f=9223372036854775807i'],
    ],
    ['BigUint64Array', new BigUint64Array([1n, 2n ** 64n - 1n]), ['f=1u', 'f=18446744073709551615u']],
    ['numbers', [1.5, 2], ['f=1.5', 'f=2']],
    ['booleans', [true, false], ['f=t', 'f=f']],
    ['strings', ['a "b"', ''], ['f="a \\"b\\""', 'f=""']],
    ['what each value is', [1n, 'x'], ['f=1i', 'f="x"']],
    ['numbers as integers', { values: [1, 2n], type: 'int' }, ['f=1i', 'f=2i']],
    ['a Float64Array as unsigned integers', { values: new Float64Array([1, 2]), type: 'uint' }, ['f=1u', 'f=2u']],
    ['an Int32Array as floats', { values: new Int32Array([1, 2]), type: 'float' }, ['f=1', 'f=2']],
  ])('writes %s', (_, values, wanted) => {
    expect(lines({ measurement: 'm', fields: { f: values } }).split('\n')).toEqual([
      ...wanted.map((f) => `m ${f}`),
      '',
    ]);
  });

  it('leaves out what is null, by value and by mask, in fields, tags and timestamps', () => {
    const columns: PointColumns = {
      measurement: 'm',
      tags: {
        a: [null, 'x'],
        b: { values: ['y', 'z'], nulls: new Uint8Array([1, 0]) },
        c: { dictionary: ['q'], indexes: [0, null] },
        d: { dictionary: ['q'], indexes: new Int32Array([0, 9]), nulls: new Uint8Array([0, 1]) },
      },
      fields: { f: { values: new Float64Array([Number.NaN, 1]), nulls: new Uint8Array([1, 0]) }, g: [1n, undefined] },
      timestamps: [5, null],
    };
    expect(lines(columns)).toBe('m,c=q,d=q g=1i 5\nm,a=x,b=z f=1\n');
  });

  it('takes any byte but 0 of a mask for a row without a value: bytes of other libraries are 255', () => {
    const nulls = new Uint8Array([255, 0]);
    const columns: PointColumns = {
      measurement: 'm',
      tags: { a: { values: ['x', 'y'], nulls }, b: { dictionary: ['z'], indexes: [0, 0], nulls } },
      fields: { f: { values: new Float64Array([1, 2]), nulls }, g: { values: [3n, 4n], nulls }, h: [true, false] },
      timestamps: { values: new BigInt64Array([5n, 6n]), nulls },
    };
    expect(lines(columns)).toBe('m h=t\nm,a=y,b=z f=2,g=4i,h=f 6\n');
  });

  it('takes timestamps in all forms of points, in the unit of the write', () => {
    const fields = { f: [1] };
    expect(
      lines({ measurement: 'm', fields, timestamps: new Float64Array([1700000000000]) }, { precision: 'ms' }),
    ).toBe('m f=1 1700000000000\n');
    expect(lines({ measurement: 'm', fields, timestamps: [new Date(1)] })).toBe('m f=1 1000000\n');
    expect(
      lines(
        { measurement: 'm', fields, timestamps: new BigInt64Array([3n]) },
        { precision: 'us', timestampUnit: 'ms' },
      ),
    ).toBe('m f=1 3000\n');
    expect(lines({ measurement: 'm', fields, timestamps: new BigInt64Array([-(2n ** 63n) + 2n]) })).toBe(
      'm f=1 -9223372036854775806\n',
    );
  });

  it('takes the columns of a table as they are decoded', () => {
    const table = {
      columns: [
        { label: 'time', datatype: 'Timestamp(ns)', values: new BigInt64Array([1_500_000n, 2_000_000n]) },
        { label: 'host', datatype: 'Dictionary(Int32, Utf8)', values: ['a', null] },
        { label: '2', datatype: 'Float64', values: new Float64Array([1.5, 0]), nulls: new Uint8Array([0, 1]) },
        { label: '1', datatype: 'UInt8', values: new Float64Array([7, 8]) },
        { label: 'n', datatype: 'Int64', values: new Float64Array([7, 8]) },
      ],
    };
    const tags = ['host'];
    expect(lines({ measurement: 'm', table, tags })).toBe('m,host=a 1=7u,2=1.5,n=7i 1500000\nm 1=8u,n=8i 2000000\n');
    expect(lines({ measurement: 'm', table, tags }, { precision: 'ms', rounding: 'floor' })).toBe(
      'm,host=a 1=7u,2=1.5,n=7i 1\nm 1=8u,n=8i 2\n',
    );
    expect(lines({ measurement: 'm', table: { columns: table.columns.slice(4) }, time: false })).toBe(
      'm n=7i\nm n=8i\n',
    );
    const asDates = {
      columns: [{ ...table.columns[0], label: 't', values: new Float64Array([5, 6]) }, table.columns[4]],
    };
    expect(lines({ measurement: 'm', table: asDates as never, time: 't' })).toBe('m n=7i 5000000\nm n=8i 6000000\n');
  });

  it.each<[name: string, datatype: string, wanted: string]>([
    ['of Arrow', 'Int32', '7i'],
    ['of Arrow, unsigned', 'UInt64', '7u'],
    ['of a dictionary of Arrow', 'Dictionary(Int32, Int64)', '7i'],
    ['of a dictionary of Arrow, unsigned', 'Dictionary(Int32, UInt64)', '7u'],
    ['of Flux', 'long', '7i'],
    ['of Flux, unsigned', 'unsignedLong', '7u'],
    ['that are floats, with indexes that are integers', 'Dictionary(UInt8, Float64)', '7'],
    ['that are floats of Flux', 'double', '7'],
  ])('writes numbers of a table as the integers that they are: %s', (_, datatype, wanted) => {
    const columns = [{ label: 'v', datatype, values: new Float64Array([7]) }];
    expect(lines({ measurement: 'm', table: { columns }, time: false })).toBe(`m v=${wanted}\n`);
  });

  it.each<[name: string, datatype: string, values: BigInt64Array | Float64Array]>([
    ['nanoseconds of Arrow', 'Timestamp(s, "UTC")', new BigInt64Array([5_000_000n])],
    ['milliseconds of Arrow', 'Timestamp(ns)', new Float64Array([5])],
    ['nanoseconds of Flux', 'dateTime:RFC3339', new BigInt64Array([5_000_000n])],
    ['milliseconds of Flux', 'dateTime:RFC3339Nano', new Float64Array([5])],
  ])('takes the times of a table in their own unit, whatever that of the write is: %s', (_, datatype, values) => {
    const columns = [
      { label: 'time', datatype, values },
      { label: 'v', values: [1] },
    ];
    const table = { measurement: 'm', table: { columns } };
    expect(lines(table)).toBe('m v=1 5000000\n');
    expect(lines(table, { precision: 'ms' })).toBe('m v=1 5\n');
    expect(lines(table, { precision: 'us', timestampUnit: 's' })).toBe('m v=1 5000\n');
  });

  it.each<[name: string, columns: unknown, message: string]>([
    ['no object', 7, 'columns: must be an object with measurement, fields and timestamps; got a number'],
    [
      'lengths that differ',
      { measurement: 'm', ...two, fields: { v: new Float64Array(2), w: [1] } },
      'columns of measurement "m": timestamps has 2 values, field "w" has 1; row 1 (from 0) is in one of them alone',
    ],
    [
      'a tag of another length',
      { measurement: 'm', ...two, tags: { host: { dictionary: ['a'], indexes: [0, 0, 0] } } },
      'columns of measurement "m": timestamps has 2 values, tag "host" has 3; row 2 (from 0) is in one of them alone',
    ],
    [
      'nulls of another length',
      { measurement: 'm', fields: { v: { values: [1, 2], nulls: new Uint8Array(1) } } },
      'columns of measurement "m": field "v" has 2 values and 1 nulls; it needs one for each value',
    ],
    [
      'a field that is no column',
      { measurement: 'm', fields: { v: 7 } },
      'columns of measurement "m": field "v" must be an array, a typed array of numbers or bigints, or { values, nulls, type }; got a number',
    ],
    [
      'a type that is none',
      { measurement: 'm', fields: { v: { values: [1], type: 'double' } } },
      'columns of measurement "m": the type of field "v" must be one of float, int, uint, boolean, string; got a string',
    ],
    [
      'a type that an array cannot be',
      { measurement: 'm', fields: { v: { values: new BigInt64Array(1), type: 'float' } } },
      'columns of measurement "m": field "v" is a float, which takes an array or a typed array of numbers; got an object (BigInt64Array)',
    ],
    [
      'a tag that is no column',
      { measurement: 'm', ...two, tags: { host: new Float64Array(2) } },
      'columns of measurement "m": tag "host" must be a string, an array of strings, or { dictionary, indexes }; got an object (Float64Array)',
    ],
    [
      'timestamps that are none',
      { measurement: 'm', ...two, timestamps: 'now' },
      'columns of measurement "m": timestamps must be an array or a typed array; got a string',
    ],
    [
      'no field',
      { measurement: 'm', fields: {} },
      'columns of measurement "m": there is no field; points need at least one',
    ],
    [
      'fields in an array',
      { measurement: 'm', fields: [[1]] },
      'columns of measurement "m": fields must be an object of columns by key; got an array',
    ],
    [
      'a table without its column of times',
      { measurement: 'm', table: { columns: [{ label: 'f', values: [1] }] } },
      'columns of measurement "m": the table has no column "time" for the timestamps; it has "f"; set time to the label of another, or to false',
    ],
    [
      'a table with a label twice',
      {
        measurement: 'm',
        table: {
          columns: [
            { label: 'f', values: [1] },
            { label: 'f', values: [1] },
          ],
        },
      },
      'columns of measurement "m": two columns of the table have the label "f"',
    ],
    [
      'timestamps under the name that points have',
      { measurement: 'm', fields: { v: [1] }, timestamp: [1] },
      'columns of measurement "m": has `timestamp`, which is not read; the properties are tags, fields and timestamps',
    ],
    [
      'timestamps under the name that rows have',
      { measurement: 'm', fields: { v: [1] }, time: [1] },
      'columns of measurement "m": has `time`, which is not read; the properties are tags, fields and timestamps',
    ],
    [
      'tags under another name',
      { measurement: 'm', fields: { v: [1] }, tag: { a: 'x' } },
      'columns of measurement "m": has `tag`, which is not read; the properties are tags, fields and timestamps',
    ],
    [
      'timestamps beside a table',
      { measurement: 'm', table: { columns: [{ label: 'f', values: [1] }] }, time: false, timestamps: [1] },
      'columns of measurement "m": has `timestamps`, which is not read; tags and time are labels of columns of the table',
    ],
    [
      'fields beside a table',
      { measurement: 'm', table: { columns: [{ label: 'f', values: [1] }] }, time: false, fields: ['f'] },
      'columns of measurement "m": has `fields`, which is not read; tags and time are labels of columns of the table',
    ],
    [
      'a column without a label',
      { measurement: 'm', table: { columns: [{ label: 'f', values: [1] }, { values: [1] }] }, time: false },
      'columns of measurement "m": column 1 of the table must have a label, a string; got undefined',
    ],
    [
      'no label for the time of a table',
      { measurement: 'm', table: { columns: [{ label: 'f', values: [1] }] }, time: null },
      'columns of measurement "m": the table has no column "null" for the timestamps; it has "f"; set time to the label of another, or to false',
    ],
    [
      'a field as a dictionary, whose indexes it would not read',
      { measurement: 'm', fields: { v: { dictionary: ['a', 'b'], indexes: [1, 1] } } },
      'columns of measurement "m": field "v" must be an array, a typed array of numbers or bigints, or { values, nulls, type }; got an object',
    ],
    [
      'timestamps as a dictionary',
      { measurement: 'm', fields: { v: [1, 2] }, timestamps: { dictionary: [5, 6], indexes: [1, 1] } },
      'columns of measurement "m": timestamps must be an array or a typed array; got an object',
    ],
    [
      'a field that is a set',
      { measurement: 'm', fields: { v: new Set([1]) } },
      'columns of measurement "m": field "v" must be an array, a typed array of numbers or bigints, or { values, nulls, type }; got an object (Set)',
    ],
  ])('refuses %s', (_, columns, message) => {
    expect(() => columnPoints(columns as PointColumns)).toThrow(new TypeError(message));
  });

  it.each<[name: string, columns: PointColumns, message: string]>([
    [
      'NaN',
      { measurement: 'm', fields: { v: new Float64Array([1, Number.NaN]) } },
      'field "v" of measurement "m", row 1: the value is NaN; line protocol carries finite numbers only',
    ],
    [
      'a value of no type',
      { measurement: 'm', fields: { v: [1, {} as never] } },
      'field "v" of measurement "m", row 1: a field value must be a number, a bigint, a boolean, a string, int() or uint(), got an object',
    ],
    [
      'a value of another type than that of the column',
      { measurement: 'm', fields: { v: { values: [true, 'yes'], type: 'boolean' } } },
      'field "v" of measurement "m", row 1: the field is a boolean, which takes true or false, got a string',
    ],
    [
      'an index that the dictionary does not have',
      { measurement: 'm', ...two, tags: { host: { dictionary: ['a'], indexes: [0, 1] } } },
      'tag "host" of measurement "m", row 1: the index is 1; the dictionary has 1 values, counted from 0',
    ],
    [
      'an empty tag',
      { measurement: 'm', ...two, tags: { host: ['a', ''] } },
      'tag "host" of measurement "m", row 1: the tag value is empty, which servers reject; leave it out, or set skipEmpty',
    ],
    [
      'a row without a field',
      { measurement: 'm', fields: { v: [1, null] } },
      'point of measurement "m", row 1: there is no field; a point needs at least one',
    ],
    [
      'a key that is reserved',
      { measurement: 'm', fields: { time: [1] } },
      'field "time" of measurement "m", row 0: the name is reserved by v2 servers',
    ],
    [
      'a timestamp out of range',
      { measurement: 'm', ...two, timestamps: new BigInt64Array([1n, 2n ** 63n - 1n]) },
      'timestamp of measurement "m", row 1: is out of range: servers store 64-bit nanoseconds, the years 1677 to 2262 (±9223372036854775806 ns)',
    ],
  ])('refuses %s, with its row', (_, columns, message) => {
    const buffer = new LineBuffer();
    let error: unknown;
    try {
      buffer.appendColumns(columnPoints(columns));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(PointError);
    expect((error as PointError).message).toBe(message);
    // the rows before it are appended
    expect(buffer.lines).toBe((error as PointError).row);
  });

  it('repairs and drops rows as it does points', () => {
    const columns = columnPoints({
      measurement: 'm',
      tags: { host: ['a', 'b\n', 'c', 'd'] },
      fields: { v: new Float64Array([1, 2, Number.NaN, Number.NaN]), w: [1n, 2n, 3n, null] },
    });
    const told: string[] = [];
    const note = (error: PointError, index: number): void => {
      told.push(`${index}: ${error.message}`);
    };
    const buffer = new LineBuffer({ onInvalid: 'repair', onDrop: note, onRepair: note });
    expect(buffer.appendColumns(columns)).toBe(3);
    expect(decode(buffer.bytes)).toBe(
      'm,host=a v=1,w=1i\nm,host=b\\\\n v=2,w=2i\nm,host=c w=3i\n'.replaceAll('\\\\n', '\\n'),
    );
    expect(told).toEqual([
      expect.stringMatching(/^1: tag "host" of measurement "m", row 1: /),
      '2: field "v" of measurement "m", row 2: the value is NaN; line protocol carries finite numbers only',
      expect.stringMatching(/^3: .* row 3: /),
    ]);
    expect(buffer.dropped).toBe(1);
  });

  it('is a point in any place that takes one', () => {
    const points = columnPoints({ measurement: 'm', ...two });
    expect(points.length).toBe(2);
    expect(decode(encodePoints([...points, points.point(0)]))).toBe(`m v=1 ${at[0]}\nm v=2 ${at[1]}\nm v=1 ${at[0]}\n`);
  });
});

/** Values of a column, as they are in columns and as they are in points. */
interface Pair {
  readonly column: unknown;
  readonly values: readonly unknown[];
}

const double = fc.oneof(
  { weight: 8, arbitrary: fc.double() },
  { weight: 8, arbitrary: fc.integer().map((n) => n / 100) },
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0, 2 ** 53, 1e300),
);
const big = fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(-1000n, 1000n));
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> =>
  fc.oneof({ weight: 9, arbitrary: value }, fc.constantFrom(null, undefined));

const fieldPair = (rows: number): fc.Arbitrary<Pair> => {
  const many = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(value, { minLength: rows, maxLength: rows });
  const pairs = fc.oneof<fc.Arbitrary<Pair>[]>(
    many(double).map((values) => ({ column: Float64Array.from(values), values })),
    many(double).map((values) => ({ column: Float32Array.from(values), values: values.map((v) => Math.fround(v)) })),
    many(fc.integer()).map((values) => ({ column: Int32Array.from(values), values: values.map((v) => new Int(v)) })),
    many(fc.nat(255)).map((values) => ({ column: Uint8Array.from(values), values: values.map((v) => new Int(v)) })),
    many(big).map((values) => ({ column: BigInt64Array.from(values), values })),
    many(fc.bigInt(0n, 2n ** 64n - 1n)).map((values) => ({
      column: BigUint64Array.from(values),
      values: values.map((v) => new Uint(v)),
    })),
    many(maybe<unknown>(fc.oneof(double, text, fc.boolean(), big, fc.constant({})))).map((values) => ({
      column: values,
      values,
    })),
    many(maybe(double)).map((values) => ({
      column: { values, type: 'int' },
      values: values.map((v) => (typeof v === 'number' ? new Int(v) : v)),
    })),
  );
  return fc.tuple(pairs, fc.option(many(fc.constantFrom(0, 1)))).map(([pair, nulls]) => {
    if (nulls === null) return pair;
    const isPlain = Array.isArray(pair.column) || ArrayBuffer.isView(pair.column);
    const data = isPlain ? { values: pair.column } : (pair.column as object);
    return {
      column: { ...data, nulls: Uint8Array.from(nulls) },
      values: pair.values.map((value, row) => (nulls[row] === 1 ? null : value)),
    };
  });
};

const tagPair = (rows: number): fc.Arbitrary<Pair> =>
  fc.oneof(
    text.map((value) => ({ column: value, values: Array.from({ length: rows }, () => value) })),
    fc.array(maybe(text), { minLength: rows, maxLength: rows }).map((values) => ({ column: values, values })),
    fc
      .tuple(
        fc.array(maybe(text), { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(2), { minLength: rows, maxLength: rows }),
      )
      .map(([dictionary, given]) => {
        const indexes = given.map((index) => index % dictionary.length);
        return { column: { dictionary, indexes }, values: indexes.map((index) => dictionary[index]) };
      }),
  );

const timePair = (rows: number): fc.Arbitrary<Pair | undefined> => {
  const moment = fc.integer({ min: -4_000_000_000, max: 4_000_000_000 }).map((n) => BigInt(n) * 1_000_000_000n);
  return fc.option(
    fc.oneof(
      fc
        .array(fc.oneof(moment, big), { minLength: rows, maxLength: rows })
        .map((values) => ({ column: BigInt64Array.from(values), values })),
      fc
        .array(maybe(fc.oneof(fc.nat(1000), moment, fc.date())), { minLength: rows, maxLength: rows })
        .map((values) => ({ column: values, values })),
    ),
    { nil: undefined },
  );
};

const someColumns = fc.integer({ min: 1, max: 5 }).chain((rows) =>
  fc.record({
    rows: fc.constant(rows),
    measurement: text,
    tags: fc.dictionary(fc.oneof(fc.constantFrom('a', 'b', 'c'), text), tagPair(rows), { maxKeys: 4 }),
    fields: fc.dictionary(fc.oneof(fc.constantFrom('f', '1', 'g'), text), fieldPair(rows), { minKeys: 1, maxKeys: 4 }),
    timestamps: timePair(rows),
  }),
);

const someOptions = fc.record({
  dialect: fc.constantFrom('v1' as const, 'v2' as const, 'v3' as const),
  precision: fc.constantFrom('ns' as const, 'ms' as const),
  rounding: fc.constantFrom('error' as const, 'floor' as const),
  skipEmpty: fc.boolean(),
  defaultTags: fc.constantFrom({}, { a: 'x y', zone: 'z' }),
  clock: fc.constantFrom(undefined, () => 7),
  onInvalid: fc.constantFrom('drop' as const, 'repair' as const),
});

const columnsOf = (pairs: Readonly<Record<string, Pair>>): Record<string, never> =>
  Object.fromEntries(Object.entries(pairs).map(([key, { column }]) => [key, column as never]));

const valuesIn = (pairs: Readonly<Record<string, Pair>>, row: number): Record<string, never> =>
  Object.fromEntries(
    Object.entries(pairs)
      .map(([key, { values }]) => [key, values[row] as never] as const)
      .filter(([, value]) => value !== null && value !== undefined),
  );

describe('columns and points one by one', () => {
  it(
    'make the same bytes and the same errors',
    () => {
      fc.assert(
        fc.property(someColumns, someOptions, ({ rows, measurement, tags, fields, timestamps }, options) => {
          const noting = (): { told: string[]; buffer: LineBuffer } => {
            const told: string[] = [];
            const note = (error: PointError, index: number): void => {
              told.push(`${index} ${error.part} ${error.key} ${error.code} ${error.reason}`);
            };
            return { told, buffer: new LineBuffer({ ...options, onDrop: note, onRepair: note }) };
          };
          const byColumns = noting();
          const added = byColumns.buffer.appendColumns(
            columnPoints({
              measurement,
              tags: columnsOf(tags),
              fields: columnsOf(fields),
              timestamps: timestamps?.column as never,
            }),
          );
          const byPoints = noting();
          for (let row = 0; row < rows; row++) {
            const point: PointData = {
              measurement,
              tags: valuesIn(tags, row),
              fields: valuesIn(fields, row),
              timestamp: timestamps?.values[row] as never,
            };
            byPoints.buffer.append(point);
          }
          expect(decode(byColumns.buffer.bytes)).toBe(decode(byPoints.buffer.bytes));
          expect(added).toBe(byPoints.buffer.lines);
          expect(byColumns.told).toEqual(byPoints.told);
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT,
  );
});

/** A tag of a few series, and in which form its column is given. */
const seriesTag = fc.record({
  values: fc.array(maybe(fc.oneof({ weight: 4, arbitrary: fc.constantFrom('a', 'b c', 'd') }, text)), {
    minLength: 6,
    maxLength: 6,
  }),
  isDictionary: fc.boolean(),
});

describe('many rows of few series', () => {
  it(
    'have the tags that they have one by one, whichever of them change together',
    () => {
      fc.assert(
        fc.property(
          fc.array(seriesTag, { minLength: 1, maxLength: 6 }),
          fc.array(fc.nat(5), { minLength: 1, maxLength: 120 }),
          fc.boolean(),
          (tags, seriesOfRow, skipEmpty) => {
            const given = Object.fromEntries(
              tags.map(({ values, isDictionary }, tag) => [
                `t${tag}`,
                isDictionary
                  ? { dictionary: values, indexes: Uint8Array.from(seriesOfRow) }
                  : seriesOfRow.map((series) => values[series]),
              ]),
            );
            const points = columnPoints({
              measurement: 'm',
              tags: given,
              fields: { row: seriesOfRow.map((_, row) => row) },
            });
            const dropped = [new Set<number>(), new Set<number>()] as const;
            const [byColumns, byPoints] = dropped.map(
              (rows) => new LineBuffer({ skipEmpty, onInvalid: 'drop', onDrop: (_, row) => rows.add(row) }),
            ) as [LineBuffer, LineBuffer];
            byColumns.appendColumns(points);
            for (const [row, series] of seriesOfRow.entries()) {
              const present = tags
                .map(({ values }, tag) => [`t${tag}`, values[series]] as const)
                .filter(([, value]) => value != null);
              byPoints.append({ measurement: 'm', tags: Object.fromEntries(present) as never, fields: { row } });
            }
            expect(decode(byColumns.bytes)).toBe(decode(byPoints.bytes));
            expect(dropped[0]).toEqual(dropped[1]);
          },
        ),
        { numRuns: RUNS },
      );
    },
    TIMEOUT,
  );

  it('are told apart where their combinations are more than are kept', () => {
    // two dictionaries, of which no product of their places is a small integer, and more series than have a number
    const size = 70_000;
    const dictionary = Array.from({ length: size }, (_, index) => `v${index}`);
    const indexes = Uint32Array.from({ length: 2 * size }, (_, row) => row % size);
    const points = columnPoints({
      measurement: 'm',
      tags: {
        a: { dictionary, indexes },
        b: { dictionary, indexes },
        c: Array.from(indexes, (index) => `c${index % 7}`),
      },
      fields: { v: Uint8Array.from(indexes) },
    });
    const written = decode(encodePoints(points)).split('\n');
    expect(written).toHaveLength(2 * size + 1);
    for (let row = 0; row < 2 * size; row += 997) {
      const index = row % size;
      expect(written[row]).toBe(`m,a=v${index},b=v${index},c=c${index % 7} v=${index % 256}i`);
    }
  });
});
