import { inspect } from 'node:util';
import { type Call, type CallOptions, call, createClient, type Operation, type RequestBody } from '@influxkit/runtime';
import { expect, test } from 'vitest';
import { serve } from '../../auth/test/server.js';
import { sessionAuth } from '../src/auth.js';

const list: Operation<(options?: CallOptions) => Call<unknown>> = {
  name: 'buckets.list',
  method: 'GET',
  path: '/api/v2/buckets',
  response: { 'application/json': 'json' },
};
const write: Operation<(body: RequestBody) => Call<undefined>> = {
  name: 'write',
  method: 'POST',
  path: '/api/v2/write',
  body: { 'text/plain': 'text' },
};

/** A server whose sessions can be ended, and which can refuse to begin one. */
async function sessions() {
  const state = { valid: new Set<string>(), signins: 0, refuse: 0, ready: Promise.resolve() };
  const { url, seen } = await serve(({ url, headers }, response) => {
    if (url === '/base/api/v2/signin') {
      const cookie = `session=s${++state.signins}-secret`;
      const good = headers.authorization === `Basic ${btoa('me:my-password')}` && !state.refuse;
      if (good) state.valid.add(cookie);
      void state.ready.then(() => {
        if (good) response.writeHead(204, { 'set-cookie': [`${cookie}; Path=/; HttpOnly`, 'other=1; Secure'] }).end();
        else response.writeHead(state.refuse || 401).end('{"code":"unauthorized","message":"unauthorized access"}');
      });
    } else if (state.valid.has((headers.cookie ?? '').split('; ')[0] ?? '')) response.writeHead(200).end('{"ok":true}');
    else response.writeHead(401).end('{"code":"unauthorized"}');
  });
  const auth = sessionAuth({ username: 'me', password: () => 'my-password' });
  return { state, seen, api: createClient({ baseUrl: `${url}/base`, auth, retry: false }), url, auth };
}

test('the first request signs in, and all carry the cookie', async () => {
  const { api, seen } = await sessions();
  expect(await call(api, list)).toEqual({ ok: true });
  expect(await call(api, list)).toEqual({ ok: true });
  expect(seen.map(({ url, headers }) => [url, headers.cookie])).toEqual([
    ['/base/api/v2/signin', undefined],
    ['/base/api/v2/buckets', 'session=s1-secret; other=1'],
    ['/base/api/v2/buckets', 'session=s1-secret; other=1'],
  ]);
  expect(seen[1]?.headers.authorization).toBeUndefined();
});

test('requests at the same time share one sign-in', async () => {
  const { api, state } = await sessions();
  await Promise.all(Array.from({ length: 10 }, () => call(api, list)));
  expect(state.signins).toBe(1);
});

test('a session that is over is begun anew, once for all that find out', async () => {
  const { api, state, seen } = await sessions();
  await call(api, list);
  state.valid.clear();
  await Promise.all(Array.from({ length: 10 }, () => call(api, list)));
  expect(state.signins).toBe(2);
  state.valid.clear();
  await call(api, write, 'm f=1').catch(() => {});
  expect(seen.filter(({ url }) => url.endsWith('write')).map(({ body }) => body)).toEqual(['m f=1', 'm f=1']);
});

test('a 401 that a new session does not cure is the response, after one more try', async () => {
  const { api, state, seen } = await sessions();
  await call(api, list);
  const add = state.valid.add;
  state.valid.add = function (this: Set<string>) {
    return this;
  } as typeof add;
  state.valid.clear();
  await expect(call(api, list)).rejects.toMatchObject({ status: 401, operation: 'buckets.list' });
  expect(seen).toHaveLength(5);
});

test('a stream, which is spent, is not sent again', async () => {
  const { api, state } = await sessions();
  await call(api, list);
  state.valid.clear();
  await expect(call(api, write, new Blob(['m f=1']).stream())).rejects.toMatchObject({ status: 401 });
  expect(state.signins).toBe(1);
});

test('a sign-in that fails is reported as such, shows no password, and the next request tries again', async () => {
  const { api, state, auth } = await sessions();
  state.refuse = 403;
  const error = await call(api, list).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'ApiError', status: 403, operation: 'signin', code: 'unauthorized' });
  expect(inspect(error) + inspect(auth) + inspect(api)).not.toMatch(/my-password|secret/);
  expect(inspect(error)).not.toContain(btoa('me:my-password'));
  state.refuse = 0;
  expect(await call(api, list)).toEqual({ ok: true });
});

test('one who aborts leaves the sign-in to the others', async () => {
  const { api, state } = await sessions();
  let letIn = (): void => {};
  state.ready = new Promise((resolve) => {
    letIn = resolve;
  });
  const end = new AbortController();
  const first = call(api, list, { signal: end.signal });
  const second = call(api, list);
  const reason = new Error('mine');
  await expect.poll(() => state.signins).toBe(1);
  end.abort(reason);
  await expect(first).rejects.toBe(reason);
  letIn();
  expect(await second).toEqual({ ok: true });
  expect(state.signins).toBe(1);
});

test('a cookie and an Authorization header of the call itself are kept', async () => {
  const { api, seen, state } = await sessions();
  await call(api, list, { headers: { cookie: 'mine=1' } }).catch(() => {});
  expect(seen.at(-1)?.headers.cookie).toContain('mine=1; session=');
  const before = state.signins;
  await call(api, list, { headers: { authorization: 'Token t' } }).catch(() => {});
  expect(seen.at(-1)?.headers).toMatchObject({ authorization: 'Token t' });
  expect(state.signins).toBe(before);
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

test('a session is of one server: clients that share the strategy do not share the cookie', async () => {
  const auth = sessionAuth({ username: 'me', password: 'my-password' });
  const servers = await Promise.all(
    ['one', 'two'].map((name) =>
      serve(({ url }, response) => {
        response.writeHead(200, url === '/api/v2/signin' ? { 'set-cookie': `session=${name}` } : {}).end('{}');
      }),
    ),
  );
  await Promise.all(servers.map(({ url }) => call(createClient({ baseUrl: url, auth }), list)));
  expect(servers.map(({ seen }) => seen.at(-1)?.headers.cookie)).toEqual(['session=one', 'session=two']);
});
