import { inspect } from 'node:util';
import { ApiError, call, createClient, RequestError, type Transport } from '@influxkit/runtime';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type CredentialProvider, type IssuedCredential, sessionAuth, tokenAuth } from '../src/index.js';
import { inProcess, type Seen, serve } from './server.js';
import { allStrategies, list, query, strategies, write } from './strategies.js';

afterEach(() => vi.useRealTimers());

/** A server that takes the credentials which `valid` holds, and sessions that were begun with one of them. */
async function guarded(find: (typeof strategies)[number][2], valid: Set<string>) {
  const used: string[] = [];
  const { url, seen } = await serve((request, response) => {
    if (takes(request, find, valid, used)) response.writeHead(200, SESSION).end('{}');
    else response.writeHead(401).end('{"code":"unauthorized"}');
  });
  return { url, seen, used };
}

/** The same without a network. */
function guardedInProcess(find: (typeof strategies)[number][2], valid: Set<string>) {
  const used: string[] = [];
  const server = inProcess((request) =>
    takes(request, find, valid, used) ? new Response('{}', { headers: SESSION }) : new Response('{}', { status: 401 }),
  );
  return { ...server, used };
}

const SESSION = { 'set-cookie': 'session=a-session; Path=/api/' };

function takes(request: Seen, find: (typeof strategies)[number][2], valid: Set<string>, used: string[]): boolean {
  const given = find(request);
  if (given !== undefined) used.push(given);
  return valid.has(given ?? '') || /^session=./.test(request.headers.cookie ?? '');
}

/** A provider that counts how often it is asked, and how often at the same time; it answers once `ready` has. */
function counting(give: (count: number) => string | IssuedCredential, ready: () => Promise<void> = async () => {}) {
  const state = { asked: 0, atOnce: 0, most: 0 };
  const provider: CredentialProvider = async () => {
    const count = ++state.asked;
    state.most = Math.max(state.most, ++state.atOnce);
    await ready();
    state.atOnce--;
    return give(count);
  };
  return { state, provider };
}

/** Some turns of the event loop: all that was begun at once is under way then. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

describe.each(allStrategies)('a provider of %s', (name, make, find) => {
  const api = (url: string, provider: CredentialProvider, options = {}, transport?: Transport) =>
    createClient({ baseUrl: url, auth: make(provider, options), retry: false, transport });

  test('is asked once for 1,000 calls at the same time, and not again for the next', async () => {
    const { url, used, transport } = guardedInProcess(find, new Set(['secret-1']));
    const { state, provider } = counting((count) => `secret-${count}`, turns);
    const client = api(url, provider, {}, transport);
    await Promise.all(Array.from({ length: 1000 }, () => call(client, query)));
    await call(client, query);
    expect(state.asked).toBe(1);
    expect(new Set(used)).toEqual(new Set(['secret-1']));
  });

  test('is asked again once when the server answers 401 to many, and each is sent once more', async () => {
    const valid = new Set(['secret-1']);
    const { url, seen } = await guarded(find, valid);
    const { state, provider } = counting((count) => `secret-${count}`, turns);
    // For a session the password is asked for when one is begun.
    const client = api(url, provider);
    if (name === 'sessionAuth') valid.delete('secret-1');
    else await call(client, query);
    valid.clear();
    valid.add('secret-2');
    seen.length = 0;
    await Promise.all(Array.from({ length: 50 }, () => call(client, query)));
    expect(state.asked).toBe(2);
    expect(seen.length).toBe(name === 'sessionAuth' ? 52 : 100);
  });

  test('is not asked for ever: the second 401 is the answer', async () => {
    const { url, seen } = await guarded(find, new Set());
    const { state, provider } = counting((count) => `secret-${count}`);
    const error = await call(api(url, provider), query).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 401 });
    expect(state.asked).toBe(2);
    expect(seen).toHaveLength(2);
  });

  test('that rejects rejects all that wait, tells nothing of what it said, and is asked again by the next', async () => {
    const { url, seen } = await guarded(find, new Set(['secret-2']));
    const { state, provider } = counting((count) => {
      if (count === 1)
        throw Object.assign(new TypeError('vault says hunter2 is no key', { cause: 'hunter2' }), { code: 'EVAULT' });
      return 'secret-2';
    });
    const client = api(url, provider);
    const errors = await Promise.all(
      Array.from({ length: 10 }, () => call(client, query).catch((reason: unknown) => reason)),
    );
    for (const error of errors) {
      expect(error).toBeInstanceOf(RequestError);
      expect(String(error)).toMatch(/: the provider of the (token|password) failed: TypeError EVAULT$/);
      expect(inspect(error, { depth: null, showHidden: true })).not.toContain('hunter2');
    }
    expect(state.asked).toBe(1);
    expect(seen).toEqual([]);
    await call(client, query);
    expect(state.asked).toBe(2);
  });

  test('keeps what an aborted call was waiting for, for the others', async () => {
    const { url } = await guarded(find, new Set(['secret-1']));
    let give = (): void => {};
    const given = new Promise<void>((resolve) => {
      give = resolve;
    });
    const { state, provider } = counting(
      (count) => `secret-${count}`,
      () => given,
    );
    const client = api(url, provider);
    const end = new AbortController();
    const reason = new Error('mine');
    const first = call(client, query, { signal: end.signal });
    const second = call(client, query);
    await expect.poll(() => state.asked).toBe(1);
    end.abort(reason);
    await expect(first).rejects.toBe(reason);
    give();
    await second;
    await call(client, query);
    expect(state.asked).toBe(1);
  });

  test('is not asked by a call that is aborted already', async () => {
    const { url } = await guarded(find, new Set());
    const { state, provider } = counting(() => 'a');
    const reason = new Error('mine');
    await expect(call(api(url, provider), query, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(state.asked).toBe(0);
  });

  test('that stalls rejects within its timeout, and is asked again by the next', async () => {
    const { url } = await guarded(find, new Set(['secret-2']));
    let asked = 0;
    const provider = () => (++asked === 1 ? new Promise<string>(() => {}) : 'secret-2');
    const client = api(url, provider, { timeout: 30 });
    await expect(call(client, query)).rejects.toThrow(/the provider of the (token|password) gave none within 30 ms/);
    await call(client, query);
    expect(asked).toBe(2);
  });

  test.each<[name: string, given: unknown, message: RegExp]>([
    ['nothing', undefined, /must be a text that is not empty/],
    ['an empty text', '', /must be a text that is not empty/],
    ['a number', 5, /must be a text that is not empty/],
    ['a line break', 'hunter2\n', /holds a line feed \(U\+000A\), at position 8 of 8: trim it/],
    ['seconds', { value: 'hunter2', expiresAt: 1_795_000_000 }, /expiresAt of the .* must be a Date or milliseconds/],
    ['no time', { value: 'hunter2', expiresAt: new Date(Number.NaN) }, /expiresAt of the/],
    ['a time as text', { value: 'hunter2', expiresAt: '2026-01-01' }, /expiresAt of the/],
  ])('that gives %s rejects with what is wrong, and shows nothing', async (_, given, message) => {
    const { url, seen } = await guarded(find, new Set());
    const error = await call(api(url, (() => given) as CredentialProvider), query).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RequestError);
    expect(String(error)).toMatch(message);
    expect(inspect(error)).not.toContain('hunter2');
    expect(seen).toEqual([]);
  });
});

describe.each(strategies)('what %s sends', (_, make, find) => {
  const end = 1_800_000_000_000;

  test.each<[name: string, at: number, want: string]>([
    ['long before it ends', end - 31_000, 'secret-1'],
    ['within the skew', end - 29_000, 'secret-2'],
    ['after its end', end + 1, 'secret-2'],
  ])('%s (at %i) is %s', async (_, at, want) => {
    vi.useFakeTimers({ toFake: ['Date'], now: end - 3_600_000 });
    for (const expiresAt of [end, new Date(end)]) {
      const { url, used } = await guarded(find, new Set(['secret-1', 'secret-2']));
      const { state, provider } = counting((count) => ({
        value: `secret-${count}`,
        expiresAt: count === 1 ? expiresAt : end + 3_600_000,
      }));
      const client = createClient({ baseUrl: url, auth: make(provider) });
      vi.setSystemTime(end - 3_600_000);
      await call(client, query);
      vi.setSystemTime(at);
      await Promise.all(Array.from({ length: 20 }, () => call(client, query)));
      expect(new Set(used.slice(1))).toEqual(new Set([want]));
      expect(state.asked).toBe(want === 'secret-1' ? 1 : 2);
    }
  });

  test('a plain value is sent once, whatever the server answers', async () => {
    const { url, seen } = await guarded(find, new Set());
    const client = createClient({ baseUrl: url, auth: make('secret-1') });
    await expect(call(client, query)).rejects.toMatchObject({ status: 401 });
    expect(seen).toHaveLength(1);
  });

  test('a stream, which is spent, is not sent again; the next call asks anew', async () => {
    const { url, seen } = await guarded(find, new Set(['secret-2']));
    const { state, provider } = counting((count) => `secret-${count}`);
    const client = createClient({ baseUrl: url, auth: make(provider) });
    await expect(call(client, write, new Blob(['m f=1']).stream())).rejects.toMatchObject({ status: 401 });
    expect(seen).toHaveLength(1);
    await call(client, write, new Blob(['m f=1']).stream());
    expect(state.asked).toBe(2);
  });

  test('a body that is there is sent again as it was', async () => {
    const { url, seen } = await guarded(find, new Set(['secret-2']));
    const { provider } = counting((count) => `secret-${count}`);
    await call(createClient({ baseUrl: url, auth: make(provider) }), write, 'm f=1');
    expect(seen.map(({ body }) => body)).toEqual(['m f=1', 'm f=1']);
  });
});

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
    const client = createClient({ baseUrl: url, auth: tokenAuth(provider, { skew }) });
    await call(client, list);
    vi.setSystemTime(2e12 + good);
    await call(client, list);
    expect(state.asked, `${lifetime} ${skew} ${good}`).toBe(1);
    vi.setSystemTime(2e12 + over);
    await call(client, list);
    expect(state.asked, `${lifetime} ${skew} ${over}`).toBe(2);
  }
});

test('1,000 calls at once with a credential that has expired ask the provider once', async () => {
  const { url, transport } = inProcess(() => new Response('{}'));
  const { state, provider } = counting((count) => ({ value: `secret-${count}`, expiresAt: count === 1 ? 0 : 4e12 }));
  const client = createClient({ baseUrl: url, auth: tokenAuth(provider), transport });
  await call(client, list);
  await Promise.all(Array.from({ length: 1000 }, () => call(client, list)));
  expect(state).toMatchObject({ asked: 2, most: 1 });
});

test('what has expired when it comes serves those that wait for it, and nobody after them', async () => {
  const { url, seen, transport } = inProcess(() => new Response('{}'));
  const { state, provider } = counting((count) => ({ value: `secret-${count}`, expiresAt: 0 }), turns);
  const client = createClient({ baseUrl: url, auth: tokenAuth(provider), transport });
  await Promise.all(Array.from({ length: 1000 }, () => call(client, list)));
  expect(state.asked).toBe(1);
  await call(client, list);
  expect(state.asked).toBe(2);
  expect(seen.at(-1)?.headers.authorization).toBe('Token secret-2');
});

test('a 401 that comes late does not throw away what came in the meantime', async () => {
  const slow: (() => void)[] = [];
  const { url } = await serve(({ headers }, response) => {
    const old = headers.authorization === 'Token secret-1';
    const answer = () => void response.writeHead(old ? 401 : 200).end('{}');
    if (old && slow.length < 2) slow.push(answer);
    else answer();
  });
  const { state, provider } = counting((count) => `secret-${count}`);
  const client = createClient({ baseUrl: url, auth: tokenAuth(provider), retry: false });
  const both = [call(client, list), call(client, list)];
  await expect.poll(() => slow.length).toBe(2);
  slow[0]?.();
  await both[0];
  slow[1]?.();
  await both[1];
  expect(state.asked).toBe(2);
});

test('an error of ours that a provider rejects with is kept as the cause', async () => {
  const vault = await serve((_, response) => void response.writeHead(503).end('sealed'));
  const client = createClient({ baseUrl: vault.url, retry: false });
  const auth = tokenAuth(() => call(client, list) as Promise<string>);
  const error = await call(createClient({ baseUrl: vault.url, auth }), list).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    message: 'buckets.list: the provider of the token failed: ApiError',
    cause: { name: 'ApiError', status: 503 },
  });
});

test('a provider that fails after a 401 says so, in place of the 401', async () => {
  const { url } = await serve((_, response) => void response.writeHead(401).end('{}'));
  let asked = 0;
  const auth = tokenAuth(() => {
    if (++asked > 1) throw new RangeError('x');
    return 'secret';
  });
  await expect(call(createClient({ baseUrl: url, auth }), list)).rejects.toThrow('the provider of the token failed');
});

test('a password that is asked for anew begins the session once', async () => {
  let asked = 0;
  const { url, seen } = await serve(({ headers, url }, response) => {
    const good = url === '/api/v2/signin' ? headers.authorization === `Basic ${btoa('me:p2')}` : headers.cookie;
    response.writeHead(good ? 200 : 401, good ? { 'set-cookie': 'session=abc' } : {}).end('{}');
  });
  const auth = sessionAuth({ username: 'me', password: () => `p${++asked}` });
  await call(createClient({ baseUrl: url, auth }), list);
  expect(seen.map(({ url }) => url)).toEqual(['/api/v2/signin', '/api/v2/signin', '/api/v2/buckets']);
});
