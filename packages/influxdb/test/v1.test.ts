import { basicAuth, bearerAuth } from '@influxkit/auth';
import { expect, expectTypeOf, test } from 'vitest';
import { InfluxDB as FromAll } from '../src/index.js';
import { InfluxDB, InfluxQLError } from '../src/v1.js';

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly authorization: string | null;
  readonly body: string;
}

const RESULT = {
  results: [{ statement_id: 0, series: [{ name: 'databases', columns: ['name'], values: [['a'], ['b']] }] }],
};

/** A client whose server keeps what it is asked. */
const setUp = (options: object = {}, respond = (): Response => Response.json(RESULT)) => {
  const sent: Sent[] = [];
  const fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const { pathname, searchParams } = new URL(String(input));
    sent.push({
      method: init.method ?? 'GET',
      path: pathname,
      query: Object.fromEntries(searchParams),
      authorization: new Headers(init.headers).get('authorization'),
      body: init.body instanceof Uint8Array ? new TextDecoder().decode(init.body) : String(init.body ?? ''),
    });
    if (pathname === '/write') return new Response(null, { status: 204 });
    if (pathname === '/ping')
      return new Response(null, {
        status: 204,
        headers: { 'x-influxdb-version': '1.8.10', 'x-influxdb-build': 'OSS' },
      });
    return respond();
  };
  const connection = { url: 'http://localhost:8086', database: 'factory', fetch: fetch as typeof globalThis.fetch };
  return { influx: new InfluxDB({ ...connection, ...options }), sent };
};

test('writes, queries and pings, in its database and retention policy', async () => {
  const auth = basicAuth({ username: 'ada', password: 'correct-horse' });
  const { influx, sent } = setUp({ auth, retentionPolicy: 'week' });
  const writer = influx.writer(undefined, { gzip: false });
  writer.write({ measurement: 'motor', tags: { path: '\\\\server' }, fields: { rpm: 1.5 }, timestamp: 1n });
  await writer.close();
  expect(sent[0]).toMatchObject({ path: '/write', query: { db: 'factory', rp: 'week', precision: 'n' } });
  expect(sent[0]?.body.trim()).toBe('motor,path=\\\\server rpm=1.5 1');
  expect(
    await influx.influxql('SELECT rpm FROM motor WHERE line = $line', { params: { line: 'A' } }).toArray(),
  ).toHaveLength(2);
  expect(sent[1]).toMatchObject({ path: '/query', query: { db: 'factory', rp: 'week', params: '{"line":"A"}' } });
  expect(await influx.ping()).toEqual({ version: '1.8.10', build: 'OSS' });
  expect((await influx.request({ method: 'GET', path: '/ping' })).statusCode).toBe(204);
  const basic = `Basic ${btoa('ada:correct-horse')}`;
  expect(sent.map(({ authorization }) => authorization)).toEqual([basic, basic, basic, basic]);
  // The policy is that of the client's own database.
  const other = influx.writer('other', { gzip: false });
  other.write('m v=1 1');
  await other.close();
  expect(sent.at(-1)?.query).toEqual({ db: 'other', precision: 'n' });
});

test('lists, creates and deletes databases; names are quoted', async () => {
  const { influx, sent } = setUp({ auth: bearerAuth('jwt') });
  expect(await influx.databases.list()).toEqual(['a', 'b']);
  await influx.databases.create('we"ird\\\n');
  await influx.databases.delete('a');
  expect(sent[0]).toMatchObject({ method: 'GET', query: { q: 'SHOW DATABASES' }, authorization: 'Bearer jwt' });
  const statements = sent.slice(1).map(({ method, body }) => [method, new URLSearchParams(body).get('q')]);
  expect(statements).toEqual([
    ['POST', String.raw`CREATE DATABASE "we\"ird\\\n"`],
    ['POST', 'DROP DATABASE "a"'],
  ]);
  await expect(influx.databases.create('')).rejects.toThrow(/`name` must be a non-empty string/);
});

test('an error of a statement is thrown', async () => {
  const { influx } = setUp({}, () => Response.json({ results: [{ statement_id: 0, error: 'not allowed' }] }));
  await expect(influx.databases.create('a')).rejects.toBeInstanceOf(InfluxQLError);
});

test('the environment is that of the influx command of 1.x', async () => {
  const { sent, influx: _ } = setUp();
  const env = { INFLUX_HOST: 'http://a', INFLUX_USERNAME: 'ada', INFLUX_PASSWORD: 'p', INFLUX_DATABASE: 'd' };
  const fetch = (async (input: unknown, init: RequestInit = {}) => {
    const { origin, searchParams } = new URL(String(input));
    const authorization = new Headers(init.headers).get('authorization');
    sent.push({ method: '', path: origin, query: Object.fromEntries(searchParams), authorization, body: '' });
    return Response.json(RESULT);
  }) as typeof globalThis.fetch;
  const settings = { fetch, auth: undefined, database: undefined };
  await InfluxDB.fromEnv(settings, env).influxql('SHOW MEASUREMENTS').toArray();
  expect(sent).toMatchObject([{ path: 'http://a', query: { db: 'd' }, authorization: `Basic ${btoa('ada:p')}` }]);
  expect(() => InfluxDB.fromEnv({}, {})).toThrow('no server address: set INFLUX_HOST (or INFLUX_URL)');
  expect(FromAll.fromEnv({ product: 'v1' }, env)).toBeInstanceOf(InfluxDB);
});

test('it has no token and no API of resources', () => {
  expectTypeOf<InfluxDB>().not.toHaveProperty('api');
  expectTypeOf<InfluxDB>().not.toHaveProperty('sql');
  expect(() => setUp().influx.writer('')).toThrow(/`database` must be a non-empty string/);
  expect(() => new InfluxDB({ url: 'http://localhost' }).writer()).toThrow(/name a database/);
});
