import { inspect } from 'node:util';
import { type CallOptions, call, createClient, type Middleware } from '@influxkit/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anonymous, apiKeyAuth, basicAuth, bearerAuth, type Credential } from '../src/index.js';
import { serve } from './server.js';
import { client, list, ping, query, world } from './strategies.js';

/** What a request carries that was made with these credentials. */
async function sent(auth: Middleware, operation = query, options: CallOptions = {}) {
  let got: { url: string; headers: Record<string, string> } | undefined;
  const api = client({
    baseUrl: 'http://h',
    auth,
    transport: async ({ url, headers }) => {
      got = { url, headers };
      return new Response(null, { status: 204 });
    },
  });
  await call(api, operation, options);
  return got as NonNullable<typeof got>;
}

const user = { username: 'mü', password: 'p&=ß' };

test.each<[name: string, auth: Middleware, url: string, headers: object]>([
  ['a token', bearerAuth('abc=='), '', { authorization: 'Bearer abc==' }],
  ['a token from a function', bearerAuth(() => 'abc'), '', { authorization: 'Bearer abc' }],
  ['a token from an async function', bearerAuth(async () => 'abc'), '', { authorization: 'Bearer abc' }],
  [
    'user and password, in UTF-8',
    basicAuth(user),
    '',
    { authorization: `Basic ${Buffer.from('mü:p&=ß').toString('base64')}` },
  ],
  ['a key in a header', apiKeyAuth('a b', { name: 'x-api-KEY' }), '', { 'x-api-key': 'a b' }],
  ['a key in the query', apiKeyAuth('a b&ü', { in: 'query', name: 'api_key' }), '?api_key=a%20b%26%C3%BC', {}],
  ['a key in a cookie', apiKeyAuth('abc', { in: 'cookie', name: 'sid' }), '', { cookie: 'sid=abc' }],
  ['nothing', anonymous(), '', {}],
])('%s goes with each request', async (_, auth, url, headers) => {
  expect(await sent(auth)).toEqual({ url: `http://h/query${url}`, headers });
});

test('a key in Authorization has the prefix that the server wants', async () => {
  const api = createClient(
    {
      baseUrl: 'http://h',
      auth: apiKeyAuth('abc', { name: 'Authorization', prefix: 'ApiKey ' }),
      transport: async ({ headers }) => Response.json(headers),
    },
    {
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'authorization' } },
      security: [['key']],
    },
  );
  expect(await call(api, list)).toMatchObject({ authorization: 'ApiKey abc' });
});

test('a key in the query or in a cookie comes after what is there', async () => {
  const transport = async (request: { url: string; headers: object }) =>
    Response.json({ url: request.url, ...request.headers });
  const api = (auth: Middleware) => createClient({ baseUrl: 'http://h', auth, transport });
  const headers = { cookie: 'a=b' };
  const get = async (auth: Middleware) => {
    const { body } = await api(auth).request({ method: 'GET', path: '/x?a=b', headers });
    return JSON.parse(new TextDecoder().decode(body));
  };
  expect(await get(apiKeyAuth('k', { in: 'query', name: 'key' }))).toEqual({ url: 'http://h/x?a=b&key=k', ...headers });
  expect(await get(apiKeyAuth('k', { in: 'cookie', name: 'key' }))).toEqual({
    url: 'http://h/x?a=b',
    cookie: 'a=b; key=k',
  });
});

test('a call with a header, a parameter or a cookie of that name itself keeps it', async () => {
  const own = { headers: { 'X-API-Key': 'mine', cookie: 'sid=mine' } };
  for (const auth of [apiKeyAuth('k', { name: 'X-API-Key' }), apiKeyAuth('k', { in: 'cookie', name: 'sid' })])
    expect((await sent(auth, query, own)).headers).toEqual({ 'x-api-key': 'mine', cookie: 'sid=mine' });
  const auth = apiKeyAuth('k', { in: 'query', name: 'api_key' });
  const urls: string[] = [];
  const transport = async ({ url }: { url: string }) => {
    urls.push(url);
    return new Response(null, { status: 204 });
  };
  const api = createClient({ baseUrl: 'http://h', auth, transport });
  await api.request({ method: 'GET', path: '/x', query: { api_key: 'mine' } });
  expect(urls).toEqual(['http://h/x?api_key=mine']);
});

test.each<[name: string, make: () => unknown, says: RegExp]>([
  ['no place', () => apiKeyAuth('k', { in: 'body' as never, name: 'a' }), /`in` must be 'header', 'query' or 'cookie'/],
  ['a place of the prototype', () => apiKeyAuth('k', { in: 'toString' as never, name: 'a' }), /`in` must be/],
  ['no name', () => apiKeyAuth('k', {} as never), /`name` must be the name of a header; got undefined/],
  ['a header that cannot be', () => apiKeyAuth('k', { name: 'x: y' }), /must be the name of a header; got "x: y"/],
  ['a cookie that cannot be', () => apiKeyAuth('k', { in: 'cookie', name: 'a=b' }), /must be the name of a cookie/],
  ['an empty parameter', () => apiKeyAuth('k', { in: 'query', name: '' }), /must be the name of a query parameter/],
  ['a prefix that is none', () => apiKeyAuth('k', { name: 'A', prefix: 'a\n' }), /`prefix`/],
  ['a prefix in the query', () => apiKeyAuth('k', { in: 'query', name: 'a', prefix: 'a' }), /`prefix` is for a header/],
])('apiKeyAuth refuses %s', (_, make, says) => {
  expect(make).toThrow(TypeError);
  expect(make).toThrow(says);
});

test.each(world.subjects)(
  'an operation that takes no credentials gets none of $name, one that may gets them',
  async ({ make, seen }) => {
    const optional = { ...query, security: [[], ...(query.security ?? [])] };
    expect(await sent(make('abc'), ping)).toEqual({ url: 'http://h/ping', headers: {} });
    expect(seen(await sent(make('abc'), optional))).toBe('abc');
  },
);

test('an Authorization header of the call itself wins', async () => {
  const options = { headers: { Authorization: 'Basic mine' } };
  for (const { make } of world.subjects)
    expect(await sent(make('abc'), query, options)).toEqual({
      url: 'http://h/query',
      headers: { authorization: 'Basic mine' },
    });
});

test.each<[name: string, secret: unknown, got: string]>([
  ['empty', '', 'an empty string'],
  ['missing', undefined, 'undefined'],
  ['a function that gives nothing', () => undefined, 'undefined'],
  ['a number', 5, 'a number'],
])('a secret that is %s rejects with what is missing', async (_, secret, got) => {
  for (const { make, what } of world.subjects)
    await expect(sent(make(secret as Credential))).rejects.toThrow(
      `v1.query: the ${what} must be a non-empty string; got ${got}`,
    );
});

test.each(world.subjects.filter(({ carrier }) => carrier === 'encoded'))(
  'a server that decodes a secret and gives it back does not get it into an error: $name',
  async ({ make }) => {
    const word = 'p<ss "w&rd" ß';
    const quoted = JSON.stringify(word).slice(1, -1);
    const escaped = quoted.replaceAll('&', '\\u0026').replaceAll('<', '\\u003c');
    const { url } = await serve((request, response) => {
      const sent = `${request.url} ${request.headers.authorization}`;
      const message = `${quoted} ${escaped} ${sent}`;
      response.writeHead(400, { 'x-error': sent }).end(`{"code":"invalid","message":"${message}"}`);
    });
    const error = await call(client({ baseUrl: url, auth: make(word) }), query).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ApiError', code: 'invalid' });
    const shown = inspect(error, { depth: 9 });
    for (const form of [word, quoted, escaped, encodeURIComponent(word), btoa(`me:p<ss "w&rd" ß`)])
      expect(shown).not.toContain(form);
  },
);

test('any user name, password and key come back from header and query as they were', async () => {
  const text = fc.string({ unit: 'binary', minLength: 1 }).filter((value) => !/\p{Surrogate}|\p{Cc}/u.test(value));
  await fc.assert(
    fc.asyncProperty(
      text.filter((value) => !value.includes(':')),
      text,
      async (username, password) => {
        const { headers } = await sent(basicAuth({ username, password }));
        expect(Buffer.from((headers['authorization'] ?? '').slice(6), 'base64').toString()).toBe(
          `${username}:${password}`,
        );
        const { url } = await sent(apiKeyAuth(password, { in: 'query', name: 'api_key' }));
        expect(new URL(url).searchParams.get('api_key')).toBe(password);
      },
    ),
  );
});
