// The session of HTTP/2 beneath the queries: whether the server is there, heads without end, and processes that want to end.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@influxkit/runtime';
import { afterAll, afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { grpcMessage, startFakeFlight } from '../../../../tests/tools/src/influxdb3/fake-flight.js';
import { flightData } from '../../../../tests/tools/src/influxdb3/flight-bytes.js';
import { recordedFlight } from '../../../../tests/tools/src/influxdb3/recorded-flight.js';
import { listen } from '../../../../tests/tools/src/listen.js';
import { flightTransport } from '../../src/flight.js';
import { createSql } from '../../src/index.js';
import {
  FLAG,
  FRAME,
  type Frame,
  headerField,
  type RawConnection,
  type RawServer,
  startRawHttp2,
} from '../support/raw-http2.js';

const { messages } = recordedFlight('midstream-error');

let cases = 0;
afterEach(() => {
  cases += 1;
});
afterAll(() => noteCases('flight', 'sessions, frame by frame', cases));

const setUp = async (onFrame: (frame: Frame, connection: RawConnection) => void) => {
  const server = await startRawHttp2(onFrame);
  const transport = flightTransport(createClient({ baseUrl: server.url, retry: false }));
  const api = createClient({ baseUrl: server.url, retry: false });
  return {
    server,
    db: createSql(api, { database: 'd', transport, retry: false }),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await transport.close();
    },
  };
};

const isRequest = ({ type }: Frame): boolean => type === FRAME.headers;

const HEAD = Buffer.concat([headerField(':status', '200'), headerField('content-type', 'application/grpc')]);

const sendHead = ({ send }: RawConnection, stream: number): void => {
  send({ type: FRAME.headers, flags: FLAG.endHeaders, stream, payload: HEAD });
};

const sendRows = ({ send }: RawConnection, stream: number): void => {
  for (const message of messages) send({ type: FRAME.data, stream, payload: grpcMessage(flightData(message)) });
  const flags = FLAG.endHeaders | FLAG.endStream;
  send({ type: FRAME.headers, flags, stream, payload: headerField('grpc-status', '0') });
};

const pingsOf = (frames: readonly Frame[] = []): Frame[] =>
  frames.filter(({ type, flags }) => type === FRAME.ping && flags === 0);

describe('PING', () => {
  /** Time goes by as the test says; what waits for the network still does. */
  const stopTime = (): void => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
  };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await turn();
  };

  /** Sends a head, and a PING whose response says that it arrived. */
  const sendHeadAndPing = (connection: RawConnection, stream: number): void => {
    sendHead(connection, stream);
    connection.send({ type: FRAME.ping, payload: Buffer.from('got it? ') });
  };
  const untilHead = async (server: RawServer): Promise<void> => {
    const isResponse = ({ type, flags }: Frame): boolean => type === FRAME.ping && flags === FLAG.ack;
    await until(() => server.connections[0]?.frames.some(isResponse) ?? false);
    for (let turns = 0; turns < 5; turns += 1) await turn();
  };

  test('asks a server that is silent for 20 s; one that responds may compute on, and is left alone for 5 minutes', async () => {
    await using made = await setUp((frame, connection) => {
      if (isRequest(frame)) sendHeadAndPing(connection, frame.stream);
      if (frame.type === FRAME.ping && frame.flags === 0)
        connection.send({ type: FRAME.ping, flags: FLAG.ack, payload: frame.payload });
    });
    stopTime();
    const reading = made.db.toArray('x', { timeout: 0 });
    await untilHead(made.server);
    const [connection] = made.server.connections;
    if (connection === undefined) throw new Error('no connection');
    const { stream } = connection.frames.find(isRequest) ?? { stream: 0 };
    // However often: the response takes away the timer that ends the session, and leaves that of the next question.
    for (const asked of [1, 2, 3]) {
      vi.advanceTimersByTime(asked === 1 ? 20_000 : 20_001);
      await until(() => pingsOf(connection.frames).length === asked && vi.getTimerCount() === 1);
      vi.advanceTimersByTime(279_999);
      await turn();
      expect(pingsOf(connection.frames)).toHaveLength(asked);
    }
    sendRows(connection, stream);
    expect(await reading).toHaveLength(5);
    expect(made.server.connections).toHaveLength(1);
  });

  test.each([0, 1])('without a response, after %d with one, ends the session, and with it the query', async (good) => {
    await using made = await setUp((frame, connection) => {
      if (isRequest(frame)) sendHeadAndPing(connection, frame.stream);
      if (pingsOf([frame]).length > 0 && pingsOf(connection.frames).length <= good)
        connection.send({ type: FRAME.ping, flags: FLAG.ack, payload: frame.payload });
    });
    stopTime();
    const reading = made.db.toArray('x', { timeout: 0 }).catch((error: unknown) => error);
    await untilHead(made.server);
    const { frames = [], socket } = made.server.connections[0] ?? {};
    vi.advanceTimersByTime(20_000);
    await until(() => pingsOf(frames).length === 1);
    if (good === 1) {
      await until(() => vi.getTimerCount() === 1);
      vi.advanceTimersByTime(300_000);
      await until(() => pingsOf(frames).length === 2);
    }
    vi.advanceTimersByTime(19_999);
    expect(socket?.destroyed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await reading).toMatchObject({
      name: 'TruncatedError',
      message: expect.stringMatching(/did not respond to PING within 20000 ms/),
    });
  });

  test('of a server is responded to while a result is not read', async () => {
    const payload = Buffer.from('12345678');
    await using made = await setUp((frame, connection) => {
      if (!isRequest(frame)) return;
      sendHead(connection, frame.stream);
      for (const message of messages)
        connection.send({ type: FRAME.data, stream: frame.stream, payload: grpcMessage(flightData(message)) });
    });
    const rows = made.db.rows('x')[Symbol.asyncIterator]();
    await rows.next();
    const [connection] = made.server.connections;
    connection?.send({ type: FRAME.ping, payload });
    const responses = () =>
      connection?.frames.filter(({ type, flags }) => type === FRAME.ping && flags === FLAG.ack) ?? [];
    await expect.poll(() => responses().length).toBe(1);
    expect(responses()[0]?.payload).toEqual(payload);
    await rows.return?.();
  });
});

describe('heads without end', () => {
  /** Sends for as long as the connection takes it; gives the bytes that went out. */
  const flood = async ({ socket }: RawConnection, send: () => boolean): Promise<void> => {
    while (!socket.destroyed) {
      if (send()) await new Promise((resolve) => setImmediate(resolve));
      else {
        await new Promise<void>((resolve) => {
          socket.once('drain', resolve);
          socket.once('close', () => resolve());
        });
      }
    }
  };

  test.each([
    ['CONTINUATION', Buffer.alloc(0)],
    ['CONTINUATION with fields', headerField('x-more', 'x'.repeat(100))],
  ])('%s: the connection ends, soon', async (_, payload) => {
    let sent = 0;
    await using made = await setUp((frame, connection) => {
      if (!isRequest(frame)) return;
      const { stream } = frame;
      connection.send({ type: FRAME.headers, stream, payload: HEAD });
      void flood(connection, () => {
        sent += 1;
        return connection.send({ type: FRAME.continuation, stream, payload });
      });
    });
    const error = await made.db.toArray('x', { timeout: 0 }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ConnectionError' });
    await expect.poll(() => made.server.connections[0]?.socket.destroyed).toBe(true);
    expect(sent).toBeLessThan(10_000);
  });

  test('more fields than a head may have: the query ends', async () => {
    await using made = await setUp((frame, connection) => {
      if (!isRequest(frame)) return;
      const { stream } = frame;
      connection.send({ type: FRAME.headers, stream, payload: HEAD });
      const payload = Buffer.concat(Array.from({ length: 100 }, (_, at) => headerField(`x-${at}`, 'x'.repeat(100))));
      for (const flags of [0, 0, 0, 0, 0, FLAG.endHeaders])
        connection.send({ type: FRAME.continuation, flags, stream, payload });
    });
    const error = await made.db.toArray('x', { timeout: 0 }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ConnectionError' });
  });

  test('1xx for ever: the query ends after a hundred of them', async () => {
    let sent = 0;
    await using made = await setUp((frame, connection) => {
      if (!isRequest(frame)) return;
      const payload = headerField(':status', '103');
      void flood(connection, () => {
        // Until it is told that the stream is not wanted any more.
        if (connection.frames.some(({ type }) => type === 3)) connection.socket.destroy();
        sent += 1;
        return connection.send({ type: FRAME.headers, flags: FLAG.endHeaders, stream: frame.stream, payload });
      });
    });
    const error = await made.db.toArray('x', { timeout: 0 }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: expect.stringMatching(/more than 100 responses of status 1xx/) });
    expect(sent).toBeGreaterThan(100);
  });

  test('some 1xx before the response are passed over', async () => {
    await using made = await setUp((frame, connection) => {
      if (!isRequest(frame)) return;
      for (const status of ['100', '103', '103']) {
        const payload = headerField(':status', status);
        connection.send({ type: FRAME.headers, flags: FLAG.endHeaders, stream: frame.stream, payload });
      }
      sendHead(connection, frame.stream);
      sendRows(connection, frame.stream);
    });
    expect(await made.db.toArray('x')).toHaveLength(5);
  });
});

/** Runs what queries a server in a process of its own; gives the process. */
const inProcess = async (url: string, program: string) => {
  const source = (path: string): string => new URL(path, import.meta.url).href;
  const folder = await mkdtemp(fileURLToPath(new URL('./process-', import.meta.url)));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'query.ts');
  await writeFile(
    file,
    `import { createClient } from ${JSON.stringify(source('../../../runtime/src/index.ts'))};
import { flightTransport } from ${JSON.stringify(source('../../src/flight.ts'))};
import { createSql } from ${JSON.stringify(source('../../src/index.ts'))};
const api = createClient({ baseUrl: ${JSON.stringify(url)} });
const transport = flightTransport(api);
const db = createSql(api, { database: 'd', transport });
${program}
`,
  );
  return spawn(process.execPath, ['--import', 'tsx', file], {
    env: {
      ...process.env,
      TSX_TSCONFIG_PATH: fileURLToPath(new URL('../../../../tsconfig.base.json', import.meta.url)),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
};

test('a process with an idle connection ends by itself', async () => {
  await using server = await startFakeFlight(async (call) => {
    for (const message of messages) await call.send(message);
    call.end();
  });
  const child = await inProcess(server.url, "db.toArray('x').then((rows) => console.log(rows.length, 'rows'));");
  let output = '';
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString();
  });
  let isOpen: boolean | undefined;
  // It says what it found, and nothing holds it any more but the connection, which the server does not end.
  child.once('exit', () => {
    isOpen = server.sessions.length === 1;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect([code, output, isOpen]).toEqual([0, '5 rows\n', true]);
});

test('a query after a session that broke and has not ended holds up nothing', async () => {
  // It takes a part of the query, no more, and then sends what is no HTTP/2: until the rest is sent, Node does not end it.
  const sockets: Socket[] = [];
  const breaking = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    socket.write(Buffer.from([0, 0, 0, FRAME.settings, 0, 0, 0, 0, 0]));
    let taken = 0;
    socket.on('data', (chunk: Buffer) => {
      taken += chunk.length;
      if (taken < 20_000) return;
      socket.pause();
      const malformed = Buffer.from([0, 0, 1, FRAME.ping, 0, 0, 0, 0, 0, 9]);
      setTimeout(() => socket.write(malformed), 50);
    });
  });
  const { url, stop } = await listen(breaking);
  const child = await inProcess(
    url,
    `const outcomes = [];
for (let times = 0; times < 6; times += 1)
  await db.toArray('x'.repeat(30_000_000), { retry: false, timeout: 500 }).catch(({ name }) => outcomes.push(name));
console.log(outcomes.length);
process.exit();`,
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const output: string[] = [];
  child.stdout.on('data', (text: Buffer) => output.push(text.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  expect(output).toEqual(['6\n']);
  for (const socket of sockets) socket.destroy();
  await stop();
}, 60_000);

test('as many queries run at a time as the server takes, from the first ones on', async () => {
  let running = 0;
  let most = 0;
  await using server = await startFakeFlight(
    async (call) => {
      running += 1;
      most = Math.max(most, running);
      for (const message of messages) await call.send(message);
      running -= 1;
      call.end();
    },
    { settings: { maxConcurrentStreams: 2 } },
  );
  const api = createClient({ baseUrl: server.url });
  await using transport = flightTransport(api);
  const db = createSql(api, { database: 'd', transport, retry: false });
  const results = await Promise.all(Array.from({ length: 20 }, () => db.toArray('x')));
  expect(results.map(({ length }) => length)).toEqual(Array(20).fill(5));
  expect([most <= 2, server.sessions.length]).toEqual([true, 1]);
});

describe('closing', () => {
  const start = async () => {
    const server = await startFakeFlight(async (call) => {
      for (const message of messages) await call.send(message);
    });
    const api = createClient({ baseUrl: server.url });
    const transport = flightTransport(api);
    const db = createSql(api, { database: 'd', transport, retry: false });
    return { server, transport, db, [Symbol.asyncDispose]: () => server.stop() };
  };
  const stopTime = (): void => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
  };

  test('does not wait for a result that nobody reads on: its rest is an error', async () => {
    await using made = await start();
    stopTime();
    const batches = made.db.rows('x').batches();
    expect((await batches.next()).value?.length).toBeGreaterThan(0);
    const states: string[] = [];
    const closing = made.transport.close().then(() => states.push('closed'));
    await vi.advanceTimersByTimeAsync(59_000);
    expect(states).toEqual([]);
    await vi.advanceTimersByTimeAsync(2000);
    await closing;
    const rest = async () => {
      while (!(await batches.next()).done);
    };
    await expect(rest()).rejects.toMatchObject({
      name: 'TruncatedError',
      message: expect.stringMatching(/the transport was closed, and nobody read on for 60000 ms/),
    });
  });

  test.each([
    ['one that was just asked for', 'cold', []],
    ['one that was just asked for, on a connection', 'warm', []],
    ['one that is sent again', 'cold', [14, 14]],
    ['one that is sent again, on a connection', 'warm', [14]],
  ])('waits for %s', async (_, state, statuses) => {
    const left = [...statuses];
    await using server = await startFakeFlight(async (call) => {
      const status = call.ticket.includes('busy') ? left.shift() : undefined;
      if (status !== undefined) return call.end(status, 'later');
      for (const message of messages) await call.send(message);
      call.end();
    });
    const api = createClient({ baseUrl: server.url });
    const transport = flightTransport(api);
    const db = createSql(api, { database: 'd', transport, retry: { retries: 3, minDelay: 1 } });
    if (state === 'warm') await db.toArray('x');
    const states: string[] = [];
    const reading = db.toArray('busy').then(({ length }) => states.push(`${length} rows`));
    const closing = transport.close().then(() => states.push('closed'));
    await Promise.all([reading, closing]);
    expect(states).toEqual(['5 rows', 'closed']);
    expect(left).toEqual([]);
  });

  test('while the connection is made gives it up', async () => {
    await using made = await start();
    for (let times = 0; times < 20; times += 1) {
      const transport = flightTransport(createClient({ baseUrl: made.server.url }));
      const connecting = transport.connect().then(
        () => 'connected',
        () => 'given up',
      );
      // In each state that a connection goes through.
      for (let turns = 0; turns < times % 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
      await transport.close();
      expect(['connected', 'given up']).toContain(await connecting);
    }
  });

  test('waits for one that is read, however long the server takes', async () => {
    await using made = await start();
    stopTime();
    const reading = made.db.toArray('x', { timeout: 0 });
    await expect.poll(() => made.server.calls.length).toBe(1);
    const closing = made.transport.close();
    await vi.advanceTimersByTimeAsync(600_000);
    made.server.calls[0]?.end();
    expect(await reading).toHaveLength(5);
    await closing;
  });

  test('says so to a query that comes after it, at once', async () => {
    await using made = await start();
    await made.transport.close();
    await made.transport.close();
    await expect(made.db.toArray('x', { retry: 100 })).rejects.toThrow(/the transport was closed; make another one/);
    expect(made.server.sessions).toHaveLength(0);
  });
});
