import { call } from '@influxkit/runtime';
import { createCallbackAuth } from '@octokit/auth-callback';
import { Octokit } from '@octokit/core';
import OpenAI from 'openai';
import { bearerAuth } from '../../src/index.js';
import { client as contractClient, list, ping, signin, write } from '../strategies.js';

/** A client with a token or with what gives it, as far as the cases need one. */
export interface ComparedClient {
  readonly client: unknown;
  get(): Promise<unknown>;
  /** An operation that takes no credentials. */
  ping(): Promise<unknown>;
  /** An operation that takes user and password. */
  signin(): Promise<unknown>;
  post(body: string): Promise<unknown>;
  /** By an address in place of a path. */
  absolute(url: string): Promise<unknown>;
}

/** The clients by the names that the README has for them. */
export const clients: Record<
  string,
  (baseUrl: string, token: string | (() => Promise<string>), ownFetch?: typeof fetch) => ComparedClient
> = {
  '@influxkit/auth': (baseUrl, token, ownFetch) => {
    const client = contractClient({ baseUrl, auth: bearerAuth(token), retry: false, fetch: ownFetch });
    return {
      client,
      get: async () => call(client, list),
      ping: async () => call(client, ping),
      signin: async () => call(client, signin),
      post: async (body) => call(client, write, body),
      absolute: (path) => client.request({ method: 'GET', path }),
    };
  },
  Octokit: (baseUrl, token, ownFetch) => {
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const request = ownFetch ? { fetch: ownFetch } : {};
    const client =
      typeof token === 'string'
        ? new Octokit({ baseUrl, log, request, auth: token })
        : new Octokit({ baseUrl, log, request, authStrategy: createCallbackAuth, auth: { callback: token } });
    const get = (path: string) => client.request(`GET ${path}`);
    return {
      client,
      get: () => get('/api/v2/buckets'),
      ping: () => get('/ping'),
      signin: () => client.request('POST /api/v2/signin'),
      post: (body) => client.request('POST /write', { data: body }),
      absolute: (url) => get(url),
    };
  },
  openai: (baseURL, apiKey, ownFetch) => {
    const client = new OpenAI({
      baseURL,
      apiKey,
      maxRetries: 0,
      logLevel: 'off',
      ...(ownFetch ? { fetch: ownFetch } : {}),
    });
    return {
      client,
      get: async () => client.get('/api/v2/buckets'),
      ping: async () => client.get('/ping'),
      signin: async () => client.post('/api/v2/signin'),
      post: async (body) => client.post('/write', { body: { body } }),
      absolute: async (url) => client.get(url),
    };
  },
};
