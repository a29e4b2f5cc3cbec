import {
  type ContractFacts,
  call,
  createClient,
  type Operation,
  RequestError,
  type SecurityScheme,
} from '@influxkit/runtime';
import { describe, expect, test } from 'vitest';
import {
  type AuthStrategy,
  anonymous,
  apiKeyAuth,
  basicAuth,
  bearerAuth,
  combineAuth,
  defineAuth,
  type SchemeSelector,
} from '../src/index.js';

const securitySchemes: Record<string, SecurityScheme> = {
  oauth: { type: 'oauth2' },
  user: { type: 'http', scheme: 'bearer' },
  partner: { type: 'http', scheme: 'Bearer' },
  person: { type: 'http', scheme: 'basic' },
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  other: { type: 'apiKey', in: 'header', name: 'X-Other' },
  inQuery: { type: 'apiKey', in: 'query', name: 'key' },
  digest: { type: 'http', scheme: 'digest' },
  certificate: { type: 'mutualTLS' },
};
/** The contract's default. */
const security = [['user']];

type Security = NonNullable<Operation['security']>;
const request = 'request()';

/** What a call carries, or the message of the error that it is refused with. */
async function carried(
  auth: AuthStrategy,
  takes: Security | 'the default' | typeof request,
  config: ContractFacts = { securitySchemes, security },
): Promise<string> {
  const got: string[] = [];
  const api = createClient(
    {
      baseUrl: 'http://h',
      auth,
      transport: async ({ url, headers }) => {
        if (headers['authorization']) got.push(headers['authorization']);
        got.push(...Object.keys(headers).filter((name) => name.startsWith('x-')));
        if (url.includes('?key=k')) got.push('query');
        return new Response(null, { status: 204 });
      },
    },
    config,
  );
  const operation: Operation<() => Promise<unknown>> = {
    name: 'x.y',
    method: 'GET',
    path: '/api/v2/x',
    ...(takes !== 'the default' && takes !== request && { security: takes }),
  };
  const calling = takes === request ? api.request({ method: 'GET', path: '/api/v2/x' }) : call(api, operation);
  const error = await calling.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return got.join(' ') || 'nothing';
  expect(error).toBeInstanceOf(RequestError);
  expect(got).toEqual([]);
  return (error as Error).message.replace(/^(x\.y|GET \/api\/v2\/x): /, '');
}

const bearer = bearerAuth('b');
const basic = basicAuth({ username: 'me', password: 'word' });
const basicHeader = `Basic ${btoa('me:word')}`;
const key = apiKeyAuth('k', { name: 'x-key' });
const inQuery = apiKeyAuth('k', { in: 'query', name: 'key' });
const own = (...schemes: SchemeSelector[]): AuthStrategy =>
  defineAuth(schemes, (request, next) => next({ ...request, headers: { ...request.headers, 'x-own': 'o' } }));

const noContract: ContractFacts = {};

type Case = [name: string, auth: AuthStrategy, takes: Security | 'the default' | typeof request, want: string];

describe('a strategy alone', () => {
  test.each<Case>([
    ['goes to operations that take its type', basic, [['person']], basicHeader],
    ['goes to one of the alternatives', key, [['user'], ['key']], 'x-key'],
    ['goes to the contract’s default', bearer, 'the default', 'Bearer b'],
    ['goes to request(), which takes the default', bearer, request, 'Bearer b'],
    ['of a token goes to OAuth', bearer, [['oauth']], 'Bearer b'],
    ['does not go where the default is another', key, 'the default', 'refused'],
    ['does not go to request() where the default is another', key, request, 'refused'],
    ['does not go where another key is asked for', key, [['other']], 'refused'],
    ['does not go where the key belongs elsewhere', inQuery, [['key']], 'refused'],
    ['does not go where it is but one of two', bearer, [['user', 'key']], 'refused'],
    ['does not go where it is optional and another', bearer, [['person'], []], 'nothing'],
    ['goes where it is optional', bearer, [[], ['user']], 'Bearer b'],
    ['does not go where nothing is asked for', bearer, [], 'nothing'],
    ['goes beside a certificate, which is the transport’s', bearer, [['certificate', 'user']], 'Bearer b'],
    ['does not go where a certificate is all', bearer, [['certificate']], 'nothing'],
    ['by name goes to that scheme', bearerAuth('p', { schemes: ['partner'] }), [['partner']], 'Bearer p'],
    ['by name goes to no other of its type', bearerAuth('p', { schemes: ['partner'] }), [['user']], 'refused'],
    ['of one’s own goes by description', own({ type: 'http', scheme: 'DIGEST' }), [['digest']], 'x-own'],
    ['of one’s own goes by type', own({ type: 'apiKey' }), [['other']], 'x-own'],
    ['of one’s own may serve both of two', own('key', 'user'), [['user', 'key']], 'x-own'],
    ['that serves nothing goes nowhere', own(), [['user']], 'refused'],
    ['that is anonymous lets everything go', anonymous(), [['person']], 'nothing'],
    ['that is anonymous lets request() go', anonymous(), request, 'nothing'],
    ['goes to no scheme that the contract does not define', bearer, [['missing']], 'refused'],
    ['goes to no scheme that is a name of the prototype', bearer, [['constructor']], 'refused'],
  ])('%s', async (_, auth, takes, want) => {
    const got = await carried(auth, takes);
    if (want === 'refused') expect(got).toMatch(/^the operation takes .* and `auth` serves .*: add /);
    else expect(got).toBe(want);
    // Combined with nothing else it is the same.
    expect(await carried(combineAuth(auth), takes)).toBe(got);
  });
});

describe('of several strategies', () => {
  test.each<Case>([
    ['the one that fits', combineAuth(basic, bearer), [['user']], 'Bearer b'],
    ['the one of the default', combineAuth(basic, bearer), 'the default', 'Bearer b'],
    ['the one of the default, for request()', combineAuth(basic, bearer), request, 'Bearer b'],
    ['the other', combineAuth(bearer, basic), [['person']], basicHeader],
    ['the first given, of those that fit', combineAuth(key, bearer), [['user'], ['key']], 'x-key'],
    ['the first given, whatever the contract’s order', combineAuth(bearer, key), [['key'], ['user']], 'Bearer b'],
    ['none, where none is needed', combineAuth(bearer, basic), [], 'nothing'],
    ['none, where it may have others', combineAuth(bearer), [[], ['person']], 'nothing'],
    ['the one that it may have', combineAuth(basic, bearer), [[], ['user']], 'Bearer b'],
    ['both, where both are asked for', combineAuth(key, bearer), [['user', 'key']], 'Bearer b x-key'],
    ['both, whichever is named first', combineAuth(bearer, key), [['key', 'user']], 'Bearer b x-key'],
    ['the alternative that can be had', combineAuth(bearer), [['key', 'user'], ['oauth']], 'Bearer b'],
    ['the one that serves both', combineAuth(own('key', 'user'), bearer), [['user', 'key']], 'x-own'],
    ['none, where nothing fits and one is anonymous', combineAuth(basic, anonymous()), 'the default', 'nothing'],
    ['the one that fits, though one is anonymous', combineAuth(anonymous(), basic), [['person']], basicHeader],
    ['those of a combined one', combineAuth(combineAuth(bearer, basic), key), [['person']], basicHeader],
    [
      'both, of different combined ones',
      combineAuth(combineAuth(bearer), combineAuth(key)),
      [['user', 'key']],
      'Bearer b x-key',
    ],
  ])('%s', async (_, auth, takes, want) => {
    expect(await carried(auth, takes)).toBe(want);
  });

  test('each gives its 401 to its own provider', async () => {
    const asked = { token: 0, word: 0 };
    const auth = combineAuth(
      bearerAuth(() => `t${++asked.token}`),
      basicAuth({ username: 'me', password: () => `p${++asked.word}` }),
    );
    const sent: string[] = [];
    const api = createClient(
      {
        baseUrl: 'http://h',
        auth,
        transport: async ({ headers }) => {
          sent.push(headers['authorization'] as string);
          return new Response('{}', { status: sent.length % 2 ? 401 : 200 });
        },
      },
      { securitySchemes, security },
    );
    const get: Operation<() => Promise<unknown>> = { name: 'a', method: 'GET', path: '/a' };
    await call(api, get);
    await call(api, { ...get, security: [['person']] });
    expect(sent).toEqual(['Bearer t1', 'Bearer t2', `Basic ${btoa('me:p1')}`, `Basic ${btoa('me:p2')}`]);
  });

  test('a call gives way to an Authorization header of its own, whatever the operation takes', async () => {
    const transport = async ({ headers }: { headers: object }) => Response.json(headers);
    for (const auth of [bearer, basic, key, inQuery, combineAuth(bearer), combineAuth(key), anonymous()]) {
      const api = createClient({ baseUrl: 'http://h', auth, transport }, { securitySchemes, security: [['digest']] });
      const headers = { Authorization: 'Mine x' };
      const { body } = await api.request({ method: 'GET', path: '/x', headers });
      expect(JSON.parse(new TextDecoder().decode(body))).toEqual({ authorization: 'Mine x' });
    }
  });
});

describe('a call that is refused says what would do', () => {
  test.each<Case>([
    [
      'Basic',
      bearer,
      [['person']],
      'the operation takes person (http basic), and `auth` serves http bearer, oauth2, openIdConnect, apiKey in header "Authorization": add basicAuth({ username, password }) by combineAuth()',
    ],
    [
      'a token',
      key,
      'the default',
      'the operation takes user (http bearer), and `auth` serves apiKey in header "x-key": add bearerAuth(token) by combineAuth()',
    ],
    [
      'one of several',
      own('mine'),
      [['oauth'], ['other'], ['digest']],
      'the operation takes oauth (oauth2) or other (apiKey in header "X-Other") or digest (http digest), and `auth` serves the scheme mine: add oauth2({ tokenUrl, clientId, clientSecret }), or apiKeyAuth(key, { in: \'header\', name: "X-Other" }), or defineAuth(["digest"], …) by combineAuth()',
    ],
    [
      'what is missing of two',
      combineAuth(bearer),
      [['user', 'inQuery']],
      'the operation takes user (http bearer) with inQuery (apiKey in query "key"), and `auth` serves http bearer, oauth2, openIdConnect, apiKey in header "Authorization": add apiKeyAuth(key, { in: \'query\', name: "key" }) by combineAuth()',
    ],
    [
      'anything',
      combineAuth(),
      [['missing']],
      'the operation takes missing, and `auth` serves no scheme: add defineAuth(["missing"], …) by combineAuth()',
    ],
    [
      'one header for two',
      combineAuth(bearer, basic),
      [['user', 'person']],
      'two of the strategies that the operation takes together set the header Authorization, which a request has once: make one strategy of them by defineAuth()',
    ],
  ])('%s', async (_, auth, takes, message) => {
    expect(await carried(auth, takes)).toBe(message);
  });
});

describe('a client without a contract', () => {
  test.each<[name: string, auth: AuthStrategy, takes: Security | 'the default' | typeof request, want: string]>([
    ['sends the strategy with what says nothing', basic, 'the default', basicHeader],
    ['sends the strategy by request()', key, request, 'x-key'],
    ['sends the first that is not anonymous', combineAuth(anonymous(), key, bearer), request, 'x-key'],
    ['sends nothing by an anonymous one', anonymous(), request, 'nothing'],
    ['serves a scheme by its name', bearerAuth('b', { schemes: ['user'] }), [['user']], 'Bearer b'],
  ])('%s', async (_, auth, takes, want) => {
    expect(await carried(auth, takes, noContract)).toBe(want);
  });

  test('does not guess what a scheme is', async () => {
    expect(await carried(bearer, [['user']], noContract)).toMatch(
      /^the operation takes user, and `auth` serves .*: the client does not know what these schemes are; make it by /,
    );
  });
});
