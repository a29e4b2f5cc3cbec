import {
  type ApiClient,
  type Call,
  type CallOptions,
  createApi,
  type Operation,
  type PagedOperation,
  type Pagination,
} from '@influxkit/runtime';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { part } from '../../../tests/tools/src/scope.js';
import { cursorOf, PageError, paginate } from '../src/index.js';

// Ways to page that APIs other than InfluxDB's have: each beside a server that pages so.

interface Item {
  readonly id: string;
}
type Query = Readonly<Record<string, unknown>>;

interface List {
  (query?: Query, options?: CallOptions): Call<unknown>;
  readonly operation: PagedOperation<Item, List>;
}

interface Get {
  (id: string): Call<Item>;
  readonly operation: Operation<Get>;
}

interface Api extends ApiClient {
  readonly items: { readonly list: List; readonly get: Get };
}

interface Served {
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

function apiOf(
  page: Pagination,
  serve: (query: URLSearchParams) => Served,
  server?: string,
): { api: Api; urls: URL[] } {
  const urls: URL[] = [];
  const response = { 'application/json': 'json' } as const;
  const api = createApi<Api>(
    {
      baseUrl: 'https://api.example.com/v1',
      retry: false,
      transport: async ({ url }) => {
        urls.push(new URL(url));
        const { body, headers = {} } = serve(new URL(url).searchParams);
        return Response.json(body, { headers });
      },
    },
    [
      { name: 'items.list', method: 'GET', path: '/items', query: [], response, page, ...(server && { server }) },
      { name: 'items.get', method: 'GET', path: '/items/{id}', response },
    ],
  );
  return { api, urls };
}

const itemsOf = (count: number): Item[] => Array.from({ length: count }, (_, index) => ({ id: `i${index}` }));

interface Shape {
  readonly rule: Pagination;
  serve(all: readonly Item[], query: URLSearchParams, most: number): Served;
}

/** The items from one on, as many as asked for and the server gives. */
const sliceOf = (all: readonly Item[], from: number, query: URLSearchParams, most: number, limit = 'limit'): Item[] =>
  all.slice(from, from + Math.min(Number(query.get(limit) ?? most), most));

const linkTo = (query: URLSearchParams, offset: number): string => {
  const next = new URLSearchParams(query);
  next.set('from', String(offset));
  return `<https://api.example.com/v1/items?${next}>; rel="next", <https://api.example.com/v1/items>; rel="first"`;
};

const shapes: Record<string, Shape> = {
  'a token in the body': {
    rule: { items: 'data', limit: 'limit', token: 'cursor', nextToken: 'next_cursor' },
    serve: (all, query, most) => {
      const from = Number(query.get('cursor')?.slice(1) ?? 0);
      const data = sliceOf(all, from, query, most);
      const next = from + data.length;
      return { body: { data, next_cursor: next < all.length ? `t${next}` : null } };
    },
  },
  'a token in an object of the body, empty on the last page': {
    rule: { items: 'data', token: 'pageToken', nextToken: 'meta.nextPageToken' },
    serve: (all, query, most) => {
      const from = Number(query.get('pageToken') ?? 0);
      const data = sliceOf(all, from, query, most);
      const next = from + data.length;
      return { body: { data, meta: { nextPageToken: next < all.length ? String(next) : '' } } };
    },
  },
  'page number and size': {
    rule: { items: '', limit: 'per_page', page: 'page', max: 40 },
    serve: (all, query) => {
      const size = Number(query.get('per_page') ?? 40);
      return { body: sliceOf(all, (Number(query.get('page') ?? 1) - 1) * size, query, 40, 'per_page') };
    },
  },
  'page number from 0': {
    rule: { items: 'content', limit: 'size', page: 'page', firstPage: 0, max: 40 },
    serve: (all, query) => {
      const size = Number(query.get('size') ?? 40);
      return { body: { content: sliceOf(all, Number(query.get('page') ?? 0) * size, query, 40, 'size') } };
    },
  },
  'page number alone': {
    rule: { items: 'data', page: 'page' },
    serve: (all, query, most) => ({
      body: { data: sliceOf(all, (Number(query.get('page') ?? 1) - 1) * most, query, most) },
    }),
  },
  'page number with has_more': {
    rule: { items: 'data', page: 'page', more: 'meta.has_more' },
    serve: (all, query, most) => {
      const from = (Number(query.get('page') ?? 1) - 1) * most;
      return { body: { data: sliceOf(all, from, query, most), meta: { has_more: from + most < all.length } } };
    },
  },
  'the header Link': {
    rule: { items: '', limit: 'limit', link: true },
    serve: (all, query, most) => {
      const from = Number(query.get('from') ?? 0);
      const body = sliceOf(all, from, query, most);
      const next = from + body.length;
      return { body, headers: next < all.length ? { link: linkTo(query, next) } : { link: '</v1/items>; rel=prev' } };
    },
  },
  'the last item and has_more': {
    rule: { items: 'data', limit: 'limit', after: 'starting_after', more: 'has_more' },
    serve: (all, query, most) => {
      const from = all.findIndex(({ id }) => id === query.get('starting_after')) + 1;
      const data = sliceOf(all, from, query, most);
      return { body: { data, has_more: from + data.length < all.length } };
    },
  },
  'offset and has_more': {
    rule: { items: 'data', limit: 'limit', offset: 'skip', more: 'hasMore' },
    serve: (all, query, most) => {
      const from = Number(query.get('skip') ?? 0);
      const data = sliceOf(all, from, query, most);
      return { body: { data, hasMore: from + data.length < all.length } };
    },
  },
};

describe.each(Object.entries(shapes))('%s', (_, { rule, serve }) => {
  const options = fc.record({
    count: fc.nat(90),
    most: fc.integer({ min: 1, max: 40 }),
    pageSize: rule.limit === undefined ? fc.constant(undefined) : fc.option(fc.integer({ min: 1, max: 40 })),
    limit: fc.option(fc.nat(100), { nil: undefined }),
    prefetch: fc.boolean(),
  });
  const given = ({ pageSize }: { pageSize?: number | null | undefined }) => (pageSize ? { pageSize } : {});

  test('every item comes once and in order, and no page is asked for after the last', async () => {
    await fc.assert(
      fc.asyncProperty(options, async ({ count, most, limit, prefetch, ...others }) => {
        const all = itemsOf(count);
        const { api, urls } = apiOf(rule, (query) => serve(all, query, most));
        const got = await paginate(api.items.list, {}, { limit, prefetch, ...given(others) }).toArray();
        expect(got).toEqual(all.slice(0, limit));
        expect(new Set(urls.map(String)).size).toBe(urls.length);
      }),
      { numRuns: part(4, 60) },
    );
  });

  test('an iteration goes on where it stopped, after whichever item', async () => {
    await fc.assert(
      fc.asyncProperty(options, fc.nat(100), async ({ count, most, prefetch, ...others }, stop) => {
        const all = itemsOf(count);
        const { api } = apiOf(rule, (query) => serve(all, query, most));
        const first = paginate(api.items.list, {}, { prefetch, ...given(others) }).items();
        const taken: Item[] = [];
        if (stop > 0) for await (const item of first) if (taken.push(item) >= stop) break;
        const cursor = JSON.parse(JSON.stringify(first.cursor ?? null));
        const rest = cursor ? await paginate(api.items.list, {}, { cursor, ...given(others) }).toArray() : [];
        expect([...taken, ...rest]).toEqual(all);
      }),
      { numRuns: part(4, 60) },
    );
  });
});

test('pages keep their size whatever is left, for their numbers count in it', async () => {
  const shape = shapes['page number and size'] as Shape;
  const { api, urls } = apiOf(shape.rule, (query) => shape.serve(itemsOf(50), query, 40));
  expect(await paginate(api.items.list, {}, { pageSize: 10, limit: 25 }).toArray()).toEqual(itemsOf(25));
  expect(urls.map(({ search }) => search)).toEqual(['?per_page=10', '?per_page=10&page=2', '?per_page=10&page=3']);
});

test('a list begins at the page that the query asks for', async () => {
  const shape = shapes['page number and size'] as Shape;
  const { api } = apiOf(shape.rule, (query) => shape.serve(itemsOf(50), query, 40));
  const items = await paginate(api.items.list, { page: 3 }, { pageSize: 10 }).toArray();
  expect(items).toEqual(itemsOf(50).slice(20));
});

test.each([
  ['<https://api.example.com/v1/items?from=2>; rel="next"', 2],
  ['<?from=2>; rel=next', 2],
  ['</v1/items?from=2>;rel="last next"; title="a, b"', 2],
  ['<https://api.example.com/v1/x>; title="<?from=9>; rel=next", <?from=2> ; REL = "Next"', 2],
  // GitHub calls a list by another path than it was asked for.
  ['<https://api.example.com/repositories/7/items?from=2>; rel="next"', 2],
  ['<?from=2>; rel="next-archive"', 1],
  ['<?from=2>; rel="prev"', 1],
  ['', 1],
])('the header Link %j leads to %i pages', async (link, pages) => {
  const { api, urls } = apiOf({ items: '', link: true }, (query) => ({
    body: [{ id: query.get('from') ?? '0' }],
    headers: query.has('from') ? {} : { link },
  }));
  await paginate(api.items.list).toArray();
  expect(urls.map(({ pathname }) => pathname)).toEqual(Array.from({ length: pages }, () => '/v1/items'));
});

test.each<[string, Pagination, Served, string]>([
  [
    'a link to another server',
    { items: '', link: true },
    { body: [{ id: 'a' }], headers: { link: '<https://evil.example/v1/items?p=1>; rel=next' } },
    'leads away from this list',
  ],
  [
    'a token that comes again',
    { items: 'data', token: 'cursor', nextToken: 'next' },
    { body: { data: [], next: 'same' } },
    'the tokens of the next page lead in a cycle',
  ],
  [
    'a page that comes again',
    { items: 'data', page: 'page' },
    { body: { data: [{ id: 'a' }] } },
    'whatever "page" asks for',
  ],
])('%s is an error that holds where it stood', async (_, rule, served, message) => {
  const { api } = apiOf(rule, () => served);
  const error = await paginate(api.items.list)
    .toArray()
    .then(undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(PageError);
  expect(String(error)).toContain(message);
  expect(cursorOf(error)).toMatchObject({ operation: 'items.list' });
});

test('a list on a server of its own follows the links of that server alone', async () => {
  const own = 'https://lists.example.com/v2';
  const link = (host: string) => ({ link: `<https://${host}/v2/items?from=1>; rel=next` });
  const { api, urls } = apiOf(
    { items: '', link: true },
    (query) => ({
      body: [{ id: query.get('from') ?? '' }],
      headers: query.has('from') ? {} : link('lists.example.com'),
    }),
    own,
  );
  await paginate(api.items.list).toArray();
  expect(urls.map(String)).toEqual([`${own}/items`, `${own}/items?from=1`]);
  const away = apiOf({ items: '', link: true }, () => ({ body: [], headers: link('api.example.com') }), own);
  await expect(paginate(away.api.items.list).toArray()).rejects.toThrow('leads away');
});

test('a method that does not page is a type error that says so', () => {
  const { api } = apiOf({ items: '' }, () => ({ body: [] }));
  // @ts-expect-error: this method does not page
  expect(() => paginate(api.items.get, 'a')).toThrow('items.get does not');
  const list = paginate(api.items.list, {}, { limit: 1 });
  expectTypeOf(list.first).returns.resolves.toEqualTypeOf<Item | undefined>();
});
