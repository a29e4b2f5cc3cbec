import {
  type Call,
  type CallOptions,
  type Operation,
  queryStyles,
  type RequestBody,
  responseStreams,
} from '../src/index.js';

type Options = CallOptions & { query?: Record<string, unknown>; accept?: string; contentType?: string };

/** Any shape of arguments: the tests pass wrong ones too. */
export type Loose = (...args: unknown[]) => Call<unknown>;
export type Get = (query?: Record<string, unknown>, options?: Options) => Call<unknown>;

const descriptor = <M = Loose>(operation: Operation<M>): Operation<M> => operation;

export const listBuckets: Operation<Get> = descriptor<Get>({
  name: 'buckets.list',
  method: 'GET',
  path: '/api/v2/buckets',
  query: ['limit', 'name', ['id', 'form']],
  response: { 'application/json': 'json' },
  features: { queryStyles },
});

export const getBucket: Operation<Loose> = descriptor({
  name: 'buckets.get',
  method: 'GET',
  path: '/api/v2/buckets/{bucketID}',
  response: { 'application/json': 'json' },
});

export const deleteBucket: Operation<Loose> = descriptor({
  name: 'buckets.delete',
  method: 'DELETE',
  path: '/api/v2/buckets/{bucketID}',
  success: [204],
});

export const createBucket: Operation<Loose> = descriptor({
  name: 'buckets.create',
  method: 'POST',
  path: '/api/v2/buckets',
  body: { 'application/json': 'json' },
  response: { 'application/json': 'json' },
  success: [201],
});

export const removeLabel: Operation<Loose> = descriptor({
  name: 'buckets.labels.remove',
  method: 'DELETE',
  path: '/api/v2/buckets/{bucketID}/labels/{labelID}',
  success: [204],
});

export const write: Operation<(body: RequestBody, options?: Options) => Call<undefined>> = descriptor({
  name: 'write',
  method: 'POST',
  path: '/api/v2/write',
  query: ['org', 'bucket'],
  body: { 'text/plain': 'text' },
  success: [204],
});

export const getTelegraf: Operation<Loose> = descriptor({
  name: 'telegrafs.get',
  method: 'GET',
  path: '/api/v2/telegrafs/{telegrafID}',
  response: { 'application/json': 'json', 'application/toml': 'text', 'application/octet-stream': 'bytes' },
});

export const runQuery: Operation<Loose> = descriptor({
  name: 'query.run',
  method: 'POST',
  path: '/api/v2/query',
  query: ['org'],
  body: { 'application/json': 'json', 'application/vnd.flux': 'text' },
  bodyOptional: true,
  response: { 'text/csv': 'stream' },
  features: { responseStreams },
  idempotent: true,
});

export const legacyAuthorizations: Operation<Loose> = descriptor({
  name: 'v1.authorizations.list',
  method: 'GET',
  server: '/private',
  path: '/legacy/authorizations',
  response: { 'application/json': 'json' },
});

export const ping: Operation<Loose> = descriptor({
  name: 'ping',
  method: 'GET',
  path: '/ping',
  success: [204],
  security: [],
});
export const pingHead: Operation<Loose> = descriptor({
  name: 'ping.head',
  method: 'HEAD',
  path: '/ping',
  success: [204],
});

export const registry = [
  listBuckets,
  createBucket,
  getBucket,
  deleteBucket,
  removeLabel,
  write,
  getTelegraf,
  runQuery,
  legacyAuthorizations,
  pingHead,
  ping,
];

/** The tree that `registry` spells. */
export interface Api {
  readonly buckets: {
    readonly list: Get & { readonly operation: typeof listBuckets };
    readonly create: Loose;
    readonly get: Loose;
    readonly delete: Loose;
    readonly labels: { readonly remove: Loose };
  };
  readonly write: Loose;
  readonly telegrafs: { readonly get: Loose };
  readonly query: { readonly run: Loose };
  readonly v1: { readonly authorizations: { readonly list: Loose } };
  readonly ping: Loose & { readonly head: Loose };
}
