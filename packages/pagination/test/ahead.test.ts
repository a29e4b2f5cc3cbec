import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { paginate } from '../src/index.js';
import { apiOf, bucketsOf, type Sent, serving } from './api.js';

const byOffset = { limit: 'limit', max: 100, offset: 'offset' };
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeEach(() => void process.on('unhandledRejection', note));
afterEach(async () => {
  await settled();
  process.off('unhandledRejection', note);
  expect(unhandled.splice(0)).toEqual([]);
});

/** A server that writes down what happens in which order, and responds with page n when it may. */
function slow(items = 100) {
  const events: string[] = [];
  const gates = new Map<number, (response?: unknown) => void>();
  const { api, sent } = apiOf(byOffset, async (got, count) => {
    events.push(`ask ${count}`);
    const other = await new Promise<unknown>((open) => gates.set(count, open));
    events.push(`respond ${count}`);
    if (other instanceof Error) throw other;
    return serving(bucketsOf(items))(got);
  });
  const respond = async (count: number, other?: unknown) => {
    while (!gates.has(count)) await settled();
    gates.get(count)?.(other);
    await settled();
  };
  return { api, sent, events, respond };
}

test('one page is fetched ahead while the caller works on the page before, and no more than one', async () => {
  const { api, events, respond } = slow();
  const pages = paginate(api.buckets.list, {}, { pageSize: 10 }).pages();
  expect(events).toEqual([]);
  const first = pages.next();
  await respond(1);
  await first;
  await settled();
  events.push('work on 1');
  // The slow caller and the slow server overlap: the second page comes while the first is worked on.
  await respond(2);
  events.push('work on 1 still');
  await settled();
  await pages.next();
  await settled();
  events.push('work on 2');
  expect(events).toEqual([
    'ask 1',
    'respond 1',
    'ask 2',
    'work on 1',
    'respond 2',
    'work on 1 still',
    'ask 3',
    'work on 2',
  ]);
  await pages.return(undefined);
});

test('with prefetch off a page is asked for when the caller is done with the one before', async () => {
  const { api, sent } = apiOf(byOffset, serving(bucketsOf(30)));
  const asked: number[] = [];
  for await (const _ of paginate(api.buckets.list, {}, { pageSize: 10, prefetch: false }).pages()) {
    await settled();
    asked.push(sent.length);
  }
  expect(asked).toEqual([1, 2, 3, 4]);
});

describe('nothing is fetched ahead that is not wanted', () => {
  test.each<[name: string, options: object, items: number, queries: object[]]>([
    // The last page is asked for what is still wanted.
    [
      'by a limit',
      { pageSize: 10, limit: 25 },
      25,
      [{ limit: '10' }, { limit: '10', offset: '10' }, { limit: '5', offset: '20' }],
    ],
    [
      'by a limit that ends with a page',
      { pageSize: 10, limit: 20 },
      20,
      [{ limit: '10' }, { limit: '10', offset: '10' }],
    ],
    ['by a limit below a page', { limit: 7 }, 7, [{ limit: '7' }]],
    ['by a limit of 0', { limit: 0 }, 0, []],
    ['by maxPages', { pageSize: 10, maxPages: 2 }, 20, [{ limit: '10' }, { limit: '10', offset: '10' }]],
    [
      'without an end',
      { pageSize: 50, limit: Infinity, maxPages: Infinity },
      100,
      [{ limit: '50' }, { limit: '50', offset: '50' }, { limit: '50', offset: '100' }],
    ],
  ])('%s', async (_, options, items, queries) => {
    const { api, sent } = apiOf(byOffset, serving(bucketsOf(100)));
    let count = 0;
    for await (const _ of paginate(api.buckets.list, {}, options)) {
      count++;
      await Promise.resolve();
    }
    expect(count).toBe(items);
    expect(sent.map(({ query }) => query)).toEqual(queries);
  });

  test('by first(), which asks for one item', async () => {
    const { api, sent } = apiOf(byOffset, serving(bucketsOf(100)));
    expect(await paginate(api.buckets.list, { org: 'a', limit: 50 }, { pageSize: 20 }).first()).toEqual({
      id: 'b000000',
    });
    await settled();
    expect(sent.map(({ query }) => query)).toEqual([{ org: 'a', limit: '1' }]);
    expect(await paginate(api.buckets.list, { offset: 100 }).first()).toBeUndefined();
    expect(await paginate(api.buckets.list, {}, { limit: 0 }).first()).toBeUndefined();
    expect(sent).toHaveLength(2);
  });

  test('by first() where the server alone says how many a page has', async () => {
    const { api, sent } = apiOf({ next: 'links.next' }, (got) => ({
      ...serving(bucketsOf(3))(got),
      links: { next: '/api/v2/buckets?page=2' },
    }));
    expect(await paginate(api.buckets.list).first()).toEqual({ id: 'b000000' });
    expect(sent.map(({ query }) => query)).toEqual([{}]);
  });

  test('by toArray with a limit', async () => {
    const { api, sent } = apiOf(byOffset, serving(bucketsOf(100)));
    expect(await paginate(api.buckets.list, {}, { limit: 50 }).toArray({ limit: 3 })).toHaveLength(3);
    expect(await paginate(api.buckets.list, {}, { limit: 2 }).toArray({ limit: 3 })).toHaveLength(2);
    expect(await paginate(api.buckets.list).toArray({ limit: 0 })).toEqual([]);
    expect(sent.map(({ query }) => query)).toEqual([{ limit: '3' }, { limit: '2' }]);
  });

  test('a link that counts in pages keeps the size of its pages', async () => {
    const all = bucketsOf(9);
    const { api, sent } = apiOf({ limit: 'limit', max: 100, next: 'links.next' }, ({ query }) => {
      const page = Number(query['page'] ?? 0);
      const size = Number(query['limit']);
      return {
        buckets: all.slice(page * size, (page + 1) * size),
        links: { next: `/api/v2/buckets?limit=${size}&page=${page + 1}` },
      };
    });
    const got = await paginate(api.buckets.list, {}, { pageSize: 3, limit: 7 }).toArray();
    expect(got).toEqual(all.slice(0, 7));
    expect(sent.at(-1)?.query).toEqual({ limit: '3', page: '2' });
  });
});

describe('whatever ends an iteration aborts what is in flight', () => {
  const inFlight = (sent: readonly Sent[]) => sent.map(({ signal }) => signal?.aborted);

  test('break', async () => {
    const { api, sent, respond } = slow();
    void respond(1);
    for await (const _ of paginate(api.buckets.list, {}, { pageSize: 10 })) {
      await settled();
      expect(sent).toHaveLength(2);
      break;
    }
    expect(inFlight(sent)).toEqual([false, true]);
  });

  test('an error in the body of the loop, which stays that error', async () => {
    const { api, sent, respond } = slow();
    void respond(1);
    const iteration = async () => {
      for await (const _ of paginate(api.buckets.list, {}, { pageSize: 10 }).pages()) throw new Error('of the body');
    };
    await expect(iteration()).rejects.toThrow('of the body');
    expect(inFlight(sent)).toEqual([false, true]);
  });

  test.each(['items', 'pages'] as const)('return() while %s are waited for, which ends the wait', async (kind) => {
    const { api, sent } = slow();
    const iteration = paginate(api.buckets.list)[kind]();
    const waiting = iteration.next();
    await settled();
    expect(await iteration.return(undefined)).toEqual({ done: true, value: undefined });
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(inFlight(sent)).toEqual([true]);
  });

  test.each(['items', 'pages'] as const)('the end of a block that uses %s', async (kind) => {
    const { api, sent, respond } = slow();
    void respond(1);
    {
      await using iteration = paginate(api.buckets.list, {}, { pageSize: 10 })[kind]();
      await iteration.next();
      await settled();
    }
    expect(inFlight(sent)).toEqual([false, true]);
  });

  test('break out of what map and filter make of it', async () => {
    const { api, sent, respond } = slow();
    void respond(1);
    const list = paginate(api.buckets.list, {}, { pageSize: 10 })
      .filter(({ id }) => id !== 'b000000')
      .map(({ id }) => id);
    for await (const id of list) {
      expect(id).toBe('b000001');
      await settled();
      break;
    }
    expect(inFlight(sent)).toEqual([false, true]);
  });

  test('the signal of the call, whose reason is thrown', async () => {
    const end = new AbortController();
    const { api, sent, respond } = slow();
    const { signal } = end;
    const iteration = paginate(api.buckets.list, {}, { pageSize: 10, signal }).items();
    void respond(1);
    await iteration.next();
    await settled();
    end.abort(new Error('mine'));
    await expect(iteration.next()).rejects.toThrow('mine');
    expect(inFlight(sent).at(-1)).toBe(true);
    expect(await iteration.next()).toEqual({ done: true, value: undefined });
    await expect(paginate(api.buckets.list, {}, { signal }).toArray()).rejects.toThrow('mine');
    expect(sent).toHaveLength(2);
  });

  test('the signal, also between pages that are there already', async () => {
    const end = new AbortController();
    const { api } = apiOf(byOffset, serving(bucketsOf(30)));
    const pages = paginate(api.buckets.list, {}, { pageSize: 10, signal: end.signal }).pages();
    await pages.next();
    await settled();
    end.abort(new Error('mine'));
    await expect(pages.next()).rejects.toThrow('mine');
  });
});

describe('a page that fails ahead of time', () => {
  test('fails when its turn comes, after all items before it', async () => {
    const { api, respond } = slow();
    void respond(1).then(() => respond(2, new Error('gone')));
    const got: string[] = [];
    const iteration = async () => {
      for await (const { id } of paginate(api.buckets.list, {}, { pageSize: 3 })) {
        await settled();
        await settled();
        got.push(id);
      }
    };
    await expect(iteration()).rejects.toMatchObject({ name: 'ConnectionError' });
    expect(got).toEqual(['b000000', 'b000001', 'b000002']);
  });

  test('is nobody’s business after break', async () => {
    const { api, respond } = slow();
    void respond(1).then(() => respond(2, new Error('gone')));
    for await (const _ of paginate(api.buckets.list, {}, { pageSize: 3 })) {
      await settled();
      await settled();
      break;
    }
    // That nothing is left unhandled is checked after each test here.
  });
});
