import { expect, test } from 'vitest';
import {
  type ApiClient,
  type Call,
  type ClientConfig,
  type ClientOptions,
  call,
  createApi,
  createClient,
  FORMAT,
  type Middleware,
  type Operation,
  type WireRequest,
} from '../src/index.js';

const noContent = { transport: async () => new Response(null, { status: 204 }) };
const base: ClientOptions = { baseUrl: 'http://h', ...noContent };

/** The request that middleware sees of one call. */
async function requestSeen(
  config: ClientConfig,
  send: (api: ApiClient) => Promise<unknown>,
  options: object = {},
): Promise<WireRequest> {
  let seen: WireRequest | undefined;
  const auth: Middleware = (request, next) => {
    seen = request;
    return next(request);
  };
  await send(createApi<ApiClient>({ ...base, middleware: [auth], ...options }, [], config));
  return seen as WireRequest;
}

const getItem: Operation<(...args: unknown[]) => Call<unknown>> = {
  name: 'accounts.items.get',
  method: 'GET',
  path: '/accounts/{accountId}/items/{itemId}',
  bound: ['accountId'],
};
const config: ClientConfig = {
  format: FORMAT,
  bind: { path: { accountId: 'accountId' }, headers: { 'X-Team': 'team', 'X-Trace': 'trace' }, required: ['X-Team'] },
};

test('what is bound is an option of the client and no argument of a method', async () => {
  const { url, headers } = await requestSeen(config, (api) => call(api, getItem, 'i/1'), {
    accountId: 'a 1',
    team: 't',
  });
  expect(url).toBe('http://h/accounts/a%201/items/i%2F1');
  expect(headers).toEqual({ 'x-team': 't' });
});

test.each<[name: string, options: object, message: string]>([
  ['a path parameter', { team: 't' }, 'accountId must be given: operations of this client take it as accountId'],
  ['a header that is required', { accountId: 'a' }, 'team must be given: operations of this client take it as X-Team'],
])('what is bound has to be given when the client is created: %s', (_, options, message) => {
  expect(() => createApi({ ...base, ...options }, [], config)).toThrow(new TypeError(message));
});

test('a bound path parameter is filled for the path-typed client as well, and one of the call wins', async () => {
  const urls: string[] = [];
  const transport = async ({ url }: WireRequest) => {
    urls.push(url);
    return new Response(null, { status: 204 });
  };
  const { http } = createApi<{ http: { GET(path: string, init: object): Promise<unknown> } }>(
    { ...base, transport, accountId: 'a', team: 't' } as ClientOptions,
    [getItem],
    config,
  );
  await http.GET(getItem.path, { params: { path: { itemId: '1' } } });
  await http.GET(getItem.path, { params: { path: { itemId: '1', accountId: 'b' } } });
  expect(urls).toEqual(['http://h/accounts/a/items/1', 'http://h/accounts/b/items/1']);
});

test('code of another format than the runtime takes is refused', () => {
  const other = { format: FORMAT + 1 } as unknown as ClientConfig;
  expect(() => createApi(base, [], other)).toThrow('install the generator and the runtime of one release');
});

const securitySchemes = {
  Token: { type: 'apiKey', in: 'header', name: 'X-Key' },
  Basic: { type: 'http', scheme: 'basic' },
} as const;

test.each<[name: string, security: Operation['security'], contract: ClientConfig['security'], want: unknown]>([
  ['the operation', [['Basic'], []], [['Token']], [['Basic'], []]],
  ['the contract', undefined, [['Token']], [['Token']]],
  ['nobody, so that it needs none', undefined, undefined, []],
])('middleware learns which security holds for a request: as %s says', async (_, security, contract, want) => {
  const operation = { ...getItem, ...(security && { security }) };
  const known: ClientConfig = { ...config, securitySchemes, ...(contract && { security: contract }) };
  const options = { accountId: 'a', team: 't' };
  const seen = await requestSeen(known, (api) => call(api, operation, '1'), options);
  expect([seen.security, seen.securitySchemes]).toEqual([want, securitySchemes]);
  const raw = await requestSeen(known, (api) => api.request({ method: 'GET', path: '/x' }), options);
  expect(raw.security).toEqual(contract ?? []);
});

test.each<[security: Operation['security'], contract: ClientConfig['security'], asked: boolean]>([
  [[], [['Token']], false],
  [undefined, [], false],
  [undefined, undefined, true],
  [[['Token']], [], true],
])('auth is asked where credentials are needed: %j, by default %j', async (security, contract, asked) => {
  let isAsked = false;
  const auth: Middleware = (request, next) => {
    isAsked = true;
    return next(request);
  };
  const operation: Operation<() => Call<unknown>> = {
    name: 'x',
    method: 'GET',
    path: '/',
    ...(security && { security }),
  };
  await call(createClient({ ...base, auth }, { security: contract }), operation);
  expect(isAsked).toBe(asked);
});
