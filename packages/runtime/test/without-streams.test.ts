// React Native, as far as it differs: no streams, a Response without `body`, signals that know less.
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { noteCases } from '../../../tests/tools/src/cases.js';
import { BareResponse, bareFetch, reactNativeGlobals } from '../../../tests/tools/src/without-streams.js';
import { ApiError, ConnectionError, call, createClient } from '../src/index.js';
import * as operations from './operations.js';

let responses = 0;
afterAll(() => noteCases('without-streams', 'responses to calls', responses));

beforeEach(() => {
  for (const [name, value] of Object.entries(reactNativeGlobals)) vi.stubGlobal(name, value);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const client = (respond: (url: string, init: RequestInit) => BareResponse | Promise<BareResponse>) =>
  createClient({
    baseUrl: 'http://localhost:8086',
    retry: { retries: 2, minDelay: 0, maxDelay: 0 },
    fetch: bareFetch((url, init) => {
      responses += 1;
      return respond(url, init);
    }),
  });

describe('without streams', () => {
  test('JSON, failures and raw requests are read whole', async () => {
    const api = client((url) =>
      url.includes('/buckets/')
        ? new BareResponse('{"code":"not found","message":"no"}', { status: 404 })
        : new BareResponse('{"buckets":[{"name":"a"}]}'),
    );
    expect(await call(api, operations.listBuckets)).toEqual({ buckets: [{ name: 'a' }] });
    await expect(call(api, operations.getBucket, '1')).rejects.toMatchObject({ status: 404, code: 'not found' });
    await expect(call(api, operations.getBucket, '1')).rejects.toBeInstanceOf(ApiError);
    const { body } = await api.request({ method: 'GET', path: '/x' });
    expect(new TextDecoder().decode(body)).toBe('{"buckets":[{"name":"a"}]}');
  });

  test('a response that is empty is not taken for one that has no stream', async () => {
    await expect(
      call(
        client(() => new BareResponse('')),
        operations.listBuckets,
      ),
    ).rejects.toThrow(/not JSON but empty/);
  });

  test('a stream can be read like one', async () => {
    const stream = await call(
      client(() => new BareResponse('a,b\n')),
      operations.runQuery,
      { query: 'x' },
    );
    const reader = (stream as ReadableStream<Uint8Array>).getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('a,b\n');
    expect((await reader.read()).done).toBe(true);
  });

  test('what breaks is sent again, and an abort ends it', async () => {
    let sent = 0;
    const breaking = client(() => {
      sent++;
      throw new TypeError('Network request failed');
    });
    await expect(call(breaking, operations.listBuckets)).rejects.toBeInstanceOf(ConnectionError);
    expect(sent).toBe(3);
    const controller = new AbortController();
    const waiting = call(
      client(() => new Promise(() => {})),
      operations.listBuckets,
      {},
      { signal: controller.signal },
    );
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await expect(call(breaking, operations.listBuckets, {}, { signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(sent).toBe(3);
  });
});
