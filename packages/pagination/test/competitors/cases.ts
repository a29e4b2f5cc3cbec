import { listen, type NetworkServer, until } from '../network.js';
import type { ComparedClient, Served } from './clients.js';

/**
 * The caller's work on a page: ends as soon as the next page is asked for, or when it would have been. The server is in
 * this process, so turns of the event loop tell that, not time, which another process may have taken; some time on top
 * is for what the system itself puts off.
 */
async function work(server: NetworkServer): Promise<void> {
  const end = performance.now() + 300;
  for (let turn = 0; server.urls.length < 2 && (turn < 3000 || performance.now() < end); turn++)
    await new Promise<void>((resolve) => setImmediate(resolve));
}

/** So many requests are as good as no end. */
const ENOUGH = 30;

interface Outcome {
  readonly got: string[];
  readonly error: unknown;
  readonly requests: number;
}

/** A server that responds to request after request (from 1) in the client's format. */
async function serving(
  client: ComparedClient,
  serve: (count: number, query: URLSearchParams) => Served | 'later',
): Promise<Awaited<ReturnType<typeof listen>>> {
  const server = await listen((request, response, count) => {
    const { searchParams } = new URL(request.url, 'http://h');
    const served = serve(count, searchParams);
    if (served === 'later') return;
    const { next, status = 200 } = served;
    const address = next === undefined || next.startsWith('http') ? next : `${server.url}${client.path}?${next}`;
    const [headers, body] = client.respond(served, address);
    response.writeHead(status, headers);
    response.end(JSON.stringify(status === 200 ? body : { message: 'no' }));
  });
  return server;
}

async function iterated(
  client: ComparedClient,
  serve: Parameters<typeof serving>[1],
  from?: unknown,
): Promise<Outcome> {
  const server = await serving(client, serve);
  const got: string[] = [];
  let error: unknown;
  try {
    for await (const id of client.iterate(server.url, from)) {
      got.push(id);
      if (server.urls.length >= ENOUGH) break;
    }
  } catch (reason) {
    error = reason;
  } finally {
    await server.stop();
  }
  return { got, error, requests: server.urls.length };
}

const repeats = ({ got, error, requests }: Outcome): string => {
  if (error === undefined) return requests >= ENOUGH ? 'goes on without end' : 'ends as if it were whole';
  return new Set(got).size === got.length ? 'is an error before an item comes twice' : 'is an error';
};

const whole = ({ got, error }: Outcome, want: readonly string[]): string => {
  if (error !== undefined) return 'is an error';
  const isLost = want.some((id) => !got.includes(id));
  return isLost ? 'ends there: items are lost' : new Set(got).size < got.length ? 'items come twice' : 'goes on';
};

type Case = (client: ComparedClient) => Promise<string>;

/** What happens, in a few words; for the table of the README. */
export const cases: Readonly<Record<string, Case>> = {
  'the same page again and again': async (client) =>
    repeats(await iterated(client, (count) => ({ ids: ['1', '2'], next: `page=${count + 1}` }))),

  'page A, page B, page A': async (client) =>
    repeats(await iterated(client, (n) => ({ ids: n % 2 ? ['1', '2'] : ['3', '4'], next: `page=${n % 2}` }))),

  'a link to the next page on another server': async (client) => {
    let heard: string | undefined;
    const other = await listen((request, response) => {
      heard = request.headers.authorization;
      response.end('[]');
    });
    const { error } = await iterated(client, (n) =>
      n === 1 ? { ids: ['1', '2'], next: `${other.url}/items` } : { ids: [] },
    );
    other.stop();
    if (other.urls.length > 0) return heard ? 'sends the token there' : 'asks there, without the token';
    return error === undefined ? 'there are no links' : 'refuses it';
  },

  'a short page that names a next one': async (client) =>
    whole(await iterated(client, (n) => (n === 1 ? { ids: ['1'], next: 'page=2' } : { ids: ['2'] })), ['1', '2']),

  'an empty page that names a next one': async (client) =>
    whole(
      await iterated(
        client,
        (n) => [{ ids: ['1', '2'], next: 'page=2' }, { ids: [], next: 'page=3' }, { ids: ['3'] }][n - 1] ?? { ids: [] },
      ),
      ['1', '2', '3'],
    ),

  'an item of page 1 is deleted before page 2 is asked for': async (client) => {
    const all = ['1', '2', '3', '4', '5'];
    const outcome = await iterated(client, (count, query) => {
      if (count === 2) all.shift();
      const after = query.get('after');
      const start = after === null ? 2 * (Number(query.get('page') ?? 1) - 1) : all.findIndex((id) => id > after);
      const ids = start < 0 ? [] : all.slice(start, start + 2);
      const isMore = start >= 0 && start + 2 < all.length;
      return { ids, ...(isMore && { next: `page=${Number(query.get('page') ?? 1) + 1}` }) };
    });
    return whole(outcome, ['1', '2', '3', '4', '5']) === 'goes on' ? 'loses nothing' : 'loses an item';
  },

  'the caller works on a page': async (client) => {
    const server = await serving(client, (n) => ({ ids: [`${n}`, `${n}b`], next: `page=${n + 1}` }));
    let requests = 0;
    for await (const _ of client.iterate(server.url)) {
      await work(server);
      requests = server.urls.length;
      break;
    }
    await server.stop();
    return requests > 1 ? 'the next one is fetched' : 'nothing is fetched';
  },

  '`break` while a page is on its way': async (client) => {
    const server = await serving(client, (n) => (n === 1 ? { ids: ['1', '2'], next: 'page=2' } : 'later'));
    for await (const _ of client.iterate(server.url)) {
      await work(server);
      break;
    }
    const onTheirWay = server.urls.length - 1;
    if (onTheirWay > 0) await until(() => server.requests[1]?.closedEarly === true);
    await server.stop();
    return onTheirWay > 0 ? 'its request is aborted' : 'none is, ever';
  },

  'page 3 fails with status 500': async (client) => {
    const pages = (isBroken: boolean) => (_: number, query: URLSearchParams) => {
      // By whatever the client asks for the next page with.
      const after = query.get('after');
      const page = after === null ? Number(query.get('page') ?? 1) : (Number(after) + 2) / 2;
      if (page === 3 && isBroken) return { ids: [], status: 500 };
      return { ids: [`${2 * page - 1}`, `${2 * page}`], ...(page < 4 && { next: `page=${page + 1}` }) };
    };
    // One server, for the address may be what is gone on with.
    let isBroken = true;
    const server = await serving(client, (n, query) => pages(isBroken)(n, query));
    const got: string[] = [];
    let error: unknown;
    const take = async (from?: unknown) => {
      for await (const id of client.iterate(server.url, from)) got.push(id);
    };
    await take().catch((reason: unknown) => {
      error = reason;
    });
    isBroken = false;
    const from = client.resume(error);
    if (from !== undefined) await take(from);
    await server.stop();
    if (error === undefined) return 'no error is reported';
    if (from === undefined) return 'the error has nothing to go on with';
    const isWhole = got.join() === '1,2,3,4,5,6,7,8';
    return isWhole
      ? `${typeof from === 'string' ? 'the address in the error' : 'the cursor in the error'} can be gone on with`
      : 'items are lost or come twice';
  },

  'page 2 fails with status 409': async (client) => {
    const { error } = await iterated(client, (n) =>
      n === 1 ? { ids: ['1', '2'], next: 'page=2' } : { ids: [], status: 409 },
    );
    return error === undefined ? 'ends as if it were whole' : 'is an error';
  },
};
