import { ApiError, CallError, type Pagination } from '@influxkit/runtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { part } from '../../../tests/tools/src/scope.js';
import { type Cursor, cursorOf, type Items, PageError, paginate } from '../src/index.js';
import { apiOf, type Bucket, bucketsOf, type Manners, serving } from './api.js';

const byOffset = { limit: 'limit', max: 100, offset: 'offset' };
const byLink = { ...byOffset, next: 'links.next' };
const strategies: [name: string, rule: Partial<Pagination>, manners: Manners][] = [
  ['offset', byOffset, {}],
  ['cursor', { ...byOffset, after: 'after' }, {}],
  ['cursor, where the server ignores it', { ...byOffset, after: 'after' }, { ignoresAfter: true }],
  [
    'cursor, where the server ignores it and links',
    { ...byLink, after: 'after' },
    { ignoresAfter: true, links: 'when full' },
  ],
  ['link with an offset', byLink, { links: 'when full' }],
  ['link that nothing is known of', { next: 'links.next' }, { links: 'when full' }],
];
const ids = (list: Items<Bucket>) => list.toArray().then((items) => items.map(({ id }) => id));
/** What a caller may do with it in between. */
const stored = (cursor: Cursor | undefined): Cursor => JSON.parse(JSON.stringify(cursor));

describe.each(strategies)('by %s', (_, rule, manners) => {
  test('an iteration whose pages fail goes on at the cursor of each error: each item once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(60),
        fc.integer({ min: 1, max: 15 }),
        fc.infiniteStream(fc.boolean()),
        fc.boolean(),
        async (count, size, fails, prefetch) => {
          const all = bucketsOf(count);
          const serve = serving(all, { ...manners, size });
          const { api } = apiOf(rule, (sent) =>
            fails.next().value ? Response.json({ code: 'internal error' }, { status: 500 }) : serve(sent),
          );
          const options = { prefetch, ...(rule.limit !== undefined && { pageSize: size }) };
          const got: string[] = [];
          let cursor: Cursor | undefined;
          for (let isDone = false; !isDone; ) {
            try {
              for await (const { id } of paginate(api.buckets.list, { org: 'a' }, { ...options, cursor })) got.push(id);
              isDone = true;
            } catch (error) {
              // It is what it would be without pagination.
              expect(error).toBeInstanceOf(ApiError);
              expect((error as ApiError).status).toBe(500);
              cursor = stored(cursorOf(error));
            }
          }
          expect(got).toEqual(all.map(({ id }) => id));
        },
      ),
      { numRuns: part(4, 50) },
    );
  });

  test('an iteration that its caller leaves anywhere goes on with the next item', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(60),
        fc.array(fc.record({ stop: fc.integer({ min: 1, max: 25 }), other: fc.integer({ min: 1, max: 15 }) }), {
          maxLength: 5,
        }),
        fc.integer({ min: 1, max: 15 }),
        async (count, stops, size) => {
          const all = bucketsOf(count);
          const { api } = apiOf(rule, serving(all, { ...manners, size }));
          const got: string[] = [];
          let cursor: Cursor | undefined;
          for (const { stop, other } of [...stops, { stop: Infinity, other: size }]) {
            // Pages may have another size each time, where they are counted in items.
            const options = rule.limit === undefined ? {} : { pageSize: other };
            const iteration = paginate(api.buckets.list, {}, { ...options, cursor }).items();
            let taken = 0;
            for await (const { id } of iteration) {
              got.push(id);
              if (++taken === stop) break;
            }
            if (iteration.cursor === undefined) break;
            cursor = stored(iteration.cursor);
          }
          expect(got).toEqual(all.map(({ id }) => id));
        },
      ),
      { numRuns: part(4, 50) },
    );
  });

  test('a page tells where the list goes on after it, and after each of its items', async () => {
    const all = bucketsOf(7);
    const { api } = apiOf(rule, serving(all, { ...manners, size: 3 }));
    const options = rule.limit === undefined ? {} : { pageSize: 3 };
    let before = 0;
    for await (const page of paginate(api.buckets.list, {}, options).pages()) {
      for (let count = 0; count <= page.items.length; count++) {
        const cursor = page.cursorAfter(count);
        if (cursor)
          expect(await ids(paginate(api.buckets.list, {}, { ...options, cursor: stored(cursor) }))).toEqual(
            all.slice(before + count).map(({ id }) => id),
          );
        else expect(before + count).toBe(7);
      }
      expect(page.cursorAfter(page.items.length)).toEqual(page.cursor);
      expect(() => page.cursorAfter(page.items.length + 1)).toThrow(RangeError);
      before += page.items.length;
    }
    expect(before).toBe(7);
  });

  test('a limit ends in the middle of a page; the cursor is that of the next item', async () => {
    const { api } = apiOf(rule, serving(bucketsOf(9), { ...manners, size: 4 }));
    const iteration = paginate(api.buckets.list, {}, { limit: 6 }).items();
    for await (const _ of iteration);
    const { cursor } = iteration;
    expect(await ids(paginate(api.buckets.list, {}, { cursor }))).toEqual(['b000006', 'b000007', 'b000008']);
  });
});

test('pages may have another size after a cursor, where the position is counted in items', async () => {
  const { api } = apiOf({ ...byOffset, after: 'after' }, serving(bucketsOf(9)));
  const [page] = [await paginate(api.buckets.list, {}, { pageSize: 4 }).pages().next()];
  const { cursor } = page.value ?? {};
  expect(await ids(paginate(api.buckets.list, {}, { pageSize: 3, cursor }))).toEqual([
    'b000004',
    'b000005',
    'b000006',
    'b000007',
    'b000008',
  ]);
});

test('a cursor before anything came is that of the start, and after the end there is none', async () => {
  const { api } = apiOf(byOffset, serving(bucketsOf(3)));
  const iteration = paginate(api.buckets.list).items();
  expect(await ids(paginate(api.buckets.list, {}, { cursor: stored(iteration.cursor) }))).toHaveLength(3);
  for await (const _ of iteration);
  expect(iteration.cursor).toBeUndefined();
});

describe('a cursor is refused, and nothing is sent', () => {
  const { api, sent } = apiOf(byOffset, serving(bucketsOf(30)));
  const tasks = apiOf(byOffset, () => ({ runs: [{ id: '1' }, { id: '2' }] }));
  const cursors = async () => {
    const { value } = await paginate(api.buckets.list, { org: 'a' }, { prefetch: false }).pages().next();
    sent.length = 0;
    return value?.cursorAfter(3) as Cursor;
  };

  test('that is one of another operation', async () => {
    const cursor = await cursors();
    expect(() => paginate(api.tasks.runs.list, 'task', {}, { cursor })).toThrow(
      'paginate: the `cursor` is one of another operation; this is tasks.runs.list',
    );
  });

  test('that is one of another list: other filters, another path', async () => {
    const cursor = await cursors();
    const another = /one of another list of the operation: give the path parameters and the query/;
    expect(() => paginate(api.buckets.list, { org: 'b' }, { cursor })).toThrow(another);
    expect(() => paginate(api.buckets.list, {}, { cursor })).toThrow(another);
    const { value } = await paginate(tasks.api.tasks.runs.list, 'one', {}, { limit: 1 }).pages().next();
    expect(() => paginate(tasks.api.tasks.runs.list, 'other', {}, { cursor: value?.cursor })).toThrow(another);
    paginate(tasks.api.tasks.runs.list, 'one', {}, { cursor: value?.cursor });
    expect(tasks.sent).toHaveLength(1);
    // What says which page is no filter.
    paginate(api.buckets.list, { org: 'a', limit: 7, offset: 3 }, { cursor });
    expect(sent).toHaveLength(0);
  });

  test.each<[name: string, cursor: unknown, message: RegExp]>([
    ['a string', 'b000003', /must be what an error or a page had as its cursor; got a string/],
    ['null', null, /must be what .*; got null/],
    ['an empty object', {}, /must be what .*; got an object/],
  ])('that is none: %s', (_, cursor, message) => {
    expect(() => paginate(api.buckets.list, {}, { cursor: cursor as Cursor })).toThrow(message);
  });

  test.each<[name: string, change: object]>([
    ['an offset below 0', { offset: -1 }],
    ['an offset that is a text', { offset: '1; drop' }],
    ['an item that is an object', { after: {} }],
    ['a query that is a list', { query: [] }],
    ['a skip that is not an integer', { skip: 0.5 }],
  ])('that was changed: %s', async (_, change) => {
    const cursor = { ...(await cursors()), ...change } as Cursor;
    expect(() => paginate(api.buckets.list, { org: 'a' }, { cursor })).toThrow(/was changed; give it as it came/);
    expect(sent).toHaveLength(0);
  });
});

describe('an error', () => {
  test('of a page that cannot be understood has a cursor as well', async () => {
    const { api } = apiOf(byOffset, (sent, count) => (count === 2 ? { buckets: 'x' } : serving(bucketsOf(9))(sent)));
    const error = await paginate(api.buckets.list, { limit: 4 })
      .toArray()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PageError);
    expect((error as PageError).cursor).toEqual({ operation: 'buckets.list', list: expect.any(String), offset: 4 });
    expect(cursorOf(error)).toBe((error as PageError).cursor);
  });

  test('that several iterations share leaves each its own cursor', async () => {
    const shared = new CallError('signin', 'the password is wrong');
    const { api } = apiOf(byOffset, serving(bucketsOf(9)), ({ url }) => {
      if (url.includes('offset')) throw shared;
    });
    const failed = (limit: number) =>
      paginate(api.buckets.list, { limit })
        .toArray()
        .catch((reason: unknown) => reason);
    const [one, other] = [await failed(3), await failed(4)];
    expect(cursorOf(one)).toMatchObject({ offset: 3 });
    expect(cursorOf(other)).toMatchObject({ offset: 4 });
    expect(one).toBe(shared);
    expect(other).toBeInstanceOf(PageError);
    expect(other).toMatchObject({ message: 'signin: the password is wrong', cause: shared });
  });

  test('that is the caller’s own is not touched', async () => {
    const mine = Object.freeze(new Error('mine'));
    const end = new AbortController();
    const { api } = apiOf(byOffset, serving(bucketsOf(9)), () => end.abort(mine));
    const iteration = paginate(api.buckets.list, {}, { signal: end.signal }).items();
    await expect(iteration.next()).rejects.toBe(mine);
    expect(cursorOf(mine)).toBeUndefined();
    // The iteration tells where it was.
    expect(iteration.cursor).toMatchObject({ operation: 'buckets.list' });
  });

  test.each([[undefined], [null], ['text'], [new Error('x')], [{ cursor: 1 }]])('%s has no cursor', (error) => {
    expect(cursorOf(error)).toBeUndefined();
  });
});

describe('of a server that gives all there is, whatever it is asked for', () => {
  const all = bucketsOf(45);
  const want = all.map(({ id }) => id);

  test.each<[name: string, rule: Partial<Pagination>, manners: Manners, requests: number]>([
    ['by offset', byOffset, {}, 2],
    ['by links', byLink, { links: 'when full' }, 2],
    // After the first page it is asked by cursor, and again by link.
    ['by cursor', { ...byLink, after: 'after' }, { links: 'when full', ignoresAfter: true }, 3],
  ])('%s, each item comes once, also after any cursor', async (_, rule, manners, requests) => {
    const { api, sent } = apiOf(rule, serving(all, { ...manners, givesAll: true }));
    const options = { pageSize: 10 };
    expect(await ids(paginate(api.buckets.list, {}, options))).toEqual(want);
    expect(sent).toHaveLength(requests);
    expect(await ids(paginate(api.buckets.list, {}, { ...options, limit: 33 }))).toEqual(want.slice(0, 33));

    const pages = paginate(api.buckets.list, {}, options).pages();
    const { value } = await pages.next();
    await pages.return(undefined);
    for (const count of [0, 1, 10, 33, 45]) {
      const cursor = stored(value?.cursorAfter(count));
      expect(await ids(paginate(api.buckets.list, {}, { ...options, cursor }))).toEqual(want.slice(count));
    }
  });

  test('and one that gives no more than it is asked for, the same again, repeats itself', async () => {
    const { api } = apiOf(byLink, serving(bucketsOf(10), { links: 'when full', givesAll: true }));
    await expect(ids(paginate(api.buckets.list, {}, { pageSize: 10 }))).rejects.toThrow('the server repeats itself');
  });
});
