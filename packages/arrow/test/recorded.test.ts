// Streams of a real InfluxDB 3 Core: exact, and as other libraries decode them.
import { tableFromIPC as flechetteTable } from '@uwdata/flechette';
import { tableFromIPC as apacheTable } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import {
  type RecordedFlight,
  recordedFlight,
  recordedFlights,
} from '../../../tests/tools/src/influxdb3/recorded-flight.js';
import { createColumnDecoder, createRowDecoder, decodeRows, END_OF_STREAM, encodeMessage } from '../src/index.js';
import { bytesOf } from './support.js';

const withData = recordedFlights().filter(({ messages }) => messages.length > 0);

const rowsOf = ({ messages }: RecordedFlight) => {
  const decoder = createRowDecoder();
  return messages.flatMap(({ header, body }) => decoder.decode(header, body) ?? []);
};

const streamOf = ({ messages }: RecordedFlight): Uint8Array =>
  Buffer.concat([...messages.flatMap(({ header, body }) => encodeMessage(header, body)), END_OF_STREAM]);

describe('what a real Core sent', () => {
  test('every type of a table', () => {
    const none = { b: null, f: null, i: null, region: null, s: null, u: null };
    const rows = rowsOf(recordedFlight('types'));
    expect(rows[0]).toStrictEqual({
      b: true,
      f: 1.5,
      host: 'a',
      i: 9007199254740993n,
      region: 'eu',
      s: 'x',
      time: 1700000000000000001n,
      u: 18446744073709551615n,
    });
    expect(rows.at(-1)).toMatchObject({ time: expect.any(BigInt) });
    expect(Object.keys(rows.at(-1) ?? {})).toEqual(['b', 'f', 'host', 'i', 'region', 's', 'time', 'u']);
    expect(Object.keys(none).every((name) => rows.some((row) => row[name] === null))).toBe(true);
  });

  test('values of every kind', () => {
    expect(rowsOf(recordedFlight('values'))).toStrictEqual([
      {
        nan: Number.NaN,
        inf: Number.POSITIVE_INFINITY,
        ninf: Number.NEGATIVE_INFINITY,
        nzero: -0,
        dec: '12.340',
        bigdec: '-99999999999999999999.5',
        d: '2024-02-29',
        iv: '1 mons 2 days 0.000000003 secs',
        bin: Uint8Array.of(0, 255),
        dur: 'PT0.000000001S',
        zoned: 1700000000000000001n,
        ms3: 1700000000000000000n,
        s0: 1700000000000000000n,
        tm: '12:34:56.789',
        f32: 1.5,
        i8: -7n,
        u16: 7n,
        i32: -7n,
        lu: 'large',
        tr: true,
      },
    ]);
  });

  test('lists, structs and maps', () => {
    expect(rowsOf(recordedFlight('nested'))).toStrictEqual([
      {
        hosts: ['a', 'b', 'd', 'e'],
        sel: { value: 0.1, time: 1700000004123000000n },
        lst: [1n, null, 3n],
        lol: [[1n], [2n, 3n]],
        st: { a: 1n, b: null },
        los: [{ a: 1n }, { a: 2n }],
        mp: { k: 1n },
      },
    ]);
  });

  test('views, columns of nulls, nothing', () => {
    expect(
      rowsOf(recordedFlight('views')).map(({ v, b }) => [v, b && new TextDecoder().decode(b as Uint8Array)]),
    ).toEqual([
      ['short', 'short'],
      ['a text longer than twelve bytes', 'a text longer than twelve bytes'],
      [null, null],
    ]);
    expect(rowsOf(recordedFlight('null-column'))).toStrictEqual([{ n: null, a: 1n, m: null }]);
    for (const name of ['empty', 'limit-zero']) expect(rowsOf(recordedFlight(name))).toEqual([]);
  });

  test('batches without rows, signs of life, are nothing', () => {
    const { messages } = recordedFlight('keep-alive');
    const decoder = createRowDecoder();
    const results = messages.map(({ header, body }) => decoder.decode(header, body));
    expect(results).toEqual([undefined, undefined, undefined, undefined, [{ c: expect.any(BigInt) }]]);
    expect(messages.length).toBe(5);
  });

  test('two columns of one name are columns, and an error for rows', () => {
    const flight = recordedFlight('duplicate-names');
    expect(() => rowsOf(flight)).toThrow(/two columns have the name "host"/);
    const decoder = createColumnDecoder();
    const [batch] = flight.messages.flatMap(({ header, body }) => decoder.decode(header, body) ?? []);
    expect(batch?.columns.map(({ label }) => label)).toEqual(['host', 'host']);
  });

  test('the metadata says what a column is in the table', () => {
    const decoder = createRowDecoder();
    for (const { header, body } of recordedFlight('types').messages) decoder.decode(header, body);
    const kinds = decoder.schema?.fields.map(({ name, metadata }) => [name, metadata['iox::column::type']]);
    expect(Object.fromEntries(kinds ?? [])).toMatchObject({
      host: 'iox::column_type::tag',
      i: 'iox::column_type::field::integer',
      time: 'iox::column_type::timestamp',
    });
  });
});

/** A value of another library as it is here; nested ones are its own objects. */
const plain = (value: unknown): unknown => {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  return value ?? null;
};
const isFlat = (value: unknown): boolean => value === null || (typeof value !== 'object' && typeof value !== 'number');

describe('other libraries', () => {
  test.each(withData.filter(({ name }) => name !== 'duplicate-names').map((flight) => [flight.name, flight] as const))(
    '%s: the stream of our making is theirs as well, and their values ours',
    async (_, flight) => {
      const bytes = streamOf(flight);
      const ours = await decodeRows(bytes).toArray();
      expect(ours).toStrictEqual(rowsOf(flight));
      const options = { useBigInt: true, useBigIntTimestamp: true };
      const flechette = flechetteTable(bytes, options);
      const apache = apacheTable(bytes);
      expect([flechette.numRows, apache.numRows]).toEqual([ours.length, ours.length]);
      for (const { name } of flechette.schema.fields) {
        const theirs = Array.from(flechette.getChild(name) ?? [], plain);
        const apaches = Array.from(apache.getChild(name) ?? [], plain);
        ours.forEach((row, at) => {
          const value = row[name] as unknown;
          if (!isFlat(value) || typeof theirs[at] !== typeof value) return;
          // Times of units other than nanoseconds are theirs in that unit, intervals and decimals are numbers or arrays.
          if (typeof value === 'bigint' && /^(?:ms3|s0)$/.test(name)) return;
          expect(theirs[at], `flechette, ${name}`).toBe(value);
          if (typeof value === 'string' && typeof apaches[at] === 'string' && !/dec$/.test(name))
            expect(apaches[at], `apache-arrow, ${name}`).toBe(value);
        });
      }
    },
  );

  test('columns of numbers and strings of pyarrow’s stream as flechette has them', async () => {
    const bytes = bytesOf('types.arrows');
    const table = flechetteTable(bytes, { useBigInt: true, useBigIntTimestamp: true });
    const ours = await decodeRows(bytes).toArray();
    let compared = 0;
    for (const name of [
      'f64',
      'i64',
      'u64',
      'string',
      'large_string',
      'string_view',
      'dictionary',
      'bool',
      'timestamp ns None',
    ]) {
      const theirs = Array.from(table.getChild(name) ?? [], (value) => value ?? null);
      // flechette drops a byte order mark, which is a character like any other here.
      const unmarked = ours.map((row) =>
        typeof row[name] === 'string' ? row[name].replace(/^\ufeff/, '') : row[name],
      );
      expect(unmarked, name).toEqual(theirs);
      compared += theirs.length;
    }
    expect(compared).toBe(81);
  });
});
