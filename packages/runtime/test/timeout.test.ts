import { expect, test } from 'vitest';
import { call, createClient, TimeoutError, type Transport } from '../src/index.js';
import * as operations from './operations.js';
import { json, serve } from './server.js';

const quick = (url: string, transport?: Transport) => createClient({ baseUrl: url, timeout: 200, retry: 2, transport });

test.each<[name: string, answer: Parameters<typeof serve>[0]]>([
  ['before the head', () => {}],
  ['in the body', (_, response) => void response.writeHead(200).write('{"a":')],
  ['in the body of a failure', (_, response) => void response.writeHead(503).write('{"a":')],
])('a server that stalls %s ends in TimeoutError, once', async (_, answer) => {
  const { url, seen } = await serve(answer);
  await fetch(url, { signal: AbortSignal.timeout(300) }).catch(() => {});
  seen.length = 0;
  const start = Date.now();
  await expect(call(quick(url), operations.getBucket, '1')).rejects.toMatchObject({
    name: 'TimeoutError',
    timeout: 200,
    operation: 'buckets.get',
    message: 'buckets.get: no complete response within the timeout of 200 ms',
  });
  expect(Date.now() - start).toBeLessThan(2000);
  expect(seen).toHaveLength(1);
});

test('a call can have its own timeout, and 0 is none', async () => {
  const { url } = await serve((_, response) => void setTimeout(() => json(response, {}), 350));
  const api = quick(url);
  expect(await call(api, operations.getBucket, '1', { timeout: 0 })).toEqual({});
  expect(await call(api, operations.getBucket, '1', { timeout: Infinity })).toEqual({});
  await expect(call(api, operations.getBucket, '1', { timeout: 30 })).rejects.toBeInstanceOf(TimeoutError);
});

test('a streamed answer has until its head, and then all the time there is', async () => {
  const { url } = await serve((_, response) => {
    response.writeHead(200).write('a');
    setTimeout(() => response.end('b'), 350);
  });
  const stream = (await call(quick(url), operations.runQuery, {})) as ReadableStream;
  expect(await new Response(stream).text()).toBe('ab');
  expect(await (await call(quick(url), operations.getBucket, '1').raw()).text()).toBe('ab');
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
  const { url } = await serve((_, response) => void response.writeHead(200).write('{'));
  const api = createClient({ baseUrl: url });
  const reason = new Error('mine');
  await expect(call(api, operations.getBucket, '1', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const during = new AbortController();
  const promise = call(api, operations.getBucket, '1', { signal: during.signal });
  setTimeout(() => during.abort(reason), 50);
  await expect(promise).rejects.toBe(reason);
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
  const { url } = await serve((_, response) => json(response, {}));
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  await call(createClient({ baseUrl: url, timeout: 600_000 }), operations.getBucket, '1');
  expect(timers()).toBeLessThanOrEqual(before + 1);
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
