import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFakeInflux } from '@influxkit/test-servers/fake-influx';
import { startFakeInfluxDB3 } from '@influxkit/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runProgram } from '../src/run-program.js';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'influxkit-provisioning-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

it('of 2.x: makes buckets and a token once, and changes nothing when it runs again', async () => {
  const sent: string[] = [];
  const server = await startFakeInflux({
    respond: ({ operation, request }) => {
      if (operation.method !== 'GET')
        sent.push(`${operation.method} ${operation.path} ${JSON.stringify(request.body)}`);
      return undefined;
    },
  });
  const env = { INFLUX_HOST: server.url, INFLUX_TOKEN: 'operator', INFLUX_ORG: 'acme' };
  const first = await runProgram('provisioning/oss-v2.ts', { env, cwd });
  expect(first.printed).toEqual([
    'created bucket readings',
    'created bucket readings-hourly',
    'created token sensor gateway: gateway.token',
  ]);
  expect(JSON.parse(String(sent.at(-1)).slice('POST /api/v2/authorizations '.length))).toMatchObject({
    permissions: [{ action: 'write', resource: { type: 'buckets', id: expect.stringMatching(/^[0-9a-f]{16}$/) } }],
  });
  expect((await stat(join(cwd, 'gateway.token'))).mode & 0o777).toBe(0o600);
  expect((await readFile(join(cwd, 'gateway.token'), 'utf8')).length).toBeGreaterThan(0);

  const count = sent.length;
  expect((await runProgram('provisioning/oss-v2.ts', { env, cwd })).printed).toEqual([]);
  expect(sent).toHaveLength(count);
  await server.stop();
});

it('of 3: makes databases and a token once, and says of what is there what it keeps', async () => {
  await using server = await startFakeInfluxDB3({ token: 'apiv3_admin' });
  const env = { INFLUXDB3_HOST_URL: server.url, INFLUXDB3_AUTH_TOKEN: 'apiv3_admin' };
  expect((await runProgram('provisioning/core.ts', { env, cwd })).printed).toEqual([
    'created readings: 30d',
    'created readings_hourly: 730d',
  ]);
  const secret = await readFile(join(cwd, 'gateway.token'), 'utf8');
  expect(secret).toMatch(/^apiv3_/);
  expect((await runProgram('provisioning/core.ts', { env, cwd })).printed).toEqual([
    'set readings: 30d',
    'set readings_hourly: 730d',
  ]);
  expect(await readFile(join(cwd, 'gateway.token'), 'utf8')).toBe(secret);
});
