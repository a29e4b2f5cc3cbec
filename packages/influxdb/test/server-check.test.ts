import { ApiError } from '@influxkit/runtime';
import { expect, test } from 'vitest';
import { startFakeInfluxDB3 } from '../../../tests/tools/src/influxdb3/fake-server.js';
import { InfluxDB as Serverless } from '../src/cloud-serverless.js';
import { InfluxDB as Core } from '../src/core.js';
import { flux } from '../src/index.js';
import { InfluxDB as OssV2 } from '../src/oss-v2.js';

const V2_HEADERS = { 'x-influxdb-version': 'v2.7.11', 'x-influxdb-build': 'OSS' };
const V2_BODY = '{"code":"not found","message":"path not found"}';

const failing = async (action: Promise<unknown>): Promise<ApiError> => {
  const error: unknown = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
};

test('a server of 2.x that is met with a client of InfluxDB 3 is named with its version', async () => {
  const asked: string[] = [];
  const fetch = (async (input: unknown) => {
    asked.push(new URL(String(input)).pathname);
    return new Response(V2_BODY, { status: 404, headers: V2_HEADERS });
  }) as typeof globalThis.fetch;
  const influx = new Core({ url: 'http://localhost:8086', token: 'hunter2', database: 'd', fetch });
  const said =
    "404: not found: path not found; the server is InfluxDB 2.7.11 (OSS), and this client is for InfluxDB 3 Core: import InfluxDB from '@influxkit/influxdb/oss-v2'";
  for (const action of [
    () => influx.sql.toArray('SELECT 1'),
    () => influx.influxql('SELECT * FROM m').toArray(),
    () => influx.api.databases.list(),
  ]) {
    asked.length = 0;
    const error = await failing(action());
    expect(error.message).toContain(said);
    expect(error.message).not.toContain('hunter2');
    expect(error.status).toBe(404);
    // The version is in the response itself: nothing is asked for it.
    expect(asked).toHaveLength(1);
  }
});

test('InfluxDB 3 that is met with a client of 2.x is asked for its version, and named', async () => {
  await using server = await startFakeInfluxDB3();
  const influx = new OssV2({ url: server.url, org: 'o' });
  const said =
    "; the server is InfluxDB 3.10.0-nightly (Core), and this client is for InfluxDB OSS v2: import InfluxDB from '@influxkit/influxdb/core'";
  expect((await failing(influx.query.toArray(flux`buckets()`))).message).toContain(said);
  expect((await failing(influx.api.buckets.list())).message).toContain(said);
  expect(server.requests.filter(({ path }) => path === '/ping')).toHaveLength(2);
});

test('where a version cannot be had, the name will do', async () => {
  await using server = await startFakeInfluxDB3({ token: 'right' });
  const influx = new OssV2({ url: server.url, token: 'wrong' });
  expect((await failing(influx.api.buckets.list())).message).toMatch(
    /401: .*; the server is InfluxDB 3, and this client is for InfluxDB OSS v2: import/,
  );
});

test.each<[string, number, Record<string, string>]>([
  ['of the client’s own generation', 404, V2_HEADERS],
  ['that says nothing of itself', 404, {}],
  ['that passes by itself', 503, { 'cluster-uuid': 'x' }],
])('a failure %s is left as it is', async (_, status, headers) => {
  const fetch = (async () => new Response(V2_BODY, { status, headers })) as typeof globalThis.fetch;
  const influx = new OssV2({ url: 'http://localhost:8086', fetch, retry: false });
  expect((await failing(influx.api.buckets.list())).message).not.toContain('this client is for');
});

test('a cloud on the engine of InfluxDB 3 is no other server, OSS is', async () => {
  const respond = (build: string) =>
    (async () =>
      new Response(V2_BODY, { status: 404, headers: { 'x-influxdb-build': build } })) as typeof globalThis.fetch;
  const list = (build: string) =>
    new Serverless({ url: 'https://c.example', fetch: respond(build) }).api.buckets.list();
  expect((await failing(list('Cloud'))).message).not.toContain('this client is for');
  expect((await failing(list('OSS'))).message).toContain('this client is for InfluxDB Cloud Serverless');
});

test('request() never throws for a status, whoever responds', async () => {
  await using server = await startFakeInfluxDB3();
  const { statusCode } = await new OssV2({ url: server.url }).request({ method: 'GET', path: '/api/v2/buckets' });
  expect(statusCode).toBe(404);
});
