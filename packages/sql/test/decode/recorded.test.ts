import { createClient } from '@influxkit/runtime';
import { describe, expect, test } from 'vitest';
import {
  type FakeSqlQuery,
  type FakeSqlResult,
  startFakeInfluxDB3,
} from '../../../../tests/tools/src/influxdb3/fake-server.js';
import { bodyOf, recordedExchange, recordedExchanges } from '../../../../tests/tools/src/influxdb3/recorded.js';
import {
  createInfluxQL,
  createSql,
  SqlError,
  type SqlFormat,
  type SqlParameter,
  TruncatedError,
} from '../../src/index.js';

const TYPES = {
  b: 'Boolean',
  f: 'Float64',
  host: 'Dictionary(Int32, Utf8)',
  i: 'Int64',
  region: 'Dictionary(Int32, Utf8)',
  s: 'Utf8',
  time: 'Timestamp(ns)',
  u: 'UInt64',
};

/** What DESCRIBE would say of recorded queries; recorded itself of the table `types` alone. */
const DESCRIBED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'select * from types order by time': TYPES,
  "select * from types where host='zzz'": TYPES,
  "select [1,null,3] lst, {'a':1,'b':null} st": { lst: 'List(Int64)', st: 'Struct("a": Int64, "b": Null)' },
  "select '' a, cast(null as varchar) b, 'x' c": { a: 'Utf8', b: 'Utf8', c: 'Utf8' },
};

const describeOnly = ({ q }: FakeSqlQuery): FakeSqlResult | undefined => {
  const columns = DESCRIBED[q];
  return columns === undefined ? undefined : { columns };
};

const setUp = async () => {
  const server = await startFakeInfluxDB3({ query: describeOnly });
  const api = createClient({ baseUrl: server.url, retry: false });
  return {
    server,
    sql: createSql(api, { database: 'd', retry: false }),
    influxql: createInfluxQL(api, { database: 'd', retry: false }),
    [Symbol.asyncDispose]: server.stop,
  };
};

const queryOf = (name: string) => {
  const { request } = recordedExchange(name);
  return JSON.parse(request.body ?? '') as { db: string; q: string; format: SqlFormat; params?: Record<string, never> };
};

/** Parameters of a recorded body: a number without a fraction as a bigint, which is sent as it is written. */
const parametersOf = (body: string, params: object = {}): Record<string, Exclude<SqlParameter, null>> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const digits = new RegExp(`"${name}":(-?\\d+)[,}]`).exec(body)?.[1];
      return [name, digits === undefined ? value : BigInt(digits)];
    }),
  );

describe('what a real Core said', () => {
  test('every type of column, exactly', async () => {
    await using made = await setUp();
    const rows = await made.sql.toArray(queryOf('sql-types-jsonl').q);
    const none = { b: null, f: null, i: null, region: null, s: null, u: null };
    expect(rows).toStrictEqual(
      [
        {
          b: true,
          f: 1.5,
          host: 'a',
          i: 9007199254740993n,
          region: 'eu',
          s: 'x',
          time: 1700000000000000001n,
          u: 18446744073709551615n,
        },
        { ...none, f: Number.NaN, host: 'b', i: -(2n ** 63n), time: 1700000001000000000n },
        { ...none, b: false, host: 'c', region: 'us', s: 'a,"b"\nü😀', time: 1700000002000000000n },
        { ...none, f: -0, host: 'd', s: '', time: 1700000003123456000n, u: 0n },
        { ...none, f: 0.1, host: 'e', i: 0n, time: 1700000004123000000n },
      ].map((row) => Object.fromEntries(Object.keys(TYPES).map((key) => [key, row[key as keyof typeof row]]))),
    );
    expect((await made.sql.columns(queryOf('sql-types-jsonl').q)).get('u')).toMatchObject({
      datatype: 'UInt64',
      values: BigUint64Array.of(2n ** 64n - 1n, 0n, 0n, 0n, 0n),
      nulls: Uint8Array.of(0, 1, 1, 0, 1),
    });
  });

  test('values of expressions as they are written, where their types are not described', async () => {
    await using made = await setUp();
    const [row] = await made.sql.toArray(queryOf('sql-values-jsonl').q);
    expect(row).toMatchObject({
      nan: Number.NaN,
      inf: Number.NaN,
      nzero: -0,
      big: 1e21,
      dec: 12.34,
      d: '2024-02-29',
      iv: '1 mons 2 days',
      bin: '00ff',
      dur: 'PT0.000000001S',
      zoned: '2023-11-14T23:13:20.000000001+01:00',
    });
    expect(row).not.toHaveProperty('nul');
  });

  test('lists, structs, null and the empty string, and results without a row', async () => {
    await using made = await setUp();
    expect(await made.sql.toArray(queryOf('sql-nested-jsonl').q)).toStrictEqual([
      { lst: [1n, null, 3n], st: { a: 1n, b: null } },
    ]);
    expect(await made.sql.toArray(queryOf('sql-null-and-empty-jsonl').q)).toStrictEqual([{ a: '', b: null, c: 'x' }]);
    expect(await made.sql.toArray(queryOf('sql-empty-jsonl').q)).toEqual([]);
    const columns = await made.sql.columns(queryOf('sql-empty-jsonl').q);
    expect(columns.length).toBe(0);
    expect(columns.columns.map(({ label }) => label)).toEqual(Object.keys(TYPES));
  });

  test('the columns that a query has', async () => {
    await using made = await setUp();
    const { q } = queryOf('sql-describe');
    const schema = await made.sql.rows(q.slice('describe '.length)).schema.catch((error: unknown) => error);
    // The recorded query begins in lower case.
    expect(schema).toBeInstanceOf(SqlError);
    const table = await made.sql.text('describe types', { format: 'csv' });
    const lines = table.trim().split('\n').slice(1);
    expect(lines.map((line) => /^(\w+),"?([^"]+?)"?,(?:YES|NO)$/.exec(line)?.slice(1))).toEqual(Object.entries(TYPES));
  });

  const jsonl = recordedExchanges().filter(
    ({ server, request, response }) =>
      server === 'none' &&
      request.method === 'POST' &&
      /query_(?:sql|influxql)$/.test(request.path) &&
      response.status === 200 &&
      response.complete &&
      response.headers['content-type'] === 'application/jsonl' &&
      /"format":"jsonl"/.test(request.body ?? ''),
  );
  test.each(jsonl.map((exchange) => [exchange.name, exchange] as const))(
    '%s: as many rows as lines',
    async (_, exchange) => {
      await using made = await setUp();
      const { q, params, db } = JSON.parse(exchange.request.body ?? '');
      const isSql = exchange.request.path.endsWith('sql') && exchange.request.path.includes('query_sql');
      const options = { database: db, types: false };
      const whole = parametersOf(exchange.request.body ?? '', params);
      const rows = isSql
        ? await made.sql.toArray(q, { ...options, params: whole })
        : await made.influxql(q, { database: db, params: whole }).toArray();
      const lines = String(bodyOf(exchange.response))
        .toString()
        .split('\n')
        .filter((line) => line !== '');
      expect(rows).toHaveLength(lines.length);
      rows.forEach((row, index) => {
        const plain = JSON.parse(lines[index] as string) as Record<string, unknown>;
        for (const [key, value] of Object.entries(plain)) {
          if (typeof value === 'number') expect(Number(row[key])).toBe(value);
          else if (key !== 'time' && typeof value !== 'object') expect(row[key]).toBe(value);
        }
      });
      expect(jsonl.length).toBeGreaterThan(25);
    },
  );
});

describe('errors that a real Core sent', () => {
  const failures = recordedExchanges().filter(
    ({ name, request, response }) =>
      /^sql-(?:error|param)/.test(name) &&
      request.method === 'POST' &&
      response.status >= 400 &&
      /"q":"/.test(request.body ?? '') &&
      /"db"/.test(request.body ?? ''),
  );
  test.each(failures.map((exchange) => [exchange.name, exchange] as const))('%s', async (_, exchange) => {
    await using made = await setUp();
    const { q, format, params, db } = JSON.parse(exchange.request.body ?? '');
    if (Object.values(params ?? {}).some((value) => typeof value === 'object')) return;
    const whole = parametersOf(exchange.request.body ?? '', params);
    const failing = made.sql.text(q, { format, params: whole, database: db });
    await expect(failing).rejects.toBeInstanceOf(SqlError);
    const said = exchange.response.body ?? '';
    const message = said.startsWith('{') ? JSON.parse(said).error : said;
    await expect(failing).rejects.toMatchObject({
      message,
      cause: { name: 'ApiError', status: exchange.response.status },
    });
    const [, line, column] = /Line: (\d+), Column: (\d+)/.exec(said) ?? [];
    await expect(failing).rejects.toMatchObject({
      line: line === undefined ? undefined : Number(line),
      column: column === undefined ? undefined : Number(column),
    });
    expect(failures.length).toBeGreaterThan(12);
  });

  test.each(['sql-midstream-jsonl', 'sql-midstream-cast-jsonl'])(
    '%s: five rows, then a TruncatedError',
    async (name) => {
      await using made = await setUp();
      const seen: unknown[] = [];
      const read = async () => {
        for await (const row of made.sql.rows(queryOf(name).q)) seen.push(row);
      };
      await expect(read()).rejects.toBeInstanceOf(TruncatedError);
      expect(seen).toHaveLength(5);
      expect(seen[4]).toMatchObject({ a: 5n });
    },
  );

  test('a query that fails before its first row is sent twice; in another format it says why', async () => {
    await using made = await setUp();
    const { q } = queryOf('sql-first-row-fails-jsonl');
    const failing = made.sql.toArray(q, { retry: undefined, types: false });
    await expect(failing).rejects.toBeInstanceOf(TruncatedError);
    await expect(failing).rejects.toThrow(/after 0 rows/);
    await expect(made.sql.text(q, { format: 'pretty' })).rejects.toThrow('Arrow error: Divide by zero error');
  });

  test('InfluxQL: a database that is not there, what does not parse, what it does not implement', async () => {
    for (const name of [
      'influxql-error-syntax',
      'influxql-error-create',
      'influxql-error-two',
      'influxql-param-missing',
    ]) {
      const { request, response } = recordedExchange(name);
      const { q } = JSON.parse(request.body ?? '') as { q: string };
      expect(response.status).toBeGreaterThanOrEqual(400);
      // Recorded in another format; the server does not get as far as to write one.
      const server = await startFakeInfluxDB3({
        recorded: false,
        query: () => ({ failure: [response.status, response.body ?? ''] }),
      });
      const influxql = createInfluxQL(createClient({ baseUrl: server.url }), { database: 'd' });
      const failing = influxql(q).toArray();
      await expect(failing).rejects.toMatchObject({ name: 'InfluxQLError', message: response.body });
      await server.stop();
    }
  });
});

test.each(['csv', 'pretty', 'json'] as const)('the whole response as text in %s, as it was', async (format) => {
  await using made = await setUp();
  const exchange = recordedExchange(`sql-types-${format}`);
  expect(await made.sql.text(queryOf(exchange.name).q, { format })).toBe(exchange.response.body);
});

test('the bytes of a parquet file, as they were', async () => {
  await using made = await setUp();
  const stream = await made.sql.stream(queryOf('sql-types-parquet').q, { format: 'parquet' });
  const bytes = Buffer.from(await new Response(stream).arrayBuffer());
  expect(bytes.equals(bodyOf(recordedExchange('sql-types-parquet').response) ?? Buffer.alloc(0))).toBe(true);
});
