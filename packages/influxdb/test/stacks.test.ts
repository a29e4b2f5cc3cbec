// Errors name the function that called a client, whatever of the client it called.
import { createServer } from 'node:net';
import { InfluxDB, sessionAuth } from '@influxkit/influxdb';
import { expect, test } from 'vitest';

const DAY = { start: '2026-01-01T00:00:00Z', stop: '2026-01-02T00:00:00Z' };

/** The clients of a server of which there is none. */
async function clientsOfNothing() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const options = { url: `http://127.0.0.1:${port}`, retry: false } as const;
  const auth = sessionAuth({ username: 'ada', password: 'a-secret' });
  return {
    oss: new InfluxDB({ ...options, product: 'oss-v2', org: 'acme', bucket: 'motors' }),
    cloud: new InfluxDB({ ...options, product: 'cloud-v2', org: 'acme' }),
    core: new InfluxDB({ ...options, product: 'core', database: 'factory' }),
    v1: new InfluxDB({ ...options, product: 'v1', database: 'factory' }),
    withSession: new InfluxDB({ ...options, product: 'oss-v2', auth }),
  };
}

const callers: Record<string, (clients: Awaited<ReturnType<typeof clientsOfNothing>>) => Promise<unknown>> = {
  request: async function callerOfRequest({ oss }) {
    return await oss.request({ method: 'GET', path: '/health' });
  },
  ping: async function callerOfPing({ oss }) {
    return await oss.ping();
  },
  'ping of Core': async function callerOfPingOfCore({ core }) {
    return await core.ping();
  },
  'ping of 1.x': async function callerOfPingOfV1({ v1 }) {
    return await v1.ping();
  },
  delete: async function callerOfDelete({ oss }) {
    return await oss.delete('motors', DAY);
  },
  'rows of a script': async function callerOfScriptRows({ cloud }) {
    for await (const _ of cloud.invokeScript('0123456789abcdef').rows());
  },
  'toArray of a script': async function callerOfScriptToArray({ cloud }) {
    return await cloud.invokeScript('0123456789abcdef').toArray();
  },
  'text of a script': async function callerOfScriptText({ cloud }) {
    return await cloud.invokeScript('0123456789abcdef').text();
  },
  'databases.list': async function callerOfDatabases({ v1 }) {
    return await v1.databases.list();
  },
  'a method that signs in first': async function callerOfSession({ withSession }) {
    return await withSession.api.buckets.list();
  },
};

test.each(Object.entries(callers))('the stack of an error names the caller of %s', async (_, run) => {
  const error = await run(await clientsOfNothing()).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'ConnectionError' });
  expect((error as Error).stack).toMatch(new RegExp(`at (async )?(Object\\.)?${run.name} .*stacks\\.test`));
});

test('so does that of a wrong argument', async () => {
  const { oss } = await clientsOfNothing();
  const wrong = {
    callerOfWrongDate: async () => oss.delete('motors', { ...DAY, start: new Date(Number.NaN) }),
    callerOfWrongUser: async () => sessionAuth({ username: '', password: 'a-secret' }),
  };
  for (const [name, run] of Object.entries(wrong)) {
    const error = await run().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).stack).toMatch(new RegExp(`at (async )?(Object\\.)?${name} .*stacks\\.test`));
  }
});
