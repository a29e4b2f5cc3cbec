import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { type FakeInfluxDB3, startFakeInfluxDB3 } from '../../../tests/tools/src/influxdb3/fake-server.js';
import type { InfluxDB as Cloud } from '../src/cloud.js';
import { InfluxDB as Serverless } from '../src/cloud-serverless.js';
import { InfluxDB as Clustered } from '../src/clustered.js';
import { InfluxDB as Core, sql } from '../src/core.js';
import { InfluxDB as Dedicated } from '../src/dedicated.js';
import type { InfluxDB as Enterprise } from '../src/enterprise.js';
import { InfluxDB, type InfluxDB3Options } from '../src/index.js';
import { InfluxDB as OssV2 } from '../src/oss-v2.js';

const token = 'apiv3_very-secret';
const columns = { time: 'Timestamp(ns)', rpm: 'Float64' };
const line = '{"time":"2026-01-01T00:00:00.000000001","rpm":1480.5}';
const row = { time: 1767225600000000001n, rpm: 1480.5 };

let server: FakeInfluxDB3;
beforeAll(async () => {
  server = await startFakeInfluxDB3({ token, query: () => ({ columns, lines: [line] }) });
});
afterAll(() => server.stop());

/** What a fetch was asked, by a client of any product. */
interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | null;
  readonly body: string;
}

/** A fetch that keeps what it is asked and responds as given. */
const caught = (respond: (url: URL) => Response): { fetch: typeof fetch; sent: Sent[] } => {
  const sent: Sent[] = [];
  const stub = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input));
    const body = init.body instanceof Uint8Array ? new TextDecoder().decode(init.body) : String(init.body ?? '');
    const authorization = new Headers(init.headers).get('authorization');
    sent.push({ method: init.method ?? 'GET', url, authorization, body });
    return respond(url);
  };
  return { fetch: stub as typeof fetch, sent };
};

describe.each(['core', 'enterprise', 'cloud'] as const)('%s', (product) => {
  const options = (): InfluxDB3Options => ({ url: server.url, token, database: 'factory' });

  test('writes, and queries by SQL and InfluxQL, in its database', async () => {
    const influx = new InfluxDB({ ...options(), product });
    const writer = influx.writer(undefined, { gzip: false });
    writer.write({ measurement: 'motor', tags: { line: 'A' }, fields: { rpm: 1480.5 }, timestamp: 1n });
    expect((await writer.close()).stats).toMatchObject({ written: 1 });
    expect(server.written.get('factory')?.at(-1)).toBe('motor,line=A rpm=1480.5 1');
    expect(server.requests.at(-1)).toMatchObject({ path: '/api/v3/write_lp' });

    expect(await influx.sql.toArray(sql`SELECT time, rpm FROM motor WHERE line = ${'A'}`)).toEqual([row]);
    expect(JSON.parse(server.requests.at(-1)?.body ?? '')).toMatchObject({ db: 'factory', params: { p1: 'A' } });
    expect((await influx.sql.columns('SELECT 1')).get('rpm')?.values).toEqual(Float64Array.of(1480.5));
    expect(await influx.influxql('SELECT rpm FROM motor').toArray()).toEqual([row]);
    expect(server.requests.at(-1)).toMatchObject({ path: '/api/v3/query_influxql' });
    expect(JSON.parse(server.requests.at(-1)?.body ?? '')).toMatchObject({ db: 'factory' });
    expect(server.requests.at(-1)?.headers.authorization).toBe(`Bearer ${token}`);
  });

  test('says who responds, and reaches any path', async () => {
    const influx = new InfluxDB({ ...options(), product });
    expect(await influx.ping()).toEqual({ version: expect.stringMatching(/^3\.10\./), build: 'Core' });
    expect((await influx.request({ method: 'GET', path: '/nowhere' })).statusCode).toBe(404);
  });
});

describe.each(['dedicated', 'clustered'] as const)('%s', (product) => {
  test('writes by the API of 2.x in the dialect of InfluxDB 3, and queries by that of 1.x', async () => {
    const { fetch, sent } = caught(({ pathname }) =>
      pathname === '/query'
        ? Response.json({
            results: [{ statement_id: 0, series: [{ name: 'motor', columns: ['rpm'], values: [[1.5]] }] }],
          })
        : new Response(null, { status: 204 }),
    );
    const influx = new InfluxDB({ url: 'https://cluster.example', token, database: 'factory', fetch, product });
    await using writer = influx.writer(undefined, { gzip: false });
    writer.write({ measurement: 'motor', tags: { path: '\\\\server\\share' }, fields: { rpm: 1.5 }, timestamp: 1n });
    await writer.flush();
    expect(sent[0]).toMatchObject({ method: 'POST', authorization: `Bearer ${token}` });
    expect(sent[0]?.url.pathname).toBe('/api/v2/write');
    expect(sent[0]?.url.searchParams.get('bucket')).toBe('factory');
    expect(sent[0]?.body.trim()).toBe('motor,path=\\\\\\\\server\\\\share rpm=1.5 1');
    expect(await influx.influxql('SELECT rpm FROM motor').toArray()).toMatchObject([{ rpm: 1.5 }]);
    expect(sent[1]?.url.searchParams.get('db')).toBe('factory');
    expect(sent[1]?.authorization).toBe(`Bearer ${token}`);
  });
});

test('Serverless has its lines read by InfluxDB 3, OSS v2 by 2.x', async () => {
  const { fetch, sent } = caught(() => new Response(null, { status: 204 }));
  for (const Client of [Serverless, OssV2]) {
    const writer = new Client({ url: 'https://cloud.example', token, bucket: 'b', fetch }).writer('b', { gzip: false });
    writer.write({ measurement: 'm', tags: { path: '\\\\server' }, fields: { v: true }, timestamp: 1n });
    await writer.close();
  }
  expect(sent.map(({ body }) => body.trim())).toEqual(['m,path=\\\\\\\\server v=t 1', 'm,path=\\\\server v=t 1']);
});

test('a product offers what it has, and no more', () => {
  expectTypeOf<Core>().toHaveProperty('sql');
  expectTypeOf<Enterprise>().toHaveProperty('sql');
  expectTypeOf<Cloud>().toHaveProperty('sql');
  expectTypeOf<Dedicated>().toHaveProperty('sql');
  expectTypeOf<Clustered>().toHaveProperty('sql');
  for (const product of ['query', 'delete', 'health'] as const) expectTypeOf<Core>().not.toHaveProperty(product);
  expectTypeOf<Core['api']>().toHaveProperty('caches');
  expectTypeOf<Cloud['api']>().not.toHaveProperty('caches');
  expectTypeOf<InfluxDB3Options>().not.toHaveProperty('bucket');
  const influx = new InfluxDB({ url: 'http://localhost:8181', product: 'core' });
  expectTypeOf(influx).toEqualTypeOf<Core>();
  expect(influx).toBeInstanceOf(Core);
  expect('sql' in new Dedicated({ url: 'http://localhost' })).toBe(true);
});

describe('a wrong option is an error that names it', () => {
  test.each<[string, object, RegExp]>([
    ['no address', { url: '' }, /`url`/],
    ['token and auth', { token, auth: (r: never, next: (r: never) => never) => next(r) }, /`token` or `auth`/],
    ['an empty database', { database: '' }, /`database` must be a non-empty string/],
  ])('%s', (_, given, message) => {
    expect(() => new Core({ url: 'http://localhost:8181', ...given })).toThrow(message);
    expect(() => new Clustered({ url: 'http://localhost:8181', ...given })).toThrow(message);
  });

  test('a way of queries that there is none of', () => {
    // As a program in JavaScript may call it.
    const options = { url: 'http://localhost:8181', transport: 'grpc' as 'flight' };
    expect(() => new Core(options)).toThrow("`transport` must be one of 'http', 'flight', got \"grpc\"");
  });

  test('no database', () => {
    expect(() => new Core({ url: 'http://localhost:8181' }).writer()).toThrow(/name a database/);
    expect(() => new Dedicated({ url: 'http://localhost:8181' }).writer()).toThrow(/name a database/);
  });
});

test('no token shows where a client is printed', () => {
  for (const influx of [
    new Core({ url: 'http://localhost', token }),
    new Dedicated({ url: 'http://localhost', token }),
  ]) {
    expect(inspect(influx, { depth: 20, showHidden: true })).not.toContain(token);
    expect(JSON.stringify(influx)).not.toContain(token);
  }
});

describe('the environment', () => {
  const own = { INFLUXDB3_HOST_URL: 'http://a', INFLUXDB3_AUTH_TOKEN: 'own', INFLUXDB3_DATABASE_NAME: 'own-db' };
  const common = { INFLUX_HOST: 'http://b', INFLUX_TOKEN: 'common', INFLUX_DATABASE: 'common-db' };

  test.each<[name: string, env: object, given: Partial<InfluxDB3Options>, want: readonly [string, string, string]]>([
    ['of the influxdb3 command', own, {}, ['http://a', 'Bearer own', 'own-db']],
    ['of the official clients', common, {}, ['http://b', 'Bearer common', 'common-db']],
    ['the command’s first', { ...common, ...own }, {}, ['http://a', 'Bearer own', 'own-db']],
    ['an option before its variable', own, { token: 'mine', database: 'd' }, ['http://a', 'Bearer mine', 'd']],
    [
      'a variable whose option is undefined',
      own,
      { url: undefined as never, token: undefined, auth: undefined, database: undefined },
      ['http://a', 'Bearer own', 'own-db'],
    ],
    ['a token for an address that is given', common, { url: 'http://c' }, ['http://c', 'Bearer common', 'common-db']],
    [
      'a token that ends in a line feed',
      { ...own, INFLUXDB3_AUTH_TOKEN: 'own\n' },
      {},
      ['http://a', 'Bearer own', 'own-db'],
    ],
  ])('is read: %s', async (_, env, given, want) => {
    const { fetch, sent } = caught(() => new Response('{"column_name":"a","data_type":"Int64"}\n'));
    await Core.fromEnv({ ...given, fetch }, env as Record<string, string>).sql.text('SELECT 1');
    const [{ url, authorization, body } = {} as Sent] = sent;
    expect([url.origin, authorization, JSON.parse(body).db]).toEqual(want);
  });

  test.each([
    ['an address is missing', {}, 'no server address: set INFLUXDB3_HOST_URL (or INFLUX_HOST)'],
    ['a token is missing', { INFLUX_HOST: 'http://b' }, 'no token: set INFLUX_TOKEN, or pass'],
    [
      'a token for another server is none',
      { INFLUXDB3_HOST_URL: 'http://a', INFLUX_HOST: 'http://b', INFLUX_TOKEN: 'hunter2' },
      'no token: set INFLUXDB3_AUTH_TOKEN, or pass',
    ],
  ])('says what is wrong: %s', (_, env, message) => {
    expect(() => Clustered.fromEnv({}, env as Record<string, string>)).toThrow(message);
    expect(() => InfluxDB.fromEnv({ product: 'core' }, env as Record<string, string>)).toThrow(message);
  });
});
