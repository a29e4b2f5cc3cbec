import type { IncomingHttpHeaders } from 'node:http';
import type { Call, CallOptions, Operation, RequestBody } from '@influxkit/runtime';
import {
  type AuthStrategy,
  basicAuth,
  bearerAuth,
  type Credential,
  type ProviderOptions,
  queryAuth,
  sessionAuth,
  tokenAuth,
} from '../src/index.js';

/** Every strategy that has a credential: how it is made, and what of it a server gets to see. */
export const strategies: readonly [
  name: string,
  make: (credential: Credential, options?: ProviderOptions) => AuthStrategy,
  seen: (request: { url: string; headers: IncomingHttpHeaders }) => string | undefined,
][] = [
  ['tokenAuth', tokenAuth, ({ headers }) => headers.authorization?.replace('Token ', '')],
  ['bearerAuth', bearerAuth, ({ headers }) => headers.authorization?.replace('Bearer ', '')],
  [
    'basicAuth',
    (password, options) => basicAuth({ username: 'me', password }, options),
    ({ headers }) => passwordIn(headers),
  ],
  [
    'queryAuth',
    (password, options) => queryAuth({ username: 'me', password }, options),
    ({ url }) => new URL(url, 'http://h').searchParams.get('p') ?? undefined,
  ],
];

/** With the strategy whose credential goes to `/api/v2/signin` alone. */
export const allStrategies: typeof strategies = [
  ...strategies,
  [
    'sessionAuth',
    (password, options) => sessionAuth({ username: 'me', password }, options),
    ({ headers }) => passwordIn(headers),
  ],
];

export const passwordIn = ({ authorization }: IncomingHttpHeaders): string | undefined =>
  authorization?.startsWith('Basic ') ? Buffer.from(authorization.slice(6), 'base64').toString().slice(3) : undefined;

type Get = (options?: CallOptions) => Call<unknown>;
const any = [['TokenAuthentication'], ['BasicAuthentication'], ['QuerystringAuthentication']];

/** Operations as the contracts have them. */
export const list: Operation<Get> = {
  name: 'buckets.list',
  method: 'GET',
  path: '/api/v2/buckets',
  response: { 'application/json': 'json' },
};
export const ping: Operation<Get> = { name: 'ping', method: 'GET', path: '/ping', security: [] };
export const signin: Operation<Get> = {
  name: 'signin',
  method: 'POST',
  path: '/api/v2/signin',
  security: [['BasicAuthentication']],
};
/** A v1 operation takes every scheme, and so every strategy. */
export const query: Operation<Get> = { name: 'v1.query', method: 'GET', path: '/query', security: any };
export const write: Operation<(body: RequestBody, options?: CallOptions) => Call<undefined>> = {
  name: 'v1.write',
  method: 'POST',
  path: '/write',
  body: { 'text/plain': 'text' },
  security: any,
};
