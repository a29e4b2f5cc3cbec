import {
  type ApiClient,
  type Call,
  type CallOptions,
  createApi,
  type Operation,
  type OperationRow,
  type PagedOperation,
  type Pagination,
} from '@influxkit/runtime';

export interface Bucket {
  readonly id: string;
}
export interface Buckets {
  readonly buckets: readonly Bucket[] | null;
}
type Query = { limit?: number; offset?: number; after?: string; org?: string };

export interface ListBuckets {
  (query?: Query, options?: CallOptions): Call<Buckets>;
  readonly operation: PagedOperation<Bucket, ListBuckets>;
}
export interface ListRuns {
  (taskID: string, query?: Query, options?: CallOptions): Call<{ runs: { id: string; at: number }[] }>;
  readonly operation: PagedOperation<{ id: string; at: number }, ListRuns>;
}
export interface Search {
  (body: { text: string }, options?: CallOptions & { query?: Query }): Call<string[]>;
  readonly operation: PagedOperation<string, Search>;
}
export interface GetBucket {
  (bucketID: string): Call<Bucket>;
  readonly operation: Operation<GetBucket>;
}

export interface Api extends ApiClient {
  readonly buckets: { readonly list: ListBuckets; readonly get: GetBucket };
  readonly tasks: { readonly runs: { readonly list: ListRuns } };
  readonly search: Search;
}

export interface Sent {
  readonly path: string;
  readonly query: Record<string, string>;
  readonly body: unknown;
}

const answer = { 'application/json': 'json' } as const;
const query = ['limit', 'offset', 'after', 'org'];

/** A client of a server that is a function, whose lists page by this rule. */
export function apiOf(
  page: Partial<Pagination>,
  serve: (sent: Sent, count: number) => unknown,
): { api: Api; sent: Sent[] } {
  const sent: Sent[] = [];
  const table: OperationRow[] = [
    {
      name: 'buckets.list',
      method: 'GET',
      path: '/api/v2/buckets',
      query,
      answer,
      page: { items: 'buckets', ...page },
    },
    { name: 'buckets.get', method: 'GET', path: '/api/v2/buckets/{bucketID}', answer },
    {
      name: 'tasks.runs.list',
      method: 'GET',
      path: '/api/v2/tasks/{taskID}/runs',
      query,
      answer,
      page: { items: 'runs', ...page },
    },
    {
      name: 'search',
      method: 'POST',
      path: '/search',
      query,
      body: { 'application/json': 'json' },
      answer,
      page: { items: '', ...page },
    },
  ];
  const api = createApi<Api>(
    {
      baseUrl: 'http://h/base',
      retry: false,
      transport: async ({ url, body }) => {
        const { pathname, searchParams } = new URL(url);
        const got = { path: pathname, query: Object.fromEntries(searchParams), body };
        sent.push(got);
        return new Response(JSON.stringify(serve(got, sent.length)));
      },
    },
    table,
  );
  return { api, sent };
}

/** So many buckets, in order. */
export const bucketsOf = (count: number): Bucket[] =>
  Array.from({ length: count }, (_, index) => ({ id: `b${index}` }));
