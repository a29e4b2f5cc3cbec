import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { call, createClient, type Operation } from '@influxkit/runtime';
import { expect, onTestFinished, test } from 'vitest';
import { authFromEnv, readInfluxConfig } from '../src/node.js';

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
  const folder = mkdtempSync(join(tmpdir(), 'influxkit-auth-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'configs');
  writeFileSync(path, text);
  return path;
}

const env = (text: string, more: Record<string, string> = {}) => ({ INFLUX_CONFIGS_PATH: file(text), ...more });

test('the active section is read, or the one that is named', async () => {
  expect(await readInfluxConfig({ env: env(typical) })).toMatchObject({
    name: 'default',
    url: 'http://localhost:8086',
    org: 'acme',
    token: 'file-secret',
  });
  const cloud = { name: 'cloud', org: undefined, token: 'cloud-secret' };
  expect(await readInfluxConfig({ path: file(typical), name: 'cloud', env: {} })).toMatchObject(cloud);
  expect(await readInfluxConfig({ env: env(typical, { INFLUX_ACTIVE_CONFIG: 'cloud' }) })).toMatchObject(cloud);
});

test('where there is no file there is no configuration', async () => {
  expect(await readInfluxConfig({ path: '/nowhere/configs', env: {} })).toBeUndefined();
});

test('a configuration does not show its token', async () => {
  const config = await readInfluxConfig({ env: env(typical) });
  expect(inspect(config) + JSON.stringify(config)).not.toContain('file-secret');
});

test.each<[name: string, text: string, message: RegExp]>([
  ['no TOML', '[default]\ntoken = "file-secret\nurl = 3', /configs, line 2, column \d+: this is no TOML$/],
  ['empty', '', /no section has "active = true"; it has none/],
  ['without an active section', '[a]\nurl = "x"\n[b]', /no section has "active = true"; it has a, b/],
  [
    'with two active sections',
    '[a]\nactive = true\n[b]\nactive = true',
    /only one section may have "active = true": a, b/,
  ],
  ['without an address', '[a]\nactive = true\ntoken = "file-secret"', /section a has no url/],
  [
    'with a token that is no text',
    '[a]\nactive = true\nurl = "x"\ntoken = 5',
    /token of section a must be a text, not number/,
  ],
  ['with __proto__', '[__proto__]\nactive = true', /no section|has no url/],
])('a file that is %s gives an error with its place and quotes nothing', async (_, text, message) => {
  const error = await readInfluxConfig({ env: env(text) }).catch((reason: unknown) => reason);
  expect(String(error)).toMatch(message);
  expect(inspect(error)).not.toContain('file-secret');
});

test('a section that is not there is named, with those that are', async () => {
  await expect(readInfluxConfig({ path: file(typical), name: 'x', env: {} })).rejects.toThrow(
    'no section is named "x"; it has default, cloud',
  );
});

/** The address and the Authorization header that a client of this environment sends. */
async function used(variables: Record<string, string>): Promise<unknown[]> {
  const { baseUrl, auth, org, bucket } = await authFromEnv({ env: variables });
  const ping: Operation<() => Promise<undefined>> = { name: 'ping', method: 'GET', path: '/ping' };
  let sent: unknown[] = [];
  const transport = async ({ url, headers }: { url: string; headers: Record<string, string> }) => {
    sent = [url, headers['authorization']];
    return new Response(null, { status: 204 });
  };
  await call(createClient({ baseUrl, auth, transport }), ping);
  return [...sent, org, bucket];
}

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
  expect(await used(env(text, variables))).toEqual(want);
});

test('the token of the file does not go to another server', async () => {
  await expect(used(env(typical, { INFLUX_HOST: 'http://evil.example' }))).rejects.toThrow('no token for this server');
});

test('what is missing is said, with what to set', async () => {
  const nowhere = { INFLUX_CONFIGS_PATH: '/nowhere' };
  await expect(authFromEnv({ env: nowhere })).rejects.toThrow('set INFLUX_HOST');
  await expect(authFromEnv({ env: { ...nowhere, INFLUX_HOST: 'http://a' } })).rejects.toThrow('set INFLUX_TOKEN');
});

test('the environment does not show its token', async () => {
  expect(inspect(await authFromEnv({ env: env(typical) }), { depth: 9 })).not.toContain('file-secret');
});
