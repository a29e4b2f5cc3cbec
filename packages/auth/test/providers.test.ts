import { call } from '@influxkit/runtime';
import { afterEach, expect, test, vi } from 'vitest';
import { bearerAuth } from '../src/index.js';
import { inProcess, serve } from './server.js';
import { client, list, world } from './strategies.js';
import { counting, providersSuite, turns } from './suites/providers.js';

afterEach(() => vi.useRealTimers());

providersSuite(world);

test('the skew can be chosen, and is never more than half of what is left', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 2e12 });
  const { url } = await serve((_, response) => void response.writeHead(200).end('{}'));
  for (const [lifetime, skew, good, over] of [
    [10_000, 0, 9999, 10_000],
    [10_000, 2000, 7999, 8000],
    [10_000, undefined, 4999, 5000],
    [100_000, undefined, 69_999, 70_000],
  ] as const) {
    vi.setSystemTime(2e12);
    const { state, provider } = counting(() => ({ value: 'secret', expiresAt: Date.now() + lifetime }));
    const api = client({ baseUrl: url, auth: bearerAuth(provider, { skew }) });
    await call(api, list);
    vi.setSystemTime(2e12 + good);
    await call(api, list);
    expect(state.asked, `${lifetime} ${skew} ${good}`).toBe(1);
    vi.setSystemTime(2e12 + over);
    await call(api, list);
    expect(state.asked, `${lifetime} ${skew} ${over}`).toBe(2);
  }
});

test('1,000 calls at once with a credential that has expired ask the provider once', async () => {
  const { url, transport } = inProcess(() => new Response('{}'));
  const { state, provider } = counting((count) => ({ value: `secret-${count}`, expiresAt: count === 1 ? 0 : 4e12 }));
  const api = client({ baseUrl: url, auth: bearerAuth(provider), transport });
  await call(api, list);
  await Promise.all(Array.from({ length: 1000 }, () => call(api, list)));
  expect(state).toMatchObject({ asked: 2, most: 1 });
});

test('what has expired when it comes serves those that wait for it, and nobody after them', async () => {
  const { url, seen, transport } = inProcess(() => new Response('{}'));
  const { state, provider } = counting((count) => ({ value: `secret-${count}`, expiresAt: 0 }), turns);
  const api = client({ baseUrl: url, auth: bearerAuth(provider), transport });
  await Promise.all(Array.from({ length: 1000 }, () => call(api, list)));
  expect(state.asked).toBe(1);
  await call(api, list);
  expect(state.asked).toBe(2);
  expect(seen.at(-1)?.headers.authorization).toBe('Bearer secret-2');
});

test('a 401 that comes late does not throw away what came in the meantime', async () => {
  const slow: (() => void)[] = [];
  const { url } = await serve(({ headers }, response) => {
    const old = headers.authorization === 'Bearer secret-1';
    const respond = () => void response.writeHead(old ? 401 : 200).end('{}');
    if (old && slow.length < 2) slow.push(respond);
    else respond();
  });
  const { state, provider } = counting((count) => `secret-${count}`);
  const api = client({ baseUrl: url, auth: bearerAuth(provider), retry: false });
  const both = [call(api, list), call(api, list)];
  await expect.poll(() => slow.length).toBe(2);
  slow[0]?.();
  await both[0];
  slow[1]?.();
  await both[1];
  expect(state.asked).toBe(2);
});

test('an error of ours that a provider rejects with is kept as the cause', async () => {
  const vault = await serve((_, response) => void response.writeHead(503).end('sealed'));
  const api = client({ baseUrl: vault.url, retry: false });
  const auth = bearerAuth(() => call(api, list) as Promise<string>);
  const error = await call(client({ baseUrl: vault.url, auth }), list).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    message: 'buckets.list: the provider of the token failed: ApiError',
    cause: { name: 'ApiError', status: 503 },
  });
});

test('a provider that fails after a 401 says so, in place of the 401', async () => {
  const { url } = await serve((_, response) => void response.writeHead(401).end('{}'));
  let asked = 0;
  const auth = bearerAuth(() => {
    if (++asked > 1) throw new RangeError('x');
    return 'secret';
  });
  await expect(call(client({ baseUrl: url, auth }), list)).rejects.toThrow('the provider of the token failed');
});
