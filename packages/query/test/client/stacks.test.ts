import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { createClient } from '@influxkit/runtime';
import { expect, test } from 'vitest';
import { createInfluxQL, createQuery, type InfluxQLClient, type QueryClient } from '../../src/index.js';

async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

const refuse: typeof fetch = async () =>
  Response.json({ code: 'invalid', message: 'no such function' }, { status: 400 });

const callers: Record<string, (query: QueryClient) => Promise<unknown>> = {
  'for await': async function callerOfRows(query) {
    const rows: unknown[] = [];
    for await (const row of query.rows('buckets()')) rows.push(row);
    return rows;
  },
  toArray: async function callerOfToArray(query) {
    return await query.toArray('buckets()');
  },
  text: async function callerOfText(query) {
    return await query.text('buckets()');
  },
  stream: async function callerOfStream(query) {
    return await query.stream('buckets()');
  },
  'batches of rows': async function callerOfBatches(query) {
    for await (const _ of query.rows('buckets()').batches());
  },
  tables: async function callerOfTables(query) {
    for await (const _ of query.tables('buckets()'));
  },
  'batches of tables': async function callerOfTableBatches(query) {
    for await (const _ of query.tables('buckets()').batches());
  },
  columns: async function callerOfColumns(query) {
    return await query.columns('buckets()');
  },
  'batches of columns': async function callerOfColumnBatches(query) {
    for await (const _ of query.columns('buckets()').batches());
  },
  analyze: async function callerOfAnalyze(query) {
    return await query.analyze('buckets()');
  },
};

const influxqlCallers: Record<string, (influxql: InfluxQLClient) => Promise<unknown>> = {
  'for await': async function callerOfInfluxQL(influxql) {
    for await (const _ of influxql('SHOW DATABASES'));
  },
  'batches of rows': async function callerOfInfluxQLBatches(influxql) {
    for await (const _ of influxql('SHOW DATABASES').batches());
  },
  toArray: async function callerOfInfluxQLToArray(influxql) {
    return await influxql('SHOW DATABASES').toArray();
  },
};

test.each(Object.entries(influxqlCallers))(
  'the stack of an error of InfluxQL names the caller of %s',
  async (_, run) => {
    for (const [name, options] of [
      ['ConnectionError', { baseUrl: await closedPort() }],
      ['InfluxQLError', { baseUrl: 'http://h', fetch: refuse }],
    ] as const) {
      const error = await run(createInfluxQL(createClient({ ...options, retry: false }))).catch((reason) => reason);
      expect(error).toMatchObject({ name });
      expect((error as Error).stack).toMatch(new RegExp(`at (async )?(Object\\.)?${run.name} .*stacks\\.test`));
    }
  },
);

test.each(Object.entries(callers))('the stack of an error names the caller of %s', async (_, run) => {
  for (const [name, options] of [
    ['ConnectionError', { baseUrl: await closedPort() }],
    ['FluxError', { baseUrl: 'http://h', fetch: refuse }],
  ] as const) {
    const query = createQuery(createClient({ ...options, retry: false }), { org: 'acme' });
    const error = await run(query).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name });
    expect((error as Error).stack).toMatch(new RegExp(`at (async )?(Object\\.)?${run.name} .*stacks\\.test`));
  }
});

test('the stack of an error names the caller of text, where the response breaks off', async () => {
  const body = () =>
    new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('#datatype')),
      pull: async (controller) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        controller.error(new Error('reset'));
      },
    });
  const api = createClient({
    baseUrl: 'http://h',
    retry: false,
    fetch: async () => new Response(body(), { headers: { 'content-type': 'text/csv' } }),
  });
  const texts = {
    async callerOfText() {
      return await createQuery(api, { org: 'acme' }).text('buckets()');
    },
    async callerOfInfluxQLText() {
      return await createInfluxQL(api)('SHOW DATABASES').text();
    },
  };
  for (const [name, run] of Object.entries(texts)) {
    const error = await run().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ConnectionError' });
    expect((error as Error).stack).toMatch(new RegExp(`at (async )?(Object\\.)?${name} .*stacks\\.test`));
  }
});

test('a client for InfluxQL has a name in a debugger', () => {
  expect(inspect(createInfluxQL(createClient({ baseUrl: 'http://h' })))).toBe('[Function: influxql]');
});
