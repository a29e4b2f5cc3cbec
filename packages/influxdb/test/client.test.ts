import { inspect } from 'node:util';
import { anonymous, combineAuth } from '@influxkit/auth';
import { createInfluxQL } from '@influxkit/query';
import {
  type Contract,
  type ContractServer,
  loadContract,
  type SampleResponse,
  startContractServer,
} from '@influxkit/test-tools';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import type { Product } from '../src/client-options.js';
import type { InfluxDB as Serverless } from '../src/cloud-serverless.js';
import { InfluxDB as CloudV2 } from '../src/cloud-v2.js';
import { flux, InfluxDB, type InfluxDBOptions, paginate, queryAuth } from '../src/index.js';
import { InfluxDB as OssV2 } from '../src/oss-v2.js';
import { client } from './strategies.js';

const token = 'a-very-secret-token';
const csv = [
  '#datatype,string,long,dateTime:RFC3339,double',
  '#group,false,false,false,false',
  '#default,_result,,,',
  ',result,table,_time,_value',
  ',,0,2014-12-31T00:00:00Z,9855',
  '',
  '',
].join('\r\n');

/** What the server responds with to a query or a script; all else comes from the contract's schemas. */
const responses: Record<string, SampleResponse> = {
  PostQuery: { status: 200, mediaType: 'application/csv', bytes: Buffer.from(csv) } as unknown as SampleResponse,
  PostScriptsIDInvoke: { status: 200, mediaType: 'text/csv', bytes: Buffer.from(csv) } as unknown as SampleResponse,
};

const servers = {} as Record<Product, ContractServer>;
const contracts = {} as Record<Product, Contract>;
beforeAll(async () => {
  for (const product of ['oss-v2', 'cloud-v2', 'cloud-serverless'] as const) {
    contracts[product] = await loadContract(product);
    servers[product] = await startContractServer(contracts[product], {
      respond: ({ operation, response }) => {
        const own = responses[operation.id];
        return own && { ...response, ...own };
      },
    });
  }
});
afterAll(async () => {
  for (const server of Object.values(servers)) await server.stop();
});

const options = (product: Product): InfluxDBOptions => ({
  url: servers[product].url,
  token,
  org: 'acme',
  bucket: 'co2',
});

describe.each(['oss-v2', 'cloud-v2', 'cloud-serverless'] as const)('%s', (product) => {
  test('writes, queries, pages and deletes in its organization and bucket', async () => {
    const influx = new InfluxDB({ ...options(product), product });
    const writer = influx.writer();
    writer.write({ measurement: 'cpu', fields: { value: 1 } });
    const { stats } = await writer.close();
    expect(stats).toMatchObject({ written: 1 });
    expect(servers[product].last?.request.query).toMatchObject({ org: 'acme', bucket: 'co2' });

    const rows = await influx.query.toArray(flux`from(bucket: ${'co2'}) |> range(start: ${new Date(0)})`);
    expect(rows).toEqual([{ result: '_result', table: 0, _time: 1419984000000000000n, _value: 9855 }]);

    const buckets = await paginate(influx.api.buckets.list, { org: 'acme' }, { limit: 1 }).toArray();
    expect(buckets).toHaveLength(1);

    await influx.delete('co2', { start: new Date(0), stop: '2020-01-01T00:00:00.000000001Z', predicate: 'a="b"' });
    expect(servers[product].last?.request).toMatchObject({
      body: { start: '1970-01-01T00:00:00.000Z', stop: '2020-01-01T00:00:00.000000001Z', predicate: 'a="b"' },
      query: { org: 'acme', bucket: 'co2' },
    });

    const { statusCode } = await influx.request({ method: 'GET', path: '/api/v2/resources' });
    expect(statusCode).toBe(200);
  });
});

test('a product offers what it has, and no more', async () => {
  const oss = new OssV2(options('oss-v2'));
  expect(await oss.health()).toHaveProperty('status');
  expect(await oss.ping()).toHaveProperty('version');
  const cloud = new CloudV2(options('cloud-v2'));
  expect(await cloud.ping()).toHaveProperty('build');
  expect(await cloud.invokeScript('0123456789abcdef', { days: 7 }).toArray()).toHaveLength(1);
  expectTypeOf<CloudV2>().not.toHaveProperty('health');
  expectTypeOf<Serverless>().not.toHaveProperty('ping');
  expectTypeOf<OssV2>().not.toHaveProperty('invokeScript');
  expectTypeOf<OssV2['api']>().not.toHaveProperty('scripts');
  expectTypeOf<Serverless['api']>().not.toHaveProperty('dashboards');
  expect('health' in cloud).toBe(false);
});

test('the product that is named is the client that comes, at run time and for the compiler', () => {
  const influx = new InfluxDB({ ...options('cloud-v2'), product: 'cloud-v2' });
  expectTypeOf(influx).toEqualTypeOf<CloudV2>();
  expect(influx).toBeInstanceOf(CloudV2);
  const own = InfluxDB.fromEnv({}, { INFLUX_URL: 'http://localhost:8086', INFLUX_TOKEN: token });
  expectTypeOf(own).toEqualTypeOf<OssV2>();
  expect(own).toBeInstanceOf(OssV2);
});

test('an unhealthy server is a response, not an error', async () => {
  const fetch = async (): Promise<Response> =>
    Response.json({ name: 'influxdb', status: 'fail', message: 'disk is full' }, { status: 503 });
  const influx = new OssV2({ url: 'http://localhost:8086', fetch, retry: false });
  expect(await influx.health()).toMatchObject({ status: 'fail', message: 'disk is full' });
});

describe('the environment', () => {
  const env = {
    INFLUX_HOST: 'http://localhost:8086',
    INFLUX_TOKEN: token,
    INFLUX_ORG: 'acme',
    INFLUX_BUCKET_NAME: 'co2',
  };

  test('gives address, token, organization and bucket', async () => {
    const influx = OssV2.fromEnv({}, { ...env, INFLUX_HOST: servers['oss-v2'].url });
    await influx.query.text('buckets()');
    expect(servers['oss-v2'].last?.request.query).toMatchObject({ org: 'acme' });
    expect(() => influx.writer().close()).not.toThrow();
  });

  test.each([
    ['an address is missing', {}, {}, /INFLUX_HOST/],
    ['an empty variable is none', { INFLUX_HOST: '' }, {}, /INFLUX_HOST/],
    [
      'a token is missing',
      { ...env, INFLUX_TOKEN: ' \n' },
      {},
      /no token: set INFLUX_TOKEN, or pass `token` or `auth`/,
    ],
    ['both organizations', env, { org: 'acme', orgID: '1' }, /not both/],
  ])('says what is wrong: %s', (_, variables, given, message) => {
    expect(() => OssV2.fromEnv(given, variables)).toThrow(message);
  });

  test.each<[name: string, given: Partial<InfluxDBOptions>, variables: object, want: object]>([
    [
      'a token that ends in a line feed',
      {},
      { ...env, INFLUX_TOKEN: `${token}\n` },
      { authorization: `Token ${token}` },
    ],
    ['an organization by ID', {}, { ...env, INFLUX_ORG: '', INFLUX_ORG_ID: '01' }, { orgID: '01', org: undefined }],
    ['an organization by name first', {}, { ...env, INFLUX_ORG_ID: '01' }, { org: 'acme', orgID: undefined }],
    ['an option before its variable', { orgID: '02' }, env, { orgID: '02', org: undefined }],
    [
      'a variable whose option is undefined',
      { token: undefined, auth: undefined, org: undefined, bucket: undefined },
      env,
      { authorization: `Token ${token}`, org: 'acme' },
    ],
    ['a token before its variable', { token: 'mine' }, env, { authorization: 'Token mine' }],
    ['`auth` in place of a token', { auth: anonymous() }, { ...env, INFLUX_TOKEN: '' }, { authorization: undefined }],
  ])('is read: %s', async (_, given, variables, want) => {
    let got: Record<string, unknown> = {};
    const transport: InfluxDBOptions['transport'] = async ({ url, headers }) => {
      const { searchParams } = new URL(url);
      const value = (name: string): string | undefined => searchParams.get(name) ?? undefined;
      got = { authorization: headers['authorization'], org: value('org'), orgID: value('orgID') };
      return new Response('', { status: 200 });
    };
    await OssV2.fromEnv({ ...given, transport }, variables as Record<string, string>).query.text('buckets()');
    expect(got).toMatchObject(want);
  });
});

describe('a wrong option is an error that names it', () => {
  test.each([
    ['no address', { url: '' }, /`url`/],
    [
      'token and auth',
      { url: 'http://localhost', token, auth: (r: never, next: (r: never) => never) => next(r) },
      /`token` or `auth`/,
    ],
    ['a product that does not exist', { url: 'http://localhost', product: 'v3' }, /oss-v2, cloud-v2, cloud-serverless/],
    ['a product from the prototype', { url: 'http://localhost', product: 'constructor' }, /oss-v2/],
  ])('%s', (_, given, message) => {
    const make = () => new InfluxDB({ product: 'oss-v2', ...given } as never);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });

  test('no bucket', () => {
    const influx = new OssV2({ url: 'http://localhost:8086' });
    expect(() => influx.writer()).toThrow(/name a bucket/);
  });

  test.each([
    ['an invalid Date', new Date(Number.NaN)],
    ['a number', 5],
  ])('a time that is %s', async (_, start) => {
    const influx = new OssV2({ url: 'http://localhost:8086', bucket: 'co2' });
    await expect(influx.delete(undefined, { start: start as Date, stop: new Date() })).rejects.toThrow(/`start`/);
  });
});

test('no token shows where a client is printed', () => {
  const influx = new InfluxDB({ ...options('oss-v2'), product: 'oss-v2' });
  expect(inspect(influx, { depth: 20, showHidden: true })).not.toContain(token);
  expect(JSON.stringify(influx)).not.toContain(token);
});

test('InfluxQL goes with what its contract takes, in a client that has several ways to authenticate', async () => {
  const sent: string[] = [];
  const api = client({
    baseUrl: 'http://localhost:8086',
    auth: combineAuth(queryAuth({ username: 'ada', password: 'correct-horse' })),
    transport: async ({ url }) => {
      sent.push(url);
      return Response.json({ results: [{ statement_id: 0 }] });
    },
  });
  await createInfluxQL(api, { db: 'metrics' })('SHOW DATABASES').toArray();
  expect(sent).toHaveLength(1);
  expect(new URL(sent[0] ?? '').searchParams.get('u')).toBe('ada');
});
