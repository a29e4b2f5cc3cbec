import { createServer } from 'node:net';
import { type Call, createClient, method, type PagedOperation } from '@influxkit/runtime';
import { expect, test } from 'vitest';
import { paginate } from '../src/index.js';

type List = (query?: object, options?: object) => Call<{ items: { id: string }[] }>;

const operation: PagedOperation<{ id: string }, List> = {
  name: 'items.list',
  method: 'GET',
  path: '/items',
  query: ['limit', 'offset'],
  response: { 'application/json': 'json' },
  page: { items: 'items', limit: 'limit', offset: 'offset' },
};

/** A list whose second page meets a closed port. */
async function listThatBreaksOff() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  let requests = 0;
  const api = createClient({
    baseUrl: `http://127.0.0.1:${port}`,
    retry: false,
    fetch: async (...args) =>
      requests++ === 0 ? Response.json({ items: [{ id: '1' }, { id: '2' }] }) : await globalThis.fetch(...args),
  });
  const list = method(api, operation) as List & { readonly operation: typeof operation };
  return paginate(list, { limit: 2 }, { prefetch: false });
}

const callers: Record<string, (list: Awaited<ReturnType<typeof listThatBreaksOff>>) => Promise<unknown>> = {
  'for await': async function callerOfItems(list) {
    const ids: string[] = [];
    for await (const { id } of list) ids.push(id);
    return ids;
  },
  pages: async function callerOfPages(list) {
    let pages = 0;
    for await (const _ of list.pages()) pages++;
    return pages;
  },
  toArray: async function callerOfToArray(list) {
    return await list.toArray();
  },
  items: async function callerOfItemIterator(list) {
    let items = 0;
    for await (const _ of list.items()) items++;
    return items;
  },
  map: async function callerOfMap(list) {
    return await list.map(({ id }) => id).toArray();
  },
  filter: async function callerOfFilter(list) {
    return await list.filter(() => true).toArray();
  },
};

test.each(Object.entries(callers))('the stack of an error names the caller of %s', async (_, walk) => {
  const error = await walk(await listThatBreaksOff()).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'ConnectionError', code: 'ECONNREFUSED' });
  expect((error as Error).stack).toMatch(new RegExp(`at (async )?(Object\\.)?${walk.name} .*stacks\\.test`));
});
