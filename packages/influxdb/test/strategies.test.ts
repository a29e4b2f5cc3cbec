import { type AuthStrategy, anonymous, basicAuth, bearerAuth, type Credential, combineAuth } from '@influxkit/auth';
import { createCloudServerless } from '@influxkit/cloud-serverless';
import { createCloudV2 } from '@influxkit/cloud-v2';
import { createOssV2 } from '@influxkit/oss-v2';
import {
  type ClientOptions,
  call,
  createClient,
  type HttpClient,
  type Operation,
  RequestError,
  unpackRegistry,
} from '@influxkit/runtime';
import { describe, expect, test } from 'vitest';
import { after, passwordIn, type SeenRequest } from '../../auth/test/world.js';
import { queryAuth, sessionAuth, tokenAuth } from '../src/auth.js';
import { client, list, ping, query, signin, world } from './strategies.js';

const user = { username: 'me', password: 'word' };
const token = tokenAuth('abc');
const basic = basicAuth(user);
const inQuery = queryAuth(user);

/** What a call carries: the word of its header, `query`, or nothing. */
async function carried(auth: AuthStrategy, operation: typeof list | string, make = client): Promise<string> {
  const got: string[] = [];
  const api = make({
    baseUrl: 'http://h',
    auth,
    transport: async ({ url, headers }) => {
      if (headers['authorization']) got.push(headers['authorization'].split(' ')[0] as string);
      if (url.includes('u=me&p=word')) got.push('query');
      return new Response('{}');
    },
  });
  if (typeof operation === 'string') await api.request({ method: 'GET', path: operation });
  else await call(api, operation);
  return got.join(' ') || 'nothing';
}

describe('of InfluxDB’s contracts', () => {
  test.each<[name: string, auth: AuthStrategy, operation: typeof list | string, want: string]>([
    ['an operation that says nothing takes the token', combineAuth(basic, token), list, 'Token'],
    ['a token alone', token, list, 'Token'],
    ['a bearer token is a token', combineAuth(basic, bearerAuth('e.y')), list, 'Bearer'],
    ['signing in takes Basic', combineAuth(token, basic), signin, 'Basic'],
    ['one without security takes nothing', combineAuth(token, basic), ping, 'nothing'],
    ['a v1 operation takes the first given: token', combineAuth(token, basic, inQuery), query, 'Token'],
    ['a v1 operation takes the first given: Basic', combineAuth(basic, token, inQuery), query, 'Basic'],
    ['a v1 operation takes the first given: query', combineAuth(inQuery, token, basic), query, 'query'],
    ['a v1 operation takes a password alone', inQuery, query, 'query'],
    ['the query is for the v1 operations alone', combineAuth(inQuery, token), list, 'Token'],
    ['request() takes the token', combineAuth(inQuery, basic, token), '/write?db=d', 'Token'],
    ['what nothing serves goes without, where one is anonymous', combineAuth(basic, anonymous()), list, 'nothing'],
  ])('%s', async (_, auth, operation, want) => {
    expect(await carried(auth, operation)).toBe(want);
  });

  test.each<[name: string, auth: AuthStrategy, operation: typeof list | string, message: string]>([
    ['a token to sign in', token, signin, 'signin: the operation takes BasicAuthentication (http basic)'],
    ['a session to sign in', sessionAuth(user), signin, 'signin: the operation takes BasicAuthentication (http basic)'],
    [
      'a password for buckets',
      combineAuth(basic, inQuery),
      list,
      'buckets.list: the operation takes TokenAuthentication (apiKey in header "Authorization"), and `auth` serves http basic, apiKey in query "u": add ',
    ],
    ['a password in the URL for buckets', inQuery, list, 'buckets.list: the operation takes TokenAuthentication'],
    ['a password in the URL of request()', inQuery, '/api/v2/buckets', 'GET /api/v2/buckets: the operation takes'],
  ])('before it is sent, %s is refused', async (_, auth, operation, message) => {
    const error = await carried(auth, operation).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RequestError);
    expect((error as Error).message.slice(0, message.length)).toBe(message);
  });
});

test('a client without a contract sends a password in the query to v1 endpoints, and to no others', async () => {
  expect(await carried(inQuery, '/write?db=d', createClient)).toBe('query');
  for (const path of ['/api/v2/buckets', '/base/api/v2', '/private/legacy/authorizations'])
    await expect(carried(inQuery, path, createClient)).rejects.toThrow(
      `GET ${path}: user name and password in the query are for the v1 endpoints: use tokenAuth(token)`,
    );
});

test('a call with a user or a password of its own in its query keeps them', async () => {
  const urls: string[] = [];
  const api = createClient({
    baseUrl: 'http://h',
    auth: inQuery,
    transport: async ({ url }) => {
      urls.push(url);
      return new Response('{}');
    },
  });
  await api.request({ method: 'POST', path: '/write', query: { db: 'd', u: 'me', p: 'mine' } });
  await api.request({ method: 'POST', path: '/write', query: { db: 'd' } });
  expect(urls).toEqual(['http://h/write?db=d&u=me&p=mine', 'http://h/write?db=d&u=me&p=word']);
});

test('every operation of a contract goes with a token or with Basic, as it says', async () => {
  const { registry } = await import('../../oss-v2/src/generated/registry.js');
  const auth = combineAuth(token, basic, inQuery);
  const carries: Record<string, number> = {};
  for (const { name, method, path, security } of unpackRegistry(registry)) {
    const row = { name, method, path: path.replaceAll(/{.*?}/g, '1'), ...(security && { security }) };
    const what = await carried(auth, row as Operation as typeof list);
    carries[what] = (carries[what] ?? 0) + 1;
    expect(what).toBe(
      security === undefined || security.flat().includes('TokenAuthentication')
        ? 'Token'
        : security.length === 0
          ? 'nothing'
          : 'Basic',
    );
  }
  expect(carries).toEqual({ Token: 226, nothing: 6, Basic: 3 });
});

test.each<[name: string, create: (options: ClientOptions) => { readonly http: HttpClient<never> }]>([
  ['oss-v2', createOssV2 as never],
  ['cloud-v2', createCloudV2 as never],
  ['cloud-serverless', createCloudServerless as never],
])('each strategy serves what the contract of %s calls its scheme', async (_, create) => {
  for (const { make, seen, isSession } of [
    ...world.subjects,
    { make: bearerAuth, seen: ({ headers }: SeenRequest) => after('Bearer', headers), isSession: false },
    {
      make: (password: Credential) => basicAuth({ username: 'me', password }),
      seen: ({ headers }: SeenRequest) => passwordIn(headers),
      isSession: false,
    },
  ]) {
    let got: string | undefined;
    const api = create({
      baseUrl: 'http://h',
      auth: make('word'),
      transport: async (request) => {
        got ??= seen(request);
        return new Response('{}', { ...(isSession && { headers: { 'set-cookie': 'a=b' } }) });
      },
    });
    await (api.http.GET as (path: string, init: object) => Promise<unknown>)('/query', {
      params: { query: { db: 'd', q: 'q' } },
    });
    expect(got).toBe('word');
  }
});
