import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type Call, call, createClient, type Operation } from '@influxkit/runtime';
import { expect, onTestFinished, test } from 'vitest';
import { type Connection, fromEnvOrInfluxCli, fromInfluxCli, type InfluxCliOptions } from '../src/node.js';

const typical = `
[default]
  url = "http://localhost:8086"
  token = "file-secret"
  org = "acme"
  active = true

[cloud]
  url = "https://eu-central-1-1.aws.cloud2.influxdata.com"
  token = "cloud-secret"
  org = ""
# [eu-central]
#   url = "https://example.com"
`;

function file(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'influxkit-influxdb-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'configs');
  writeFileSync(path, text);
  return path;
}

const env = (text: string, more: Record<string, string> = {}) => ({ INFLUX_CONFIGS_PATH: file(text), ...more });

/** Where a connection leads to and as whom, found out by using it. */
async function used(connection: Promise<Connection>) {
  const { baseUrl, auth, org, bucket } = await connection;
  let got: unknown[] = [];
  const ping: Operation<() => Call<undefined>> = { name: 'ping', method: 'GET', path: '/ping' };
  await call(
    createClient({
      baseUrl,
      auth,
      transport: async ({ url, headers }) => {
        got = [url, headers['authorization'], org, bucket];
        return new Response(null, { status: 204 });
      },
    }),
    ping,
  );
  return got;
}

const cloud = ['https://eu-central-1-1.aws.cloud2.influxdata.com/ping', 'Token cloud-secret', undefined, undefined];

test.each<[name: string, options: (text: string) => InfluxCliOptions, want: unknown[]]>([
  [
    'the active one',
    (text) => ({ env: env(text) }),
    ['http://localhost:8086/ping', 'Token file-secret', 'acme', undefined],
  ],
  ['the one that is named', (text) => ({ path: file(text), profile: 'cloud', env: {} }), cloud],
  ['the one that a variable names', (text) => ({ env: env(text, { INFLUX_ACTIVE_CONFIG: 'cloud' }) }), cloud],
  [
    'the one that is named, not the one of a variable',
    (text) => ({ profile: 'cloud', env: env(text, { INFLUX_ACTIVE_CONFIG: 'default' }) }),
    cloud,
  ],
])('of the sections of the command, %s is taken', async (_, options, want) => {
  expect(await used(fromInfluxCli(options(typical)))).toEqual(want);
});

test('the section says its name', async () => {
  expect((await fromInfluxCli({ env: env(typical) })).profile).toBe('default');
});

test('the file alone counts, not the variables of address and token', async () => {
  const variables = { INFLUX_HOST: 'http://other', INFLUX_TOKEN: 'other' };
  expect(await used(fromInfluxCli({ env: env(typical, variables) }))).toContain('Token file-secret');
});

test('where there is no file, or no token in it, the error says so', async () => {
  await expect(fromInfluxCli({ path: '/nowhere/configs', env: {} })).rejects.toThrow(
    '/nowhere/configs: there is no such file; make a configuration with `influx config create`',
  );
  await expect(fromInfluxCli({ env: env('[a]\nactive = true\nurl = "http://h"') })).rejects.toThrow(
    /section a has no token/,
  );
});

test.each<[name: string, text: string, message: RegExp]>([
  ['no TOML', '[default]\ntoken = "file-secret\nurl = 3', /configs, line 2, column \d+: this is not TOML$/],
  ['empty', '', /no section has "active = true"; it has none/],
  ['without an active section', '[a]\nurl = "x"\n[b]', /no section has "active = true"; it has a, b/],
  [
    'with two active sections',
    '[a]\nactive = true\n[b]\nactive = true',
    /only one section may have "active = true": a, b/,
  ],
  ['without an address', '[a]\nactive = true\ntoken = "file-secret"', /section a has no url/],
  [
    'with a token that is not a string',
    '[a]\nactive = true\nurl = "x"\ntoken = 5',
    /token of section a must be a string; got a number/,
  ],
  ['with __proto__', '[__proto__]\nactive = true', /no section|has no url/],
])('a file that is %s gives an error with its place and quotes nothing', async (_, text, message) => {
  const error = await fromInfluxCli({ env: env(text) }).catch((reason: unknown) => reason);
  expect(String(error)).toMatch(message);
  expect(inspect(error)).not.toContain('file-secret');
});

test('a section that is not there is named, with those that are', async () => {
  await expect(fromInfluxCli({ path: file(typical), profile: 'x', env: {} })).rejects.toThrow(
    'no section is named "x"; it has default, cloud',
  );
});

test.each<[name: string, variables: Record<string, string>, file: string, want: unknown[]]>([
  [
    'variables alone',
    { INFLUX_HOST: 'http://a', INFLUX_TOKEN: 't', INFLUX_ORG: 'o', INFLUX_BUCKET_NAME: 'b' },
    'no TOML',
    ['http://a/ping', 'Token t', 'o', 'b'],
  ],
  [
    'INFLUX_URL',
    { INFLUX_URL: ' http://a ', INFLUX_TOKEN: 't\n' },
    '',
    ['http://a/ping', 'Token t', undefined, undefined],
  ],
  ['the file alone', {}, typical, ['http://localhost:8086/ping', 'Token file-secret', 'acme', undefined]],
  [
    'a token over the file',
    { INFLUX_TOKEN: 't' },
    typical,
    ['http://localhost:8086/ping', 'Token t', 'acme', undefined],
  ],
  [
    'the same address as the file',
    { INFLUX_HOST: 'http://localhost:8086/' },
    typical,
    ['http://localhost:8086/ping', 'Token file-secret', 'acme', undefined],
  ],
  [
    'empty variables',
    { INFLUX_HOST: '', INFLUX_TOKEN: ' ', INFLUX_ORG: 'o' },
    typical,
    ['http://localhost:8086/ping', 'Token file-secret', 'o', undefined],
  ],
])('the environment is read from %s', async (_, variables, text, want) => {
  expect(await used(fromEnvOrInfluxCli({ env: env(text, variables) }))).toEqual(want);
});

test('the token of the file does not go to another server', async () => {
  await expect(fromEnvOrInfluxCli({ env: env(typical, { INFLUX_HOST: 'http://evil.example' }) })).rejects.toThrow(
    'no token for this server',
  );
});

test('the error names what is missing and what to set', async () => {
  const nowhere = { INFLUX_CONFIGS_PATH: '/nowhere' };
  await expect(fromEnvOrInfluxCli({ env: nowhere })).rejects.toThrow('set INFLUX_HOST');
  await expect(fromEnvOrInfluxCli({ env: { ...nowhere, INFLUX_HOST: 'http://a' } })).rejects.toThrow(
    'set INFLUX_TOKEN',
  );
});
