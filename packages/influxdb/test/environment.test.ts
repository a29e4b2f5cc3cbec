import { inspect } from 'node:util';
import { createClient } from '@influxkit/runtime';
import { afterEach, expect, test, vi } from 'vitest';
import { type Environment, fromEnv } from '../src/auth.js';
import { InfluxDB as Core } from '../src/core.js';
import { InfluxDB as OssV2 } from '../src/oss-v2.js';
import { InfluxDB as V1 } from '../src/v1.js';

afterEach(() => vi.unstubAllEnvs());

async function used(env?: Environment): Promise<unknown[]> {
  const { baseUrl, auth, org, bucket } = env ? fromEnv({ env }) : fromEnv();
  let got: unknown[] = [];
  const transport = async ({ url, headers }: { url: string; headers: Record<string, string> }) => {
    got = [url, headers['authorization'], org, bucket];
    return new Response(null, { status: 204 });
  };
  await createClient({ baseUrl, auth, transport }).request({ method: 'GET', path: '/ready' });
  return got;
}

test.each<[name: string, env: Environment, want: unknown[]]>([
  [
    'all of them',
    { INFLUX_HOST: 'http://a', INFLUX_TOKEN: 't', INFLUX_ORG: 'o', INFLUX_BUCKET_NAME: 'b' },
    ['http://a/ready', 'Token t', 'o', 'b'],
  ],
  ['INFLUX_URL', { INFLUX_URL: 'http://a', INFLUX_TOKEN: 't' }, ['http://a/ready', 'Token t', undefined, undefined]],
  [
    'INFLUX_HOST before INFLUX_URL',
    { INFLUX_URL: 'http://b', INFLUX_HOST: 'http://a', INFLUX_TOKEN: 't' },
    ['http://a/ready', 'Token t', undefined, undefined],
  ],
  [
    'blanks and line breaks around them, and empty ones',
    { INFLUX_HOST: '', INFLUX_URL: ' http://a ', INFLUX_TOKEN: 't\n', INFLUX_ORG: ' ' },
    ['http://a/ready', 'Token t', undefined, undefined],
  ],
])('the variables are read: %s', async (_, env, want) => {
  expect(await used(env)).toEqual(want);
});

test('without an environment that is given it is the process’s', async () => {
  vi.stubEnv('INFLUX_HOST', 'http://stubbed');
  vi.stubEnv('INFLUX_TOKEN', 'stubbed-token');
  expect((await used()).slice(0, 2)).toEqual(['http://stubbed/ready', 'Token stubbed-token']);
});

test('where a platform has no environment, that is reported as of an empty one', () => {
  vi.stubGlobal('process', undefined);
  try {
    expect(() => fromEnv()).toThrow('no server address in the environment: set INFLUX_HOST (or INFLUX_URL)');
  } finally {
    vi.unstubAllGlobals();
  }
});

test.each<[name: string, env: Environment, says: string]>([
  ['the address', { INFLUX_TOKEN: 'hunter2' }, 'set INFLUX_HOST (or INFLUX_URL)'],
  ['the token', { INFLUX_HOST: 'http://a' }, 'set INFLUX_TOKEN'],
  ['a token that a header can carry', { INFLUX_HOST: 'http://a', INFLUX_TOKEN: 'hunter2\r\nx: y' }, 'carriage return'],
])('a missing one is named, and nothing shown: %s', (_, env, says) => {
  let error: unknown;
  try {
    fromEnv({ env });
  } catch (reason) {
    error = reason;
  }
  expect(String(error)).toContain(says);
  expect(inspect(error)).not.toContain('hunter2');
});

test.each<[name: string, from: () => unknown, says: string]>([
  ['fromEnv', () => fromEnv({ env: { INFLUX_HOST: 'localhost:8086', INFLUX_TOKEN: 't' } }), 'INFLUX_HOST must be'],
  ['INFLUX_URL', () => OssV2.fromEnv({}, { INFLUX_URL: 'localhost', INFLUX_TOKEN: 't' }), 'INFLUX_URL must be'],
  ['InfluxDB 3', () => Core.fromEnv({}, { INFLUXDB3_HOST_URL: 'localhost:8181' }), 'INFLUXDB3_HOST_URL must be'],
  ['InfluxDB 3, by the common name', () => Core.fromEnv({}, { INFLUX_HOST: 'localhost' }), 'INFLUX_HOST must be'],
  ['1.x', () => V1.fromEnv({}, { INFLUX_HOST: 'http://ada:hunter2@localhost' }), 'INFLUX_HOST must be'],
])('a variable with a wrong address is named: %s', (_, from, says) => {
  expect(from).toThrow(`InfluxDB: ${says} an address such as http://localhost:8086`);
  expect(from).not.toThrow('hunter2');
});

test('a wrong address in the environment is no matter where another is given', () => {
  const env = { INFLUX_HOST: 'localhost', INFLUX_TOKEN: 't' };
  expect(() => OssV2.fromEnv({ url: 'http://localhost:8086' }, env)).not.toThrow();
});
