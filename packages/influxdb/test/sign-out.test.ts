import { inspect } from 'node:util';
import { basicAuth, combineAuth } from '@influxkit/auth';
import { call, createClient } from '@influxkit/runtime';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { serve } from '../../auth/test/server.js';
import { sessionAuth } from '../src/auth.js';
import { client, list, signin } from './strategies.js';

afterEach(() => vi.useRealTimers());

const user = { username: 'me', password: 'my-password' };

/** A server that keeps sessions, counts them, and responds as `behavior` asks. */
async function sessions(behavior: { attributes?: string; signout?: number; date?: string; more?: string[] } = {}) {
  const state = { valid: new Set<string>(), signins: 0, ready: Promise.resolve(), stall: false, ...behavior };
  const { url, seen } = await serve(({ url, headers }, response) => {
    const cookie = headers.cookie?.split('; ').find((each) => each.startsWith('session=')) ?? '';
    const date = state.date === undefined ? {} : { date: state.date };
    if (url === '/api/v2/signin') {
      if (state.stall) return;
      const own = `session=s${++state.signins}-secret`;
      state.valid.add(own);
      const cookies = [`${own}; Path=/api/; HttpOnly${state.attributes ?? ''}`, ...(state.more ?? [])];
      void state.ready.then(() => response.writeHead(204, { ...date, 'set-cookie': cookies }).end());
    } else if (url === '/api/v2/signout') {
      response.writeHead(state.signout ?? (state.valid.delete(cookie) ? 204 : 401)).end('{"code":"x","message":"y"}');
    } else response.writeHead(state.valid.has(cookie) ? 200 : 401).end('{}');
  });
  const paths = (): string[] => seen.map((request) => request.url.replace('/api/v2/', ''));
  return { state, seen, paths, url };
}

describe('a session', () => {
  const now = Date.UTC(2026, 0, 1);
  const http = (time: number): string => new Date(time).toUTCString();

  test.each<[name: string, given: { attributes?: string; date?: string; more?: string[] }, good: number, over: number]>(
    [
      ['Max-Age', { attributes: '; Max-Age=3600' }, 3_569, 3_570],
      ['Expires', { attributes: `; Expires=${http(now + 3_600_000)}`, date: http(now) }, 3_569, 3_570],
      [
        'Expires, by a clock that is an hour ahead',
        { attributes: `; expires=${http(now + 7_200_000)}`, date: http(now + 3_600_000) },
        3_569,
        3_570,
      ],
      [
        'Expires, by a clock that is a day behind',
        { attributes: `; Expires=${http(now - 82_800_000)}`, date: http(now - 86_400_000) },
        3_569,
        3_570,
      ],
      [
        'Max-Age before Expires',
        { attributes: `; Expires=${http(now + 9e6)}; Max-Age=3600`, date: http(now) },
        3_569,
        3_570,
      ],
      ['the first cookie that ends', { attributes: '; Max-Age=3600', more: ['other=1; Max-Age=60'] }, 29, 30],
    ],
  )('is begun anew before it ends by %s', async (_, given, good, over) => {
    vi.useFakeTimers({ toFake: ['Date'], now });
    const { state, url } = await sessions(given);
    const api = createClient({ baseUrl: url, auth: sessionAuth(user) });
    await call(api, list);
    vi.setSystemTime(now + good * 1000);
    await call(api, list);
    expect(state.signins).toBe(1);
    vi.setSystemTime(now + over * 1000);
    await Promise.all(Array.from({ length: 20 }, () => call(api, list)));
    expect(state.signins).toBe(2);
  });

  test.each<[name: string, attributes: string]>([
    ['none', ''],
    ['an Expires that is not a date', '; Expires=soon'],
    ['a Max-Age that is not a number', '; Max-Age=soon'],
  ])('with %s lasts until the server says 401', async (_, attributes) => {
    vi.useFakeTimers({ toFake: ['Date'], now });
    const { state, url } = await sessions({ attributes });
    const api = createClient({ baseUrl: url, auth: sessionAuth(user) });
    await call(api, list);
    vi.setSystemTime(now + 1e11);
    await call(api, list);
    expect(state.signins).toBe(1);
    state.valid.clear();
    await call(api, list);
    expect(state.signins).toBe(2);
  });

  test('leaves out the cookies that a server takes back', async () => {
    const { seen, url } = await sessions({
      more: ['old=; Max-Age=0', 'older=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
    });
    await call(createClient({ baseUrl: url, auth: sessionAuth(user) }), list);
    expect(seen.at(-1)?.headers.cookie).toBe('session=s1-secret');
  });

  test('that cannot be begun, for the server stalls, fails in the time of the client, and is tried anew', async () => {
    const { state, url } = await sessions();
    state.stall = true;
    const auth = sessionAuth(user);
    const api = createClient({ baseUrl: url, auth, timeout: 400, retry: false });
    const errors = await Promise.all([1, 2].map(() => call(api, list).catch((reason: unknown) => reason)));
    for (const error of errors) expect(error).toMatchObject({ name: 'TimeoutError', operation: 'signin' });
    state.stall = false;
    await call(createClient({ baseUrl: url, auth }), list);
    expect(state.signins).toBe(1);
  });
});

describe('signing out', () => {
  test('ends the session with its cookie, and the next call begins another', async () => {
    const { state, seen, paths, url } = await sessions();
    const auth = sessionAuth(user);
    const api = createClient({ baseUrl: url, auth });
    await call(api, list);
    await auth.signOut();
    expect(seen.at(-1)).toMatchObject({ url: '/api/v2/signout', headers: { cookie: 'session=s1-secret' } });
    expect(seen.at(-1)?.headers.authorization).toBeUndefined();
    expect(state.valid.size).toBe(0);
    await call(api, list);
    expect(paths()).toEqual(['signin', 'buckets', 'signout', 'signin', 'buckets']);
  });

  test('at the end of a block, by `await using`', async () => {
    const { state, paths, url } = await sessions();
    {
      await using auth = sessionAuth(user);
      await call(createClient({ baseUrl: url, auth }), list);
    }
    expect(paths()).toEqual(['signin', 'buckets', 'signout']);
    expect(state.valid.size).toBe(0);
  });

  test('does nothing where nobody has signed in, and nothing a second time', async () => {
    const { paths, url } = await sessions();
    const auth = sessionAuth(user);
    await auth.signOut();
    await auth[Symbol.asyncDispose]();
    await call(createClient({ baseUrl: url, auth }), list);
    await Promise.all([auth.signOut(), auth.signOut(), auth[Symbol.asyncDispose]()]);
    expect(paths()).toEqual(['signin', 'buckets', 'signout']);
  });

  test('waits for a sign-in that is under way, and ends it', async () => {
    const { state, paths, url } = await sessions();
    let letIn = (): void => {};
    state.ready = new Promise((resolve) => {
      letIn = resolve;
    });
    const auth = sessionAuth(user);
    const calling = call(createClient({ baseUrl: url, auth, retry: false }), list).catch(() => {});
    await expect.poll(() => state.signins).toBe(1);
    const ending = auth.signOut();
    letIn();
    await ending;
    await calling;
    expect(paths()).toContain('signout');
    expect([...state.valid]).not.toContain('session=s1-secret');
  });

  test('after a sign-in that failed has nothing to end', async () => {
    const { seen, url } = await serve((_, response) => void response.writeHead(403).end('{}'));
    const auth = sessionAuth(user);
    await call(createClient({ baseUrl: url, auth }), list).catch(() => {});
    await auth.signOut();
    expect(seen.map((request) => request.url)).toEqual(['/api/v2/signin']);
  });

  test('ends the sessions of all clients that share the strategy', async () => {
    const servers = await Promise.all([sessions(), sessions()]);
    const auth = sessionAuth(user);
    for (const { url } of servers) await call(createClient({ baseUrl: url, auth }), list);
    await auth.signOut();
    for (const { state } of servers) expect(state.valid.size).toBe(0);
  });

  test('of a session that the server has ended itself is not an error', async () => {
    const { state, url } = await sessions();
    const auth = sessionAuth(user);
    await call(createClient({ baseUrl: url, auth }), list);
    state.valid.clear();
    await auth.signOut();
  });

  test.each([500, 403, 302])(
    'that a server responds to with %i rejects with it, disposing does not; no secret shows',
    async (signout) => {
      const { state, paths, url } = await sessions();
      state.signout = signout;
      const auth = sessionAuth(user);
      const api = createClient({ baseUrl: url, auth });
      await call(api, list);
      const error = await auth.signOut().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'ApiError', status: signout, operation: 'signout' });
      expect(inspect(error, { depth: null, showHidden: true })).not.toMatch(/s1-secret|my-password/);
      await call(api, list);
      await auth[Symbol.asyncDispose]();
      expect(paths()).toEqual(['signin', 'buckets', 'signout', 'signin', 'buckets', 'signout']);
    },
  );

  test('works beside another strategy, which has the operations of its own', async () => {
    const { seen, paths, url } = await sessions();
    const auth = sessionAuth(user);
    const api = client({
      baseUrl: url,
      auth: combineAuth(auth, basicAuth({ username: 'other', password: 'word' })),
    });
    await call(api, list);
    await call(api, signin);
    await auth.signOut();
    expect(paths()).toEqual(['signin', 'buckets', 'signin', 'signout']);
    expect(seen[2]?.headers).toMatchObject({ authorization: `Basic ${btoa('other:word')}` });
    expect(seen[2]?.headers.cookie).toBeUndefined();
  });

  test('goes where the options say', async () => {
    const { seen, url } = await serve((_, response) => void response.writeHead(200, { 'set-cookie': 'a=b' }).end('{}'));
    const auth = sessionAuth(user, { signinPath: '/in', signoutPath: '/out' });
    await call(createClient({ baseUrl: `${url}/base`, auth }), list);
    await auth.signOut();
    expect(seen.map((request) => request.url)).toEqual(['/base/in', '/base/api/v2/buckets', '/base/out']);
  });
});
