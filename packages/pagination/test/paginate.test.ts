import { method as bind, call } from '@influxkit/runtime';
import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import { PageError, type Paginated, paginate } from '../src/index.js';
import { apiOf, type Bucket, type Buckets, bucketsOf, type Sent } from './api.js';

const byOffset = { limit: 'limit', offset: 'offset' };
const byAfter = { limit: 'limit', after: 'after' };
const byLink = { ...byOffset, next: 'links.next' };

/** Serves a list the way InfluxDB does: 20 a page unless asked, never more than 100. */
const server =
  (all: readonly Bucket[], links = false, most = 100) =>
  ({ query }: Sent): object => {
    const limit = Math.min(Number(query['limit'] ?? 20), most);
    const start =
      query['after'] === undefined
        ? Number(query['offset'] ?? 0)
        : all.findIndex(({ id }) => id === query['after']) + 1;
    const buckets = all.slice(start, start + limit);
    const next = `/api/v2/buckets?limit=${limit}&offset=${start + limit}`;
    return { buckets, ...(links && { links: { self: '/api/v2/buckets', ...(buckets.length === limit && { next }) } }) };
  };

const ids = (list: Paginated<Bucket>) => list.toArray().then((items) => items.map(({ id }) => id));

test.each<[name: string, rule: object, links: boolean]>([
  ['links', byLink, true],
  ['links that the contract has and the server has not', byLink, false],
  ['the offset', byOffset, false],
  ['the cursor', byAfter, false],
  ['the cursor, where there is an offset too', { ...byOffset, after: 'after' }, false],
])('every item comes once and in order, by %s', async (_, rule, links) => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(130),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      async (count, limit, most) => {
        const all = bucketsOf(count);
        const { api } = apiOf(rule, server(all, links, most));
        expect(await ids(paginate(api.buckets.list, { limit }))).toEqual(all.map(({ id }) => id));
      },
    ),
    { numRuns: 100 },
  );
});

test('items and pages are typed, and only a method that pages is accepted', async () => {
  const { api } = apiOf(byOffset, server(bucketsOf(3)));
  const list = paginate(api.buckets.list, { org: 'acme' });
  expectTypeOf(list).toEqualTypeOf<Paginated<Bucket, Buckets>>();
  for await (const bucket of list) expectTypeOf(bucket).toEqualTypeOf<Bucket>();
  for await (const page of list.pages()) {
    expectTypeOf(page.items).toEqualTypeOf<readonly Bucket[]>();
    expectTypeOf(page.data).toEqualTypeOf<Buckets>();
  }
  expectTypeOf(paginate(api.tasks.runs.list, 'task', { limit: 3 })).toMatchTypeOf<Paginated<{ at: number }>>();
  expectTypeOf(paginate(api.search, { text: 'a' })).toEqualTypeOf<Paginated<string, string[]>>();
  // @ts-expect-error: it gives one bucket
  expect(() => paginate(api.buckets.get, '1')).toThrow(TypeError);
  // @ts-expect-error: the task is missing
  paginate(api.tasks.runs.list);
});

test('what the query asks for goes with every request', async () => {
  const { api, sent } = apiOf(byOffset, server(bucketsOf(5)));
  await paginate(api.buckets.list, { org: 'acme', limit: 2, offset: 1 }).toArray();
  expect(sent.map(({ query }) => query)).toEqual([
    { org: 'acme', limit: '2', offset: '1' },
    { org: 'acme', limit: '2', offset: '3' },
    { org: 'acme', limit: '2', offset: '5' },
  ]);
});

test('path parameters and a body go with every request', async () => {
  const pages = [[1, 2], [3], []];
  const { api, sent } = apiOf(byOffset, ({ path }, count) => {
    const page = pages[(count - 1) % 3] as number[];
    return path.endsWith('runs') ? { runs: page.map((at) => ({ id: `r${at}`, at })) } : page.map(String);
  });
  expect(await paginate(api.tasks.runs.list, 'a/b').toArray()).toHaveLength(3);
  expect(await paginate(api.search, { text: 'x' }, { query: { limit: 2 } }).toArray()).toEqual(['1', '2', '3']);
  expect(sent.map(({ path, query, body }) => [path, query, body])).toEqual([
    ['/base/api/v2/tasks/a%2Fb/runs', {}, undefined],
    ['/base/api/v2/tasks/a%2Fb/runs', { offset: '2' }, undefined],
    ['/base/api/v2/tasks/a%2Fb/runs', { offset: '3' }, undefined],
    ['/base/search', { limit: '2' }, '{"text":"x"}'],
    ['/base/search', { limit: '2', offset: '2' }, '{"text":"x"}'],
    ['/base/search', { limit: '2', offset: '3' }, '{"text":"x"}'],
  ]);
});

test('short and empty pages before the end do not stop a walk by links', async () => {
  const pages = [['b0'], [], ['b1', 'b2'], [], ['b3']];
  const { api, sent } = apiOf(byLink, (_, count) => ({
    buckets: (pages[count - 1] ?? []).map((id) => ({ id })),
    links: count < pages.length ? { next: `/api/v2/buckets?page=${count}` } : {},
  }));
  expect(await ids(paginate(api.buckets.list))).toEqual(['b0', 'b1', 'b2', 'b3']);
  expect(sent).toHaveLength(5);
});

test('an answer with links but none to a next page is the last', async () => {
  const { api, sent } = apiOf(byLink, server(bucketsOf(25), true));
  await paginate(api.buckets.list).toArray();
  expect(sent).toHaveLength(2);
});

test('an offset past the end and a list that is null are empty', async () => {
  const past = apiOf(byOffset, server(bucketsOf(3)));
  expect(await paginate(past.api.buckets.list, { offset: 10 }).toArray()).toEqual([]);
  const nothing = apiOf(byOffset, () => ({ buckets: null }));
  expect(await paginate(nothing.api.buckets.list).toArray()).toEqual([]);
  expect(nothing.sent).toHaveLength(1);
});

test.each<[name: string, next: string]>([
  ['relative to the server', '/api/v2/buckets?after=1&x=1&x=2'],
  ['with the prefix of the base URL', '/base/api/v2/buckets?after=1&x=1&x=2'],
  ['a query alone', '?after=1&x=1&x=2'],
  ['absolute', 'http://h/api/v2/buckets?after=1&x=1&x=2'],
])('a link may be %s', async (_, next) => {
  const link = next.startsWith('?') ? `/api/v2/buckets${next}` : next;
  const { api, sent } = apiOf(byLink, (_, count) => ({ buckets: [], links: count === 1 ? { next: link } : {} }));
  await paginate(api.buckets.list, { org: 'acme' }).toArray();
  expect(sent[1]).toMatchObject({ path: '/base/api/v2/buckets', query: { after: '1', x: '2' } });
});

test.each<[name: string, next: string]>([
  ['another server', 'http://evil.example/api/v2/buckets?offset=1'],
  ['another server without a scheme', '//evil.example/api/v2/buckets'],
  ['another port', 'http://h:81/api/v2/buckets'],
  ['another scheme', 'https://h/api/v2/buckets'],
  ['another list', '/api/v2/users?offset=1'],
  ['a longer path', '/evil/api/v2/buckets'],
  ['a path that climbs', '/api/v2/buckets/../users'],
  ['a script', 'javascript:alert(1)'],
  ['no address', 'http://'],
])('a link to %s is refused, and nothing is sent there', async (_, next) => {
  const { api, sent } = apiOf(byLink, () => ({ buckets: [{ id: '1' }], links: { next } }));
  const walk = paginate(api.buckets.list).toArray();
  await expect(walk).rejects.toBeInstanceOf(PageError);
  await expect(walk).rejects.toThrow('buckets.list: the link to the next page leads away from this list');
  expect(sent).toHaveLength(1);
});

test.each<[name: string, rule: object, serve: (sent: Sent, count: number) => unknown, message: string]>([
  ['to itself', byLink, () => ({ buckets: [], links: { next: '/api/v2/buckets' } }), 'lead in a circle'],
  [
    'back and forth',
    byLink,
    (_, count) => ({ buckets: [{ id: '1' }], links: { next: `/api/v2/buckets?page=${count % 2}` } }),
    'lead in a circle',
  ],
  ['past the offset', byOffset, () => ({ buckets: [{ id: '1' }] }), 'does not heed "offset"'],
  ['past the cursor', byAfter, () => ({ buckets: [{ id: '1' }] }), 'does not heed "after"'],
])('a server that leads in circles ends in PageError: %s', async (_, rule, serve, message) => {
  const { api, sent } = apiOf(rule, serve);
  await expect(paginate(api.buckets.list).toArray()).rejects.toThrow(message);
  expect(sent.length).toBeLessThanOrEqual(4);
});

test('a server that invents empty pages without end ends in PageError', async () => {
  const { api, sent } = apiOf(byLink, (_, count) => ({
    buckets: [],
    links: { next: `/api/v2/buckets?page=${count}` },
  }));
  await expect(paginate(api.buckets.list).toArray()).rejects.toThrow('1000 pages in a row are empty');
  expect(sent).toHaveLength(1001);
});

test.each<[name: string, answer: unknown, message: string]>([
  ['no list', { buckets: 'x' }, '"buckets" of the answer is no list of items'],
  ['no cursor', { buckets: [{ name: 'x' }] }, 'has no "id"'],
  ['items that are null', { buckets: [null] }, 'has no "id"'],
])('an answer that does not fit the contract is told: %s', async (_, answer, message) => {
  const { api } = apiOf(byAfter, () => answer);
  await expect(paginate(api.buckets.list).toArray()).rejects.toThrow(message);
});

test('items under names that objects have already are not found where there are none', async () => {
  const { api } = apiOf({ ...byOffset, items: 'constructor' }, () => ({}));
  expect(await paginate(api.buckets.list).toArray()).toEqual([]);
});

test('pages come with their whole answer', async () => {
  const { api } = apiOf(byLink, server(bucketsOf(30), true));
  const pages = [];
  for await (const { items, data } of paginate(api.buckets.list).pages())
    pages.push([items.length, data.buckets?.length]);
  expect(pages).toEqual([
    [20, 20],
    [10, 10],
  ]);
});

test('pages are fetched as they are asked for, and no further than the walk goes', async () => {
  const { api, sent } = apiOf(byOffset, server(bucketsOf(100)));
  for await (const { id } of paginate(api.buckets.list)) if (id === 'b25') break;
  expect(sent).toHaveLength(2);
});

test('max ends the walk after so many items, and asks for no page beyond', async () => {
  const { api, sent } = apiOf(byOffset, server(bucketsOf(100)));
  expect(await ids(paginate(api.buckets.list).max(25))).toHaveLength(25);
  expect(sent).toHaveLength(2);
  expect(await ids(paginate(api.buckets.list).max(20))).toHaveLength(20);
  expect(sent).toHaveLength(3);
  expect(await ids(paginate(api.buckets.list).max(0))).toEqual([]);
  expect(sent).toHaveLength(3);
});

test('pageSize asks for so many items at a time', async () => {
  const { api, sent } = apiOf(byOffset, server(bucketsOf(10)));
  expect(await ids(paginate(api.buckets.list, { org: 'a' }).pageSize(5).max(7))).toHaveLength(7);
  expect(sent.map(({ query }) => query)).toEqual([
    { org: 'a', limit: '5' },
    { org: 'a', limit: '5', offset: '5' },
  ]);
  const fixed = apiOf({ offset: 'offset' }, server([]));
  expect(() => paginate(fixed.api.buckets.list).pageSize(5)).toThrow(PageError);
});

test.each([-1, 1.5, Number.NaN, '5' as unknown as number])('max and pageSize take whole numbers alone: %s', (items) => {
  const list = paginate(apiOf(byOffset, server([])).api.buckets.list);
  expect(() => list.max(items)).toThrow(RangeError);
  expect(() => list.pageSize(items)).toThrow(RangeError);
});

test('a list can be walked twice, from the start each time', async () => {
  const { api, sent } = apiOf(byOffset, server(bucketsOf(3)));
  const list = paginate(api.buckets.list);
  expect(sent).toHaveLength(0);
  expect(await ids(list)).toEqual(await ids(list));
  expect(sent).toHaveLength(4);
});

test('a signal ends the walk, and a failure of a page is its own', async () => {
  const end = new AbortController();
  const { api } = apiOf(byOffset, (sent, count) => {
    if (count === 2) end.abort(new Error('mine'));
    return server(bucketsOf(100))(sent);
  });
  await expect(paginate(api.buckets.list, {}, { signal: end.signal }).toArray()).rejects.toThrow('mine');
  const broken = apiOf(byOffset, () => {
    throw new Error('gone');
  });
  await expect(paginate(broken.api.buckets.list).toArray()).rejects.toMatchObject({ name: 'ConnectionError' });
});

test('an operation alone, bound to a client, pages as well', async () => {
  const { api } = apiOf(byOffset, server(bucketsOf(30)));
  const { operation } = api.buckets.list;
  expect(await ids(paginate(bind(api, operation)))).toHaveLength(30);
  expect((await call(api, operation, { limit: 3 })).buckets).toHaveLength(3);
});
