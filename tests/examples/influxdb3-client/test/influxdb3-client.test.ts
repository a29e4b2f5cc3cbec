import * as theirs from '@influxdata/influxdb3-client';
import { InfluxDB, type InfluxDB3Options, Point, sql } from '@influxkit/influxdb/core';
import { startMotors } from '@influxkit/test-tools';
import {
  Field,
  Float64,
  Int64,
  makeData,
  makeVector,
  Schema,
  Timestamp,
  TimeUnit,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { codeIn, comparedPage } from '../../src/coming-from/page.js';
import { type Recorded, type RecordedResponse, startRecorder } from '../../src/coming-from/recorder.js';
import { startFlight, tableOf } from '../src/flight-server.js';

const page = comparedPage('coming-from-influxdb3-client.md');
const { rows, row } = page;

// Theirs logs to the console; what it says is not what is tested.
beforeAll(() => {
  theirs.setLogger({ error: () => {}, warn: () => {} });
});
afterEach(() => vi.unstubAllEnvs());

const token = 'my-token';
const database = 'factory';
const line = 'motor,line=A rpm=1480.5 1700000000000000000';
const lineInSeconds = 'motor,line=A rpm=1480.5 1700000000';
const nanoseconds = 1_700_000_000_000_000_001n;
const motors = tableOf(
  new Schema([
    new Field(
      'time',
      new Timestamp(TimeUnit.NANOSECOND),
      true,
      new Map([['iox::column::type', 'iox::column_type::timestamp']]),
    ),
    new Field('line', new Utf8(), true, new Map([['iox::column::type', 'iox::column_type::tag']])),
    new Field('rpm', new Float64(), true, new Map([['iox::column::type', 'iox::column_type::field::float']])),
    new Field('starts', new Int64(), true, new Map([['iox::column::type', 'iox::column_type::field::integer']])),
  ]),
  [
    makeVector(makeData({ type: new Timestamp(TimeUnit.NANOSECOND), data: BigInt64Array.of(nanoseconds) })),
    vectorFromArray(['A'], new Utf8()),
    vectorFromArray([1480.5], new Float64()),
    makeVector(makeData({ type: new Int64(), data: BigInt64Array.of(9_007_199_254_740_993n) })),
  ] as readonly Vector[],
);

/** The same motors as JSON lines, and what their columns are. */
const JSON_LINES = '{"time":"2023-11-14T22:13:20.000000001","line":"A","rpm":1480.5,"starts":9007199254740993}\n';
const DESCRIBED = ['time Timestamp(ns)', 'line Dictionary(Int32, Utf8)', 'rpm Float64', 'starts Int64']
  .map((column) => column.split(/ (.*)/s))
  .map(([column_name, data_type]) => `${JSON.stringify({ column_name, data_type, is_nullable: 'YES' })}\n`)
  .join('');

const overHttp = ({ body }: Recorded): RecordedResponse => ({
  body: body.includes('"q":"DESCRIBE') ? DESCRIBED : JSON_LINES,
});
const ours = (url: string, options: Partial<InfluxDB3Options> = {}) =>
  new InfluxDB({ url, token, database, ...options });

/** Has both write to a server that takes everything. */
async function written(
  their: (client: theirs.InfluxDBClient) => Promise<void>,
  our: (influx: InfluxDB) => Promise<unknown>,
): Promise<readonly [wanted: Recorded, got: Recorded]> {
  await using recorder = await startRecorder();
  const client = new theirs.InfluxDBClient({ host: recorder.url, token, database, authScheme: 'Bearer' });
  await their(client);
  await client.close();
  await our(ours(recorder.url));
  const [wanted, got] = recorder.take();
  if (wanted === undefined || got === undefined) throw new Error('each was to send one request');
  expect(got.body.trimEnd()).toBe(wanted.body.trimEnd());
  expect(got.headers.authorization).toBe(wanted.headers.authorization);
  return [wanted, got];
}

const collected = async <Row>(generator: AsyncIterable<Row>): Promise<Row[]> => {
  const all: Row[] = [];
  for await (const each of generator) all.push(each);
  return all;
};

/** Has both query: theirs a server of Flight, ours one of HTTP. */
async function queried(
  their: (client: theirs.InfluxDBClient) => AsyncIterable<unknown>,
  our: (influx: InfluxDB) => AsyncIterable<unknown>,
) {
  await using flight = await startFlight(motors);
  await using recorder = await startRecorder(overHttp);
  const client = new theirs.InfluxDBClient({ host: flight.url, token, database });
  const wanted = await collected(their(client));
  await client.close();
  const got = await collected(our(ours(recorder.url)));
  const requests = recorder
    .take()
    .map(({ path, body }) => ({ path, ...(JSON.parse(body) as { db: string; q: string }) }));
  return { wanted, got, ticket: flight.tickets[0], request: requests.at(-1) };
}

const bucketOf = ({ query }: Recorded): string | undefined => query['bucket'] ?? query['db'];

describe('what is different', () => {
  row("a parameter that is `0`, `false` or `''` is not bound: `No parameter matching $v provided`", async () => {
    const q = 'SELECT $v';
    for (const v of [0, false, '']) {
      const failing = queried(
        (client) => client.query(q, database, { params: { v } }),
        () => ours('http://localhost:1').sql.rows(q),
      );
      await expect(failing).rejects.toThrow('No parameter matching $v provided');
      await using recorder = await startRecorder(overHttp);
      expect(await ours(recorder.url).sql.toArray(q, { params: { v } })).toHaveLength(1);
      expect(JSON.parse(recorder.take().at(-1)?.body ?? '')).toMatchObject({ params: { v } });
    }
  });

  row(
    ['integers beyond 2^53 are rounded when they are read', 'of a time, all behind the millisecond is lost'],
    async () => {
      const { wanted, got } = await queried(
        (client) => client.query('SELECT * FROM motor'),
        (influx) => influx.sql.rows('SELECT * FROM motor'),
      );
      expect(wanted).toMatchObject([{ time: 1_700_000_000_000, starts: 9_007_199_254_740_992 }]);
      expect(got).toEqual([{ time: nanoseconds, line: 'A', rpm: 1480.5, starts: 9_007_199_254_740_993n }]);
    },
  );

  row('of two columns with one name, the values of one are lost', async () => {
    const [first, second] = [vectorFromArray([1], new Float64()), vectorFromArray([2], new Float64())];
    const schema = new Schema([new Field('rpm', new Float64()), new Field('rpm', new Float64())]);
    await using flight = await startFlight(tableOf(schema, [first, second]));
    const client = new theirs.InfluxDBClient({ host: flight.url, token, database });
    const [wanted] = await collected(client.query('SELECT a.rpm, b.rpm FROM a, b'));
    await client.close();
    expect(Object.keys(wanted ?? {})).toEqual(['rpm']);
    await using recorder = await startRecorder(() => ({ body: DESCRIBED.repeat(2) }));
    await expect(ours(recorder.url).sql.toArray('SELECT a.rpm, b.rpm FROM a, b')).rejects.toThrow(/have the name .*AS/);
  });

  row("each `write()` is a request of its own, and one that fails is the caller's to repeat", async () => {
    const responses = [503, 204, 204, 503, 204];
    await using recorder = await startRecorder(() => ({ status: responses.shift() ?? 500 }));
    const client = new theirs.InfluxDBClient({ host: recorder.url, token, database });
    await expect(client.write(line)).rejects.toThrow();
    await client.write(line);
    await client.write(line);
    await client.close();
    expect(recorder.take()).toHaveLength(3);
    const writer = ours(recorder.url).writer(undefined, { retry: { minDelay: 1 } });
    writer.write(line);
    writer.write(line.replace('A', 'B'));
    expect((await writer.close()).stats).toMatchObject({ written: 2, retries: 1 });
    expect(recorder.take().map(({ body }) => body.trimEnd().split('\n').length)).toEqual([2, 2]);
  });

  row('writes go to `/api/v2/write`, where one bad line refuses all', async () => {
    await using server = await startMotors();
    const bad = 'motor rpm=abc 1';
    const client = new theirs.InfluxDBClient({ host: server.url, token, database });
    await expect(client.write([line, bad])).rejects.toThrow(theirs.HttpError);
    expect(server.requests.at(-1)?.path).toBe('/api/v2/write');
    expect(server.written.get(database) ?? []).toEqual([]);
    const errors: unknown[] = [];
    const writer = ours(server.url).writer(undefined, { onError: (error) => errors.push(error) });
    writer.write([line, bad]);
    const { stats } = await writer.closeSettled();
    expect(server.requests.at(-1)?.path).toBe('/api/v3/write_lp');
    expect(server.written.get(database)).toEqual([line]);
    expect(stats).toMatchObject({ written: 1, rejected: 1 });
    expect(String(errors[0])).toContain('No fields were provided');
  });

  row("a point without a time gets the server's clock with each attempt", async () => {
    await using recorder = await startRecorder();
    const client = new theirs.InfluxDBClient({ host: recorder.url, token, database });
    await client.write('m v=1');
    await client.close();
    const writer = ours(recorder.url).writer();
    writer.write({ measurement: 'm', fields: { v: 1 } });
    await writer.close();
    const [wanted, got] = recorder.take().map(({ body }) => body.trimEnd());
    expect(wanted).toBe('m v=1');
    expect(got).toMatch(/^m v=1 \d{19}$/);
  });

  row('a tag whose value has a backslash before it ends is stored as something else', async () => {
    await using recorder = await startRecorder();
    const share = '\\\\server\\share';
    const client = new theirs.InfluxDBClient({ host: recorder.url, token, database });
    await client.write(theirs.Point.measurement('m').setTag('share', share).setFloatField('v', 1).setTimestamp('1'));
    await client.close();
    const writer = ours(recorder.url).writer();
    writer.write(new Point('m').tag('share', share).floatField('v', 1).timestamp(1n));
    await writer.close();
    const [wanted, got] = recorder.take().map(({ body }) => /share=(\S+)/.exec(body)?.[1]);
    // The server reads two backslashes as one.
    expect(wanted?.replaceAll('\\\\', '\\')).not.toBe(share);
    expect(got?.replaceAll('\\\\', '\\')).toBe(share);
  });
});

describe('a client', () => {
  row(['`new InfluxDBClient({ host, token, database })`', '`await client.write(line, database)`'], async () => {
    const [wanted, got] = await written(
      (client) => client.write(line, 'other'),
      async (influx) => {
        const writer = influx.writer('other');
        writer.write(line);
        await writer.close();
      },
    );
    expect([bucketOf(wanted), bucketOf(got)]).toEqual(['other', 'other']);
  });

  row("`new InfluxDBClient('http://localhost:8181?token=my-token&database=factory')`", async () => {
    await using recorder = await startRecorder();
    await new theirs.InfluxDBClient(`${recorder.url}?token=${token}&database=${database}`).write(line);
    const writer = ours(recorder.url).writer();
    writer.write(line);
    await writer.close();
    const [wanted, got] = recorder.take();
    expect([wanted?.headers.authorization, got?.headers.authorization]).toEqual([`Token ${token}`, `Bearer ${token}`]);
    expect([wanted, got].map((one) => one && bucketOf(one))).toEqual([database, database]);
  });

  row('`new InfluxDBClient()`, from `INFLUX_HOST`, `INFLUX_TOKEN` and `INFLUX_DATABASE`', async () => {
    await using recorder = await startRecorder();
    vi.stubEnv('INFLUX_HOST', recorder.url);
    vi.stubEnv('INFLUX_TOKEN', token);
    vi.stubEnv('INFLUX_DATABASE', 'from-env');
    await new theirs.InfluxDBClient().write(line);
    const writer = InfluxDB.fromEnv().writer();
    writer.write(line);
    await writer.close();
    const [wanted, got] = recorder.take();
    expect([wanted, got].map((one) => one && bucketOf(one))).toEqual(['from-env', 'from-env']);
    expect(got?.headers.authorization).toBe(`Bearer ${token}`);
  });

  row('`await client.getServerVersion()`', async () => {
    await using server = await startMotors();
    const client = new theirs.InfluxDBClient({ host: server.url, token, database });
    expect((await ours(server.url).ping()).version).toBe(await client.getServerVersion());
    await client.close();
  });
});

describe('writing', () => {
  row('`await client.write([line, line])`', () =>
    written(
      (client) => client.write([line, line.replace('A', 'B')]),
      async (influx) => {
        const writer = influx.writer();
        writer.write([line, line.replace('A', 'B')]);
        await writer.close();
      },
    ),
  );

  row("`client.write(line, database, undefined, { precision: 's' })`", async () => {
    const [wanted, got] = await written(
      (client) => client.write(lineInSeconds, database, undefined, { precision: 's' }),
      async (influx) => {
        const writer = influx.writer(database, { precision: 's' });
        writer.write(lineInSeconds);
        await writer.close();
      },
    );
    expect([wanted.query['precision'], got.query['precision']]).toEqual(['s', 'second']);
  });

  row('`client.write(line, database, undefined, { noSync: true })`', async () => {
    const [wanted, got] = await written(
      (client) => client.write(line, database, undefined, { noSync: true }),
      async (influx) => {
        const writer = influx.writer(database, { noSync: true });
        writer.write(line);
        await writer.close();
      },
    );
    expect([wanted.path, got.path]).toEqual(['/api/v3/write_lp', '/api/v3/write_lp']);
    expect(got.query).toEqual(wanted.query);
  });

  row('`client.write(line, database, undefined, { gzipThreshold: 0 })`', async () => {
    const [wanted, got] = await written(
      (client) => client.write(line, database, undefined, { gzipThreshold: 0 }),
      async (influx) => {
        const writer = influx.writer(database, { gzip: { threshold: 0 } });
        writer.write(line);
        await writer.close();
      },
    );
    expect([wanted.headers['content-encoding'], got.headers['content-encoding']]).toEqual(['gzip', 'gzip']);
  });

  const time = new Date(1_700_000_000_000);
  row(
    [
      '`await client.write(point)`',
      '`client.write(line, database, undefined, { defaultTags: { host } })`',
      "`Point.measurement('motor')`",
      "`point.setTag('line', 'A')`",
      "`point.setFloatField('rpm', 1480.5)`",
      "`point.setIntegerField('starts', 7)`",
      "`point.setUintegerField('starts', 7)`",
      "`point.setStringField('state', 'on')`",
      "`point.setBooleanField('on', true)`",
      '`point.setTimestamp(time)`',
    ],
    async () => {
      await using recorder = await startRecorder();
      const client = new theirs.InfluxDBClient({ host: recorder.url, token, database });
      const theirPoint = theirs.Point.measurement('motor')
        .setTag('line', 'A')
        .setBooleanField('on', true)
        .setFloatField('rpm', 1480.5)
        .setIntegerField('starts', 7)
        .setStringField('state', 'on')
        .setUintegerField('stops', 8)
        .setTimestamp(time);
      await client.write(theirPoint, database, undefined, { defaultTags: { host: 'h' } });
      await client.close();
      const ourPoint = new Point('motor')
        .tag('line', 'A')
        .booleanField('on', true)
        .floatField('rpm', 1480.5)
        .intField('starts', 7)
        .stringField('state', 'on')
        .uintField('stops', 8)
        .timestamp(time);
      const writer = ours(recorder.url).writer(database, { defaultTags: { host: 'h' } });
      writer.write(ourPoint);
      await writer.close();
      const [wanted, got] = recorder.take().map(({ body }) => body.trimEnd());
      // Theirs writes whole words for what is true, ours a letter: the server reads both.
      expect(got?.replace('on=t', 'on=T')).toBe(wanted?.replace(/on=(?:true|T)/, 'on=T'));
      expect(got).toContain('line=A');
    },
  );
});

describe('querying', () => {
  const q = 'SELECT time, rpm FROM motor';

  row("`client.query('SELECT time, rpm FROM motor', database)`", async () => {
    const { wanted, got, ticket, request } = await queried(
      (client) => client.query(q, 'other'),
      (influx) => influx.sql.rows(q, { database: 'other' }),
    );
    expect(ticket).toMatchObject({ database: 'other', sql_query: q, query_type: 'sql' });
    expect(request).toMatchObject({ path: '/api/v3/query_sql', db: 'other', q });
    expect([wanted, got]).toMatchObject([[{ rpm: 1480.5, line: 'A' }], [{ rpm: 1480.5, line: 'A' }]]);
  });

  row("`client.query('SELECT rpm FROM motor WHERE line = $line', database, { params: { line } })`", async () => {
    const text = 'SELECT rpm FROM motor WHERE line = $line';
    const { ticket, request } = await queried(
      (client) => client.query(text, database, { params: { line: 'A' } }),
      (influx) => influx.sql.rows(sql`SELECT rpm FROM motor WHERE line = ${'A'}`),
    );
    expect(ticket).toMatchObject({ sql_query: text, params: { line: 'A' } });
    expect(request).toMatchObject({ q: text.replace('$line', '$p1'), params: { p1: 'A' } });
  });

  row("`client.query('SELECT rpm FROM motor', database, { type: 'influxql' })`", async () => {
    const { ticket, request } = await queried(
      (client) => client.query(q, database, { type: 'influxql' }),
      (influx) => influx.influxql(q, { database }),
    );
    expect(ticket).toMatchObject({ sql_query: q, query_type: 'influxql' });
    expect(request).toMatchObject({ path: '/api/v3/query_influxql', db: database, q });
  });

  row("`client.queryPoints('SELECT time, rpm FROM motor', database)`", async () => {
    const { wanted, got } = await queried(
      (client) => client.queryPoints(q, database),
      (influx) => influx.sql.rows(q, { database }),
    );
    const [point] = wanted as theirs.PointValues[];
    const [record] = got as { rpm: number; line: string }[];
    expect([record?.rpm, record?.line]).toEqual([point?.getFloatField('rpm'), point?.getTag('line')]);
  });
});

describe('the page', () => {
  it('has a row for every method of their client and of their Point that makes one', () => {
    const methods = Object.getOwnPropertyNames(theirs.InfluxDBClient.prototype).filter((name) => /^[a-z]/.test(name));
    const setters = Object.getOwnPropertyNames(theirs.Point.prototype).filter((name) => /^set\w+Field$/.test(name));
    const names = [...methods, ...setters, 'setTag', 'setTimestamp'].filter((name) => name !== 'constructor');
    expect(names.length).toBeGreaterThan(10);
    expect(page.missing(names)).toEqual([]);
  });

  it('has no row that is not run here, but for options and what there is nothing beside', () => {
    expect(page.untested(['Options of a client'])).toEqual([]);
  });

  it('has code of ours that compiles, strictly', () => {
    const code = rows
      .filter(({ section }) => !/^(Options|What is different)/.test(section))
      .flatMap(({ ours: own }) => codeIn(own))
      .filter((text) => text.includes('('));
    expect(code.length).toBeGreaterThan(20);
    const given = `import { InfluxDB, Point, sql } from '@influxkit/influxdb/core';
declare const influx: InfluxDB;
declare const [url, token, database, host, line]: string[] & [string, string, string, string, string];
declare const point: Point;
declare const time: Date;
`;
    expect(page.compileErrors(code, given)).toEqual([]);
  });
});
