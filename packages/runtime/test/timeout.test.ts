import { afterEach, expect, test, vi } from 'vitest';
import { call, createClient, TimeoutError, type Transport } from '../src/index.js';
import * as operations from './operations.js';
import { json, serve } from './server.js';

// The clock stands still until a test moves it: what a timeout does never depends on how fast the network is.
const stopTheClock = (): void => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
afterEach(() => void vi.useRealTimers());

const HOUR = 3_600_000;

/** Some turns of the event loop: what has been written to a socket within this process has arrived then. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Waits for what a server gets to see. (`expect.poll` would move a clock that stands still.) */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise<void>((resolve) => setImmediate(resolve));
}

const quick = (url: string, transport?: Transport) => createClient({ baseUrl: url, timeout: 200, retry: 2, transport });

test.each<[name: string, respond: Parameters<typeof serve>[0]]>([
  ['before the head', () => {}],
  ['in the body', (_, response) => void response.writeHead(200).write('{"a":')],
  ['in the body of a failure', (_, response) => void response.writeHead(503).write('{"a":')],
])('a server that stalls %s ends in TimeoutError, once', async (_, respond) => {
  const { url, seen } = await serve(respond);
  stopTheClock();
  let settled = false;
  const failing = call(quick(url), operations.getBucket, '1')
    .catch((error: unknown) => error)
    .finally(() => {
      settled = true;
    });
  await until(() => seen.length === 1);
  vi.advanceTimersByTime(199);
  await turns();
  expect(settled).toBe(false);
  vi.advanceTimersByTime(1);
  expect(await failing).toMatchObject({
    name: 'TimeoutError',
    timeout: 200,
    operation: 'buckets.get',
    message: 'buckets.get: no complete response within the timeout of 200 ms; the option `timeout` allows more',
  });
  expect(seen).toHaveLength(1);
});

test('a call can have its own timeout, and 0 is none', async () => {
  const pending: (() => void)[] = [];
  const { url, seen } = await serve((_, response) => void pending.push(() => json(response, {})));
  const api = quick(url);
  stopTheClock();
  for (const timeout of [0, Infinity]) {
    const waiting = call(api, operations.getBucket, '1', { timeout });
    await until(() => pending.length === 1);
    vi.advanceTimersByTime(HOUR);
    pending.pop()?.();
    expect(await waiting).toEqual({});
  }
  const failing = call(api, operations.getBucket, '1', { timeout: 30 }).catch((error: unknown) => error);
  await until(() => seen.length === 3);
  vi.advanceTimersByTime(30);
  expect(await failing).toBeInstanceOf(TimeoutError);
});

test('a streamed response has until its head, and then all the time there is', async () => {
  const ends: (() => void)[] = [];
  const { url } = await serve((_, response) => {
    response.writeHead(200).write('a');
    ends.push(() => response.end('b'));
  });
  stopTheClock();
  const stream = (await call(quick(url), operations.runQuery, {})) as ReadableStream;
  vi.advanceTimersByTime(HOUR);
  ends.pop()?.();
  expect(await new Response(stream).text()).toBe('ab');
  const raw = await call(quick(url), operations.getBucket, '1').raw();
  vi.advanceTimersByTime(HOUR);
  ends.pop()?.();
  expect(await raw.text()).toBe('ab');
});

test('a transport that overlooks its signal does not hold the call', async () => {
  const deaf: Transport = () => new Promise(() => {});
  await expect(call(quick('http://h', deaf), operations.getBucket, '1')).rejects.toBeInstanceOf(TimeoutError);
  const signal = AbortSignal.timeout(20);
  const error = await call(quick('http://h', deaf), operations.getBucket, '1', { signal, timeout: 0 }).catch(
    (reason) => reason,
  );
  expect(error).toBe(signal.reason);
});

test('an abort rejects with its reason: before, during and while the body is read', async () => {
  let body = false;
  const { url, seen } = await serve((_, response) => {
    if (body) response.writeHead(200).write('{');
  });
  const api = createClient({ baseUrl: url, timeout: 0 });
  const reason = new Error('mine');
  await expect(call(api, operations.getBucket, '1', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(seen).toHaveLength(0);
  for (const count of [1, 2]) {
    body = count === 2;
    const during = new AbortController();
    const failing = call(api, operations.getBucket, '1', { signal: during.signal }).catch((error: unknown) => error);
    await until(() => seen.length === count);
    await turns();
    during.abort(reason);
    expect(await failing).toBe(reason);
  }
});

test('an abort ends a stream that is still read', async () => {
  const { url } = await serve((_, response) => void response.writeHead(200).write('a'));
  const end = new AbortController();
  const stream = (await call(
    createClient({ baseUrl: url }),
    operations.runQuery,
    {},
    { signal: end.signal },
  )) as ReadableStream;
  const reader = stream.getReader();
  await reader.read();
  const reason = new Error('mine');
  end.abort(reason);
  await expect(reader.read()).rejects.toBe(reason);
});

test('a call that is done leaves no timer: the process may end', async () => {
  stopTheClock();
  const during: number[] = [];
  const transport: Transport = async () => {
    during.push(vi.getTimerCount());
    return Response.json({});
  };
  await call(createClient({ baseUrl: 'http://h', timeout: 600_000, transport }), operations.getBucket, '1');
  expect([during, vi.getTimerCount()]).toEqual([[1], 0]);
});

test.each([Number.NaN, -1, 'soon' as unknown as number])(
  'a timeout that is none ends the call at once, and the error names it: %s',
  async (timeout) => {
    const { url } = await serve(() => {});
    await expect(call(createClient({ baseUrl: url }), operations.getBucket, '1', { timeout })).rejects.toThrow(
      `no complete response within the timeout of ${timeout} ms`,
    );
  },
);
