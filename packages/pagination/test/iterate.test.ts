import type { Pagination } from '@influxkit/runtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { part } from '../../../tests/tools/src/scope.js';
import { type Items, PageError, paginate } from '../src/index.js';
import { apiOf, type Bucket, bucketsOf, type Manners, type Sent, serving } from './api.js';

const byOffset = { limit: 'limit', offset: 'offset' };
const byAfter = { limit: 'limit', after: 'after' };
const byLink = { ...byOffset, next: 'links.next' };
const byAll = { ...byLink, after: 'after' };

const ids = (list: Items<Bucket>) => list.toArray().then((items) => items.map(({ id }) => id));

describe('every item comes once and in order', () => {
  test.each<[name: string, rule: Partial<Pagination>, manners: Manners]>([
    ['by links', byLink, { links: 'when full' }],
    ['by links of a server that knows where it ends', byLink, { links: 'when more' }],
    ['by links that the contract has and the server has not', byLink, {}],
    [
      'by offset, of a server that links to itself alone',
      { ...byLink, nextOptional: true, max: 40 },
      { links: 'self' },
    ],
    ['by offset', byOffset, {}],
    ['by cursor', byAfter, {}],
    ['by cursor, where there is an offset too', { ...byOffset, after: 'after' }, {}],
    ['by cursor, where there are links too', byAll, { links: 'when full' }],
    ['by offset, of a server that ignores the cursor', { ...byOffset, after: 'after' }, { ignoresAfter: true }],
    ['by links, of a server that ignores the cursor', byAll, { ignoresAfter: true, links: 'when full' }],
  ])('%s', async (_, rule, manners) => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          count: fc.nat(130),
          pageSize: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
          // A server may give fewer than it is asked for, but for what the contract allows.
          most: rule.max === undefined ? fc.integer({ min: 1, max: 40 }) : fc.constant(40),
          limit: fc.option(fc.nat(140), { nil: undefined }),
          maxPages: fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }),
          prefetch: fc.boolean(),
        }),
        async ({ count, most, ...options }) => {
          const all = bucketsOf(count);
          const { api, sent } = apiOf(rule, serving(all, { ...manners, most }));
          const got = await ids(paginate(api.buckets.list, {}, options));
          const want = all.slice(0, options.limit).map(({ id }) => id);
          const { maxPages = Infinity } = options;
          expect(got).toEqual(want.slice(0, got.length));
          // One page is asked for twice, where the first way to it is ignored.
          expect(sent.length).toBeLessThanOrEqual(maxPages + (manners.ignoresAfter ? 1 : 0));
          if (sent.length < maxPages) expect(got).toEqual(want);
        },
      ),
      { numRuns: part(4, 50) },
    );
  });
});

describe('where both an offset and a cursor are offered, the cursor leads', () => {
  test.each<[name: string, links: Manners['links']]>([
    ['also where the response links to an offset', 'when full'],
    ['and where it does not', undefined],
  ])('%s', async (_, links) => {
    const { api, sent } = apiOf({ ...byAll, max: 100 }, serving(bucketsOf(5), links && { links }));
    await paginate(api.buckets.list, { org: 'a' }, { pageSize: 2 }).toArray();
    expect(sent.map(({ query }) => query)).toEqual([
      { org: 'a', limit: '2' },
      { org: 'a', limit: '2', after: 'b000001' },
      { org: 'a', limit: '2', after: 'b000003' },
    ]);
  });

  test.each<[name: string, links: Manners['links']]>([
    ['by the link', 'when full'],
    ['by the offset', undefined],
  ])('a server that ignores it is noticed by what comes again, and the walk goes on %s', async (_, links) => {
    const manners = { ignoresAfter: true, ...(links && { links }) };
    const { api, sent } = apiOf({ ...byAll, max: 100 }, serving(bucketsOf(5), manners));
    expect(await ids(paginate(api.buckets.list, { org: 'a' }, { pageSize: 2 }))).toEqual(
      bucketsOf(5).map(({ id }) => id),
    );
    expect(sent.map(({ query }) => query)).toEqual([
      { org: 'a', limit: '2' },
      { org: 'a', limit: '2', after: 'b000001' },
      { org: 'a', limit: '2', offset: '2' },
      { org: 'a', limit: '2', offset: '4' },
    ]);
  });

  test('a walk that begins at an offset stays with it: it cannot tell whether a server honors the cursor', async () => {
    const { api, sent } = apiOf(
      { ...byOffset, max: 100, after: 'after' },
      serving(bucketsOf(4), { ignoresAfter: true }),
    );
    expect(await ids(paginate(api.buckets.list, { offset: 1 }, { pageSize: 2 }))).toHaveLength(3);
    expect(sent.map(({ query }) => query)).toEqual([
      { limit: '2', offset: '1' },
      { limit: '2', offset: '3' },
    ]);
  });

  test('what is added and removed in between neither repeats an item nor loses one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(999), { minLength: 1, maxLength: 60 }),
        fc.infiniteStream(fc.tuple(fc.boolean(), fc.nat(999))),
        fc.integer({ min: 1, max: 10 }),
        fc.constantFrom(undefined, 'when full' as const),
        async (start, changes, pageSize, links) => {
          const there = new Set(start);
          const stayed = new Set(start);
          const { api } = apiOf({ ...byAll, max: 100 }, (sent) => {
            const bucket = (n: number): Bucket => ({ id: `b${String(n).padStart(6, '0')}` });
            const response = serving([...there].sort((a, b) => a - b).map(bucket), links && { links })(sent);
            // The server goes on living: some are added, some are removed, right after each response.
            for (const [isAdded, n] of changes.take(3)) {
              if (isAdded) there.add(n);
              else {
                there.delete(n);
                stayed.delete(n);
              }
            }
            return response;
          });
          const got = (await ids(paginate(api.buckets.list, {}, { pageSize }))).map((id) => Number(id.slice(1)));
          expect(got).toEqual([...new Set(got)].sort((a, b) => a - b));
          // Between full pages and a short one; what was there all the time came.
          for (const n of stayed) expect(got).toContain(n);
        },
      ),
      { numRuns: part(4, 100) },
    );
  });

  test.each<[name: string, links: Manners['links']]>([
    ['by offset', undefined],
    ['by link', 'when full'],
  ])('not in an order of the caller’s, for the cursor follows the IDs; it goes on %s', async (_, links) => {
    const { api, sent } = apiOf({ ...byAll, max: 100 }, serving(bucketsOf(3), links && { links }));
    expect(await ids(paginate(api.buckets.list, { sortBy: 'name' }, { pageSize: 2 }))).toHaveLength(3);
    expect(sent.map(({ query }) => query)).toEqual([
      { sortBy: 'name', limit: '2' },
      { sortBy: 'name', limit: '2', offset: '2' },
    ]);
  });

  test('an item without an ID leaves it to the link', async () => {
    const all = bucketsOf(4);
    const { api, sent } = apiOf(byAll, ({ query }) => ({
      buckets: query['offset'] ? all.slice(2) : [all[0], { name: 'no ID' }],
      links: query['offset'] ? {} : { next: '/api/v2/buckets?offset=2' },
    }));
    expect(await paginate(api.buckets.list).toArray()).toHaveLength(4);
    expect(sent).toHaveLength(2);
  });
});

describe('ends', () => {
  const lists = (pages: readonly string[][], last: object | undefined = {}) =>
    apiOf(byLink, (_, count) => ({
      buckets: (pages[count - 1] ?? []).map((id) => ({ id })),
      ...(count < pages.length ? { links: { next: `/api/v2/buckets?page=${count}` } } : last && { links: last }),
    }));

  test('a short or an empty page is not the end when the response names a next one', async () => {
    const { api, sent } = lists([['b0'], [], ['b1', 'b2'], [], ['b3']]);
    expect(await ids(paginate(api.buckets.list, {}, { pageSize: 2 }))).toEqual(['b0', 'b1', 'b2', 'b3']);
    expect(sent).toHaveLength(5);
  });

  test('neither is it under a cursor', async () => {
    const { api, sent } = apiOf({ ...byAll, max: 100 }, ({ query }) => {
      if (query['offset']) return { buckets: [{ id: 'b9' }], links: {} };
      const buckets = query['after'] === undefined ? [{ id: 'b1' }] : [];
      return { buckets, links: { next: `/api/v2/buckets?limit=5&after=b1&offset=5` } };
    });
    expect(await ids(paginate(api.buckets.list, {}, { pageSize: 5 }))).toEqual(['b1', 'b9']);
    expect(sent.map(({ query }) => query)).toEqual([
      { limit: '5' },
      { limit: '5', after: 'b1' },
      { limit: '5', after: 'b1', offset: '5' },
    ]);
  });

  test.each<[name: string, last: object | undefined]>([
    ['links, but none to a next page', { self: '/api/v2/buckets' }],
    ['a next link that is empty', { next: '' }],
    ['a next link that is null', { next: null }],
  ])('a response with %s is the last, full as it is', async (_, last) => {
    const { api, sent } = lists([['b0', 'b1']], last);
    await paginate(api.buckets.list, {}, { pageSize: 2 }).toArray();
    expect(sent).toHaveLength(1);
  });

  test('but not of a list that servers return without it', async () => {
    const { api, sent } = apiOf({ ...byLink, max: 2, nextOptional: true }, serving(bucketsOf(5), { links: 'self' }));
    expect(await ids(paginate(api.buckets.list))).toHaveLength(5);
    expect(sent).toHaveLength(3);
  });

  test.each<[name: string, rule: Partial<Pagination>, options: object, items: number, want: number]>([
    // What was asked for is allowed by the contract, so a page with less is the last.
    ['a short page', { ...byOffset, max: 100 }, { pageSize: 5 }, 3, 1],
    ['a short page of the default size', { ...byOffset, max: 100 }, {}, 3, 1],
    ['an empty page after a full one', { ...byOffset, max: 100 }, { pageSize: 5 }, 5, 2],
    // The contract does not say how many may be asked for: the server may give less.
    ['an empty page where the contract has no largest size', byOffset, { pageSize: 5 }, 3, 2],
    ['a page that is shorter than one before', byOffset, { pageSize: 5 }, 8, 2],
    ['an empty page where no size was asked for', byOffset, {}, 3, 2],
  ])('without links the end is %s', async (_, rule, options, items, want) => {
    const { api, sent } = apiOf(rule, serving(bucketsOf(items)));
    expect(await ids(paginate(api.buckets.list, {}, options))).toHaveLength(items);
    expect(sent).toHaveLength(want);
  });

  test('more than the contract allows may be cut down by the server, which is not the end', async () => {
    const { api, sent } = apiOf({ ...byOffset, max: 100 }, serving(bucketsOf(250)));
    expect(await ids(paginate(api.buckets.list, { limit: 500 }))).toHaveLength(250);
    expect(sent).toHaveLength(3);
  });

  test('a limit of -1 asks for all at once, where an API has it', async () => {
    // A server that counts on with -1 links to nowhere.
    const { api, sent } = apiOf({ ...byLink, max: 100 }, (got) => ({
      ...serving(bucketsOf(250))(got),
      links: { next: '/api/v2/buckets?limit=-1&offset=-1' },
    }));
    expect(await ids(paginate(api.buckets.list, { limit: -1 }))).toHaveLength(250);
    expect(await ids(paginate(api.buckets.list, { limit: -1 }, { limit: 7 }))).toHaveLength(7);
    expect(sent.map(({ query }) => query)).toEqual([{ limit: '-1' }, { limit: '-1' }]);
  });

  test('an offset past the end and a list that is null are empty', async () => {
    const past = apiOf(byOffset, serving(bucketsOf(3)));
    expect(await paginate(past.api.buckets.list, { offset: 10 }).toArray()).toEqual([]);
    const nothing = apiOf(byOffset, () => ({ buckets: null }));
    expect(await paginate(nothing.api.buckets.list).toArray()).toEqual([]);
    expect(nothing.sent).toHaveLength(1);
  });

  test('items under names that objects have already are not found where there are none', async () => {
    const { api } = apiOf({ ...byOffset, items: 'constructor' }, () => ({}));
    await expect(paginate(api.buckets.list).toArray()).rejects.toThrow(
      'the response must have "constructor", an array of items; got an empty object',
    );
  });
});

describe('links', () => {
  test.each<[name: string, next: string]>([
    ['relative to the server', '/api/v2/buckets?after=1&x=1&x=2'],
    ['with the prefix of the base URL', '/base/api/v2/buckets?after=1&x=1&x=2'],
    ['absolute', 'http://h/api/v2/buckets?after=1&x=1&x=2'],
  ])('may be %s', async (_, next) => {
    const { api, sent } = apiOf(byLink, (_, count) => ({ buckets: [], links: count === 1 ? { next } : {} }));
    await paginate(api.buckets.list, { org: 'acme' }).toArray();
    expect(sent[1]).toMatchObject({ path: '/base/api/v2/buckets', query: { after: '1', x: '2' } });
  });

  const foreign: [name: string, next: string][] = [
    ['another server', 'http://evil.example/api/v2/buckets?offset=1'],
    ['another server without a scheme', '//evil.example/api/v2/buckets'],
    ['another port', 'http://h:81/api/v2/buckets'],
    ['another scheme', 'https://h/api/v2/buckets'],
    ['another list', '/api/v2/users?offset=1'],
    ['a longer path', '/evil/api/v2/buckets'],
    ['a path that climbs', '/api/v2/buckets/../users'],
    ['a script', 'javascript:alert(1)'],
    ['no address', 'http://'],
  ];
  test.each(
    foreign.flatMap(([name, next]) => [
      [name, next, byLink] as const,
      // Not followed, but no server that means well would have it.
      [`${name} (with a cursor)`, next, byAll] as const,
    ]),
  )('to %s are refused, and nothing is sent there', async (_, next, rule) => {
    const { api, sent } = apiOf(rule, () => ({ buckets: [{ id: '1' }], links: { next } }));
    const walk = paginate(api.buckets.list).toArray();
    await expect(walk).rejects.toBeInstanceOf(PageError);
    await expect(walk).rejects.toThrow('buckets.list: the link to the next page leads away from this list');
    expect(sent).toHaveLength(1);
  });
});

describe('a server that repeats itself is stopped before anything comes twice', () => {
  type Serve = (sent: Sent, count: number) => unknown;
  const page = (...ids: string[]) => ({ buckets: ids.map((id) => ({ id })) });
  const [a, b, c] = [page('1', '2'), page('3', '4'), page('5', '6')];
  const to = (next: string) => ({ links: { next: `/api/v2/buckets?${next}` } });

  test.each<[name: string, rule: object, serve: Serve, got: number, message: string]>([
    ['the same page, by offset', byOffset, () => a, 2, 'whatever "offset" asks for'],
    ['the same page, by cursor', byAfter, () => a, 2, 'whatever "after" asks for'],
    ['the same page, by links that go on', byLink, (_, n) => ({ ...a, ...to(`page=${n}`) }), 2, 'whatever the link'],
    ['A, B, A by offset', byOffset, (_, n) => (n % 2 ? a : b), 4, 'whatever "offset" asks for'],
    ['A, B, A by cursor', byAfter, ({ query }) => (query['after'] === '2' ? b : a), 4, 'whatever "after" asks for'],
    ['A, B, A by links', byLink, (_, n) => (n % 2 ? { ...a, ...to('b') } : { ...b, ...to('a') }), 4, 'repeats itself'],
    ['A, B, C, B by offset', byOffset, (_, n) => [a, b, c][n === 4 ? 1 : n - 1], 6, 'repeats itself'],
    ['a link to its own page', byLink, () => ({ ...page(), ...to('x') }), 0, 'lead in a cycle'],
    ['links back and forth', byLink, (_, n) => ({ ...page(), ...to(`page=${n % 2}`) }), 0, 'lead in a cycle'],
    [
      'the last item again, by cursor',
      byAfter,
      ({ query }) => (query['after'] === '2' ? page('2', '3') : a),
      2,
      'whatever "after" asks for',
    ],
    [
      'items without IDs',
      byOffset,
      () => ({ buckets: [{ name: 'x' }, { name: 'y' }] }),
      2,
      'a page holds what an earlier one held',
    ],
  ])('%s', async (_, rule, serve, want, message) => {
    const { api, sent } = apiOf(rule, serve);
    const got: unknown[] = [];
    const walk = async () => {
      for await (const item of paginate(api.buckets.list, { limit: 2 })) got.push(item);
    };
    const error = await walk().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PageError);
    expect((error as Error).message).toContain('the server repeats itself');
    expect((error as Error).message).toContain(message);
    expect(got).toHaveLength(want);
    expect(sent.length).toBeLessThanOrEqual(4);
  });

  test('one that invents empty pages without end is stopped, too', async () => {
    const { api, sent } = apiOf(byLink, (_, count) => ({ ...page(), ...to(`page=${count}`) }));
    await expect(paginate(api.buckets.list).toArray()).rejects.toThrow('1000 pages in a row are empty');
    // With the one that is fetched ahead.
    expect(sent.length).toBeLessThanOrEqual(1002);
  });
});

test.each<[name: string, response: unknown, message: string]>([
  ['no list', { buckets: 'x' }, '"buckets" of the response must be an array of items; got a string'],
  ['no cursor', { buckets: [{ name: 'x' }] }, 'has no "id"'],
  ['items that are null', { buckets: [null] }, 'has no "id"'],
])('a response that does not fit the contract is reported: %s', async (_, response, message) => {
  const { api } = apiOf(byAfter, () => response);
  await expect(paginate(api.buckets.list).toArray()).rejects.toThrow(message);
});
