import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basicAuth } from '@influxkit/auth';
import { defineMeasurement, encodePoint, int, type PointData } from '@influxkit/line-protocol';
import { createInfluxQL, type InfluxQLClient, InfluxQLError } from '@influxkit/query';
import { ApiError, createClient } from '@influxkit/runtime';
import { type Influxd, requireServer, startInfluxd } from '@influxkit/test-tools';
import { createWriter, PartialWriteError } from '@influxkit/write';
import * as theirs from 'influx';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeIn, comparedPage } from '../../src/coming-from/page.js';
import { startRecorder } from '../../src/coming-from/recorder.js';
import { valuesOf } from '../../src/values.js';

const page = comparedPage('coming-from-influx.md');
const hasInfluxd = requireServer('influxd');
const row = (names: string | readonly string[], test: () => unknown): void =>
  page.row(names, test, { skip: !hasInfluxd });

let influxd: Influxd;
let influx: theirs.InfluxDB;
let influxql: InfluxQLClient;
const api = () => createClient({ baseUrl: influxd.url });

beforeAll(async () => {
  if (hasInfluxd) influxd = await startInfluxd();
});
afterAll(() => influxd?.stop());

/** Theirs works on `theirs`, ours on `ours`: what each leaves there is compared. */
beforeEach(async () => {
  if (!hasInfluxd) return;
  for (const db of ['theirs', 'ours']) await influxd.query(`DROP DATABASE ${db}; CREATE DATABASE ${db}`);
  influx = new theirs.InfluxDB(`${influxd.url}/theirs`);
  influxql = createInfluxQL(api(), { db: 'ours' });
});

/** The same query to both databases has the same response. */
async function sameState(question: string): Promise<readonly (readonly unknown[])[]> {
  const [wanted, got] = await Promise.all(
    ['theirs', 'ours'].map((db) => influxd.query(question.replaceAll('%db', db), { db, epoch: 'ns' })),
  );
  expect(got).toEqual(wanted);
  return valuesOf(got ?? { results: [] });
}

const at = (n: number): Date => new Date(1_700_000_000_000 + n);
const points = [
  {
    measurement: 'cpu',
    tags: { host: 'a', zone: 'e, = "u' },
    fields: { usage: 0.5, note: 'say "hi" \\' },
    timestamp: at(0),
  },
  { measurement: 'cpu', tags: { host: 'b', zone: 'us' }, fields: { usage: 1, ok: true }, timestamp: at(1) },
];
const memory = [{ measurement: 'mem', tags: { host: 'a' }, fields: { free: 7 }, timestamp: at(2) }];

/** The same points in both databases, by a way of its own. */
async function seed(): Promise<void> {
  const lines = [...points, ...memory].map((point) => encodePoint(point as PointData));
  for (const db of ['theirs', 'ours']) {
    await createWriter(api(), { db }).writeAll(lines);
  }
}

describe('a client', () => {
  row(["`new InfluxDB('http://localhost:8086/db0')`", "`await influx.query('SELECT * FROM cpu')`"], async () => {
    await seed();
    const wanted = await influx.query<{ usage: number }>('SELECT * FROM cpu');
    const got = await influxql('SELECT * FROM cpu', { times: 'date' }).toArray();
    expect(got).toHaveLength(2);
    expect(got).toEqual(wanted.map((one) => ({ ...one, time: new Date(one.time.getTime()) })));
  });

  row('`new InfluxDB({ host, port, username, password, database })`', async () => {
    await using recorder = await startRecorder(() => ({ body: '{"results":[{"statement_id":0}]}' }));
    const { hostname, port } = new URL(recorder.url);
    const client = new theirs.InfluxDB({
      host: hostname,
      port: Number(port),
      username: 'me',
      password: 'se:cret',
      database: 'db0',
    });
    await client.query('SELECT 1');
    const auth = basicAuth({ username: 'me', password: 'se:cret' }, { schemes: ['BasicAuthentication'] });
    const own = createClient({ baseUrl: recorder.url, auth });
    await createInfluxQL(own, { db: 'db0' })('SELECT 1').toArray();
    const [wanted, got] = recorder.take();
    expect(got?.headers.authorization).toBe(wanted?.headers.authorization);
    for (const name of ['db', 'q']) expect(got?.query[name]).toBe(wanted?.query[name]);
    expect([got?.method, got?.path]).toEqual([wanted?.method, wanted?.path]);
  });

  row('`await influx.ping(5000)`', async () => {
    const [wanted] = await influx.ping(5000);
    const { statusCode, headers } = await api().request({ method: 'GET', path: '/ping', timeout: 5000 });
    expect(wanted).toMatchObject({ online: true, version: headers['x-influxdb-version'] });
    expect(statusCode).toBe(wanted?.res.statusCode);
  });

  row('`influx.addSchema(schema)`', async () => {
    const { FLOAT, INTEGER } = theirs.FieldType;
    influx.addSchema({
      measurement: 'cpu',
      database: 'theirs',
      fields: { usage: FLOAT, hits: INTEGER },
      tags: ['host'],
    });
    await influx.writePoints([
      { measurement: 'cpu', tags: { host: 'a' }, fields: { usage: 0.5, hits: 3 }, timestamp: at(0) },
    ]);
    const cpu = defineMeasurement('cpu', { tags: ['host'], fields: { usage: 'float', hits: 'int' } });
    const writer = createWriter(api(), { db: 'ours' });
    writer.write(cpu, { host: 'a', usage: 0.5, hits: 3, time: at(0) });
    await writer.close();
    await sameState('SELECT * FROM cpu');
    expect(await sameState('SHOW FIELD KEYS')).toEqual([
      ['hits', 'integer'],
      ['usage', 'float'],
    ]);
    // Neither takes a tag that the schema does not have.
    const wrong = { measurement: 'cpu', tags: { host: 'a', rack: 'r' }, fields: { usage: 1, hits: 1 } };
    await expect((async () => influx.writePoints([wrong]))()).rejects.toThrow('rack');
    expect(() => cpu.series({ host: 'a', rack: 'r' } as { host: string })).toThrow('rack');
  });
});

describe('writing', () => {
  row(['`await influx.writePoints(points)`', '`influx.parsePoint(point)`'], async () => {
    await influx.writePoints(points);
    expect(influx.parsePoint(points[0] ?? {}).fieldsPairs).toEqual([
      ['note', '"say \\"hi\\" \\\\"'],
      ['usage', '0.5'],
    ]);
    expect(encodePoint(points[0] as PointData)).toContain('usage=0.5,note="say \\"hi\\" \\\\"');
    await createWriter(api(), { db: 'ours' }).writeAll(points as PointData[]);
    expect(await sameState('SELECT * FROM cpu')).toHaveLength(2);
    await sameState('SHOW SERIES');
  });

  row("`await influx.writeMeasurement('cpu', points)`", async () => {
    await influx.writeMeasurement(
      'cpu',
      points.map(({ measurement: _, ...point }) => point as theirs.IPoint),
    );
    await createWriter(api(), { db: 'ours' }).writeAll(points as PointData[]);
    expect(await sameState('SELECT * FROM cpu')).toHaveLength(2);
  });

  row("`influx.writePoints(points, { database, retentionPolicy, precision: 's' })`", async () => {
    for (const db of ['theirs', 'ours']) {
      await influxd.query(`CREATE RETENTION POLICY week ON ${db} DURATION INF REPLICATION 1`);
    }
    const timestamp = 1_700_000_000;
    const point = { measurement: 'm', fields: { f: 1 }, timestamp };
    await influx.writePoints([point], { database: 'theirs', retentionPolicy: 'week', precision: 's' });
    await createWriter(api(), { db: 'ours', rp: 'week', precision: 's' }).writeAll([point]);
    expect(await sameState('SELECT * FROM week.m')).toEqual([[timestamp * 1e9, 1]]);
  });

  row('`FieldType.INTEGER`, `FieldType.FLOAT`, `FieldType.STRING`, `FieldType.BOOLEAN`', async () => {
    const { INTEGER, FLOAT, STRING, BOOLEAN } = theirs.FieldType;
    const types = { i: INTEGER, f: FLOAT, s: STRING, b: BOOLEAN };
    influx.addSchema({ measurement: 'm', database: 'theirs', fields: types, tags: [] });
    await influx.writePoints([{ measurement: 'm', fields: { i: 1, f: 1, s: '1', b: true }, timestamp: at(0) }]);
    const fields = { i: int(1), f: 1, s: '1', b: true };
    await createWriter(api(), { db: 'ours' }).writeAll([{ measurement: 'm', fields, timestamp: at(0) }]);
    expect(await sameState('SHOW FIELD KEYS')).toHaveLength(4);
    await sameState('SELECT * FROM m');
  });
});

describe('querying', () => {
  beforeEach(async () => {
    if (hasInfluxd) await seed();
  });
  type Loose = Record<string, unknown> & { time: theirs.INanoDate };
  const plain = (results: readonly Loose[]) => results.map((one) => ({ ...one, time: new Date(one.time.getTime()) }));

  row("`await influx.query(['SELECT * FROM cpu', 'SELECT * FROM mem'])`", async () => {
    const wanted = await influx.query<Loose>(['SELECT * FROM cpu', 'SELECT * FROM mem']);
    const got = await influxql('SELECT * FROM cpu; SELECT * FROM mem', { times: 'date' }).series().toArray();
    expect(got.map(({ statementId }) => statementId)).toEqual([0, 1]);
    expect(got.map((series) => series.rows)).toEqual(wanted.map(plain));
  });

  row("`influx.query(q, { placeholders: { host: 'a' } })`", async () => {
    const q = 'SELECT usage FROM cpu WHERE host = $host';
    const wanted = await influx.query<Loose>(q, { placeholders: { host: 'a' } });
    const got = await influxql(q, { params: { host: 'a' }, times: 'date' }).toArray();
    expect(got).toHaveLength(1);
    expect(got).toEqual(plain(wanted));
  });

  row("`results.groups()`, `results.group({ host: 'a' })`", async () => {
    const q = 'SELECT usage FROM cpu GROUP BY host';
    const results = await influx.query<Loose>(q);
    const wanted = results.groups();
    const got = await influxql(q, { times: 'date' }).series().toArray();
    expect(got.map(({ tags, name }) => [name, tags])).toEqual(wanted.map(({ tags, name }) => [name, tags]));
    expect(got.map((series) => series.rows)).toEqual(wanted.map((group) => plain(group.rows)));
    expect(got.find(({ tags }) => tags['host'] === 'a')?.rows).toEqual(plain(results.group({ host: 'a' })));
  });

  row('`await influx.queryRaw(q)`', async () => {
    const q = 'SELECT * FROM cpu';
    expect(JSON.parse(await influxql(q, { times: 'rfc3339' }).text())).toEqual(await influx.queryRaw(q));
  });

  row(["`influx.query(q, { precision: 'ms' })`", '`Precision.Seconds`'], async () => {
    const q = 'SELECT usage FROM cpu';
    const wanted = await influx.query<Loose>(q, { precision: 'ms' });
    expect(await influxql(q, { times: 'date' }).toArray()).toEqual(plain(wanted));
    const numbers = await influxql(q, { epoch: 'ms' }).toArray();
    expect(numbers.map(({ time }) => time)).toEqual(wanted.map(({ time }) => time.getTime()));
    expect(theirs.Precision.Seconds).toBe('s');
    const [seconds] = await influxql(q, { epoch: 's' }).toArray();
    expect(seconds?.['time']).toBe(1_700_000_000);
  });

  row('`influx.query(q, { database, retentionPolicy })`', async () => {
    for (const db of ['theirs', 'ours'])
      await influxd.query(`CREATE RETENTION POLICY week ON ${db} DURATION INF REPLICATION 1`);
    for (const db of ['theirs', 'ours']) await createWriter(api(), { db, rp: 'week' }).writeAll(memory);
    const q = 'SELECT free FROM mem';
    const wanted = await influx.query<Loose>(q, { database: 'theirs', retentionPolicy: 'week' });
    const got = await createInfluxQL(api())(q, { db: 'ours', rp: 'week', times: 'date' }).toArray();
    expect(got).toHaveLength(1);
    expect(got).toEqual(plain(wanted));
  });

  row("`influx.query(q, { method: 'POST', signal })`", async () => {
    await using recorder = await startRecorder(({ body }) => ({
      body: '{"results":[]}',
      after: body.includes('slow') ? 500 : 0,
    }));
    const client = new theirs.InfluxDB(`${recorder.url}/db0`);
    const own = createInfluxQL(createClient({ baseUrl: recorder.url }), { db: 'db0' });
    await client.query('SELECT 1', { method: 'POST' });
    await own('SELECT 1', { method: 'POST' }).toArray();
    const [wanted, got] = recorder.take();
    expect([got?.method, got?.path]).toEqual([wanted?.method, wanted?.path]);
    expect(new URLSearchParams(got?.body).get('q')).toBe(new URLSearchParams(wanted?.body).get('q'));
    await expect(client.query('slow', { method: 'POST', signal: AbortSignal.timeout(50) })).rejects.toThrow();
    await expect(own('slow', { method: 'POST', signal: AbortSignal.timeout(50) }).toArray()).rejects.toThrow();
  });

  row(['`row.time.getNanoTime()`', '`row.time.toNanoISOString()`', "`toNanoDate('1700000000000000001')`"], async () => {
    const nanoseconds = '1700000000000000001';
    const point = (timestamp: theirs.INanoDate | bigint) => ({ measurement: 'ns', fields: { f: 1 }, timestamp });
    await influx.writePoints([point(theirs.toNanoDate(nanoseconds)) as theirs.IPoint]);
    await createWriter(api(), { db: 'ours' }).writeAll([point(1700000000000000001n) as PointData]);
    await sameState('SELECT * FROM ns');
    const [wanted] = await influx.query<Loose>('SELECT f FROM ns', { precision: 'n' });
    const [got] = await influxql('SELECT f FROM ns').toArray();
    expect(String(got?.['time'])).toBe(wanted?.time.getNanoTime());
    expect(String(got?.['time'])).toBe(nanoseconds);
    const [text] = await influxql('SELECT f FROM ns', { times: 'rfc3339' }).toArray();
    expect(text?.['time']).toBe(wanted?.time.toNanoISOString());
  });
});

describe('statements', () => {
  /** Each row changes something, by theirs in the database `theirs`, by ours in `ours`; then both are asked. */
  const run = (statement: string) => influxql(statement.replaceAll('"db0"', '"ours"')).toArray();
  const policies = 'SHOW RETENTION POLICIES ON %db';

  row(["`influx.createDatabase('db1')`", '`influx.getDatabaseNames()`', "`influx.dropDatabase('db1')`"], async () => {
    const names = async () => {
      const got = (await influxql('SHOW DATABASES').toArray()).map((one) => one['name']);
      expect(got).toEqual(await influx.getDatabaseNames());
      return got;
    };
    await influx.createDatabase('db1');
    expect(await names()).toContain('db1');
    await run('DROP DATABASE "db1"');
    expect(await names()).not.toContain('db1');
    await run('CREATE DATABASE "db1"');
    expect(await names()).toContain('db1');
    await influx.dropDatabase('db1');
    expect(await names()).not.toContain('db1');
  });

  row(
    [
      "`influx.createRetentionPolicy('week', { duration: '7d', replication: 1, isDefault: true })`",
      "`influx.alterRetentionPolicy('week', { duration: '14d', replication: 1 })`",
      '`influx.showRetentionPolicies()`',
      "`influx.dropRetentionPolicy('week')`",
    ],
    async () => {
      await influx.createRetentionPolicy('week', { duration: '7d', replication: 1, isDefault: true });
      await run('CREATE RETENTION POLICY "week" ON "db0" DURATION 7d REPLICATION 1 DEFAULT');
      expect(await sameState(policies)).toContainEqual(['week', '168h0m0s', '24h0m0s', 1, true]);
      await influx.alterRetentionPolicy('week', { duration: '14d', replication: 1 });
      await run('ALTER RETENTION POLICY "week" ON "db0" DURATION 14d REPLICATION 1');
      expect(await sameState(policies)).toContainEqual(['week', '336h0m0s', '24h0m0s', 1, true]);
      expect(await run('SHOW RETENTION POLICIES ON "db0"')).toEqual([...(await influx.showRetentionPolicies())]);
      await influx.dropRetentionPolicy('week');
      await run('DROP RETENTION POLICY "week" ON "db0"');
      expect(await sameState(policies)).toHaveLength(1);
    },
  );

  row(
    [
      '`influx.getMeasurements()`',
      '`influx.getSeries()`',
      "`influx.dropSeries({ where: 'host = \\'a\\'' })`",
      "`influx.dropMeasurement('cpu')`",
    ],
    async () => {
      await seed();
      expect((await influxql('SHOW MEASUREMENTS').toArray()).map((one) => one['name'])).toEqual(
        await influx.getMeasurements(),
      );
      expect((await influxql('SHOW SERIES').toArray()).map((one) => one['key'])).toEqual(await influx.getSeries());
      await influx.dropSeries({ where: "host = 'a'" });
      await run("DROP SERIES WHERE host = 'a'");
      expect(await sameState('SHOW SERIES')).toHaveLength(1);
      await influx.dropMeasurement('cpu');
      await run('DROP MEASUREMENT "cpu"');
      expect(await sameState('SHOW SERIES')).toEqual([]);
    },
  );

  row(
    [
      "`influx.createContinuousQuery('cq', 'SELECT mean(usage) INTO mean FROM cpu GROUP BY time(1h)')`",
      '`influx.showContinousQueries()`',
      "`influx.dropContinuousQuery('cq')`",
    ],
    async () => {
      const select = 'SELECT mean(usage) INTO mean FROM cpu GROUP BY time(1h)';
      const stored = async () => await influxql('SHOW CONTINUOUS QUERIES').series().toArray();
      await influx.createContinuousQuery('cq', select);
      await run(`CREATE CONTINUOUS QUERY "cq" ON "db0" BEGIN ${select} END`);
      const got = (await stored()).filter((series) => series.rows.length > 0);
      expect(got.map(({ name }) => name).sort()).toEqual(['ours', 'theirs']);
      // Theirs gives those of all databases, and does not say which is whose.
      const wanted = await influx.showContinousQueries('theirs');
      expect(got.flatMap((series) => series.rows)).toEqual([...wanted]);
      expect(wanted.map(({ query }) => query.includes('theirs')).sort()).toEqual([false, true]);
      await influx.dropContinuousQuery('cq');
      await run('DROP CONTINUOUS QUERY "cq" ON "db0"');
      expect((await stored()).flatMap((series) => series.rows)).toEqual([]);
    },
  );

  row(
    [
      "`influx.createUser('reader', 'secret')`",
      "`influx.setPassword('reader', 'other')`",
      '`influx.getUsers()`',
      "`influx.grantPrivilege('reader', 'READ')`",
      "`influx.revokePrivilege('reader', 'READ')`",
      "`influx.grantAdminPrivilege('reader')`",
      "`influx.revokeAdminPrivilege('reader')`",
      "`influx.dropUser('reader')`",
    ],
    async () => {
      const users = async () => {
        const got = await influxql('SHOW USERS').toArray();
        expect(got).toEqual([...(await influx.getUsers())]);
        return got.map(({ user, admin }) => `${user} ${admin}`);
      };
      const grants = async (user: string) => valuesOf(await influxd.query(`SHOW GRANTS FOR ${user}`));
      await influx.createUser('theirs', 'secret');
      await run(`CREATE USER "ours" WITH PASSWORD 'secret'`);
      await influx.setPassword('theirs', 'other');
      await run(`SET PASSWORD FOR "ours" = 'other'`);
      expect(await users()).toEqual(['theirs false', 'ours false']);
      await influx.grantPrivilege('theirs', 'READ');
      await run('GRANT READ ON "db0" TO "ours"');
      expect([await grants('theirs'), await grants('ours')]).toEqual([[['theirs', 'READ']], [['ours', 'READ']]]);
      await influx.revokePrivilege('theirs', 'READ');
      await run('REVOKE READ ON "db0" FROM "ours"');
      expect([await grants('theirs'), await grants('ours')]).toEqual([
        [['theirs', 'NO PRIVILEGES']],
        [['ours', 'NO PRIVILEGES']],
      ]);
      await influx.grantAdminPrivilege('theirs');
      await run('GRANT ALL TO "ours"');
      expect(await users()).toEqual(['theirs true', 'ours true']);
      await influx.revokeAdminPrivilege('theirs');
      await run('REVOKE ALL FROM "ours"');
      expect(await users()).toEqual(['theirs false', 'ours false']);
      await influx.dropUser('theirs');
      await run('DROP USER "ours"');
      expect(await users()).toEqual([]);
    },
  );

  row(['`influx.showShards()`', '`influx.dropShard(1)`'], async () => {
    await seed();
    const shards = async () => (await influxql('SHOW SHARDS').toArray()).filter((one) => one['database'] === 'theirs');
    const wanted = await influx.showShards();
    expect(wanted).toHaveLength(1);
    expect(await shards()).toEqual(wanted.map((shard) => ({ ...shard })));
    await influx.dropShard(Number(wanted[0]?.id));
    expect(await shards()).toEqual([]);
    expect(await influx.showShards()).toEqual([]);
    const [own] = (await influxql('SHOW SHARDS').toArray()).filter((one) => one['database'] === 'ours');
    await run(`DROP SHARD ${own?.['id']}`);
    expect((await influxql('SHOW SHARDS').toArray()).filter((one) => one['database'] === 'ours')).toEqual([]);
  });
});

describe('what is different', () => {
  row('integers beyond 2^53 are rounded when they are read', async () => {
    const big = 9_007_199_254_740_993n;
    for (const db of ['theirs', 'ours']) await createWriter(api(), { db }).writeAll([`m f=${big}i 1`]);
    const [wanted] = await influx.query<{ f: number }>('SELECT f FROM m');
    const [got] = await influxql('SELECT f FROM m').toArray();
    expect([wanted?.f, got?.['f']]).toEqual([9007199254740992, big]);
  });

  row('a field of type `INTEGER` cuts off what is behind the point: 1.5 is written as 1', async () => {
    influx.addSchema({ measurement: 'm', database: 'theirs', fields: { f: theirs.FieldType.INTEGER }, tags: [] });
    await influx.writePoints([{ measurement: 'm', fields: { f: 1.5 }, timestamp: at(0) }]);
    expect(valuesOf(await influxd.query('SELECT f FROM m', { db: 'theirs' }))[0]?.[1]).toBe(1);
    const m = defineMeasurement('m', { fields: { f: 'int' } });
    expect(() => m.encode({ f: 1.5 })).toThrow(/"?f"?/);
  });

  row("a write that fails is the caller's to repeat", async () => {
    const failingOnce = () => {
      let requests = 0;
      return startRecorder(() => (requests++ === 0 ? { status: 503 } : { status: 204 }));
    };
    await using theirServer = await failingOnce();
    const client = new theirs.InfluxDB({ ...hostOf(theirServer.url), database: 'db0', pool: { maxRetries: 0 } });
    await expect(client.writePoints([{ measurement: 'm', fields: { f: 1 } }])).rejects.toThrow();
    expect(theirServer.take()).toHaveLength(1);
    await using ourServer = await failingOnce();
    const writer = createWriter(createClient({ baseUrl: ourServer.url }), { db: 'db0' });
    writer.write('m f=1 1');
    expect((await writer.close()).stats.written).toBe(1);
    expect(ourServer.take()).toHaveLength(2);
  });

  row(
    'after a failed connection, calls fail with `No host available` for a while, whether the server is back or not',
    async () => {
      let server: Server = createServer();
      await listen(server, 0);
      const { port } = server.address() as AddressInfo;
      await new Promise((resolve) => server.close(resolve));
      const client = new theirs.InfluxDB({ host: '127.0.0.1', port, database: 'db0' });
      const own = createClient({ baseUrl: `http://127.0.0.1:${port}`, retry: false });
      const point = { measurement: 'm', fields: { f: 1 } };
      await expect(client.writePoints([point])).rejects.toThrow('ECONNREFUSED');
      await expect(own.request({ method: 'GET', path: '/ping' })).rejects.toThrow();

      server = createServer((_, response) => response.writeHead(204).end());
      await listen(server, port);
      await expect(client.writePoints([point])).rejects.toThrow('No host available');
      expect((await own.request({ method: 'GET', path: '/ping' })).statusCode).toBe(204);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  );

  row('of a partial write, the message of the server', async () => {
    for (const db of ['theirs', 'ours']) await createWriter(api(), { db }).writeAll(['m f=1i 1']);
    await expect(influx.writePoints([{ measurement: 'm', fields: { f: 0.5 }, timestamp: 3 }])).rejects.toThrow(
      'field type conflict',
    );
    const writer = createWriter(api(), { db: 'ours' });
    writer.write(['m f=2i 2', 'm f=0.5 3']);
    const { stats, errors } = await writer.closeSettled();
    expect(stats).toMatchObject({ written: 1, rejected: 1 });
    expect(errors[0]).toBeInstanceOf(PartialWriteError);
    expect((errors[0] as PartialWriteError).rejected).toMatchObject([
      { text: 'm f=0.5 3', reason: expect.stringContaining('field type conflict') },
    ]);
  });

  row('a response is read as a whole', async () => {
    const lines = Array.from({ length: 25_000 }, (_, index) => `m f=${index} ${index}`);
    await createWriter(api(), { db: 'ours' }).writeAll(lines);
    let batches = 0;
    let count = 0;
    for await (const batch of influxql('SELECT f FROM m', { chunked: 5000 }).batches()) {
      batches++;
      count += batch.length;
    }
    expect(count).toBe(25_000);
    expect(batches).toBeGreaterThan(1);
    for (const db of ['theirs']) await createWriter(api(), { db }).writeAll(lines);
    expect(await influx.query('SELECT f FROM m')).toHaveLength(25_000);
  });
});

describe('errors', () => {
  row('`ResultError`', async () => {
    const q = 'SELECT f FROM nowhere.m';
    await expect(influx.query(q, { database: 'no-such-database' })).rejects.toThrow(theirs.ResultError);
    await expect(influxql(q, { db: 'no-such-database' }).toArray()).rejects.toThrow(InfluxQLError);
  });

  row('`RequestError`: `res.statusCode`, `message`', async () => {
    const wanted = (await influx.query('NONSENSE').catch((error: unknown) => error)) as Error & {
      res: { statusCode: number };
    };
    const got = await influxql('NONSENSE')
      .toArray()
      .catch((error: unknown) => error);
    const cause = got instanceof ApiError ? got : (got as Error).cause;
    expect((cause as ApiError).status).toBe(wanted.res.statusCode);
    expect((got as Error).message).toContain('error parsing query');
    expect(wanted.message).toContain('error parsing query');
  });
});

describe('the page', () => {
  it('has a row for everything that they export, and every method', () => {
    const methods = Object.getOwnPropertyNames(theirs.InfluxDB.prototype).filter(
      (name) => name !== 'constructor' && !name.startsWith('_'),
    );
    // A module of CommonJS also has a default.
    const names = [...Object.keys(theirs), ...methods].filter(
      (name) => !['default', '__esModule', 'module.exports'].includes(name),
    );
    expect(names.length).toBeGreaterThan(40);
    expect(page.missing(names)).toEqual([]);
  });

  it('has no row that is not run here, but for options and what there is nothing beside', () => {
    expect(page.untested(['Options of a client'])).toEqual([]);
  });

  it('has code of ours that compiles, strictly', () => {
    const code = page.rows
      .filter(({ section }) => !/^(Options|What is different|Errors)/.test(section))
      .flatMap(({ ours }) => codeIn(ours))
      .filter((text) => /[(\d]/.test(text));
    expect(code.length).toBeGreaterThan(45);
    expect(page.compileErrors(code)).toEqual([]);
  });
});

const hostOf = (url: string): { host: string; port: number } => {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
};

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
