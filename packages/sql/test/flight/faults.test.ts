// What a network and a server may do to a query over Flight.
import { getEventListeners } from 'node:events';
import { createServer as createHttp1 } from 'node:http';
import { createServer as createHttps1 } from 'node:https';
import { createServer as createTls } from 'node:tls';
import { type ClientOptions, ConnectionError, createClient, TimeoutError } from '@influxkit/runtime';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { type Certificate, selfSignedCertificate } from '../../../../tests/tools/src/certificate.js';
import { held } from '../../../../tests/tools/src/held.js';
import {
  type FlightCall,
  grpcMessage,
  replayFlight,
  startFakeFlight,
  startFrameProxy,
} from '../../../../tests/tools/src/influxdb3/fake-flight.js';
import { flightData } from '../../../../tests/tools/src/influxdb3/flight-bytes.js';
import { recordedFlight } from '../../../../tests/tools/src/influxdb3/recorded-flight.js';
import { listen } from '../../../../tests/tools/src/listen.js';
import { part } from '../../../../tests/tools/src/scope.js';
import { type FlightOptions, flightTransport, type QueryFigures } from '../../src/flight.js';
import { createSql, type SqlClientOptions, SqlError, TruncatedError } from '../../src/index.js';

const { messages } = recordedFlight('midstream-error');
const [schema, ...batches] = messages;
if (schema === undefined || batches[0] === undefined) throw new Error('the recording has no batches');
const batch = batches[0];

let cases = 0;
afterEach(() => {
  cases += 1;
});
afterAll(() => noteCases('flight', 'faults of a network and a server', cases));

const setUp = async (
  handle: (call: FlightCall) => void | Promise<void>,
  options: { flight?: FlightOptions; sql?: SqlClientOptions; client?: Partial<ClientOptions>; through?: boolean } = {},
) => {
  const server = await startFakeFlight(handle);
  const proxy = await startFrameProxy(server.url);
  const api = createClient({ baseUrl: options.through ? proxy.url : server.url, ...options.client });
  const transport = flightTransport(api, options.flight);
  return {
    server,
    proxy,
    api,
    transport,
    db: createSql(api, { database: 'd', transport, ...options.sql }),
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      await transport.close();
      await proxy[Symbol.asyncDispose]();
    },
  };
};

/** Sends all that was recorded, and success. */
const whole = async (call: FlightCall): Promise<void> => {
  for (const message of messages) await call.send(message);
  call.end();
};

/** Rows of a query, and the error that they ended with. */
const outcome = async (rows: AsyncIterable<unknown>) => {
  let count = 0;
  try {
    for await (const _ of rows) count += 1;
  } catch (error) {
    return { count, error };
  }
  return { count, error: undefined };
};

describe('a connection cut', () => {
  test('at every frame gives the rows before the cut, and then says so', async () => {
    // Each message is a frame of its own.
    const paced = async (call: FlightCall): Promise<void> => {
      for (const message of messages) {
        await call.send(message);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      call.end();
    };
    await using made = await setUp(paced, { through: true, sql: { retry: false } });
    expect(await outcome(made.db.rows('x'))).toEqual({ count: 5, error: undefined });
    const { frames } = made.proxy;
    expect(frames).toBeGreaterThan(8);
    const counts: number[] = [];
    for (let at = 0; at < frames; at += 1) {
      made.proxy.cutAfter(at);
      // Each on a connection of its own, whose frames begin anew.
      await using transport = flightTransport(made.api, { connectTimeout: 5000 });
      const db = createSql(made.api, { database: 'd', transport, retry: false });
      const { count, error } = await outcome(db.rows('x'));
      if (count === 5 && error === undefined) continue;
      counts.push(count);
      expect(error instanceof TruncatedError || error instanceof ConnectionError, String(error)).toBe(true);
      if (error instanceof TruncatedError) expect(error.row).toBe(count);
    }
    expect(counts.length).toBeGreaterThan(5);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
  });

  test('before the first batch: the query is sent again', async () => {
    let calls = 0;
    await using made = await setUp(async (call) => {
      calls += 1;
      if (calls > 2) return whole(call);
      await call.send(schema);
      call.stream.session?.destroy();
    });
    expect(await outcome(made.db.rows('x'))).toEqual({ count: 5, error: undefined });
    expect([calls, made.server.sessions.length]).toEqual([3, 3]);
  });

  test('after it: it is not', async () => {
    let calls = 0;
    await using made = await setUp(async (call) => {
      calls += 1;
      await call.send(schema);
      await call.send(batch);
      // What was written arrives before the end.
      setTimeout(() => call.stream.session?.destroy(), 50);
    });
    const { count, error } = await outcome(made.db.rows('x'));
    expect([calls, count]).toEqual([1, 1]);
    expect(error).toBeInstanceOf(TruncatedError);
  });

  test('and never made: an error with its code', async () => {
    const server = await startFakeFlight(() => {});
    await server.stop();
    const api = createClient({ baseUrl: server.url, retry: false });
    await using transport = flightTransport(api);
    const { error } = await outcome(createSql(api, { transport }).rows('x'));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('RST_STREAM', () => {
  test.each([0x2, 0x7, 0x8, 0xb])('of code %d before the first batch is tried again', async (code) => {
    let calls = 0;
    await using made = await setUp(async (call) => {
      calls += 1;
      if (calls > 1) return whole(call);
      await call.send(schema);
      call.stream.close(code);
    });
    expect(await outcome(made.db.rows('x'))).toEqual({ count: 5, error: undefined });
    expect([calls, made.server.sessions.length]).toEqual([2, 1]);
  });

  test('after the first batch is an error', async () => {
    await using made = await setUp(async (call) => {
      await call.send(schema);
      await call.send(batch);
      setTimeout(() => call.stream.close(0x2), 50);
    });
    const { count, error } = await outcome(made.db.rows('x'));
    expect(count).toBe(1);
    expect(error).toBeInstanceOf(TruncatedError);
  });
});

describe('GOAWAY', () => {
  test('while nothing runs: the next query makes a new connection', async () => {
    await using made = await setUp(whole);
    await made.db.toArray('x');
    made.server.sessions[0]?.goaway(0);
    const connections = async () => {
      expect(await outcome(made.db.rows('x'))).toEqual({ count: 5, error: undefined });
      return made.server.sessions.length;
    };
    await expect.poll(connections).toBe(2);
    expect(await connections()).toBe(2);
  });

  test('before the response: the query goes to a new connection', async () => {
    let calls = 0;
    await using made = await setUp(async (call) => {
      calls += 1;
      if (calls > 1) return whole(call);
      // No stream was processed.
      call.stream.session?.goaway(0, 0);
      call.stream.session?.destroy();
    });
    expect(await outcome(made.db.rows('x'))).toEqual({ count: 5, error: undefined });
    expect(made.server.sessions).toHaveLength(2);
  });

  test('in the middle of a response: the rest of it comes, and others go to a new connection', async () => {
    let release = (): void => {};
    await using made = await setUp(async (call) => {
      if (made.server.sessions.length > 1) return whole(call);
      await call.send(schema);
      await call.send(batch);
      call.stream.session?.goaway(0, call.stream.id);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      for (const each of batches.slice(1)) await call.send(each);
      call.end();
    });
    const rows = made.db.rows('x')[Symbol.asyncIterator]();
    await rows.next();
    await expect.poll(async () => (await outcome(made.db.rows('x'))).count).toBe(5);
    release();
    let count = 1;
    while (!(await rows.next()).done) count += 1;
    expect(count).toBe(5);
    expect(made.server.sessions.length).toBeGreaterThan(1);
  });

  test('for an error of ours, as a server that is flooded says', async () => {
    let calls = 0;
    await using made = await setUp((call) => {
      calls += 1;
      if (calls > 1) return whole(call);
      call.stream.session?.goaway(0xb);
      call.stream.session?.destroy();
    });
    expect(await outcome(made.db.rows('x'))).toEqual({ count: 5, error: undefined });
  });
});

describe('UNAVAILABLE', () => {
  test.each(['as headers alone', 'after the schema'])('%s is tried again', async (when) => {
    let calls = 0;
    await using made = await setUp(async (call) => {
      calls += 1;
      if (calls > 2) return whole(call);
      if (when === 'after the schema') await call.send(schema);
      call.end(14, 'auth service');
    });
    expect(await outcome(made.db.rows('x'))).toEqual({ count: 5, error: undefined });
    expect(calls).toBe(3);
  });

  test('is not with retry: false, and says what the server says', async () => {
    let calls = 0;
    await using made = await setUp((call) => {
      calls += 1;
      call.end(14, 'auth service');
    });
    const { error } = await outcome(made.db.rows('x', { retry: false }));
    expect(error).toMatchObject({ name: 'ApiError', status: 503, code: 'UNAVAILABLE' });
    expect(calls).toBe(1);
  });
});

describe('a server that stalls', () => {
  test('before its head: the timeout of the call', async () => {
    await using made = await setUp(() => {});
    const { error } = await outcome(made.db.rows('x', { timeout: 50, retry: false }));
    expect(error).toBeInstanceOf(TimeoutError);
  });

  test('in the middle: idleTimeout, which batches without rows put off', async () => {
    const alive = recordedFlight('keep-alive').messages;
    let cancelled = 0;
    await using made = await setUp(async (call) => {
      call.stream.on('close', () => {
        cancelled = call.stream.rstCode ?? 0;
      });
      for (const message of alive.slice(0, 1)) await call.send(message);
      for (let times = 0; times < 6; times += 1) {
        await call.send(alive[1] ?? schema);
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
      if (call.ticket.includes('ends')) {
        await call.send(alive[4] ?? schema);
        call.end();
      }
    });
    const options = { idleTimeout: 600, retry: false as const };
    expect(await outcome(made.db.rows('ends', options))).toEqual({ count: 1, error: undefined });
    const { error } = await outcome(made.db.rows('never', options));
    expect(error).toBeInstanceOf(TruncatedError);
    expect((error as Error).message).toMatch(/no byte came for 600 ms; set idleTimeout/);
    await expect.poll(() => cancelled).toBe(8);
  });

  test('past the deadline, whatever it does', async () => {
    let timeout: string | undefined;
    await using made = await setUp(
      async (call) => {
        timeout = call.headers['grpc-timeout'];
        await call.send(schema);
        await call.send(batch);
      },
      { flight: { deadline: 200 } },
    );
    const { count, error } = await outcome(made.db.rows('x'));
    expect([count, timeout]).toEqual([1, '200m']);
    expect(error).toBeInstanceOf(TimeoutError);
    expect((error as Error).message).toMatch(/longer than its deadline of 200 ms/);
  });

  test.each([
    [1500.5, '1501m'],
    [99_999_999, '99999999m'],
    [100_000_000, '100000S'],
    [99_999_999_000, '99999999S'],
    // More than eight digits are no timeout of gRPC.
    [99_999_999_001, undefined],
    [Number.POSITIVE_INFINITY, undefined],
  ])('is told to the server: %d ms as %s', async (deadline, want) => {
    await using made = await setUp(whole, { flight: { deadline } });
    expect(await outcome(made.db.rows('x'))).toEqual({ count: 5, error: undefined });
    expect(made.server.calls[0]?.headers['grpc-timeout']).toBe(want);
  });

  test('and says itself that the deadline has passed', async () => {
    const recorded = recordedFlight('error-timeout');
    await using made = await setUp((call) => replayFlight(call, recorded), { flight: { deadline: 60_000 } });
    expect((await outcome(made.db.rows('x'))).error).toBeInstanceOf(TimeoutError);
    await using late = await setUp((call) => call.end(4, 'deadline'), { flight: { deadline: 60_000 } });
    expect((await outcome(late.db.rows('x'))).error).toBeInstanceOf(TimeoutError);
    await using without = await setUp((call) => replayFlight(call, recorded));
    expect((await outcome(without.db.rows('x'))).error).toBeInstanceOf(SqlError);
  });
});

describe('leaving', () => {
  test.each(['break', 'abort', 'limit'])('by %s cancels the stream', async (how) => {
    let code: number | undefined;
    await using made = await setUp(async (call) => {
      call.stream.on('close', () => {
        code = call.stream.rstCode;
      });
      await call.send(schema);
      while (!call.stream.destroyed) {
        await call.send(batch);
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    if (how === 'break') for await (const _ of made.db.rows('x')) break;
    if (how === 'limit') expect(await made.db.toArray('x', { limit: 3 })).toHaveLength(3);
    if (how === 'abort') {
      const controller = new AbortController();
      const reason = new Error('enough');
      const reading = outcome(made.db.rows('x', { signal: controller.signal }));
      setTimeout(() => controller.abort(reason), 20);
      expect((await reading).error).toBe(reason);
    }
    await expect.poll(() => code).toBe(8);
    expect(made.server.sessions).toHaveLength(1);
    expect(made.server.sessions[0]?.destroyed).toBe(false);
  });

  test('while a batch is awaited ends the waiting', async () => {
    await using made = await setUp(async (call) => {
      await call.send(schema);
      call.stream.write(grpcMessage(flightData(batch)).subarray(0, 20));
    });
    const rows = made.db.rows('x').batches();
    const waiting = rows.next();
    await expect.poll(() => made.server.calls.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await rows.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  test('before the connection is there', async () => {
    await using made = await setUp(whole);
    const { error } = await outcome(made.db.rows('x', { signal: AbortSignal.abort(new Error('never')) }));
    expect((error as Error).message).toBe('never');
    expect(made.server.calls).toHaveLength(0);
  });
});

describe('a consumer that waits', () => {
  test('holds the server after the window and a message', async () => {
    const body = new Uint8Array(1_000_000);
    let sent = 0;
    await using made = await setUp(async (call) => {
      await call.send(schema);
      await call.send(batch);
      // Bytes that no schema has, for they are never decoded.
      while (!call.stream.destroyed && sent < 100) {
        await call.send({ header: new Uint8Array(0), body });
        sent += 1;
      }
    });
    const rows = made.db.rows('x')[Symbol.asyncIterator]();
    await rows.next();
    let before = -1;
    await expect
      .poll(
        () => {
          const isStill = sent === before && sent > 0;
          before = sent;
          return isStill;
        },
        { interval: 200 },
      )
      .toBe(true);
    expect(sent).toBeLessThan(24);
    // Others are not held.
    await rows.return?.();
    await expect.poll(() => made.server.calls[0]?.stream.destroyed).toBe(true);
  });

  test('does not hold other queries', async () => {
    const body = new Uint8Array(1_000_000);
    await using made = await setUp(async (call) => {
      if (!call.ticket.includes('large')) return whole(call);
      await call.send(schema);
      await call.send(batch);
      while (!call.stream.destroyed) await call.send({ header: new Uint8Array(0), body });
    });
    const held = [1, 2, 3, 4, 5].map(() => made.db.rows('large')[Symbol.asyncIterator]());
    for (const rows of held) await rows.next();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await outcome(made.db.rows('small'))).toEqual({ count: 5, error: undefined });
    expect(made.server.sessions).toHaveLength(1);
    for (const rows of held) await rows.return?.();
  });
});

describe('a server that lies', () => {
  const raw = (bytes: Uint8Array, then?: (call: FlightCall) => void) =>
    setUp(
      (call) => {
        call.begin();
        call.stream.write(bytes);
        if (then === undefined) call.end();
        else then(call);
      },
      { sql: { retry: false } },
    );

  test('with a message that is compressed', async () => {
    await using made = await raw(grpcMessage(flightData(schema), 1));
    const { error } = await outcome(made.db.rows('x'));
    expect(error).toMatchObject({ name: 'DecodeError', message: expect.stringMatching(/compressed a message/) });
  });

  test('with a message longer than allowed, at once', async () => {
    const prefix = Uint8Array.of(0, 0x7f, 0xff, 0xff, 0xff);
    await using made = await raw(prefix, () => {});
    const { error } = await outcome(made.db.rows('x'));
    expect(error).toMatchObject({
      name: 'DecodeError',
      message: expect.stringMatching(/2147483647 bytes, more than 67108864; raise maxMessageBytes/),
    });
    await expect.poll(() => made.server.calls[0]?.stream.rstCode).toBe(8);
  });

  test('with a message longer than what comes', async () => {
    await using made = await raw(grpcMessage(flightData(schema)).subarray(0, 50));
    const { error } = await outcome(made.db.rows('x'));
    expect(error).toBeInstanceOf(TruncatedError);
    expect((error as Error).message).toMatch(/ended in the middle of a message/);
  });

  test.each([
    [[0x12, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    [[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    [[0x13]],
    [[0x09, 1, 2]],
    [[0x12]],
    // A body without the metadata that says what is in it.
    [[0xc2, 0x3e, 0x01, 0x00]],
  ])('with a message that is none of Flight (%j)', async (bytes) => {
    await using made = await raw(grpcMessage(Uint8Array.from(bytes)));
    const { error } = await outcome(made.db.rows('x'));
    expect((error as Error).message).toMatch(/not one of Arrow Flight/);
    expect((error as Error).name).toBe('DecodeError');
  });

  test('with fields that are not known, which are skipped', async () => {
    const others = Uint8Array.of(0x08, 0xff, 0x01, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x1d, 1, 2, 3, 4, 0x1a, 2, 9, 9);
    await using made = await setUp(async (call) => {
      call.begin();
      call.stream.write(grpcMessage(others));
      for (const message of messages) call.stream.write(grpcMessage(Buffer.concat([others, flightData(message)])));
      call.end();
    });
    expect(await outcome(made.db.rows('x'))).toEqual({ count: 5, error: undefined });
  });

  test('with an Arrow message that is damaged', async () => {
    const body = batch.body.slice(0, 8);
    await using made = await setUp(async (call) => {
      await call.send(schema);
      await call.send({ header: batch.header, body });
      call.end();
    });
    const { error } = await outcome(made.db.rows('x'));
    expect(error).toMatchObject({
      name: 'DecodeError',
      message: expect.stringMatching(/not a result: a message has 8 bytes in place of/),
    });
  });

  test('by ending without a status', async () => {
    await using made = await setUp(
      (call) => {
        call.stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
        call.stream.end();
      },
      { sql: { retry: false } },
    );
    const { error } = await outcome(made.db.rows('x'));
    expect((error as Error).message).toMatch(/ended without a status/);
  });

  test('by success without a schema, which is not a result without rows', async () => {
    await using made = await setUp((call) => {
      call.begin();
      call.end();
    });
    const { error } = await outcome(made.db.rows('x'));
    expect(error).toMatchObject({ name: 'DecodeError', message: 'the response has no schema (line 0, row 0)' });
    await expect(made.db.columns('x')).rejects.toThrow('the response has no schema');
    await expect(made.db.rows('x').schema).rejects.toThrow('the response has no schema');
    await expect(made.db.toArrow('x')).rejects.toThrow(/schema/);
  });

  test('with one message in many small pieces, and many in one', async () => {
    const all = Buffer.concat(messages.map((message) => grpcMessage(flightData(message))));
    for (const size of [1, 3, 17, all.length]) {
      await using made = await setUp(async (call) => {
        call.begin();
        for (let at = 0; at < all.length; at += size) {
          call.stream.write(all.subarray(at, at + size));
          if (size < 10) continue;
          await new Promise((resolve) => setImmediate(resolve));
        }
        call.end();
      });
      expect(await outcome(made.db.rows('x'))).toEqual({ count: 5, error: undefined });
    }
  });

  test('with a message that is not decoded as UTF-8 or not closed', async () => {
    await using made = await setUp((call) => call.end(3, '', { 'grpc-message': '100%25 %E2%9C%93 %zz %ff %' }));
    const { error } = await outcome(made.db.rows('x'));
    expect((error as Error).message).toBe('100% ✓ %zz \ufffd %');
  });
});

describe('a server without HTTP/2', () => {
  /** Servers that speak something else, and the address under which they are asked. */
  const others: Record<string, (tls: Certificate) => Promise<{ url: string; stop(): Promise<void> }>> = {
    'of HTTP/1': () => listen(createHttp1((_, response) => response.end('hello'))),
    'of HTTPS with HTTP/1 alone': async (tls) =>
      secure(await listen(createHttps1({ cert: tls.certificate, key: tls.privateKey }))),
    'of TLS that knows no ALPN and answers in HTTP/1': async (tls) => {
      const server = createTls({ cert: tls.certificate, key: tls.privateKey }, (socket) => {
        socket.on('error', () => {});
        socket.resume();
        socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      });
      return secure(await listen(server));
    },
    'of TLS that is asked without it': async (tls) => {
      const { url, stop } = await startFakeFlight(() => {}, { tls });
      return { url: url.replace('https:', 'http:'), stop };
    },
  };
  const secure = ({ url, stop }: { url: string; stop(): Promise<void> }) => ({
    url: url.replace(/^http:\/\/[^:]+/, 'https://localhost'),
    stop,
  });

  test.each(Object.entries(others))('%s is said to have none', async (_, start) => {
    const tls = await selfSignedCertificate();
    const { url, stop } = await start(tls);
    const api = createClient({ baseUrl: url, retry: false });
    await using transport = flightTransport(api, { ca: tls.certificate });
    const { error } = await outcome(createSql(api, { transport }).rows('x'));
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toMatch(/speaks (no )?HTTP\/2, which Arrow Flight needs/);
    await stop();
  });
});

describe('what is no gRPC', () => {
  test('a status of HTTP is what it is', async () => {
    await using made = await setUp((call) => {
      call.stream.respond({ ':status': 429, 'content-type': 'text/plain', 'retry-after': '0' });
      call.stream.end('slow down');
    });
    const { error } = await outcome(made.db.rows('x', { retry: false }));
    expect(error).toMatchObject({ name: 'ApiError', status: 429, message: expect.stringMatching(/slow down/) });
  });

  test('a page of success is said to be one', async () => {
    await using made = await setUp((call) => {
      call.stream.respond({ ':status': 200, 'content-type': 'text/html' });
      call.stream.end('<h1>Sign in</h1>');
    });
    const { error } = await outcome(made.db.rows('x'));
    expect((error as Error).message).toMatch(/none of gRPC, its content-type is text\/html/);
  });

  test('a status that is gRPC’s alone, by its meaning', async () => {
    const nameOf = async (code: number) => {
      await using made = await setUp((call) => call.end(code, 'why'));
      const { error } = await outcome(made.db.rows('x', { retry: false }));
      const { name, status } = error as { name: string; status?: number };
      return status === undefined ? name : `${name} ${status}`;
    };
    expect(await Promise.all([1, 2, 3, 5, 7, 8, 12, 13, 14, 16, 99].map(nameOf))).toEqual([
      'ApiError 499',
      'SqlError',
      'SqlError',
      'SqlError',
      'ApiError 403',
      'SqlError',
      'SqlError',
      'SqlError',
      'ApiError 503',
      'ApiError 401',
      'SqlError',
    ]);
  });
});

test('figures of the query, where a server sends them', async () => {
  const seen: QueryFigures[] = [];
  await using made = await setUp(
    async (call) => {
      for (const message of messages) await call.send(message);
      call.end(0, '', {
        'x-influxdata-execution-duration-seconds': '0.25',
        'x-influxdata-partitions': '3',
        'x-other': '1',
      });
    },
    { flight: { onFigures: (figures) => seen.push(figures) } },
  );
  await made.db.toArray('x');
  expect(seen).toEqual([{ 'execution-duration-seconds': 0.25, partitions: 3 }]);
});

test('a server that sends the token back does not put it into an error', async () => {
  await using made = await setUp(
    async (call) => {
      await call.send(schema);
      await call.send(batch);
      call.end(3, `bad ${call.headers['authorization']}`);
    },
    { client: { headers: { authorization: 'Bearer apiv3_secret_of_mine' } } },
  );
  const { error } = await outcome(made.db.rows('x'));
  expect(String((error as Error).message)).toMatch(/bad Bearer \[redacted\]/);
});

test('ten thousand queries on one session leave nothing behind', async () => {
  await using made = await setUp(whole);
  const { signal } = new AbortController();
  const queries = part(20, 10_000);
  /** What is in memory once what nobody has any more is not. */
  const heapAfter = async (count: number): Promise<number> => {
    for (let at = 0; at < count; at += 20)
      await Promise.all(Array.from({ length: 20 }, () => made.db.toArray('x', { signal })));
    made.server.forget();
    return held();
  };
  await heapAfter(500);
  const before = await heapAfter(100);
  const after = await heapAfter(queries);
  console.log(`${Math.round((after - before) / 1024)} kB more after ${queries} queries`);
  // A kilobyte a query would be a leak; caches that fill are less than the rest.
  expect(after - before).toBeLessThan(4_000_000 + queries * 1000);
  expect(made.server.sessions).toHaveLength(1);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

describe('the stack of an error names the caller of', () => {
  const fails: Record<string, (call: FlightCall) => void | Promise<void>> = {
    'a query that is refused': (call) => call.end(3, 'no such column'),
    'a response that breaks off': async (call) => {
      await call.send(schema);
      await call.send(batch);
      call.stream.close(0x2);
    },
  };
  const callers: Record<string, (db: ReturnType<typeof createSql>) => Promise<unknown>> = {
    rows: async function callerOfRows(db) {
      for await (const _ of db.rows('x'));
    },
    'batches of rows': async function callerOfBatches(db) {
      for await (const _ of db.rows('x').batches());
    },
    toArray: async function callerOfToArray(db) {
      return await db.toArray('x');
    },
    columns: async function callerOfColumns(db) {
      return await db.columns('x');
    },
    'batches of columns': async function callerOfColumnBatches(db) {
      for await (const _ of db.columns('x').batches());
    },
  };
  test.each(Object.keys(callers).flatMap((name) => Object.keys(fails).map((fault) => [name, fault] as const)))(
    '%s: %s',
    async (name, fault) => {
      const run = callers[name] as (db: ReturnType<typeof createSql>) => Promise<unknown>;
      await using made = await setUp(fails[fault] as never, { sql: { retry: false } });
      const error = await run(made.db).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      expect((error as Error).stack).toMatch(new RegExp(`at (async )?(Object\\.)?${run.name} .*faults\\.test`));
    },
  );
});
