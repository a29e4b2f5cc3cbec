// One table over both transports: until when `timeout`, `idleTimeout` and a signal hold, and what they reject with.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ClientOptions, createClient, TimeoutError } from '@influxkit/runtime';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { type FlightCall, startFakeFlight } from '../../../../tests/tools/src/influxdb3/fake-flight.js';
import { recordedFlight } from '../../../../tests/tools/src/influxdb3/recorded-flight.js';
import { flightTransport } from '../../src/flight.js';
import { createSql, type SqlClient, type SqlOptions, TruncatedError } from '../../src/index.js';

/** What a server does, one after another; after the last it says nothing any more. */
type Step = 'head' | 'row' | 'end' | `${number} ms`;

interface Server extends AsyncDisposable {
  readonly db: SqlClient;
  /** Queries that arrived. */
  readonly queries: number;
}

const { messages } = recordedFlight('midstream-error');
const [schema, ...batches] = messages;
const [batch] = batches;
if (schema === undefined || batch === undefined) throw new Error('the recording has no batches');

let cases = 0;
afterEach(() => {
  cases += 1;
});
afterAll(() => noteCases('flight', 'limits, by either transport', cases));

const pause = (step: string): Promise<void> => new Promise((resolve) => setTimeout(resolve, Number.parseInt(step, 10)));

/** Over HTTP the head comes at once, as InfluxDB sends it, and rows follow. */
const overHttp = async (steps: readonly Step[], options: Partial<ClientOptions>): Promise<Server> => {
  let queries = 0;
  const respond = async (response: ServerResponse): Promise<void> => {
    for (const step of steps) {
      if (step === 'head') response.writeHead(200, { 'content-type': 'application/jsonl' }).flushHeaders();
      else if (step === 'row') response.write('{"a":1}\n');
      else if (step === 'end') response.end();
      else await pause(step);
    }
  };
  const server = createServer((request, response) => {
    queries += 1;
    request.resume();
    void respond(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const api = createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...options });
  return {
    db: createSql(api, { database: 'd', types: false }),
    get queries() {
      return queries;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** Over Flight the schema comes with the head, before any row is computed. */
const overFlight = async (steps: readonly Step[], options: Partial<ClientOptions>): Promise<Server> => {
  const server = await startFakeFlight(async (call: FlightCall) => {
    for (const step of steps) {
      if (step === 'head') await call.send(schema);
      else if (step === 'row') await call.send(batch);
      else if (step === 'end') call.end();
      else await pause(step);
    }
  });
  const api = createClient({ baseUrl: server.url, ...options });
  const transport = flightTransport(api);
  return {
    db: createSql(api, { database: 'd', types: false, transport }),
    get queries() {
      return server.calls.length;
    },
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      await transport.close();
    },
  };
};

/** Rows of a query, and the error that they ended with. */
const outcome = async (db: SqlClient, options: SqlOptions, onRow = (): void => {}) => {
  let rows = 0;
  try {
    for await (const _ of db.rows('SELECT 1', options)) {
      rows += 1;
      onRow();
    }
  } catch (error) {
    return { rows, error };
  }
  return { rows, error: undefined };
};

/** What comes of a query with some limits. */
interface Case {
  readonly name: string;
  readonly server: readonly Step[];
  readonly options?: SqlOptions;
  readonly client?: Partial<ClientOptions>;
  readonly rows: number;
  /** Absent: none. */
  readonly error?: typeof TimeoutError | typeof TruncatedError;
}

const CASES: readonly Case[] = [
  { name: 'timeout: nothing comes', server: [], options: { timeout: 600 }, rows: 0, error: TimeoutError },
  {
    name: 'timeout: a head comes, and no row',
    server: ['head'],
    options: { timeout: 600 },
    rows: 0,
    error: TimeoutError,
  },
  { name: 'timeout of the client', server: ['head'], client: { timeout: 600 }, rows: 0, error: TimeoutError },
  {
    name: 'timeout: it ends with the first row',
    server: ['head', 'row', '3000 ms', 'row', 'end'],
    options: { timeout: 2500 },
    rows: 2,
  },
  {
    name: 'timeout: none',
    server: ['100 ms', 'head', '100 ms', 'row', 'end'],
    client: { timeout: 50 },
    options: { timeout: 0 },
    rows: 1,
  },
  { name: 'timeout: no row at all is no delay', server: ['head', 'end'], options: { timeout: 10_000 }, rows: 0 },
  {
    name: 'idleTimeout: a head comes, and no row',
    server: ['head'],
    options: { idleTimeout: 60 },
    rows: 0,
    error: TruncatedError,
  },
  {
    name: 'idleTimeout: a row comes, and no other',
    server: ['head', 'row'],
    // Long enough for the row to arrive on a machine that is busy.
    options: { idleTimeout: 2500 },
    rows: 1,
    error: TruncatedError,
  },
  {
    name: 'idleTimeout: the pauses are shorter',
    server: ['head', 'row', '50 ms', 'row', '50 ms', 'row', 'end'],
    options: { idleTimeout: 5000 },
    rows: 3,
  },
  {
    name: 'idleTimeout: longer than a timer holds',
    server: ['head', 'row', '50 ms', 'row', 'end'],
    options: { idleTimeout: 2 ** 31 + 1000 },
    rows: 2,
  },
  {
    name: 'the shorter of both',
    server: ['head'],
    options: { idleTimeout: 60_000, timeout: 600 },
    rows: 0,
    error: TimeoutError,
  },
];

describe.each([
  ['HTTP', overHttp],
  ['Flight', overFlight],
])('over %s', (_, start) => {
  test.concurrent.each(CASES)('$name', async ({ server, options = {}, client = {}, rows, error }) => {
    await using made = await start(server, client);
    const ended = await outcome(made.db, options);
    expect(ended.rows).toBe(rows);
    if (error === undefined) expect(ended.error).toBeUndefined();
    else expect(ended.error).toBeInstanceOf(error);
    // What ran out of time is not sent again: the server may still be at it.
    expect(made.queries).toBeLessThanOrEqual(1);
  });

  test.concurrent.each([
    ['before the request', undefined, 0],
    ['before a head', [], 0],
    ['before a row', ['head'], 0],
    ['between two rows', ['head', 'row'], 1],
  ] as const)('a signal that aborts %s rejects with its reason', async (_, steps, rows) => {
    await using made = await start(steps ?? [], {});
    const controller = new AbortController();
    const reason = new Error('enough');
    const abort = (): void => controller.abort(reason);
    if (steps === undefined) abort();
    const reading = outcome(made.db, { signal: controller.signal }, abort);
    if (steps !== undefined && rows === 0) {
      await expect.poll(() => made.queries).toBe(1);
      // So that the head arrives.
      setTimeout(abort, 50);
    }
    const ended = await reading;
    expect(ended).toEqual({ rows, error: reason });
    expect(made.queries).toBe(steps === undefined ? 0 : 1);
  });

  test.concurrent('columns and a limit of rows are bounded alike', async () => {
    await using made = await start(['head'], {});
    await expect(made.db.columns('SELECT 1', { timeout: 600 })).rejects.toBeInstanceOf(TimeoutError);
    await expect(made.db.toArray('SELECT 1', { timeout: 600, limit: 1 })).rejects.toBeInstanceOf(TimeoutError);
    await expect(made.db.columns('SELECT 1', { idleTimeout: 60 })).rejects.toBeInstanceOf(TruncatedError);
  });
});
