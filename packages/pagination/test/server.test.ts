import type { ServerResponse } from 'node:http';
import {
  ApiError,
  type ClientOptions,
  ConnectionError,
  DecodeError,
  type Pagination,
  TimeoutError,
} from '@influxkit/runtime';
import type { FakeRequest } from '@influxkit/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Cursor, cursorOf, PageError, paginate } from '../src/index.js';
import { bucketsOf, clientOf, type Manners, serving } from './api.js';
import { listen, until } from './network.js';

const byOffset = { limit: 'limit', max: 100, offset: 'offset' };
const byLink = { ...byOffset, next: 'links.next' };

const servers: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const server of servers.splice(0)) await server.stop();
});

type Respond = (response: ServerResponse, count: number, request: FakeRequest) => unknown;

/** A server on the network that responds by `respond`, and otherwise serves a list. */
async function serve(respond: Respond, items = 25, manners: Manners = {}) {
  const list = serving(bucketsOf(items), manners);
  const urls: string[] = [];
  const waiting = new Set<() => void>();
  const server = await listen(async (request, response, count) => {
    urls.push(request.url);
    response.on('close', () => {
      for (const wake of waiting) wake();
    });
    if ((await respond(response, count, request)) !== undefined) return;
    response.end(JSON.stringify(list({ ...request, body: undefined, signal: undefined })));
  });
  servers.push(server);
  const { url, requests } = server;
  /** Waits until a request has ended without a response. */
  const gone = async (count: number) => {
    while (!requests[count - 1]?.closedEarly) await new Promise<void>((wake) => waiting.add(wake));
  };
  const client = (rule: Partial<Pagination> = byOffset, options: Partial<ClientOptions> = {}) =>
    clientOf(rule, { baseUrl: url, ...options });
  return { url, urls, gone, client };
}

const ids = (count: number) => bucketsOf(count).map(({ id }) => id);

/** Walks on at the cursor of each error until the list ends. */
async function persist(
  start: (cursor: Cursor | undefined) => AsyncIterable<{ id: string }>,
): Promise<{ got: string[]; errors: unknown[] }> {
  const got: string[] = [];
  const errors: unknown[] = [];
  for (let cursor: Cursor | undefined; errors.length < 20; cursor = cursorOf(errors.at(-1))) {
    try {
      for await (const { id } of start(cursor)) got.push(id);
      break;
    } catch (error) {
      errors.push(error);
    }
  }
  return { got, errors };
}

describe('what is in flight is aborted: the server sees the connection end', () => {
  /** Responds with the first page, and lets the others wait. */
  const stalls: Respond = (_, count) => (count > 1 ? 'later' : undefined);

  test('by break', async () => {
    const { client, gone, urls } = await serve(stalls);
    for await (const _ of paginate(client().buckets.list, {}, { pageSize: 5 })) {
      await until(() => urls.length === 2);
      break;
    }
    await gone(2);
    expect(urls).toHaveLength(2);
  });

  test('by an error in the body of the loop', async () => {
    const { client, gone, urls } = await serve(stalls);
    const walk = async () => {
      for await (const _ of paginate(client().buckets.list, {}, { pageSize: 5 }).pages()) {
        await until(() => urls.length === 2);
        throw new Error('mine');
      }
    };
    await expect(walk()).rejects.toThrow('mine');
    await gone(2);
  });

  test('by return() while the page is waited for', async () => {
    const { client, gone, urls } = await serve(() => 'later');
    const walk = paginate(client().buckets.list).items();
    const next = walk.next();
    await until(() => urls.length === 1);
    await walk.return(undefined);
    expect(await next).toEqual({ done: true, value: undefined });
    await gone(1);
  });

  test('by the signal of the call', async () => {
    const { client, gone, urls } = await serve(() => 'later');
    const end = new AbortController();
    const walk = paginate(client().buckets.list, {}, { signal: end.signal }).toArray();
    await until(() => urls.length === 1);
    end.abort(new Error('mine'));
    await expect(walk).rejects.toThrow('mine');
    await gone(1);
  });
});

describe('a server that stalls', () => {
  test.each<[name: string, respond: Respond]>([
    ['before its head', (_, count) => (count % 2 ? undefined : 'never')],
    [
      'within its body',
      (response, count) => {
        if (count % 2) return undefined;
        return response.write('{"buckets": [');
      },
    ],
  ])('%s ends in TimeoutError, and the iteration can go on', async (_, respond) => {
    // The clock stands still unless the server stalls: a page that comes has the time it takes.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { client } = await serve(async (response, count, request) => {
      const does = await respond(response, count, request);
      if (does === undefined) return undefined;
      // What it has written has arrived after some turns of the event loop.
      for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
      vi.advanceTimersByTime(100);
      return does;
    });
    const api = client();
    const { got, errors } = await persist((cursor) =>
      paginate(api.buckets.list, {}, { pageSize: 10, timeout: 100, cursor }),
    );
    expect(got).toEqual(ids(25));
    expect(errors).not.toHaveLength(0);
    for (const error of errors) expect(error).toBeInstanceOf(TimeoutError);
  });
});

describe('a server that refuses or breaks off now and then', () => {
  test.each<[name: string, respond: Respond, kind: new (...args: never[]) => Error]>([
    [
      '401 in turn',
      (response, count) => {
        if (count % 2) return undefined;
        response.statusCode = 401;
        return response.end('{"code":"unauthorized","message":"unauthorized access"}');
      },
      ApiError,
    ],
    ['a connection that is reset', (response, count) => (count % 2 ? undefined : response.destroy()), ConnectionError],
    ['half a response', (response, count) => (count % 2 ? undefined : response.end('{"buckets": [')), DecodeError],
    ['no list', (response, count) => (count % 2 ? undefined : response.end('{"buckets": {}}')), PageError],
  ])('%s: each item comes once, when the caller goes on at the cursor', async (_, respond, kind) => {
    const { client } = await serve(respond);
    const api = client();
    const { got, errors } = await persist((cursor) => paginate(api.buckets.list, {}, { pageSize: 4, cursor }));
    expect(got).toEqual(ids(25));
    expect(errors).not.toHaveLength(0);
    for (const error of errors) expect(error).toBeInstanceOf(kind);
  });

  test('what a client sends again by itself is no matter of the walk', async () => {
    const { client, urls } = await serve((response, count) => {
      if (count % 2) return undefined;
      response.statusCode = 503;
      return response.end();
    });
    const api = client(byOffset, { retry: { retries: 2, minDelay: 1 } });
    expect(await paginate(api.buckets.list, {}, { pageSize: 10 }).toArray()).toHaveLength(25);
    expect(urls).toHaveLength(5);
  });
});

describe('a server that redirects', () => {
  const redirect =
    (to: (request: FakeRequest) => string): Respond =>
    (response, count, request) => {
      if (count === 1 || request.url.includes('moved')) return undefined;
      response.writeHead(302, { location: to(request) });
      return response.end();
    };

  test('to another server: it hears nothing of it', async () => {
    const other = await serve(() => undefined);
    const { client } = await serve(redirect(({ url }) => `${other.url}${url}`));
    const walk = paginate(client().buckets.list, {}, { pageSize: 10 });
    await expect(walk.toArray()).rejects.toMatchObject({ name: 'ApiError', status: 302 });
    expect(other.urls).toEqual([]);
  });

  test('within itself: it is followed', async () => {
    const { client } = await serve(redirect(({ url }) => `${url}&moved=1`));
    expect(await paginate(client().buckets.list, {}, { pageSize: 10 }).toArray()).toHaveLength(25);
  });

  test('in a circle: it ends', async () => {
    const { client, urls } = await serve(redirect(({ url }) => url));
    const walk = paginate(client().buckets.list, {}, { pageSize: 10 });
    await expect(walk.toArray()).rejects.toMatchObject({ name: 'ApiError', status: 302 });
    expect(urls.length).toBeLessThan(10);
  });
});

describe('a server that leads astray', () => {
  test('links to another server are refused, which hears nothing of it', async () => {
    const other = await serve(() => undefined);
    const { client, urls } = await serve((response) =>
      response.end(JSON.stringify({ buckets: [{ id: '1' }], links: { next: `${other.url}/api/v2/buckets?offset=1` } })),
    );
    await expect(paginate(client(byLink).buckets.list).toArray()).rejects.toBeInstanceOf(PageError);
    expect(other.urls).toEqual([]);
    expect(urls).toHaveLength(1);
  });

  test('links out of the base path are refused', async () => {
    const { url, urls } = await serve((response) =>
      response.end(JSON.stringify({ buckets: [{ id: '1' }], links: { next: '/other/api/v2/buckets?offset=1' } })),
    );
    const api = clientOf(byLink, { baseUrl: `${url}/base` });
    await expect(paginate(api.buckets.list).toArray()).rejects.toBeInstanceOf(PageError);
    expect(urls).toHaveLength(1);
  });

  test.each<[name: string, rule: Partial<Pagination>]>([
    ['by offset', byOffset],
    ['by cursor', { ...byOffset, offset: undefined as never, after: 'after' }],
    ['by link', byLink],
  ])('the same page again and again is an error, %s', async (_, rule) => {
    const { client, urls } = await serve((response, count) =>
      response.end(JSON.stringify({ buckets: bucketsOf(5), links: { next: `/api/v2/buckets?page=${count}` } })),
    );
    await expect(paginate(client(rule).buckets.list, { limit: 5 }).toArray()).rejects.toThrow('repeats itself');
    expect(urls).toHaveLength(2);
  });

  test.each<[name: string, rule: Partial<Pagination>]>([
    ['by offset', byOffset],
    ['by cursor', { ...byLink, after: 'after' }],
    ['by link', byLink],
  ])('A, B, A is an error before anything comes twice, %s', async (_, rule) => {
    const all = bucketsOf(10);
    const { client, urls } = await serve((response, count) =>
      response.end(
        JSON.stringify({
          buckets: count % 2 ? all.slice(0, 5) : all.slice(5),
          links: { next: `/api/v2/buckets?page=${count % 2}` },
        }),
      ),
    );
    const got: string[] = [];
    const walk = async () => {
      for await (const { id } of paginate(client(rule).buckets.list, { limit: 5 })) got.push(id);
    };
    await expect(walk()).rejects.toThrow('repeats itself');
    expect(got).toEqual(ids(10));
    expect(urls).toHaveLength(3);
  });
});
