import { describe, expect, test } from 'vitest';
import { ArrowError, decodeColumns, decodeRows, decodeSchema } from '../src/index.js';
import { bytesOf, expectedOf, piecesOf, rowsOf } from './support.js';

const STREAMS = ['types', 'slices', 'deltas', 'replaced', 'none'];

describe('what pyarrow writes', () => {
  test.each(STREAMS)('%s: every value, as rows', async (name) => {
    expect(await decodeRows(bytesOf(`${name}.arrows`)).toArray()).toStrictEqual(rowsOf(expectedOf(name)));
  });

  test.each(STREAMS)('%s: every value, as columns', async (name) => {
    const expected = expectedOf(name);
    const columns = await decodeColumns(bytesOf(`${name}.arrows`));
    expect(columns.columns.map(({ label }) => label)).toEqual(Object.keys(expected));
    for (const [label, values] of Object.entries(expected)) {
      const column = columns.get(label);
      const seen = Array.from(column?.values ?? [], (value, at) => (column?.nulls?.[at] === 1 ? null : value));
      expect(seen, label).toStrictEqual(values);
      expect(columns.length).toBe(values.length);
    }
  });

  test.each([1, 7, 64, 4096])('in pieces of %d bytes', async (size) => {
    const rows = await decodeRows(piecesOf(bytesOf('slices.arrows'), size)).toArray();
    expect(rows).toStrictEqual(rowsOf(expectedOf('slices')));
  });

  test('batch by batch, none of them empty', async () => {
    const lengths: number[] = [];
    for await (const batch of decodeRows(bytesOf('slices.arrows')).batches()) lengths.push(batch.length);
    for await (const batch of decodeColumns(bytesOf('slices.arrows')).batches()) lengths.push(batch.length);
    expect(lengths).toEqual([3, 5, 1, 3, 5, 1]);
  });

  test('files as well as streams', async () => {
    expect(await decodeRows(bytesOf('file.arrow')).toArray()).toStrictEqual(rowsOf(expectedOf('types')));
  });

  test('arrays of numbers and times are typed, and hold NaN or 0 where a value is null', async () => {
    const columns = await decodeColumns(bytesOf('types.arrows'));
    expect(columns.get('f64')).toMatchObject({
      values: Float64Array.of(0, -0, 1.5, Number.NaN, Number.NaN, Infinity, -Infinity, 0.1, 65504),
      nulls: Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0, 0),
    });
    expect(columns.get('i64 bounds')?.values).toBeInstanceOf(BigInt64Array);
    expect(columns.get('i64 bounds')?.values[3]).toBe(0n);
    expect(columns.get('u8')?.values).toBeInstanceOf(BigUint64Array);
    expect(columns.get('timestamp s None')?.values).toBeInstanceOf(BigInt64Array);
    expect(columns.get('dictionary of floats')?.values).toBeInstanceOf(Float64Array);
    expect(columns.get('string')).not.toHaveProperty('nulls');
    const none = await decodeColumns(bytesOf('none.arrows'), { times: 'date', integers: 'number' });
    const kinds = columns.columns.map(({ values }) => values.constructor);
    const empty = await decodeColumns(bytesOf('none.arrows'));
    expect(empty.columns.map(({ values }) => values.constructor)).toEqual(kinds);
    expect(none.get('i8')?.values).toBeInstanceOf(Float64Array);
    expect(none.get('timestamp ms None')?.values).toBeInstanceOf(Float64Array);
  });

  test.each([
    { times: 'ns' },
    { times: 'date' },
    { times: 'rfc3339' },
    { preset: 'json', integers: 'bigint' },
  ] as const)('what is nested in a column is what rows have: %o', async (options) => {
    const rows = await decodeRows(bytesOf('types.arrows'), options).toArray();
    const { columns } = await decodeColumns(bytesOf('types.arrows'), options);
    const plain = columns.filter(({ values }) => Array.isArray(values));
    expect(plain.length).toBeGreaterThan(10);
    for (const { label, values } of plain) {
      expect(values, label).toStrictEqual(rows.map((row) => row[label]));
    }
  });

  test('types are named as Arrow’s Rust library names them', async () => {
    const { fields } = await decodeSchema(piecesOf(bytesOf('types.arrows'), 100));
    const typeOf = Object.fromEntries(fields.map(({ name, type }) => [name, type]));
    expect(typeOf).toMatchObject({
      i8: 'Int8',
      u64: 'UInt64',
      f16: 'Float16',
      bool: 'Boolean',
      none: 'Null',
      large_string: 'LargeUtf8',
      string_view: 'Utf8View',
      binary_view: 'BinaryView',
      fixed: 'FixedSizeBinary(3)',
      decimal128: 'Decimal128(38, 3)',
      date32: 'Date32',
      date64: 'Date64',
      'timestamp us None': 'Timestamp(µs)',
      'timestamp ns Europe/Rome': 'Timestamp(ns, "Europe/Rome")',
      'duration ms': 'Duration(ms)',
      'time ns': 'Time64(ns)',
      interval: 'Interval(MonthDayNano)',
      'list<item: int64>': 'List(Int64)',
      'fixed list': 'FixedSizeList(2 x Float64)',
      struct: 'Struct("value": Float64, "when": Timestamp(ns), "__proto__": Utf8)',
      map: 'Map("entries": non-null Struct("key": non-null Utf8, "value": Int64), unsorted)',
      'dictionary by int8': 'Dictionary(Int8, Utf8)',
      'list of dictionaries': 'List(Dictionary(Int32, Utf8))',
    });
    expect(fields.every(({ nullable }) => nullable)).toBe(true);
  });
});

describe('options of values', () => {
  const one = async (label: string, options: object) => {
    const rows = await decodeRows(bytesOf('types.arrows'), options).toArray();
    const columns = await decodeColumns(bytesOf('types.arrows'), options);
    return { rows: rows.map((row) => row[label]), column: columns.get(label) };
  };

  test.each(['s', 'ms', 'us', 'ns'])('times in %s as Date and as RFC 3339', async (unit) => {
    const label = `timestamp ${unit} None`;
    const exact = expectedOf('types')[label] as (bigint | null)[];
    const milliseconds = exact.map((ns) =>
      ns === null ? null : Number((ns - (((ns % 1000000n) + 1000000n) % 1000000n)) / 1000000n),
    );
    const dates = await one(label, { times: 'date' });
    expect(dates.rows).toEqual(milliseconds.map((ms) => (ms === null ? null : new Date(ms))));
    expect(dates.column?.values).toEqual(Float64Array.from(milliseconds, (ms) => ms ?? Number.NaN));
    const texts = await one(label, { times: 'rfc3339' });
    expect(texts.column?.values).toEqual(texts.rows);
    expect(texts.rows.map((text) => (text === null ? null : Date.parse(text as string)))).toEqual(milliseconds);
    expect(texts.rows[4]).toBe(
      {
        s: '2023-11-14T22:13:21Z',
        ms: '2023-11-14T22:13:20.001Z',
        us: '2023-11-14T22:13:20.000001Z',
        ns: '2023-11-14T22:13:20.000000001Z',
      }[unit],
    );
  });

  test('integers as numbers, and an error for one that a number does not hold', async () => {
    expect(await decodeRows(bytesOf('none.arrows'), { integers: 'number' }).toArray()).toEqual([]);
    const error = await decodeRows(bytesOf('types.arrows'), { integers: 'number' })
      .toArray()
      .catch((reason) => reason);
    expect(error).toBeInstanceOf(ArrowError);
    expect(error).toMatchObject({ column: 'u64', row: 3 });
    const { columns } = await decodeColumns(bytesOf('deltas.arrows'), { integers: 'number' });
    expect(columns).toHaveLength(1);
  });

  test('preset json gives what JSON.stringify takes', async () => {
    const rows = await decodeRows(bytesOf('types.arrows'), { preset: 'json', integers: 'bigint' }).toArray();
    expect(rows[1]).toMatchObject({ binary: '61', 'timestamp s None': '1970-01-01T00:00:01Z' });
  });

  test('wrong ones are reported at the call', () => {
    const bytes = bytesOf('deltas.arrows');
    expect(() => decodeRows(bytes, { times: 'seconds' as never })).toThrow(TypeError);
    expect(() => decodeColumns(bytes, { integers: 'text' as never })).toThrow(TypeError);
    expect(() => decodeRows(bytes, { maxMessageBytes: 0 })).toThrow(RangeError);
  });
});

describe('what is not decoded', () => {
  test('a type that is not decoded is an error that names the column', async () => {
    const error = await decodeRows(bytesOf('union.arrows'))
      .toArray()
      .catch((reason) => reason);
    expect(error).toBeInstanceOf(ArrowError);
    expect(error).toMatchObject({ column: 'some union' });
    expect(error.message).toMatch(/Union/);
  });

  test('compressed batches are an error that says so', async () => {
    await expect(decodeRows(bytesOf('lz4.arrows')).toArray()).rejects.toThrow(/compressed/);
  });

  test('a message larger than allowed', async () => {
    const decoding = decodeRows(bytesOf('types.arrows'), { maxMessageBytes: 1000 }).toArray();
    await expect(decoding).rejects.toThrow(/more than 1000; raise maxMessageBytes/);
  });
});
