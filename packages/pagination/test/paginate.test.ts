import { method as bind, call } from '@influxkit/runtime';
import { expect, expectTypeOf, test } from 'vitest';
import { type ItemIterator, type Items, type Page, type Paginated, paginate } from '../src/index.js';
import { apiOf, type Bucket, type Buckets, bucketsOf, serving } from './api.js';

const byOffset = { limit: 'limit', offset: 'offset' };
const ids = (list: Items<Bucket>) => list.toArray().then((items) => items.map(({ id }) => id));

test('items and pages are typed', async () => {
  const { api } = apiOf(byOffset, serving(bucketsOf(3)));
  const list = paginate(api.buckets.list, { org: 'acme' });
  expectTypeOf(list).toEqualTypeOf<Paginated<Bucket, Buckets>>();
  for await (const bucket of list) expectTypeOf(bucket).toEqualTypeOf<Bucket>();
  for await (const page of list.pages()) {
    expectTypeOf(page).toEqualTypeOf<Page<Bucket, Buckets>>();
    expectTypeOf(page.items).toEqualTypeOf<readonly Bucket[]>();
    expectTypeOf(page.data).toEqualTypeOf<Buckets>();
  }
  expectTypeOf(await list.first()).toEqualTypeOf<Bucket | undefined>();
  expectTypeOf(list.items()).toEqualTypeOf<ItemIterator<Bucket>>();
  expectTypeOf(paginate(api.tasks.runs.list, 'task', { limit: 3 })).toMatchTypeOf<Paginated<{ at: number }>>();
  expectTypeOf(paginate(api.search, { text: 'a' })).toEqualTypeOf<Paginated<string, string[]>>();
});

test('a method that does not page is refused, by the compiler and at run time', () => {
  const { api, sent } = apiOf(byOffset, serving(bucketsOf(3)));
  // @ts-expect-error: it gives one bucket
  expect(() => paginate(api.buckets.get, '1')).toThrow(
    new TypeError('paginate takes a method whose operation pages, such as api.buckets.list; buckets.get does not'),
  );
  // @ts-expect-error: no method
  expect(() => paginate(() => {})).toThrow(TypeError);
  // @ts-expect-error: nothing
  expect(() => paginate()).toThrow(TypeError);
  expect(sent).toHaveLength(0);
});

test('arguments are those of the method, with the options of a walk among its options', () => {
  const { api } = apiOf(byOffset, serving([]));
  const { signal } = new AbortController();
  paginate(api.buckets.list);
  paginate(api.buckets.list, undefined, { limit: 3 });
  paginate(
    api.buckets.list,
    { org: 'a' },
    { pageSize: 2, limit: 3, maxPages: 4, prefetch: false, signal, timeout: 1, headers: { a: 'b' }, retry: 2 },
  );
  paginate(api.tasks.runs.list, 'task');
  paginate(api.tasks.runs.list, 'task', { org: 'a' }, { limit: 3, signal });
  paginate(api.buckets.labels.list, 'bucket', { limit: 3, signal });
  paginate(api.search, { text: 'a' }, { query: { org: 'a' }, limit: 3 });
  // @ts-expect-error: the task is missing
  paginate(api.tasks.runs.list);
  // @ts-expect-error: a number is no task
  paginate(api.tasks.runs.list, 1);
  // @ts-expect-error: the query has no such parameter
  paginate(api.buckets.list, { pageSize: 2 });
  // @ts-expect-error: there is no such option
  paginate(api.buckets.list, {}, { pagesize: 2 });
  // @ts-expect-error: options come last
  paginate(api.buckets.list, {}, {}, { limit: 2 });
  // @ts-expect-error: an option of another type
  expect(() => paginate(api.tasks.runs.list, 'task', {}, { prefetch: 'no' })).toThrow(TypeError);
});

test('what the query asks for goes with every request, and so do the options of the call', async () => {
  const seen: unknown[] = [];
  const { api, sent } = apiOf(byOffset, serving(bucketsOf(5)), (request) => seen.push(request.headers['x-mine']));
  const headers = { 'x-mine': 'yes' };
  await paginate(api.buckets.list, { org: 'acme', limit: 2, offset: 1 }, { headers }).toArray();
  expect(sent.map(({ query }) => query)).toEqual([
    { org: 'acme', limit: '2', offset: '1' },
    { org: 'acme', limit: '2', offset: '3' },
    { org: 'acme', limit: '2', offset: '5' },
  ]);
  expect(seen).toEqual(['yes', 'yes', 'yes']);
});

test('path parameters and a body go with every request', async () => {
  const pages: Record<string, number[]> = { 0: [1, 2], 2: [3], 3: [] };
  const { api, sent } = apiOf(byOffset, ({ path, query }) => {
    const page = pages[query['offset'] ?? 0] ?? [];
    return path.endsWith('runs') ? { runs: page.map((at) => ({ id: `r${at}`, at })) } : page.map(String);
  });
  expect(await paginate(api.tasks.runs.list, 'a/b').toArray()).toHaveLength(3);
  expect(await paginate(api.search, { text: 'x' }, { query: { limit: 2 } }).toArray()).toEqual(['1', '2', '3']);
  expect(sent.map(({ path, query, body }) => [path, query, body])).toEqual([
    ['/base/api/v2/tasks/a%2Fb/runs', {}, undefined],
    ['/base/api/v2/tasks/a%2Fb/runs', { offset: '2' }, undefined],
    ['/base/search', { limit: '2' }, '{"text":"x"}'],
    ['/base/search', { limit: '2', offset: '2' }, '{"text":"x"}'],
  ]);
});

test('a link is followed where the contract has no query', async () => {
  const { api, sent } = apiOf({}, ({ path }, count) => ({
    labels: [{ id: `${count}` }],
    links: count < 3 ? { next: `${path.slice('/base'.length)}?page=${count}` } : {},
  }));
  expect(await ids(paginate(api.buckets.labels.list, 'b1', { limit: 5 }))).toEqual(['1', '2', '3']);
  expect(sent.map(({ query }) => query)).toEqual([{}, { page: '1' }, { page: '2' }]);
});

test('a page is as large as the contract allows, unless another size is asked for', async () => {
  const { api, sent } = apiOf({ ...byOffset, max: 100 }, serving(bucketsOf(3)));
  const asked = async (...args: Parameters<typeof api.buckets.list> | [object?, object?]) => {
    await paginate(api.buckets.list, ...(args as [object])).toArray();
    return sent.at(-1)?.query['limit'];
  };
  expect(await asked()).toBe('100');
  expect(await asked({ limit: 30 })).toBe('30');
  expect(await asked({}, { pageSize: 40 })).toBe('40');
  expect(await asked({ limit: 30 }, { pageSize: 40 })).toBe('40');
  // What the contract does not allow is the server's to refuse, as in a call.
  expect(await asked({ limit: 500 })).toBe('500');
  const unknown = apiOf(byOffset, serving(bucketsOf(3)));
  await paginate(unknown.api.buckets.list).toArray();
  expect(unknown.sent[0]?.query).toEqual({});
});

test.each<[option: string, value: unknown, message: string]>([
  ['pageSize', 0, 'paginate: `pageSize` must be an integer, 1 or more; got 0'],
  ['pageSize', 1.5, 'paginate: `pageSize` must be an integer, 1 or more; got 1.5'],
  ['pageSize', '5', 'paginate: `pageSize` must be an integer, 1 or more; got a string'],
  ['pageSize', 101, 'paginate: `pageSize` is 101; buckets.list takes 100 or fewer'],
  ['limit', -1, 'paginate: `limit` must be an integer, 0 or more; got -1'],
  ['limit', Number.NaN, 'paginate: `limit` must be an integer, 0 or more; got NaN'],
  ['limit', null, 'paginate: `limit` must be an integer, 0 or more; got null'],
  ['maxPages', 0, 'paginate: `maxPages` must be an integer, 1 or more; got 0'],
  ['maxPages', {}, 'paginate: `maxPages` must be an integer, 1 or more; got an object'],
  ['prefetch', 'no', 'paginate: `prefetch` must be true or false; got a string'],
])('an option that cannot be meant is refused before anything is sent: %s %o', (option, value, message) => {
  const { api, sent } = apiOf({ ...byOffset, max: 100 }, serving([]));
  expect(() => paginate(api.buckets.list, {}, { [option]: value })).toThrow(message);
  expect(sent).toHaveLength(0);
});

test('a page size is refused where the server alone has a say, and a limit of toArray that is no number', async () => {
  const { api } = apiOf({ offset: 'offset' }, serving([]));
  expect(() => paginate(api.buckets.list, {}, { pageSize: 5 })).toThrow('the server alone says');
  await expect(paginate(api.buckets.list).toArray({ limit: -1 })).rejects.toThrow(
    '`limit` must be an integer, 0 or more; got -1',
  );
});

test('pages come with their whole response and its head', async () => {
  const { api } = apiOf({ ...byOffset, next: 'links.next' }, (sent) =>
    Response.json(serving(bucketsOf(30), { links: 'when full' })(sent), { headers: { 'x-request-id': 'r1' } }),
  );
  const pages = [];
  for await (const { items, data, status, headers } of paginate(api.buckets.list).pages())
    pages.push([items.length, data.buckets?.length, status, headers.get('x-request-id')]);
  expect(pages).toEqual([
    [20, 20, 200, 'r1'],
    [10, 10, 200, 'r1'],
  ]);
});

test('a list can be walked twice, from the start each time, and asks for nothing before', async () => {
  const { api, sent } = apiOf(byOffset, serving(bucketsOf(3)));
  const list = paginate(api.buckets.list);
  list.map(() => 1);
  expect(sent).toHaveLength(0);
  expect(await ids(list)).toEqual(await ids(list));
  expect(sent).toHaveLength(4);
});

test('an operation alone, bound to a client, pages as well', async () => {
  const { api } = apiOf(byOffset, serving(bucketsOf(30)));
  const { operation } = api.buckets.list;
  expect(await ids(paginate(bind(api, operation)))).toHaveLength(30);
  expect((await call(api, operation, { limit: 3 })).buckets).toHaveLength(3);
});
