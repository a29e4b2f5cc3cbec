// Errors name the function that asked, whichever way a query goes and is read.
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { type ClientOptions, createClient } from '@influxkit/runtime';
import { expect, onTestFinished, test } from 'vitest';
import { startFakeFlight } from '../../../tests/tools/src/influxdb3/fake-flight.js';
import { flightTransport } from '../src/flight.js';
import { createInfluxQL, createInfluxQLV1, createSql, type InfluxQL3Client, type SqlClient } from '../src/index.js';

const QUERY = 'SELECT 1';

const callers: Record<string, (db: SqlClient, influxql: InfluxQL3Client) => Promise<unknown>> = {
  'for await': async function callerOfRows(db) {
    for await (const _ of db.rows(QUERY));
  },
  'batches of rows': async function callerOfBatches(db) {
    for await (const _ of db.rows(QUERY).batches());
  },
  'toArray of rows': async function callerOfRowsToArray(db) {
    return await db.rows(QUERY).toArray();
  },
  columns: async function callerOfColumns(db) {
    return await db.columns(QUERY);
  },
  'batches of columns': async function callerOfColumnBatches(db) {
    for await (const _ of db.columns(QUERY).batches());
  },
  'schema of rows': async function callerOfRowsSchema(db) {
    return await db.rows(QUERY).schema;
  },
  'schema of columns': async function callerOfColumnsSchema(db) {
    return await db.columns(QUERY).schema;
  },
  toArray: async function callerOfToArray(db) {
    return await db.toArray(QUERY);
  },
  text: async function callerOfText(db) {
    return await db.text(QUERY);
  },
  stream: async function callerOfStream(db) {
    return await db.stream(QUERY);
  },
  toArrow: async function callerOfToArrow(db) {
    return await db.toArrow(QUERY);
  },
  'Arrow in pieces': async function callerOfArrowStream(db) {
    return await db.stream(QUERY, { format: 'arrow' });
  },
  'rows of InfluxQL': async function callerOfInfluxQL(_, influxql) {
    for await (const _ of influxql(QUERY));
  },
  'toArray of InfluxQL': async function callerOfInfluxQLToArray(_, influxql) {
    return await influxql(QUERY).toArray();
  },
  'text of InfluxQL': async function callerOfInfluxQLText(_, influxql) {
    return await influxql(QUERY).text();
  },
  'stream of InfluxQL': async function callerOfInfluxQLStream(_, influxql) {
    return await influxql(QUERY).stream();
  },
};

/** These go over HTTP whatever the transport, and Arrow never does. */
const OVER_HTTP = /^(text|stream)/;
const OVER_FLIGHT = /^(toArrow|Arrow)/;

async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

const refuse: typeof fetch = async () => Response.json({ error: 'no such table' }, { status: 400 });
const hang: typeof fetch = (_, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
  });

/** How a query fails, and what it is an instance of. */
const failures: Record<string, { name: string; options: () => Promise<ClientOptions>; flight?: boolean }> = {
  'a closed port': { name: 'ConnectionError', options: async () => ({ baseUrl: await closedPort() }) },
  'a status 400': { name: 'SqlError', options: async () => ({ baseUrl: 'http://h', fetch: refuse }) },
  'a timeout': { name: 'TimeoutError', options: async () => ({ baseUrl: 'http://h', fetch: hang, timeout: 20 }) },
  'a closed port, over Flight': {
    name: 'ConnectionError',
    options: async () => ({ baseUrl: await closedPort() }),
    flight: true,
  },
  'a refusal, over Flight': {
    name: 'SqlError',
    options: async () => {
      const server = await startFakeFlight((call) => call.end(3, 'no such table'));
      onTestFinished(() => server.stop());
      return { baseUrl: server.url };
    },
    flight: true,
  },
  'silence, over Flight': {
    name: 'TimeoutError',
    options: async () => {
      const server = await startFakeFlight(() => {});
      onTestFinished(() => server.stop());
      return { baseUrl: server.url, timeout: 100 };
    },
    flight: true,
  },
};

const cases = Object.entries(failures).flatMap(([failure, { flight }]) =>
  Object.keys(callers)
    .filter((way) => !(flight ? OVER_HTTP : OVER_FLIGHT).test(way))
    .map((way) => [way, failure] as const),
);

test.each(cases)('the stack of an error names the caller of %s: %s', async (way, failure) => {
  const { name, options, flight } = failures[failure] as (typeof failures)[string];
  const api = createClient({ ...(await options()), retry: false });
  const transport = flight ? flightTransport(api) : undefined;
  if (transport) onTestFinished(() => transport.close());
  const run = callers[way] as (typeof callers)[string];
  const made = { database: 'd', ...(transport && { transport }) };
  const error = await run(createSql(api, made), createInfluxQL(api, made)).catch((reason: unknown) => reason);
  const isInfluxQL = way.includes('InfluxQL');
  expect(error).toMatchObject({ name: isInfluxQL ? name.replace('Sql', 'InfluxQL') : name });
  expect((error as Error).stack).toMatch(new RegExp(`at (async )?(Object\\.)?${run.name} .*stacks\\.test`));
});

test('the stack of an error names the caller of text, where the response breaks off', async () => {
  const broken = () =>
    new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('[')),
      pull: async (controller) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        controller.error(new Error('reset'));
      },
    });
  const api = createClient({ baseUrl: 'http://h', retry: false, fetch: async () => new Response(broken()) });
  for (const way of ['text', 'text of InfluxQL']) {
    const run = callers[way] as (typeof callers)[string];
    const error = await run(createSql(api), createInfluxQL(api)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ConnectionError' });
    expect((error as Error).stack).toMatch(new RegExp(`at (async )?(Object\\.)?${run.name} .*stacks\\.test`));
  }
});

test('clients for InfluxQL have a name in a debugger', () => {
  const api = createClient({ baseUrl: 'http://h' });
  for (const client of [createInfluxQL(api), createInfluxQLV1(api)])
    expect(inspect(client)).toBe('[Function: influxql]');
});
