import { createClient } from '@influxkit/runtime';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { startFakeInfluxDB3 } from '../../../../tests/tools/src/influxdb3/fake-server.js';
import { recordedExchange } from '../../../../tests/tools/src/influxdb3/recorded.js';
import {
  createInfluxQL,
  createInfluxQLV1,
  type InfluxQL3ClientOptions,
  type InfluxQL3Rows,
  InfluxQLError,
  type SqlRow,
  type StandardSchema,
} from '../../src/index.js';

const setUp = async (options: InfluxQL3ClientOptions = {}) => {
  const server = await startFakeInfluxDB3();
  const api = createClient({ baseUrl: server.url, retry: false });
  const influxql = createInfluxQL(api, { database: 'd', retry: false, ...options });
  const v1 = createInfluxQLV1(api, { database: 'd', retry: false });
  return { server, influxql, v1, [Symbol.asyncDispose]: server.stop };
};

describe('InfluxQL of InfluxDB 3', () => {
  test('binds its values and gives times as nanoseconds, integers as bigint', async () => {
    await using made = await setUp();
    const rows = made.influxql('select usage from cpu where host = $h limit 2', { params: { h: 'b' } });
    expect(made.server.requests).toEqual([]);
    expect(await rows.toArray()).toStrictEqual([
      { 'iox::measurement': 'cpu', time: 1700000000000000000n, usage: 0.5 },
      { 'iox::measurement': 'cpu', time: 1700000010000000000n, usage: 4 },
    ]);
    expect(made.server.requests.map(({ path, body }) => [path, body])).toEqual([
      [
        '/api/v3/query_influxql',
        '{"db":"d","q":"select usage from cpu where host = $h limit 2","format":"jsonl","params":{"h":"b"}}',
      ],
    ]);
    const counts = await made.influxql('select mean(usage), count(n) from cpu group by host').toArray();
    expect(counts[0]).toEqual({ 'iox::measurement': 'cpu', time: 0n, host: 'a', mean: 8.75, count: 6n });
  });

  test('a query that was forgotten is refused at the call', async () => {
    await using made = await setUp();
    for (const client of [made.influxql, made.v1])
      expect(() => client(undefined as never)).toThrow(new TypeError('the query must be a string, got undefined'));
    expect(made.server.requests).toEqual([]);
  });

  test('takes the options of rows, in a zone as well', async () => {
    await using made = await setUp({ times: 'rfc3339', integers: 'number' });
    const q = "select usage from cpu where host='a' limit 2 tz('Europe/Rome')";
    expect((await made.influxql(q).toArray())[0]?.['time']).toBe('2023-11-14T22:13:20Z');
    expect((await made.influxql(q, { times: 'date' }).toArray())[0]?.['time']).toEqual(new Date(1.7e12));
    const grouped = 'select mean(usage), count(n) from cpu group by host';
    expect((await made.influxql(grouped).toArray())[0]).toMatchObject({ count: 6, time: '1970-01-01T00:00:00Z' });
  });

  test('a column is a key of a row from its first value in a batch on', async () => {
    await using made = await setUp();
    const rows = await made.influxql('select * from types').toArray();
    expect(rows).toHaveLength(5);
    for (const row of rows) expect(Object.keys(row)).toHaveLength(9);
    expect(rows[1]).toMatchObject({ b: null, f: Number.NaN, host: 'b', region: null, u: null });
  });

  test('without a database, for statements that need none', async () => {
    await using made = await setUp({ database: undefined });
    const server = await startFakeInfluxDB3({
      recorded: false,
      query: ({ db }) => ({ lines: [JSON.stringify({ db: db ?? 'none' })] }),
    });
    const influxql = createInfluxQL(createClient({ baseUrl: server.url }));
    expect(await influxql('show databases').toArray()).toEqual([{ db: 'none' }]);
    await server.stop();
    expect(made.server.requests).toEqual([]);
  });

  test('gives batches, text, bytes, typed rows, and rows through a schema', async () => {
    await using made = await setUp();
    const q = 'show tag keys from types';
    const text = recordedExchange('influxql-show-tag-keys').response.body;
    expect(await made.influxql(q).text()).toBe(text);
    expect(await new Response(await made.influxql(q).stream()).text()).toBe(text);
    const keys: unknown[] = [];
    for await (const batch of made.influxql(q).batches()) keys.push(...batch.map((row) => row['tagKey']));
    expect(keys).toEqual(['host', 'region']);
    expectTypeOf(made.influxql(q)).toEqualTypeOf<InfluxQL3Rows<SqlRow>>();
    expectTypeOf(made.influxql<{ tagKey: string }>(q)).toEqualTypeOf<InfluxQL3Rows<{ tagKey: string }>>();
    const schema: StandardSchema<unknown, string> = {
      '~standard': { version: 1, vendor: 'test', validate: (row) => ({ value: (row as SqlRow)['tagKey'] as string }) },
    };
    expect(await made.influxql(q, { schema }).toArray()).toEqual(['host', 'region']);
  });

  test('refuses wrong options at the call', async () => {
    await using made = await setUp();
    expect(() => made.influxql('x', { params: { a: [] as never } })).toThrow(/parameter "a"/);
    expect(() => made.influxql('x', { times: 'us' as never })).toThrow(/times must be/);
    expect(() => made.influxql('x', { maxRowBytes: -1 })).toThrow(/maxRowBytes/);
  });
});

describe('InfluxQL over /query', () => {
  test('is sent as 1.x has it, with the same options and rows of columns', async () => {
    await using made = await setUp();
    const q = 'select usage from cpu limit 1';
    const options = { times: 'ns' } as const;
    expect(await made.v1(q, options).toArray()).toEqual([{ time: 1700000000000000000n, usage: 0 }]);
    const [request] = made.server.requests;
    expect(request).toMatchObject({ method: 'GET', path: '/query', query: { db: 'd', q, epoch: 'ns' } });
    expect(await made.v1('select * from nope', { times: 'rfc3339' }).toArray()).toEqual([]);
  });

  test('an error in its response is an InfluxQLError', async () => {
    await using made = await setUp();
    const failing = made.v1('selec', { times: 'rfc3339' }).toArray();
    await expect(failing).rejects.toBeInstanceOf(InfluxQLError);
    await expect(failing).rejects.toThrow(/invalid InfluxQL statement/);
  });
});
