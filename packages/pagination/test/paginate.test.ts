import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Call, type CallOptions, createClient, method, type PagedOperation } from '@influxkit/runtime';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, onTestFinished, test } from 'vitest';
import { PaginationError, paginate } from '../src/index.js';

interface Bucket {
  id: string;
}
interface Page {
  buckets?: Bucket[] | null;
  links?: { next?: string; self?: string };
}
interface List {
  (query?: { limit?: number; offset?: number; after?: string; org?: string }, options?: CallOptions): Call<Page>;
  readonly operation: PagedOperation<Bucket, List>;
}
const row: PagedOperation<Bucket, List> = {
  name: 'buckets.list',
  method: 'GET',
  path: '/api/v2/buckets',
  answer: { 'application/json': 'json' },
  query: ['offset', 'limit', 'after', 'org'],
  page: { items: 'buckets', limit: 'limit', offset: 'offset', after: 'after', next: 'links.next' },
};
const { after: _, next: __, ...byOffset } = row.page;
const { next: ___, ...byCursor } = row.page;

type Answer = (query: URLSearchParams, count: number) => unknown;

/** A list method against a server on loopback, and the queries that it was asked with. */
async function listing(answer: Answer, page = row.page): Promise<{ list: List; asked: string[]; url: string }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    asked.push(url.search);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer(url.searchParams, asked.length)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { list: method(createClient({ baseUrl: url }), { ...row, page }), asked, url };
}

const buckets = (from: number, to: number): Bucket[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => ({ id: String(from + index).padStart(16, '0') }));

/** Answers as InfluxDB v2 does, from a list of `total`. */
const paged =
  (total: number, links: boolean): Answer =>
  (query) => {
    const limit = Number(query.get('limit') ?? 20);
    const after = query.get('after');
    const from = after === null ? Number(query.get('offset') ?? 0) : Number(after) + 1;
    const to = Math.min(total, from + limit);
    const next = to < total ? { next: `/api/v2/buckets?limit=${limit}&offset=${to}` } : {};
    return { buckets: buckets(from, to), ...(links && { links: { self: '/api/v2/buckets', ...next } }) };
  };

const ids = (found: readonly Bucket[]): string[] => found.map(({ id }) => id);

describe('every item comes once, in order', () => {
  const ways = [
    ['by links', true, row.page],
    ['by cursor', false, byCursor],
    ['by offset', false, byOffset],
  ] as const;
  for (const [name, links, page] of ways) {
    test(name, async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(90), fc.integer({ min: 1, max: 30 }), async (total, limit) => {
          const { list } = await listing(paged(total, links), page);
          expect(ids(await paginate(list, { limit }).toArray())).toEqual(ids(buckets(0, total)));
        }),
        { numRuns: 25 },
      );
    });
  }
});

test('items and pages are typed by the method', async () => {
  const { list } = await listing(paged(3, true));
  const stream = paginate(list, { org: 'acme' });
  expectTypeOf(stream.toArray).returns.resolves.toEqualTypeOf<Bucket[]>();
  expectTypeOf(stream.pages().next).returns.resolves.toExtend<IteratorResult<Page>>();
  // @ts-expect-error no method that lists
  expect(() => paginate(async () => ({}))).toThrow(TypeError);
});

test('a page is fetched when it is needed, and no sooner', async () => {
  const { list, asked } = await listing(paged(100, true));
  for await (const bucket of paginate(list, { limit: 10 })) if (bucket.id.endsWith('12')) break;
  expect(asked).toHaveLength(2);
});

test('each use starts from the first page', async () => {
  const { list } = await listing(paged(30, true));
  const stream = paginate(list);
  expect(await stream.toArray({ limit: 25 })).toHaveLength(25);
  expect(await stream.toArray()).toHaveLength(30);
  const pages: number[] = [];
  for await (const page of stream.pages()) pages.push(page.buckets?.length ?? 0);
  expect(pages).toEqual([20, 10]);
});

test('short and empty pages before the end do not end a linked list', async () => {
  const { list } = await listing((query) => {
    const offset = Number(query.get('offset') ?? 0);
    const found = offset === 1 ? [] : buckets(offset, offset + 1);
    return { buckets: found, links: offset < 3 ? { next: `/x?offset=${offset + 1}` } : {} };
  });
  expect(ids(await paginate(list).toArray())).toEqual(ids([...buckets(0, 1), ...buckets(2, 4)]));
});

test('a list that is null or missing is empty', async () => {
  for (const answer of [{ buckets: null }, {}, { buckets: [] }]) {
    const { list } = await listing(() => answer);
    expect(await paginate(list).toArray()).toEqual([]);
  }
});

test('filters of the caller stay where a link forgets them', async () => {
  const { list, asked } = await listing((query) =>
    query.get('offset') ? { buckets: [], links: {} } : { buckets: buckets(0, 1), links: { next: '/b?offset=1' } },
  );
  await paginate(list, { org: 'a&b' }).toArray();
  expect(asked).toEqual(['?org=a%26b', '?org=a%26b&offset=1']);
});

describe('a server that cannot be followed gives an error, and never an endless loop', () => {
  const hostile: [name: string, answer: Answer, message: RegExp][] = [
    [
      'a link to another origin',
      () => ({ buckets: buckets(0, 1), links: { next: 'http://evil.example/api/v2/buckets?offset=1' } }),
      /another origin, http:\/\/evil\.example/,
    ],
    [
      'a link with a scheme of its own',
      () => ({ buckets: buckets(0, 1), links: { next: 'javascript:alert(1)' } }),
      /another origin/,
    ],
    [
      'links in a circle',
      (_, count) => ({ buckets: buckets(count, count + 1), links: { next: `/b?offset=${count % 2}` } }),
      /circle/,
    ],
    ['the same page for ever', () => ({ buckets: buckets(0, 2) }), /same page/],
    ['no list', () => ({ buckets: 'many' }), /is a string, not a list/],
  ];
  test.each(hostile)('%s', async (_, answer, message) => {
    const { list, asked } = await listing(answer);
    const failure = await paginate(list)
      .toArray()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PaginationError);
    expect(String(failure)).toMatch(message);
    expect(asked.length).toBeLessThan(5);
  });

  test('a link that names __proto__ changes nothing but a query parameter', async () => {
    const { list } = await listing((query) =>
      query.has('__proto__')
        ? { buckets: [], links: {} }
        : { buckets: buckets(0, 1), links: { next: '/b?__proto__=x' } },
    );
    expect(await paginate(list).toArray()).toHaveLength(1);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

test('arguments of the path stay, and the query goes behind them', async () => {
  interface Runs {
    (taskID: string, query?: { after?: string }, options?: CallOptions): Call<{ runs?: Bucket[] }>;
    readonly operation: PagedOperation<Bucket, Runs>;
  }
  const { url, asked } = await listing((query) => ({ runs: query.get('after') ? [] : buckets(0, 2) }));
  const list = method(createClient({ baseUrl: url }), {
    name: 'tasks.runs.list',
    method: 'GET',
    path: '/api/v2/tasks/{taskID}/runs',
    answer: { 'application/json': 'json' },
    query: ['after'],
    page: { items: 'runs', after: 'after' },
  } as PagedOperation<Bucket, Runs>);
  expect(await paginate(list, 'abc').toArray()).toHaveLength(2);
  expect(asked).toEqual(['', '?after=0000000000000001']);
});
