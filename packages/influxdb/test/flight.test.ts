// Which way queries of the clients go.
import { createServer, type Socket } from 'node:net';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { replayFlight, startFakeFlight } from '../../../tests/tools/src/influxdb3/fake-flight.js';
import { startFakeInfluxDB3 } from '../../../tests/tools/src/influxdb3/fake-server.js';
import { recordedFlight } from '../../../tests/tools/src/influxdb3/recorded-flight.js';
import { listen } from '../../../tests/tools/src/listen.js';
import { InfluxDB as Serverless } from '../src/cloud-serverless.js';
import { InfluxDB as Clustered } from '../src/clustered.js';
import { InfluxDB as Core } from '../src/core.js';
import { InfluxDB as Dedicated } from '../src/dedicated.js';
import { flightFor } from '../src/no-flight.js';

const token = 'apiv3_token';
const types = recordedFlight('types');
const rows = types.messages.length - 1;

const startFlight = () => startFakeFlight((call) => replayFlight(call, types));
const startHttp = () =>
  startFakeInfluxDB3({ query: () => ({ columns: { n: 'Int64' }, lines: ['{"n":1}'] }), recorded: false });

describe('in Node', () => {
  test('a server that has HTTP/2 is asked over Flight, in SQL and InfluxQL, with the token', async () => {
    await using server = await startFlight();
    const influx = new Core({ url: server.url, token, database: 'd', retry: false });
    expect((await influx.sql.toArray('SELECT 1')).length).toBeGreaterThan(rows);
    expect((await influx.sql.columns('SELECT 1')).get('i')?.values).toBeInstanceOf(BigInt64Array);
    expect((await influx.influxql('SHOW TABLES').toArray()).length).toBeGreaterThan(rows);
    expect(server.sessions).toHaveLength(1);
    expect(server.calls.map(({ headers }) => headers['authorization'])).toEqual(Array(3).fill(`Bearer ${token}`));
    expect(server.calls.map(({ ticket }) => JSON.parse(ticket))).toEqual([
      { database: 'd', sql_query: 'SELECT 1', query_type: 'sql' },
      { database: 'd', sql_query: 'SELECT 1', query_type: 'sql' },
      { database: 'd', sql_query: 'SHOW TABLES', query_type: 'influxql' },
    ]);
  });

  test('one that has not is asked over HTTP', async () => {
    await using server = await startHttp();
    const influx = new Core({ url: server.url, database: 'd', retry: false });
    for (let times = 0; times < 2; times += 1) expect(await influx.sql.toArray('SELECT 1')).toEqual([{ n: 1n }]);
    expect(server.requests.some(({ path }) => path === '/api/v3/query_sql')).toBe(true);
  });

  test('transport says which, whatever the server has', async () => {
    await using http = await startHttp();
    await using flight = await startFlight();
    const overHttp = new Core({ url: http.url, database: 'd', transport: 'http' });
    expect(await overHttp.sql.toArray('SELECT 1')).toEqual([{ n: 1n }]);
    const overFlight = new Core({ url: flight.url, database: 'd', transport: 'flight', flight: { deadline: 60_000 } });
    await overFlight.sql.toArray('SELECT 1');
    expect(flight.calls[0]?.headers['grpc-timeout']).toBe('60000m');
    const wrong = new Core({ url: http.url, database: 'd', transport: 'flight', retry: false });
    await expect(wrong.sql.toArray('SELECT 1')).rejects.toMatchObject({ name: 'ConnectionError' });
  });

  test('a fetch or a transport of the caller’s is taken', async () => {
    await using server = await startHttp();
    const influx = new Core({ url: server.url, database: 'd', fetch: (...args) => fetch(...args) });
    expect(await influx.sql.toArray('SELECT 1')).toEqual([{ n: 1n }]);
    const seen: string[] = [];
    const transport = async ({
      url,
      method,
      headers,
      body,
    }: {
      url: string;
      method: string;
      headers: Record<string, string>;
      body?: unknown;
    }) => {
      seen.push(url);
      return fetch(url, { method, headers, body: body as string });
    };
    const own = new Core({ url: server.url, database: 'd', transport });
    expect(await own.sql.toArray('SELECT 1')).toEqual([{ n: 1n }]);
    expect(seen.length).toBeGreaterThan(0);
  });

  test('a server that is down is looked for again by the next query', async () => {
    const gone = await startFlight();
    const { port } = new URL(gone.url);
    await gone.stop();
    const influx = new Core({ url: `http://127.0.0.1:${port}`, database: 'd', retry: false });
    await expect(influx.sql.toArray('SELECT 1')).rejects.toMatchObject({
      name: 'ConnectionError',
      code: 'ECONNREFUSED',
    });
    await expect(influx.sql.toArray('SELECT 1')).rejects.toMatchObject({
      name: 'ConnectionError',
      code: 'ECONNREFUSED',
    });
  });

  test('a client closes its connection once its queries have ended, and sends none afterwards', async () => {
    await using server = await startFlight();
    const { url } = server;
    const connection = { url, token, retry: false } as const;
    const clients = [
      new Core({ ...connection, database: 'd' }),
      new Dedicated({ ...connection, database: 'd' }),
      new Serverless({ ...connection, bucket: 'd' }),
    ];
    for (const influx of clients) {
      let read = 0;
      let closed: Promise<void> | undefined;
      for await (const _ of influx.sql.rows('SELECT 1')) {
        read += 1;
        closed ??= influx.close();
      }
      await closed;
      expect(read).toBeGreaterThan(rows);
      await expect(influx.sql.toArray('SELECT 1')).rejects.toThrow(/the client is closed/);
      await influx.close();
    }
    await expect.poll(() => server.sessions.every(({ destroyed }) => destroyed)).toBe(true);
    // One that was never used, and one that goes over HTTP, have nothing to close.
    await new Core({ ...connection, database: 'd' })[Symbol.asyncDispose]();
    await using http = await startHttp();
    const overHttp = new Core({ url: http.url, database: 'd', transport: 'http' });
    await overHttp.close();
    expect(await overHttp.sql.toArray('SELECT 1')).toEqual([{ n: 1n }]);
  });

  test('a client that is closed ends the queries that were asked for before', async () => {
    await using server = await startFlight();
    const connection = { url: server.url, token: async () => token, retry: false } as const;
    const clients = () => [
      new Core({ ...connection, database: 'd' }),
      new Core({ ...connection, database: 'd', transport: 'flight' }),
      new Dedicated({ ...connection, database: 'd' }),
      new Serverless({ ...connection, bucket: 'd' }),
    ];
    for (const isWarm of [false, true])
      for (const influx of clients()) {
        if (isWarm) await influx.sql.toArray('SELECT 1');
        const asked = [
          influx.sql.toArray('SELECT 1'),
          influx.sql.columns('SELECT 1').then((columns) => columns.length),
        ];
        await influx.close();
        const [all, length] = (await Promise.all(asked)) as [unknown[], number];
        expect([all.length > rows, length]).toEqual([true, all.length]);
      }
  });

  describe('while it is looked whether a server has HTTP/2', () => {
    /** A server that takes connections, and says nothing. */
    const startMute = async () => {
      const sockets: Socket[] = [];
      const server = createServer((socket) => sockets.push(socket.on('error', () => {}).resume()));
      const { url, stop } = await listen(server);
      const dispose = async (): Promise<void> => {
        for (const socket of sockets) socket.destroy();
        await stop();
      };
      return { url, sockets, [Symbol.asyncDispose]: dispose };
    };
    type Limits = { timeout?: number; signal?: AbortSignal };
    type Client = InstanceType<typeof Core>;
    const ways: Record<string, (influx: Client, options: Limits) => PromiseLike<unknown>> = {
      'sql.toArray()': ({ sql }, options) => sql.toArray('SELECT 1', options),
      'sql.columns()': ({ sql }, options) => sql.columns('SELECT 1', options),
      'sql.stream()': ({ sql }, options) => sql.stream('SELECT 1', options),
      'sql.rows().schema': ({ sql }, options) => sql.rows('SELECT 1', options).schema,
      'sql.text()': ({ sql }, options) => sql.text('SELECT 1', options),
      'influxql()': ({ influxql }, options) => influxql('SHOW TABLES', options).toArray(),
      'influxql().text()': ({ influxql }, options) => influxql('SHOW TABLES', options).text(),
      'influxql().stream()': ({ influxql }, options) => influxql('SHOW TABLES', options).stream(),
    };
    test.each(Object.entries(ways))('the limits of %s hold', async (_, ask) => {
      await using server = await startMute();
      const connection = { url: server.url, token, database: 'd', retry: false } as const;
      const reason = new Error('enough');
      const signal = AbortSignal.abort(reason);
      const outcomes = [
        ask(new Core(connection), { timeout: 50 }),
        ask(new Core({ ...connection, timeout: 50 }), {}),
        ask(new Core(connection), { signal }),
      ].map(async (asked) => {
        try {
          return await asked;
        } catch (error) {
          return error;
        }
      });
      const late = expect.objectContaining({
        name: 'TimeoutError',
        timeout: 50,
        stack: expect.stringMatching(/flight\.test/),
      });
      expect(await Promise.all(outcomes)).toEqual([late, late, reason]);
    });

    test('who leaves does not wait for it', async () => {
      await using server = await startMute();
      const influx = new Core({ url: server.url, token, database: 'd', retry: false });
      const batches = influx.sql.rows('SELECT 1', { timeout: 500 }).batches();
      const events: string[] = [];
      const next = batches.next().catch(({ name }) => events.push(name));
      await batches.return?.();
      events.push('left');
      await next;
      expect(events).toEqual(['left', 'TimeoutError']);
    });

    test('a client that nobody waits for closes without waiting either', async () => {
      await using server = await startMute();
      const influx = new Core({ url: server.url, token, database: 'd', retry: false });
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      onTestFinished(() => void vi.useRealTimers());
      const asked = expect(influx.sql.toArray('SELECT 1', { timeout: 50 })).rejects.toThrow(/no connection within/);
      await expect.poll(() => server.sockets.length).toBe(1);
      vi.advanceTimersByTime(50);
      await asked;
      // The time in which a connection must be made does not pass any more.
      await influx.close();
    });
  });

  test('Serverless takes what holds for Flight', async () => {
    await using server = await startFlight();
    await using influx = new Serverless({ url: server.url, token, bucket: 'd', flight: { deadline: 60_000 } });
    await influx.sql.toArray('SELECT 1');
    expect(server.calls[0]?.headers['grpc-timeout']).toBe('60000m');
  });

  test('Dedicated, Clustered and Serverless have SQL', async () => {
    await using server = await startFlight();
    const { url } = server;
    const clients = [
      new Dedicated({ url, token, database: 'd' }),
      new Clustered({ url, token, database: 'd' }),
      new Serverless({ url, token, bucket: 'd' }),
    ];
    for (const { sql } of clients) expect((await sql.toArray('SELECT 1')).length).toBeGreaterThan(rows);
    expect(server.calls.map(({ ticket }) => JSON.parse(ticket).database)).toEqual(['d', 'd', 'd']);
    for await (const row of clients[0]?.sql.rows('SELECT 1') ?? []) {
      expect(row).toHaveProperty('time');
      break;
    }
  });
});

test('what a client says of values holds for SQL of every product', async () => {
  await using server = await startFlight();
  const connection = { url: server.url, token, times: 'rfc3339' } as const;
  const clients = [
    new Core({ ...connection, database: 'd' }),
    new Dedicated({ ...connection, database: 'd' }),
    new Clustered({ ...connection, database: 'd' }),
    new Serverless({ ...connection, bucket: 'd' }),
  ];
  for (const { sql } of clients)
    for await (const row of sql.rows('SELECT time FROM types')) expect(row['time']).toMatch(/^20.*Z$/);
});

describe('where there is no Flight', () => {
  beforeEach(() => {
    vi.resetModules();
    vi.doMock('#flight', () => ({ flightFor }));
    return () => vi.doUnmock('#flight');
  });

  test('queries go over HTTP', async () => {
    await using server = await startHttp();
    const { InfluxDB } = await import('../src/core.js');
    expect(await new InfluxDB({ url: server.url, database: 'd' }).sql.toArray('SELECT 1')).toEqual([{ n: 1n }]);
    expect(() => new InfluxDB({ url: server.url, transport: 'flight' })).toThrow(/needs HTTP\/2 of Node, Deno or Bun/);
  });

  test('a product that has SQL over Flight alone says so', async () => {
    const { InfluxDB } = await import('../src/dedicated.js');
    const { sql } = new InfluxDB({ url: 'https://cluster.example', token });
    await expect(sql.toArray('SELECT 1')).rejects.toThrow(/SQL over Arrow Flight alone/);
  });
});
