import { call, createClient, type Operation, RequestError } from '@influxkit/runtime';
import { describe, expect, test } from 'vitest';
import {
  type AuthStrategy,
  anonymous,
  basicAuth,
  bearerAuth,
  combineAuth,
  defineAuth,
  queryAuth,
  sessionAuth,
  tokenAuth,
} from '../src/index.js';
import { list, ping, query, signin } from './strategies.js';

const user = { username: 'me', password: 'word' };
const token = tokenAuth('abc');
const basic = basicAuth(user);
const inQuery = queryAuth(user);

const operation = (path: string, security?: Operation['security'], name = 'x.y'): typeof list => ({
  name,
  method: 'GET',
  path,
  ...(security && { security }),
});

/** What a call carries: `Token`, `Basic` or `Bearer`, `query`, or nothing. */
async function carried(auth: AuthStrategy, operation: typeof list | string, headers = {}): Promise<string> {
  const got: string[] = [];
  const api = createClient({
    baseUrl: 'http://h',
    auth,
    transport: async ({ url, headers }) => {
      if (headers['authorization']) got.push(headers['authorization'].split(' ')[0] as string);
      if (headers['x-key']) got.push('key');
      if (url.includes('u=me&p=word')) got.push('query');
      return new Response(null, { status: 204 });
    },
  });
  if (typeof operation === 'string') await api.request({ method: 'GET', path: operation, headers });
  else await call(api, operation, { headers });
  return got.join(' ') || 'nothing';
}

describe('of several strategies', () => {
  test.each<[name: string, auth: AuthStrategy, operation: typeof list | string, want: string]>([
    [
      'an operation of tokens takes the token',
      combineAuth(basic, token),
      operation('/a', [['TokenAuthentication']]),
      'Token',
    ],
    ['one that says nothing takes the token', combineAuth(basic, token), list, 'Token'],
    ['signing in takes Basic', combineAuth(token, basic), signin, 'Basic'],
    ['one without security takes nothing', combineAuth(token, basic), ping, 'nothing'],
    [
      'one that may have credentials has them',
      combineAuth(basic, token),
      operation('/a', [[], ['TokenAuthentication']]),
      'Token',
    ],
    [
      'one that may have others has none',
      combineAuth(token),
      operation('/a', [[], ['BasicAuthentication']]),
      'nothing',
    ],
    ['a v1 operation takes the first given: token', combineAuth(token, basic, inQuery), query, 'Token'],
    ['a v1 operation takes the first given: Basic', combineAuth(basic, token, inQuery), query, 'Basic'],
    ['a v1 operation takes the first given: query', combineAuth(inQuery, token, basic), query, 'query'],
    ['the query is for the v1 operations alone', combineAuth(inQuery, token), list, 'Token'],
    ['a bearer token is a token', combineAuth(basic, bearerAuth('e.y')), list, 'Bearer'],
    ['request() takes the token', combineAuth(inQuery, basic, token), '/api/v2/buckets', 'Token'],
    ['request() takes what there is without a token', combineAuth(inQuery, basic), '/write?db=d', 'Basic'],
    ['request() to v2 takes what there is without a token', combineAuth(basic), '/api/v2/x', 'Basic'],
    ['what nothing fits goes without', combineAuth(basic, anonymous()), list, 'nothing'],
    ['what something fits does not go without', combineAuth(anonymous(), basic), signin, 'Basic'],
    ['the default of another API is not known: the first', combineAuth(basic, inQuery), operation('/pets'), 'Basic'],
    [
      'schemes of another contract by name',
      combineAuth(tokenAuth('a', { schemes: ['Key'] }), basicAuth(user, { schemes: ['Person'] })),
      operation('/pets', [['Person']]),
      'Basic',
    ],
    ['a strategy of one’s own', combineAuth(token, key('Key')), operation('/pets', [['Key']]), 'key'],
    [
      'schemes that go together',
      combineAuth(token, key('Key')),
      operation('/pets', [['TokenAuthentication', 'Key']]),
      'Token key',
    ],
    [
      'schemes that go together, of which one strategy gives both',
      combineAuth(key('A', 'B'), token),
      operation('/pets', [['A', 'B']]),
      'key',
    ],
    [
      'the alternative that can be had',
      combineAuth(token),
      operation('/p', [['A', 'TokenAuthentication'], ['TokenAuthentication']]),
      'Token',
    ],
    ['combined ones combine', combineAuth(combineAuth(token, basic), inQuery), signin, 'Basic'],
  ])('%s', async (_, auth, operation, want) => {
    expect(await carried(auth, operation)).toBe(want);
  });

  test('each gives its 401 to its own provider', async () => {
    const asked = { token: 0, word: 0 };
    const auth = combineAuth(
      tokenAuth(() => `t${++asked.token}`),
      basicAuth({ username: 'me', password: () => `p${++asked.word}` }),
    );
    const sent: string[] = [];
    const api = createClient({
      baseUrl: 'http://h',
      auth,
      transport: async ({ headers }) => {
        sent.push(headers['authorization'] as string);
        return new Response('{}', { status: sent.length % 2 ? 401 : 200 });
      },
    });
    await call(api, list);
    await call(api, signin);
    expect(sent).toEqual(['Token t1', 'Token t2', `Basic ${btoa('me:p1')}`, `Basic ${btoa('me:p2')}`]);
  });

  function key(...schemes: string[]): AuthStrategy {
    return defineAuth(schemes, (request, next) => next({ ...request, headers: { ...request.headers, 'x-key': 'k' } }));
  }
});

describe('before it is sent, a call is refused', () => {
  test.each<[name: string, auth: AuthStrategy, operation: typeof list | string, message: string]>([
    [
      'that takes Basic and gets a token',
      token,
      signin,
      'signin: it takes BasicAuthentication, and auth gives TokenAuthentication: add basicAuth({ username, password }) by combineAuth()',
    ],
    [
      'that takes Basic and gets a session',
      sessionAuth(user),
      signin,
      'signin: it takes BasicAuthentication, and auth gives TokenAuthentication: add basicAuth',
    ],
    [
      'that takes Basic and gets tokens of two kinds',
      combineAuth(token, bearerAuth('x')),
      signin,
      'signin: it takes BasicAuthentication, and auth gives TokenAuthentication: add basicAuth',
    ],
    [
      'that takes a token and gets Basic',
      basic,
      operation('/a', [['TokenAuthentication']]),
      'x.y: it takes TokenAuthentication, and auth gives BasicAuthentication: add tokenAuth(token) by combineAuth()',
    ],
    [
      'that takes a token by default',
      combineAuth(basic, inQuery),
      list,
      'buckets.list: it takes TokenAuthentication, and auth gives BasicAuthentication, QuerystringAuthentication: add tokenAuth(token) by combineAuth()',
    ],
    [
      'that names several',
      combineAuth(),
      query,
      'v1.query: it takes TokenAuthentication or BasicAuthentication or QuerystringAuthentication, and auth gives none: add tokenAuth(token), or basicAuth({ username, password }), or queryAuth({ username, password }) by combineAuth()',
    ],
    [
      'that names two together',
      combineAuth(token),
      operation('/a', [['TokenAuthentication', 'Key']]),
      "x.y: it takes TokenAuthentication with Key, and auth gives TokenAuthentication: add tokenAuth(token) and a strategy with { schemes: ['Key'] } by combineAuth()",
    ],
    [
      'that would put a password into the address',
      inQuery,
      list,
      'buckets.list: user and password in the query are for the v1 endpoints: add tokenAuth(token) by combineAuth()',
    ],
    [
      'of request(), likewise',
      inQuery,
      '/api/v2/buckets',
      'GET /api/v2/buckets: user and password in the query are for the v1 endpoints',
    ],
    [
      'of v1 authorizations, likewise',
      inQuery,
      operation('/legacy/authorizations'),
      'x.y: user and password in the query are for the v1 endpoints',
    ],
    [
      'of request(), where only the query is there',
      combineAuth(inQuery),
      '/write',
      'GET /write: it takes TokenAuthentication, and auth gives QuerystringAuthentication',
    ],
    [
      'with two strategies of one header',
      combineAuth(token, basic),
      operation('/a', [['TokenAuthentication', 'BasicAuthentication']]),
      'x.y: two of the strategies that it needs together use the header authorization',
    ],
  ])('%s', async (_, auth, operation, message) => {
    let sent = 0;
    const api = createClient({
      baseUrl: 'http://h',
      auth,
      transport: async () => {
        sent++;
        return new Response(null, { status: 204 });
      },
    });
    const calling =
      typeof operation === 'string' ? api.request({ method: 'GET', path: operation }) : call(api, operation);
    const error = await Promise.resolve(calling).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RequestError);
    expect((error as Error).message.slice(0, message.length)).toBe(message);
    expect(sent).toBe(0);
  });
});

describe('a strategy alone', () => {
  test.each<[name: string, auth: AuthStrategy, operation: typeof list | string, want: string]>([
    ['goes with an operation that says nothing', basic, list, 'Basic'],
    ['goes with schemes of another API', token, operation('/pets', [['ApiKey']]), 'Token'],
    [
      'goes with its own together with those of another API',
      token,
      operation('/p', [['TokenAuthentication', 'K']]),
      'Token',
    ],
    ['goes with one of the alternatives', basic, query, 'Basic'],
    ['does not go where it is optional and another', token, operation('/a', [['BasicAuthentication'], []]), 'nothing'],
    ['in the query goes with the paths of v1', inQuery, '/write?db=d', 'query'],
    [
      'in the query goes with what another contract names so',
      queryAuth(user, { schemes: ['Q'] }),
      operation('/api/v2/q', [['Q']]),
      'query',
    ],
    ['that is none goes with everything', anonymous(), signin, 'nothing'],
    ['that is none goes with request()', anonymous(), '/query', 'nothing'],
  ])('%s', async (_, auth, operation, want) => {
    expect(await carried(auth, operation)).toBe(want);
  });

  test('gives way to an Authorization header of the call itself, whatever the operation takes', async () => {
    const mine = { Authorization: 'Mine x' };
    for (const auth of [token, basic, inQuery, sessionAuth(user), combineAuth(token), anonymous()])
      for (const each of [list, signin, query, '/api/v2/buckets']) expect(await carried(auth, each, mine)).toBe('Mine');
  });
});

test('every operation of a contract goes with a token or with Basic, as it says', async () => {
  const { registry } = await import('../../oss-v2/src/generated/registry.js');
  const { unpackRegistry } = await import('@influxkit/runtime');
  const auth = combineAuth(token, basic, inQuery);
  const carries: Record<string, number> = {};
  for (const { name, method, path, security } of unpackRegistry(registry)) {
    const row = { name, method, path: path.replaceAll(/{.*?}/g, '1'), ...(security && { security }) };
    const what = await carried(auth, row as typeof list);
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
