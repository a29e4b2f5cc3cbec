import type { IncomingHttpHeaders } from 'node:http';
import {
  type ApiClient,
  type Call,
  type CallOptions,
  type ClientConfig,
  type ClientOptions,
  createClient,
  type Operation,
  type RequestBody,
  type SecuritySchemes,
} from '@influxkit/runtime';
import type { AuthStrategy, Carrier, Credential, ProviderOptions, UserCredentials } from '../src/index.js';

/** What a server gets to see of a request. */
export interface SeenRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** A strategy that has a credential: how it is made, and what of the credential a server gets to see. */
export interface Subject {
  readonly name: string;
  /** What its errors call the credential. */
  readonly what: 'token' | 'password' | 'API key';
  readonly carrier: Carrier;
  make(credential: Credential, options?: ProviderOptions): AuthStrategy;
  seen(request: SeenRequest): string | undefined;
  /** Its credential goes to a sign-in alone. */
  readonly isSession?: true;
}

type Get = Operation<(options?: CallOptions) => Call<unknown>>;

/** A contract and the strategies for it: what the suites, which other packages run as well, are about. */
export interface World {
  readonly config: ClientConfig;
  readonly subjects: readonly Subject[];
  /** Makes strategies of a user name and a password. */
  readonly ofUsers: readonly ((user: UserCredentials) => AuthStrategy)[];
  client(options: ClientOptions): ApiClient;
  /** An operation that takes the contract's default. */
  readonly list: Get;
  /** An operation that takes nothing. */
  readonly ping: Get;
  /** An operation that takes user name and password. */
  readonly signin: Get;
  /** An operation that takes any scheme of the contract, and so any of the strategies. */
  readonly query: Get;
  /** Likewise, with a body. */
  readonly write: Operation<(body: RequestBody, options?: CallOptions) => Call<undefined>>;
}

/** The operations of a contract with these schemes. */
export function worldOf(
  config: ClientConfig & { readonly securitySchemes: SecuritySchemes },
  basic: string,
  subjects: World['subjects'],
  ofUsers: World['ofUsers'],
): World {
  const any = Object.keys(config.securitySchemes).map((name) => [name]);
  return {
    config,
    subjects,
    ofUsers,
    client: (options) => createClient(options, config),
    list: { name: 'buckets.list', method: 'GET', path: '/api/v2/buckets', response: { 'application/json': 'json' } },
    ping: { name: 'ping', method: 'GET', path: '/ping', security: [] },
    signin: { name: 'signin', method: 'POST', path: '/api/v2/signin', security: [[basic]] },
    query: { name: 'v1.query', method: 'GET', path: '/query', security: any },
    write: { name: 'v1.write', method: 'POST', path: '/write', body: { 'text/plain': 'text' }, security: any },
  };
}

/** The password of the user `me` in a header of Basic. */
export const passwordIn = ({ authorization }: IncomingHttpHeaders): string | undefined =>
  authorization?.startsWith('Basic ') ? Buffer.from(authorization.slice(6), 'base64').toString().slice(3) : undefined;

/** What follows a word in the header `Authorization`. */
export const after = (word: string, { authorization }: IncomingHttpHeaders): string | undefined =>
  authorization?.startsWith(`${word} `) ? authorization.slice(word.length + 1) : undefined;

/** A query parameter. */
export const parameter = (name: string, { url }: SeenRequest): string | undefined =>
  new URL(url, 'http://h').searchParams.get(name) ?? undefined;
