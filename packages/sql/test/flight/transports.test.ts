// One table of queries over both transports: the same rows, types and errors. DataFusion executes them, behind JSON over HTTP
// and behind pyarrow's server of Flight.
import { createClient } from '@influxkit/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DataFusion, startDataFusion } from '../../../../tests/tools/src/influxdb3/engine.js';
import { type FakeInfluxDB3, startFakeInfluxDB3 } from '../../../../tests/tools/src/influxdb3/fake-server.js';
import { requirePython } from '../../../../tests/tools/src/python.js';
import { type FlightTransport, flightTransport } from '../../src/flight.js';
import {
  createSql,
  type SqlClient,
  type SqlOptions,
  type SqlQuery,
  sql,
  sqlInteger,
  sqlTimestamp,
} from '../../src/index.js';

const LINES = [
  'types,host=a,region=eu f=1.5,i=9007199254740993i,u=18446744073709551615u,s="x",b=true 1700000000000000001',
  'types,host=b f=-0.25,i=-9223372036854775808i 1700000001000000000',
  'types,host=c,region=us s="a,\\"b\\"\nü😀",b=false 1700000002000000000',
  'types,host=d f=-0.0,u=0u,s="" 1700000003123456000',
];

/** Queries whose rows, columns and types are the same, whichever way they take. */
const SAME: readonly (readonly [name: string, query: SqlQuery, options?: SqlOptions])[] = [
  ['every type of a table', 'SELECT * FROM types ORDER BY time'],
  ['nothing', "SELECT * FROM types WHERE host = 'zzz'"],
  ['an aggregate', 'SELECT count(*) n, avg(f) mean, max(i) most, min(u) least FROM types'],
  [
    'integers of other widths',
    "SELECT arrow_cast(-7, 'Int8') a, arrow_cast(7, 'UInt16') b, arrow_cast(-7, 'Int32') c, arrow_cast(1.5, 'Float32') d",
  ],
  ['decimals', 'SELECT CAST(12.34 AS DECIMAL(10, 3)) a, CAST(-0.001 AS DECIMAL(10, 3)) b, CAST(5 AS DECIMAL(38, 0)) c'],
  [
    'dates and times',
    "SELECT CAST('2024-02-29' AS DATE) d, CAST('12:34:56.789' AS TIME) t, CAST('0001-01-01' AS DATE) old",
  ],
  [
    'timestamps',
    "SELECT time, arrow_cast(time, 'Timestamp(Millisecond, None)') ms, arrow_cast(time, 'Timestamp(Second, Some(\"+01:00\"))') s FROM types ORDER BY time",
  ],
  ['durations', "SELECT time - CAST('2023-11-14T22:13:20Z' AS TIMESTAMP) d FROM types ORDER BY time"],
  ['intervals', "SELECT interval '1 month 2 days' a, interval '90 seconds' b, interval '-3 hours' c"],
  ['intervals of no time', "SELECT interval '0 days' a"],
  [
    'floats of fewer bits',
    "SELECT arrow_cast(0.1, 'Float32') a, arrow_cast(0.1, 'Float16') b, [arrow_cast(1e-7, 'Float32')] c, arrow_cast('NaN'::double, 'Float32') d",
  ],
  [
    'maps',
    "SELECT map {'a': 1, 'b': 2} a, map(['k'], [CAST('2024-01-01T00:00:00Z' AS TIMESTAMP)]) b, [map {'__proto__': 1.5}] c",
  ],
  ['floats that are no numbers, in structs', "SELECT named_struct('a', 'NaN'::double, 'b', NULL::double) a"],
  [
    'dates in what is nested',
    "SELECT named_struct('t', time) a, [time] b, [named_struct('t', [time])] c FROM types ORDER BY time",
    { times: 'date' },
  ],
  ['bytes', "SELECT x'00ff' a, x'' b"],
  ['lists', 'SELECT [1, NULL, 3] a, [[1], [2, 3]] b'],
  [
    'structs',
    "SELECT named_struct('a', 1, 'b', NULL) s, named_struct('t', CAST('2024-01-01T00:00:00Z' AS TIMESTAMP)) t",
  ],
  [
    'strings of every kind',
    "SELECT 'ü😀' a, '' b, CAST(NULL AS VARCHAR) c, arrow_cast('large', 'LargeUtf8') d, arrow_cast('a view of more than twelve bytes', 'Utf8View') e",
  ],
  ['booleans and nulls', 'SELECT true a, false b, NULL c, 1 d'],
  [
    'bound values',
    sql`SELECT host FROM types WHERE host IN (${['a', 'b']}) AND time >= ${sqlTimestamp(1700000000000000001n)} ORDER BY host LIMIT ${sqlInteger(2)}`,
  ],
  ['bound values in arithmetic', sql`SELECT ${5n} + 1 a, ${1.5} * 2 b, ${'text'} c, ${true} d`],
  ['times as dates', 'SELECT time FROM types ORDER BY time', { times: 'date' }],
  ['times as text', 'SELECT time FROM types ORDER BY time', { times: 'rfc3339' }],
  ['numbers', 'SELECT 5 a, -7 b', { integers: 'number' }],
  ['what JSON takes', "SELECT time, x'00ff' bin FROM types ORDER BY time", { preset: 'json' }],
  [
    'a thousand rows',
    'SELECT value v, value % 7 = 3 b, CAST(value AS VARCHAR) s FROM generate_series(1, 1000) ORDER BY value',
  ],
];

/** Queries that fail, and a part of the message. */
const FAILING: readonly (readonly [name: string, query: string, message: RegExp])[] = [
  ['a table that is not there', 'SELECT * FROM nowhere', /nowhere/],
  ['a column that is not there', 'SELECT nowhere FROM types', /nowhere/],
  ['no SQL', 'SELEKT 1', /SELEKT|Expected/],
  ['two columns of one name', 'SELECT a.host, b.host FROM types a JOIN types b ON a.host = b.host', /host/],
];

describe.skipIf(!requirePython())('both transports', () => {
  let engine: DataFusion;
  let server: FakeInfluxDB3;
  let transport: FlightTransport;
  let clients: { http: SqlClient; flight: SqlClient };

  beforeAll(async () => {
    engine = await startDataFusion();
    server = await startFakeInfluxDB3({ engine });
    const http = createClient({ baseUrl: server.url, timeout: 0 });
    transport = flightTransport(createClient({ baseUrl: engine.flight, timeout: 0 }));
    const path = '/api/v3/write_lp?db=d&precision=nanosecond';
    const { statusCode } = await http.request({ method: 'POST', path, body: LINES.join('\n') });
    expect(statusCode).toBe(204);
    clients = {
      http: createSql(http, { database: 'd', retry: false }),
      flight: createSql(http, { database: 'd', transport, retry: false }),
    };
    // The engine has rows from the first query over HTTP on.
    await clients.http.toArray('SELECT 1');
  });

  afterAll(async () => {
    await transport?.close();
    await server?.stop();
    await engine?.stop();
  });

  test.each(SAME.map(([name, query, options = {}]) => [name, query, options] as const))(
    '%s',
    async (_, query, options) => {
      const [http, flight] = await Promise.all([
        clients.http.toArray(query, options),
        clients.flight.toArray(query, options),
      ]);
      expect(flight).toStrictEqual(http);
      const [ofHttp, ofFlight] = await Promise.all([
        clients.http.columns(query, options),
        clients.flight.columns(query, options),
      ]);
      const plain = ({ length, columns }: typeof ofHttp) => ({
        length,
        // pyarrow's server does not say what is a tag, and DESCRIBE plans a bound string as a view.
        columns: columns.map(({ datatype, ...column }) => ({
          ...column,
          datatype: datatype.replace(/^(?:Dictionary\(Int32, Utf8\)|Utf8View)$/, 'Utf8'),
        })),
      });
      expect(plain(ofFlight)).toStrictEqual(plain(ofHttp));
    },
  );

  test.each(FAILING)('an error: %s', async (_, query, message) => {
    const errorOf = async (client: SqlClient) =>
      client.toArray(query).then(
        () => undefined,
        (error: Error) => error,
      );
    const [http, flight] = await Promise.all([errorOf(clients.http), errorOf(clients.flight)]);
    expect([http?.name, flight?.name]).toEqual(['SqlError', 'SqlError']);
    expect(http?.message).toMatch(message);
    expect(flight?.message).toMatch(message);
  });

  test('a whole result as an Arrow stream', async () => {
    const query = 'SELECT i FROM types ORDER BY time';
    const bytes = await clients.flight.toArrow(query);
    const { decodeRows } = await import('@influxkit/arrow');
    expect(await decodeRows(bytes).toArray()).toEqual(await clients.http.toArray(query));
    await expect(clients.http.toArrow(query)).rejects.toThrow(/Arrow over Flight alone/);
    const empty = await clients.flight.toArrow("SELECT i FROM types WHERE host = 'zzz'");
    expect(await decodeRows(empty).toArray()).toEqual([]);
  });

  test('leaving early, many at once, and the connection is the same', async () => {
    const query = 'SELECT value v FROM generate_series(1, 2000000)';
    for await (const row of clients.flight.rows(query)) {
      expect(row).toEqual({ v: 1n });
      break;
    }
    const all = await Promise.all(
      Array.from({ length: 20 }, () => clients.flight.toArray('SELECT count(*) n FROM types')),
    );
    expect(all.flat()).toEqual(Array.from({ length: 20 }, () => ({ n: 4n })));
  });
});
