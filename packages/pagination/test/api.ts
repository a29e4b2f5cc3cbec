import {
  type ApiClient,
  type Call,
  type CallOptions,
  type ClientOptions,
  createApi,
  type Operation,
  type OperationDescriptor,
  type PagedOperation,
  type Pagination,
  type WireRequest,
} from '@influxkit/runtime';

export interface Bucket {
  readonly id: string;
}
export interface Buckets {
  readonly buckets: readonly Bucket[] | null;
}
type Query = { limit?: number; offset?: number; after?: string; org?: string; sortBy?: string };

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
export interface ListLabels {
  (bucketID: string, options?: CallOptions): Call<{ labels: Bucket[] }>;
  readonly operation: PagedOperation<Bucket, ListLabels>;
}
export interface GetBucket {
  (bucketID: string): Call<Bucket>;
  readonly operation: Operation<GetBucket>;
}

export interface Api extends ApiClient {
  readonly buckets: {
    readonly list: ListBuckets;
    readonly get: GetBucket;
    readonly labels: { readonly list: ListLabels };
  };
  readonly tasks: { readonly runs: { readonly list: ListRuns } };
  readonly search: Search;
}

export interface Sent {
  readonly path: string;
  readonly query: Record<string, string>;
  readonly body: unknown;
  readonly signal: AbortSignal | undefined;
}

const response = { 'application/json': 'json' } as const;
const query = ['limit', 'offset', 'after', 'org'];

/** The rows of the API, whose lists page by this rule. */
const tableOf = (page: Partial<Pagination>): OperationDescriptor[] => [
  {
    name: 'buckets.list',
    method: 'GET',
    path: '/api/v2/buckets',
    query,
    response,
    page: { items: 'buckets', ...page },
  },
  { name: 'buckets.get', method: 'GET', path: '/api/v2/buckets/{bucketID}', response },
  {
    name: 'buckets.labels.list',
    method: 'GET',
    path: '/api/v2/buckets/{bucketID}/labels',
    response,
    page: { items: 'labels', next: 'links.next' },
  },
  {
    name: 'tasks.runs.list',
    method: 'GET',
    path: '/api/v2/tasks/{taskID}/runs',
    query,
    response,
    page: { items: 'runs', ...page },
  },
  {
    name: 'search',
    method: 'POST',
    path: '/search',
    query,
    body: { 'application/json': 'json' },
    response,
    page: { items: '', ...page },
  },
];

/** A client of a server on the network. */
export const clientOf = (page: Partial<Pagination>, options: ClientOptions): Api =>
  createApi<Api>({ retry: false, ...options }, tableOf(page));

/** A client of a server that is a function, whose lists page by this rule. */
export function apiOf(
  page: Partial<Pagination>,
  serve: (sent: Sent, count: number) => unknown,
  watch: (request: WireRequest) => void = () => {},
): { api: Api; sent: Sent[] } {
  const sent: Sent[] = [];
  const api = clientOf(page, {
    baseUrl: 'http://h/base',
    transport: async (request) => {
      watch(request);
      const { url, body, signal } = request;
      const { pathname, searchParams } = new URL(url);
      const got = { path: pathname, query: Object.fromEntries(searchParams), body, signal };
      sent.push(got);
      const served = await serve(got, sent.length);
      return served instanceof Response ? served : new Response(JSON.stringify(served));
    },
  });
  return { api, sent };
}

/** How InfluxDB says where it goes on. */
export interface Manners {
  /** Items of a page that is not asked for a size; 20. */
  readonly size?: number;
  /** What more than this is asked for is cut down to; 100. */
  readonly most?: number;
  /** Links: to the next page where this one is full; only where there are more; to itself alone. None by default. */
  readonly links?: 'when full' | 'when more' | 'self';
  /** As InfluxDB 2.x does with the buckets of an organization. */
  readonly ignoresAfter?: boolean;
  /** Gives all there is, whatever it is asked for, as InfluxDB 2.x does with the dashboards of an organization. */
  readonly givesAll?: boolean;
}

/** Serves a list by offset or cursor. */
export const serving =
  (
    all: readonly Bucket[] | (() => readonly Bucket[]),
    { size = 20, most = 100, links, ignoresAfter, givesAll }: Manners = {},
  ) =>
  ({ query, path }: Sent): { buckets: readonly Bucket[]; links?: object } => {
    const now = typeof all === 'function' ? all() : all;
    const asked = Number(query['limit'] ?? size);
    const limit = asked < 0 ? now.length : Math.min(asked, most);
    // Like a server that keeps its items in the order of their IDs: the cursor need not be there any more.
    const after = ignoresAfter ? undefined : query['after'];
    const from = after === undefined ? 0 : (now.findIndex(({ id }) => id > after) + now.length + 1) % (now.length + 1);
    const start = from + Number(query['offset'] ?? 0);
    const buckets = givesAll ? now : now.slice(start, start + limit);
    if (!links) return { buckets };
    const isNext =
      links === 'when full' ? buckets.length >= limit : links === 'when more' && start + limit < now.length;
    const more = new URLSearchParams({
      ...query,
      limit: `${limit}`,
      offset: `${Number(query['offset'] ?? 0) + limit}`,
    });
    return { buckets, links: { self: path, ...(isNext && { next: `/api/v2/buckets?${more}` }) } };
  };

/** So many buckets, in order. */
export const bucketsOf = (count: number): Bucket[] =>
  Array.from({ length: count }, (_, index) => ({ id: `b${String(index).padStart(6, '0')}` }));
