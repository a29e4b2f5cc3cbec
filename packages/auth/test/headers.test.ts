import { inspect } from 'node:util';
import { type Call, type CallOptions, call, createClient, type Middleware, type Operation } from '@influxkit/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anonymous, basicAuth, bearerAuth, type Credential, queryAuth, sessionAuth, tokenAuth } from '../src/index.js';
import { serve } from './server.js';

type Method = (options?: CallOptions) => Call<undefined>;
const list: Operation<Method> = { name: 'buckets.list', method: 'GET', path: '/api/v2/buckets' };
const ping: Operation<Method> = { name: 'ping', method: 'GET', path: '/ping', security: [] };
const setup: Operation<Method> = { name: 'setup', method: 'GET', path: '/setup', security: [[], ['Foreign']] };
const query: Operation<Method> = {
  name: 'v1.query',
  method: 'GET',
  path: '/query',
  security: [['TokenAuthentication'], ['BasicAuthentication'], ['QuerystringAuthentication']],
};

/** What a request carries that was made with these credentials. */
async function sent(
  auth: Middleware,
  operation = list,
  options: CallOptions = {},
): Promise<{ url: string; header?: string }> {
  let got: { url: string; header?: string } | undefined;
  const api = createClient({
    baseUrl: 'http://h',
    auth,
    transport: async ({ url, headers }) => {
      got = { url, ...(headers['authorization'] !== undefined && { header: headers['authorization'] }) };
      return new Response(null, { status: 204 });
    },
  });
  await call(api, operation, options);
  return got as { url: string };
}

const user = { username: 'mü', password: 'p&=ß' };

test.each<[name: string, auth: Middleware, want: object]>([
  ['a token', tokenAuth('abc=='), { header: 'Token abc==' }],
  ['a token from a function', tokenAuth(() => 'abc'), { header: 'Token abc' }],
  ['a token from an async function', tokenAuth(async () => 'abc'), { header: 'Token abc' }],
  ['a bearer token', bearerAuth('e.y.j'), { header: 'Bearer e.y.j' }],
  ['user and password, in UTF-8', basicAuth(user), { header: `Basic ${Buffer.from('mü:p&=ß').toString('base64')}` }],
  ['user and password in the query', queryAuth(user), { url: 'http://h/query?u=m%C3%BC&p=p%26%3D%C3%9F' }],
  ['nothing', anonymous(), {}],
])('%s goes with each request', async (_, auth, want) => {
  expect(await sent(auth, query)).toEqual({ url: 'http://h/query', ...want });
});

test('credentials in the query come after what is there', async () => {
  const auth = queryAuth({ username: 'a', password: 'b' });
  const { url, seen } = await serve((_, response) => void response.writeHead(204).end());
  await createClient({ baseUrl: url, auth }).request({ method: 'POST', path: '/write', query: { db: 'd' } });
  expect(seen[0]?.url).toBe('/write?db=d&u=a&p=b');
});

test('a call with a user or a password of its own in its query keeps them', async () => {
  const { url, seen } = await serve((_, response) => void response.writeHead(204).end());
  const api = createClient({ baseUrl: url, auth: queryAuth(user) });
  await api.request({ method: 'POST', path: '/write', query: { db: 'd', u: 'me', p: 'mine' } });
  expect(seen[0]?.url).toBe('/write?db=d&u=me&p=mine');
});

test.each([tokenAuth('abc'), bearerAuth('abc'), basicAuth(user), queryAuth(user)])(
  'an operation that needs no credentials gets none, one that may have some gets them',
  async (auth) => {
    expect(await sent(auth, ping)).toEqual({ url: 'http://h/ping' });
    expect(await sent(auth, setup)).not.toEqual({ url: 'http://h/setup' });
  },
);

test('an Authorization header of the call itself wins', async () => {
  const options = { headers: { Authorization: 'Basic mine' } };
  expect((await sent(tokenAuth('abc'), list, options)).header).toBe('Basic mine');
});

test.each<[name: string, secret: unknown]>([
  ['empty', ''],
  ['missing', undefined],
  ['a function that gives nothing', () => undefined],
])('a secret that is %s rejects with what is missing', async (_, secret) => {
  const given = secret as Credential;
  const message = /v1\.query: the (token|password) must be a text that is not empty/;
  for (const auth of [
    tokenAuth(given),
    bearerAuth(given),
    basicAuth({ username: 'a', password: given }),
    queryAuth({ username: 'a', password: given }),
  ])
    await expect(sent(auth, query)).rejects.toThrow(message);
});

const word = 'p<ss "w&rd" ß';
const given = { username: 'me', password: word };

test.each<[name: string, auth: Middleware]>([
  ['basicAuth', basicAuth(given)],
  ['queryAuth', queryAuth(given)],
  ['sessionAuth', sessionAuth(given)],
])('a server that decodes a secret and gives it back does not get it into an error: %s', async (_, auth) => {
  const quoted = JSON.stringify(word).slice(1, -1);
  const escaped = quoted.replaceAll('&', '\\u0026').replaceAll('<', '\\u003c');
  const { url } = await serve((request, response) => {
    const sent = `${request.url} ${request.headers.authorization}`;
    const message = `${quoted} ${escaped} ${sent}`;
    response.writeHead(400, { 'x-influxdb-error': sent }).end(`{"code":"invalid","message":"${message}"}`);
  });
  const error = await call(createClient({ baseUrl: url, auth }), query).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'ApiError', code: 'invalid' });
  const shown = inspect(error, { depth: 9 });
  for (const form of [word, quoted, escaped, encodeURIComponent(word), btoa(`me:${word}`)])
    expect(shown).not.toContain(form);
});

test('any user name and password come back from the header and from the query as they were', async () => {
  const text = fc.string({ unit: 'binary', minLength: 1 }).filter((value) => !/\p{Surrogate}|\p{Cc}/u.test(value));
  await fc.assert(
    fc.asyncProperty(
      text.filter((value) => !value.includes(':')),
      text,
      async (username, password) => {
        const { header } = await sent(basicAuth({ username, password }));
        expect(Buffer.from((header ?? '').slice(6), 'base64').toString()).toBe(`${username}:${password}`);
        const { searchParams } = new URL((await sent(queryAuth({ username, password }), query)).url);
        expect([searchParams.get('u'), searchParams.get('p')]).toEqual([username, password]);
      },
    ),
  );
});
