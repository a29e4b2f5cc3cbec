// The mistakes of the first five minutes, made as a newcomer makes them.
import { createServer } from 'node:http';
import { createServer as createTls } from 'node:https';
import { nodeTransport } from '@influxkit/runtime/node';
import { describe, expect, onTestFinished, test } from 'vitest';
import { selfSignedCertificate } from '../../../tests/tools/src/certificate.js';
import { listen } from '../../../tests/tools/src/listen.js';
import { freePort } from '../../../tests/tools/src/ports.js';
import { InfluxDB as Core } from '../src/core.js';
import { flux } from '../src/index.js';
import { InfluxDB } from '../src/oss-v2.js';
import { InfluxDB as V1 } from '../src/v1.js';

const messageOf = async (action: () => unknown): Promise<string> => {
  try {
    await action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
};

const url = 'http://localhost:8086';
type Options = ConstructorParameters<typeof InfluxDB>[0];

describe('as the client is made', () => {
  test.each<[string, object, RegExp]>([
    [
      'an address without http://',
      { url: 'localhost:8086' },
      /`url` must be an address such as http:\/\/localhost:8086, got one without http/,
    ],
    ['another protocol', { url: 'influx://localhost:8086' }, /without http:\/\/ or https:\/\//],
    ['/api/v2 in the address', { url: `${url}/api/v2` }, /without \/api\/v2: each call adds its own path/],
    ['/api/v2/ in the address', { url: `${url}/base/api/v2/` }, /without \/api\/v2: each call/],
    ['/api/v2/write in the address', { url: `${url}/api/v2/write` }, /without \/api\/v2\/write: each call/],
    ['a query in the address', { url: `${url}/?org=acme` }, /without a user name, a password and a query/],
    [
      'a password in the address',
      { url: 'http://ada:hunter22@localhost:8086' },
      /without a user name, a password and a query/,
    ],
    ['no address', {}, /`url` must be an address/],
    [
      'nothing',
      undefined as unknown as object,
      /give it options, such as `url`; InfluxDB\.fromEnv\(\) takes them from/,
    ],
    ['a string', url as unknown as object, /give it options, such as `url`/],
    [
      'the word of the header in the token',
      { url, token: 'Token hunter22' },
      /`token` must be the token alone, got one with the word Token before it/,
    ],
    ['another word of the header', { url, token: 'Bearer hunter22' }, /with the word Bearer before it/],
    ['a token in quotes', { url, token: '"hunter22"' }, /got one in quotes/],
    ['an address by another name', { baseUrl: url }, /the option is called `url`, got `baseUrl`/],
    [
      'an organization by another name',
      { url, organization: 'acme' },
      /the option is called `org`, got `organization`/,
    ],
    ['an ID by another name', { url, orgId: '0123' }, /the option is called `orgID`, got `orgId`/],
    ['a misspelt option', { url, timeOut: 5 }, /there is no option `timeOut`; did you mean `timeout`\?/],
    ['an option of nothing here', { url, qqq: 5 }, /there is no option `qqq`; there are url, auth, /],
    ['a database', { url, database: 'd' }, /the option is called `bucket`, got `database`/],
  ])('%s', async (_, options, message) => {
    const said = await messageOf(() => new InfluxDB(options as Options));
    expect(said).toMatch(message);
    expect(said).not.toContain('hunter22');
  });

  test('a client of InfluxDB 3 or 1.x has databases, and no bucket', async () => {
    const options = { url, bucket: 'b' } as never;
    for (const Client of [Core, V1])
      expect(await messageOf(() => new Client(options))).toMatch(/the option is called `database`, got `bucket`/);
  });

  test('a path before that of the API is kept', () => {
    for (const address of [`${url}/influx`, 'https://api.example.com/v2/metrics', `${url}/`])
      expect(() => new InfluxDB({ url: address })).not.toThrow();
  });
});

describe('in the failure of the first call', () => {
  const responding = (status: number, body: string, options: Partial<Options> = {}) =>
    new InfluxDB({ url, retry: false, ...options, fetch: async () => new Response(body, { status }) });

  test('no token', async () => {
    const body = '{"code":"unauthorized","message":"unauthorized access"}';
    expect(await messageOf(() => responding(401, body).api.buckets.list())).toBe(
      'buckets.list: 401: unauthorized: unauthorized access; the client has no `token`: give it one',
    );
    // A wrong one is another matter, and a failure as a value has the hint as well.
    expect(await messageOf(() => responding(401, body, { token: 'wrong-token' }).api.buckets.list())).not.toContain(
      '`token`',
    );
    const result = await responding(401, body).api.buckets.list().result();
    expect(!result.ok && result.error.message).toContain('the client has no `token`');
  });

  test('no token, in what a writer says, in its warning and in `api.request()`', async () => {
    const body = '{"code":"unauthorized","message":"unauthorized access"}';
    const hint = 'the client has no `token`: give it one';
    const write = async (options: Partial<Options>): Promise<string> => {
      const errors: Error[] = [];
      const settings = { onError: (error: Error) => void errors.push(error), retry: { maxTime: 0 } };
      const writer = responding(401, body, options).writer('b', settings);
      writer.write('m f=1');
      const { stats } = await writer.closeSettled();
      expect(stats.rejected + stats.failed).toBe(1);
      return errors.map(({ message }) => message).join();
    };
    expect(await write({})).toContain(`unauthorized access; ${hint}`);
    expect(await write({ token: 'wrong-token' })).not.toContain('`token`');
    const raw = (options: Partial<Options>) =>
      responding(401, body, options).request({ method: 'GET', path: '/ready' });
    expect((await raw({})).hint).toBe(hint);
    expect(await raw({ token: 'wrong-token' })).not.toHaveProperty('hint');
  });

  test('no organization', async () => {
    const body = '{"code":"invalid","message":"Please provide either orgID or org"}';
    const message = 'the client has no organization: give it `org` or `orgID`';
    const options = { token: 'a-token' };
    expect(await messageOf(() => responding(400, body, options).api.buckets.list())).toContain(message);
    const query = (more: object) => responding(400, body, { ...options, ...more }).query.toArray(flux`buckets()`);
    expect(await messageOf(() => query({ org: 'acme' }))).not.toContain(message);
    const said = await query({}).catch((error: { cause: Error }) => error.cause.message);
    expect(said).toContain(message);
  });

  test('http to a server that speaks https, and back', async () => {
    const { privateKey: key, certificate: cert } = await selfSignedCertificate();
    const tls = await listen(createTls({ key, cert }, (_, response) => response.end('{}')));
    const plain = await listen(createServer((_, response) => response.end('{}')));
    onTestFinished(async () => {
      await tls.stop();
      await plain.stop();
    });
    await using transport = nodeTransport({ rejectUnauthorized: false });
    const port = (address: string) => new URL(address).port;
    for (const more of [{}, { transport }]) {
      const toTls = new InfluxDB({ url: `http://127.0.0.1:${port(tls.url)}`, retry: false, ...more });
      // Node closes such a connection; Go, in which InfluxDB is written, says what is wrong.
      expect(await messageOf(() => toTls.api.ready())).toMatch(/no (complete response|HTTP)/);
      const toPlain = new InfluxDB({ url: `https://127.0.0.1:${port(plain.url)}`, retry: false, ...more });
      expect(await messageOf(() => toPlain.api.ready())).toMatch(
        /no TLS \(it may want http:\/\/\) spoken by https:.*; begin `url` with http:\/\/$/,
      );
    }
    const go = responding(400, 'Client sent an HTTP request to an HTTPS server.\n');
    expect(await messageOf(() => go.api.ready())).toMatch(/the server speaks https: begin `url` with https:\/\/$/);
  });

  test('nobody listens, and a host that does not exist: neither is "no complete response"', async () => {
    await using transport = nodeTransport();
    const closed = `http://127.0.0.1:${await freePort()}`;
    for (const more of [{}, { transport }]) {
      const refused = new InfluxDB({ url: closed, retry: false, ...more });
      const said = await messageOf(() => refused.api.ready());
      expect(said).toMatch(
        /^ready: connection refused by http:\/\/127\.0\.0\.1:\d+: .*; is a server running there\? `url` says where$/,
      );
      const lost = new InfluxDB({ url: 'http://influx.invalid:8086', retry: false, ...more });
      expect(await messageOf(() => lost.api.ready())).toMatch(
        /^ready: no address \(DNS\) of the host of http:\/\/influx\.invalid:8086: .*; check the host in `url`$/,
      );
    }
  });

  test('one error that fails several calls has the hint once', async () => {
    const influx = new InfluxDB({ url: `http://127.0.0.1:${await freePort()}`, retry: false });
    const error: unknown = await influx.api.ready().catch((reason) => reason);
    const again = new InfluxDB({ url, retry: false, transport: () => Promise.reject(error) });
    expect((await messageOf(() => again.api.ready())).match(/is a server running there/g)).toHaveLength(1);
  });
});

test('how values are given is said once, for Flux, InfluxQL and SQL', async () => {
  const csv =
    '#datatype,string,long,dateTime:RFC3339,long\r\n,result,table,_time,n\r\n,_result,0,2020-01-01T00:00:00Z,5\r\n\r\n';
  const json =
    '{"results":[{"statement_id":0,"series":[{"name":"m","columns":["time","n"],"values":[["2020-01-01T00:00:00Z",5]]}]}]}';
  const lines = '{"time":"2020-01-01T00:00:00","n":5}\n';
  const describe =
    '{"column_name":"time","data_type":"Timestamp(Nanosecond, None)","is_nullable":"NO"}\n{"column_name":"n","data_type":"Int64","is_nullable":"YES"}\n';
  const answering = (async (input: string, init: RequestInit) => {
    if (input.includes('query_sql')) return new Response(String(init.body).includes('DESCRIBE') ? describe : lines);
    return new Response(input.includes('/api/v2/query') ? csv : json);
  }) as typeof fetch;
  const preset = 'json';
  const v2 = new InfluxDB({ url, org: 'acme', preset, fetch: answering });
  const v1 = new V1({ url, database: 'd', preset, fetch: answering });
  const core = new Core({ url, database: 'd', preset, fetch: answering });
  const row = { time: '2020-01-01T00:00:00Z', n: 5 };
  expect(JSON.stringify(await v2.query.toArray('x'))).toBe(
    '[{"result":"_result","table":0,"_time":"2020-01-01T00:00:00Z","n":5}]',
  );
  expect(await v2.influxql('SELECT n FROM m', { db: 'd' }).toArray()).toEqual([row]);
  expect(await v1.influxql('SELECT n FROM m').toArray()).toEqual([row]);
  expect(JSON.parse(JSON.stringify(await core.sql.toArray('SELECT time, n FROM m')))).toEqual([row]);
  // A query of its own mind.
  expect(await v2.query.toArray('x', { integers: 'bigint' })).toMatchObject([{ n: 5n }]);
});
