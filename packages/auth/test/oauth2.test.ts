import { inspect } from 'node:util';
import {
  ApiError,
  type Call,
  type CallOptions,
  call,
  createClient,
  type Operation,
  type WireRequest,
} from '@influxkit/runtime';
import { describe, expect, test, vi } from 'vitest';
import { type OAuth2Options, type OAuth2Tokens, oauth2, secret } from '../src/index.js';

const tokenUrl = 'https://login.example.com/oauth/token';
const clientSecret = 'very secret & more';
const options: OAuth2Options = { tokenUrl, clientId: 'my client', clientSecret };

const list: Operation<(options?: CallOptions) => Call<unknown>> = {
  name: 'orders.list',
  method: 'GET',
  path: '/orders',
  response: { 'application/json': 'json' },
};

/** A client whose token endpoint responds with `respond`, and whose API takes the tokens in `valid`. */
function world(
  own: OAuth2Options,
  respond: (count: number, body: URLSearchParams) => Response | Promise<Response>,
  isValid: (token: string) => boolean = () => true,
) {
  const asked: { headers: Record<string, string>; body: URLSearchParams }[] = [];
  const sent: string[] = [];
  const api = createClient(
    {
      baseUrl: 'https://api.example.com',
      auth: oauth2(own),
      retry: false,
      transport: async ({ url, headers, body }: WireRequest) => {
        if (url === tokenUrl) {
          asked.push({ headers, body: new URLSearchParams(String(body)) });
          return respond(asked.length, new URLSearchParams(String(body)));
        }
        const token = headers['authorization'] ?? '';
        sent.push(token);
        return Response.json({}, { status: isValid(token) ? 200 : 401 });
      },
    },
    { securitySchemes: { login: { type: 'oauth2' } }, security: [['login']] },
  );
  return { asked, sent, list: () => call(api, list) };
}

const tokens = (access_token: string, more: object = {}): Response =>
  Response.json({ access_token, token_type: 'bearer', expires_in: 3600, ...more });

test.each<[string, Partial<OAuth2Options>, Record<string, string>, string | undefined]>([
  [
    'of the client, in the header',
    {},
    { grant_type: 'client_credentials' },
    `Basic ${btoa('my+client:very+secret+%26+more')}`,
  ],
  [
    'of the client, in the body',
    { clientAuthentication: 'body' },
    { grant_type: 'client_credentials', client_id: 'my client', client_secret: clientSecret },
    undefined,
  ],
  [
    'of the client, with scopes and more',
    { scopes: ['read', 'write'], parameters: { audience: 'https://api' } },
    { audience: 'https://api', grant_type: 'client_credentials', scope: 'read write' },
    `Basic ${btoa('my+client:very+secret+%26+more')}`,
  ],
  [
    'by a refresh token of a public client',
    { clientSecret: undefined, refreshToken: 'refresh-me-please' },
    { grant_type: 'refresh_token', refresh_token: 'refresh-me-please', client_id: 'my client' },
    undefined,
  ],
  [
    'by a refresh token of a client with a secret that does not print',
    { clientSecret: secret(clientSecret), refreshToken: secret('refresh-me-please') },
    { grant_type: 'refresh_token', refresh_token: 'refresh-me-please' },
    `Basic ${btoa('my+client:very+secret+%26+more')}`,
  ],
])('a token is asked for as RFC 6749 says: %s', async (_, own, body, authorization) => {
  const { asked, sent, list } = world({ ...options, ...own }, () => tokens('token-1'));
  await list();
  await list();
  expect(asked.map((request) => Object.fromEntries(request.body))).toEqual([body]);
  expect(asked[0]?.headers['authorization']).toBe(authorization);
  expect(asked[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(sent).toEqual(['Bearer token-1', 'Bearer token-1']);
});

test('calls that wait have one token request between them', async () => {
  const { asked, sent, list } = world(options, async (count) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return tokens(`token-${count}`);
  });
  await Promise.all(Array.from({ length: 20 }, () => list()));
  expect(asked.length).toBe(1);
  expect(new Set(sent)).toEqual(new Set(['Bearer token-1']));
});

test('a token is asked for anew before it expires, and not earlier', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const { sent, list } = world({ ...options, skew: 60_000 }, (count) => tokens(`token-${count}`));
    await list();
    vi.advanceTimersByTime(3_539_000);
    await list();
    vi.advanceTimersByTime(2_000);
    await list();
    expect(sent).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
  } finally {
    vi.useRealTimers();
  }
});

test('after a 401 a new token is asked for, once', async () => {
  const { asked, sent, list } = world(
    options,
    (count) => tokens(`token-${count}`),
    (token) => token.endsWith('-2'),
  );
  await list();
  expect(sent).toEqual(['Bearer token-1', 'Bearer token-2']);
  const refused = world(
    options,
    (count) => tokens(`token-${count}`),
    () => false,
  );
  await expect(refused.list()).rejects.toMatchObject({ status: 401, operation: 'orders.list' });
  expect([asked.length, refused.asked.length]).toEqual([2, 2]);
});

test('a refresh token that changes is used from then on, and reported', async () => {
  const reported: OAuth2Tokens[] = [];
  const own = {
    ...options,
    refreshToken: 'refresh-0',
    accessToken: { value: 'token-0', expiresAt: Date.now() + 3_600_000 },
    onTokens: (given: OAuth2Tokens) => void reported.push(given),
  };
  const { asked, sent, list } = world(
    own,
    (count) => tokens(`token-${count}`, count === 2 ? {} : { refresh_token: `refresh-${count}` }),
    (token) => token.endsWith('-2'),
  );
  await expect(list()).rejects.toMatchObject({ status: 401 });
  await list();
  expect(sent).toEqual(['Bearer token-0', 'Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
  expect(asked.map(({ body }) => body.get('refresh_token'))).toEqual(['refresh-0', 'refresh-1']);
  expect(reported.map(({ accessToken, refreshToken }) => [accessToken, refreshToken])).toEqual([
    ['token-1', 'refresh-1'],
    ['token-2', undefined],
  ]);
});

describe('where there is no token, the call says why and shows no secret', () => {
  const echo = (body: URLSearchParams, status = 400): Response =>
    Response.json({ error: 'invalid_client', error_description: `not ${body}` }, { status });
  test.each<[string, (body: URLSearchParams) => Response, string]>([
    [
      'an error of RFC 6749',
      () => Response.json({ error: 'invalid_grant', error_description: 'it has expired' }, { status: 400 }),
      'there is no access token: oauth2: 400: invalid_grant: it has expired',
    ],
    ['an error that echoes the request', (body) => echo(body), 'oauth2: 400: invalid_client: not '],
    ['401', (body) => echo(body, 401), 'oauth2: 401: invalid_client'],
    ['a page', () => new Response('<html>', { status: 502 }), 'oauth2: 502'],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: '/login' } }), 'oauth2: 302'],
    ['no JSON', (body) => new Response(`${body}`), 'responded with something else than JSON'],
    ['no token', () => Response.json({ token_type: 'bearer' }), 'gave no access_token'],
    ['a token that is no string', () => Response.json({ access_token: 7 }), 'gave no access_token'],
    ['another type of token', () => tokens('t', { token_type: 'mac' }), '"mac", and only Bearer is supported'],
    ['a lifetime that is none', () => tokens('t', { expires_in: 'soon' }), 'expires_in that is not a number'],
    ['a token that no header can carry', () => tokens('to\nken'), 'the access token holds a line feed'],
  ])('%s', async (_, respond, message) => {
    const own = { ...options, clientAuthentication: 'body', refreshToken: 'refresh-me-please' } as const;
    const { list, sent } = world(own, (_count, body) => respond(body));
    const error = await list().then(undefined, (reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'RequestError', operation: 'orders.list' });
    expect(String(error)).toContain(message);
    for (const shown of [inspect(error, { depth: 9 }), JSON.stringify(error), inspect(oauth2(own), { depth: 9 })]) {
      expect(shown).not.toMatch(/very.{1,3}secret|refresh-me/);
    }
    expect(sent).toEqual([]);
  });

  test('its cause is the ApiError of the token endpoint, and the next call asks again', async () => {
    const { list, asked } = world(options, (count) =>
      count === 1 ? Response.json({ error: 'slow_down' }, { status: 429 }) : tokens('token-2'),
    );
    const error = await list().then(undefined, (reason: Error) => reason);
    expect((error as Error).cause).toBeInstanceOf(ApiError);
    expect((error as Error).cause).toMatchObject({ status: 429, method: 'POST', url: tokenUrl });
    await list();
    expect(asked.length).toBe(2);
  });
});

test.each<[string, Partial<OAuth2Options>, string]>([
  ['no address', { tokenUrl: 'login' }, 'tokenUrl'],
  ['an address with a password', { tokenUrl: 'https://me:hunter2@h/token' }, 'tokenUrl'],
  ['no client', { clientId: '' }, 'clientId must be a non-empty string'],
  ['neither secret nor refresh token', { clientSecret: undefined }, 'a `refreshToken`'],
  ['an empty secret', { clientSecret: '' }, 'clientSecret must be a non-empty string'],
  ['a secret with a line feed', { clientSecret: 'very secret\n' }, 'trim it'],
  ['another place', { clientAuthentication: 'query' as never }, 'clientAuthentication'],
])('options are refused: %s', (_, own, message) => {
  const make = () => oauth2({ ...options, ...own });
  expect(make).toThrow(message);
  expect(make).not.toThrow(/hunter2|very secret/);
});
