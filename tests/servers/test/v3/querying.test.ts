import { decodeRows } from '@influxkit/arrow';
import { ApiError } from '@influxkit/runtime';
import {
  createInfluxQLV1,
  createSql,
  InfluxQLError,
  SqlError,
  sql,
  sqlIdentifier,
  sqlInteger,
  sqlTimestamp,
  TruncatedError,
} from '@influxkit/sql';
import { beforeAll, expect, test } from 'vitest';
import { describeCore310, describeServers, describeTransports, describeWhere, unique } from '../../src/v3/context.js';

describeServers('querying', (context) => {
  const { server, api, database } = context;
  const name = unique('cpu');
  const table = sqlIdentifier(name);
  beforeAll(async () => {
    const lines = [
      `${name},host=a,region=eu f=1.5,i=9007199254740993i,u=18446744073709551615u,s="x",b=true 1700000000000000001`,
      `${name},host=b f=1e400,i=-9223372036854775808i 1700000001000000000`,
      `${name},host=c,region=us s="a,\\"b\\"\nü😀",b=false 1700000002000000000`,
      `${name},host=d f=-0.0,u=0u,s="" 1700000003123456000`,
    ];
    await api.write(lines.join('\n'), { query: { db: database, precision: 'nanosecond' } });
  });

  describeWhere(server.executesSql, 'with SQL', 'no SQL', () =>
    describeTransports(context, 'sql', ({ sql: db, transport }) => {
      const isFlight = transport !== undefined;
      const rows = [
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
        {
          b: null,
          // JSON has no infinity: the server writes null for it, and a row NaN.
          f: isFlight ? Number.POSITIVE_INFINITY : Number.NaN,
          host: 'b',
          i: -9223372036854775808n,
          region: null,
          s: null,
          time: 1700000001000000000n,
          u: null,
        },
        { b: false, f: null, host: 'c', i: null, region: 'us', s: 'a,"b"\nü😀', time: 1700000002000000000n, u: null },
        { b: null, f: -0, host: 'd', i: null, region: null, s: '', time: 1700000003123456000n, u: 0n },
      ];

      test('gives every value of every type, and null as a key', async () => {
        expect(await db.toArray(sql`SELECT * FROM ${table} ORDER BY time`)).toEqual(rows);
      });

      test('gives columns', async () => {
        const columns = await db.columns(sql`SELECT time, f, i, host FROM ${table} ORDER BY time`);
        expect(columns.get('time')?.values).toEqual(BigInt64Array.from(rows.map(({ time }) => time)));
        expect([...(columns.get('host')?.values ?? [])]).toEqual(['a', 'b', 'c', 'd']);
      });

      test('names the types of columns', async () => {
        const schema = await db.rows(sql`SELECT time, host, f, i, u, b, s FROM ${table}`).schema;
        expect(schema.map(({ name }) => name)).toEqual(['time', 'host', 'f', 'i', 'u', 'b', 's']);
        expect(schema.find(({ name }) => name === 'i')?.type).toBe('Int64');
      });

      test('binds values of every type', async () => {
        const query = sql`SELECT host FROM ${table} WHERE host = ${'a'} AND i = ${9007199254740993n} AND f = ${1.5}
        AND b = ${true} AND time = ${sqlTimestamp(1700000000000000001n)} AND time > ${new Date(1_699_999_999_000)}
        AND host IN (${['a', 'b']}) LIMIT ${sqlInteger(1)}`;
        expect(await db.toArray(query)).toEqual([{ host: 'a' }]);
      });

      test.each(["' OR 1=1 --", '"; DROP TABLE x', '$p1', '\\', '\u0000', '日本 🙂', "''"])(
        'takes no value for code: %j',
        async (value) => {
          expect(await db.toArray(sql`SELECT host FROM ${table} WHERE host = ${value}`)).toEqual([]);
          expect(await db.toArray(sql`SELECT ${value} AS v`)).toEqual([{ v: value }]);
        },
      );

      test('gives nothing for a result without rows', async () => {
        expect(await db.toArray(sql`SELECT * FROM ${table} WHERE host = ${'nobody'}`)).toEqual([]);
      });

      test('knows nested values, decimals, dates and intervals', async () => {
        const query =
          "SELECT [1, 2] AS l, CAST(1.5 AS DECIMAL(10,2)) AS d, DATE '2024-02-29' AS t, named_struct('a', 1, 'b', 'x') AS o";
        expect(await db.toArray(query)).toEqual([{ l: [1n, 2n], d: '1.50', t: '2024-02-29', o: { a: 1n, b: 'x' } }]);
      });

      // They go over HTTP in any case; beside a fake there is none where Flight is.
      test.skipIf(isFlight && !server.isReal)('gives the text of each format', async () => {
        const texts = await Promise.all(
          (['jsonl', 'json', 'csv', 'pretty'] as const).map((format) => db.text('SELECT 1 AS n', { format })),
        );
        expect(texts.slice(0, 3)).toEqual(['{"n":1}\n', '[{"n":1}]', 'n\n1\n']);
        expect(texts[3]).toMatch(/\|\s*n\s*\|[\s\S]*\|\s*1\s*\|/);
      });

      test.runIf(isFlight)('gives the whole result as an Arrow stream', async () => {
        const bytes = await db.toArrow(sql`SELECT i FROM ${table} ORDER BY time`);
        expect(await decodeRows(bytes).toArray()).toEqual(rows.map(({ i }) => ({ i })));
      });

      test('is left at any row', async () => {
        const seen: unknown[] = [];
        for await (const { host } of db.rows(sql`SELECT host FROM ${table} ORDER BY host`)) {
          seen.push(host);
          if (seen.length === 2) break;
        }
        expect(seen).toEqual(['a', 'b']);
      });

      test.each([
        ['SELEC 1', /Expected|SQL/],
        [`SELECT nope FROM "${name}"`, /nope/],
        ['SELECT * FROM there_is_no_such_table', /there_is_no_such_table/],
        ['CREATE TABLE x AS SELECT 1', /./],
        ['SELECT $missing', /missing/],
      ])('says what is wrong with %s', async (query, says) => {
        const failure = await db.toArray(query).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(SqlError);
        expect((failure as Error).message).toMatch(says);
      });

      test('says AS where two columns have one name', async () => {
        const query = sql`SELECT a.host, b.host FROM ${table} a JOIN ${table} b ON a.time = b.time`;
        await expect(db.toArray(query)).rejects.toThrow(/AS/);
      });

      test('a database that is not there is an error that names it', async () => {
        await expect(createSql(api, { database: 'influxkit_nowhere', transport }).toArray('SELECT 1')).rejects.toThrow(
          /influxkit_nowhere/,
        );
      });

      test('a query that fails after its first row gives what came before; over Flight with the reason', async () => {
        // a batch a row: the tenth divides by zero
        const query =
          'WITH RECURSIVE t AS (SELECT 1 AS a UNION ALL SELECT a + 1 AS a FROM t WHERE 100 / (10 - a) > 0 OR a < 10) SELECT a FROM t';
        const seen: unknown[] = [];
        const failure = await (async () => {
          for await (const row of db.rows(query, { types: false, retry: false })) seen.push(row);
        })().catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(Error);
        if (isFlight) {
          expect(failure).toBeInstanceOf(SqlError);
          expect(String(failure)).toMatch(/divide by zero/i);
        } else if (seen.length > 0) expect(failure).toBeInstanceOf(TruncatedError);
      });
    }),
  );

  describeWhere(server.executesSql, 'with InfluxQL', 'no engine', () => {
    describeTransports(context, 'influxql', ({ influxql }) => {
      const text = `SELECT f, i, u, s, b FROM "${name}" WHERE host = $host AND time > 0`;
      const row = {
        time: 1700000000000000001n,
        f: 1.5,
        i: 9007199254740993n,
        u: 18446744073709551615n,
        s: 'x',
        b: true,
      };

      test('gives every value with what is bound', async () => {
        expect(await influxql(text, { params: { host: 'a' } }).toArray()).toMatchObject([row]);
        expect(await influxql(text, { params: { host: "a' OR 1=1" } }).toArray()).toEqual([]);
      });

      test('gives values as they are asked for', async () => {
        const rows = influxql(text, { params: { host: 'd' }, times: 'rfc3339', integers: 'number' });
        expect(await rows.toArray()).toMatchObject([{ time: '2023-11-14T22:13:23.123456Z', f: -0, u: 0 }]);
      });

      test('aggregates by time', async () => {
        const bounds = 'time >= 1700000000000000000 AND time < 1700000001000000000';
        const means = influxql(`SELECT mean(f) FROM "${name}" WHERE ${bounds} GROUP BY time(1d)`);
        expect(await means.toArray()).toMatchObject([
          { 'iox::measurement': name, time: 1699920000000000000n, mean: 1.5 },
        ]);
      });

      test('is left at any row', async () => {
        const seen: unknown[] = [];
        for await (const { time } of influxql(`SELECT f FROM "${name}" WHERE time > 0`)) {
          seen.push(time);
          if (seen.length === 2) break;
        }
        expect(seen).toEqual([1700000000000000001n, 1700000001000000000n]);
      });

      test('says what is wrong', async () => {
        await expect(influxql('SELEC 1').toArray()).rejects.toBeInstanceOf(InfluxQLError);
      });
    });

    describeWhere(server.hasOlderEndpoints && server.isReal, 'of /query', 'there is none', () => {
      test('gives rows', async () => {
        const influxql = createInfluxQLV1(api, { database });
        const query = `SELECT i FROM "${name}" WHERE host = 'a' AND time > 0`;
        expect(await influxql(query).toArray()).toMatchObject([{ i: 9007199254740993n }]);
      });
    });
  });

  describeCore310(server, 'statuses of failures', () => {
    const status = async (q: string, format = 'json'): Promise<number> => {
      const response = await api.request({
        method: 'POST',
        path: '/api/v3/query_sql',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ db: database, q, format }),
      });
      return response.statusCode;
    };
    test.skipIf(!server.executesSql)('an unknown column is 500, what does not parse 400', async () => {
      expect(await status(`SELECT nope FROM "${name}"`)).toBe(500);
      expect(await status('SELEC')).toBe(400);
    });

    test('a database that is not there is 404', async () => {
      const failure = await api.query.sql({ db: 'influxkit_nowhere', q: 'SELECT 1' }).catch((error: unknown) => error);
      if (server.executesSql) expect((failure as ApiError).status).toBe(404);
      else expect(failure).toBeInstanceOf(ApiError);
    });
  });
});
