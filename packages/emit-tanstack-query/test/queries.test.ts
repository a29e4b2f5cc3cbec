import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { msw } from '@influxkit/emit-msw';
import { createFakeServer, type FakeRoute, startFakeServer } from '@influxkit/testing';
import { InfiniteQueryObserver, MutationObserver, QueryClient, QueryObserver } from '@tanstack/query-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { products } from '../../../scripts/products.mjs';
import { isWhole } from '../../../tests/tools/src/scope.js';
import { emitted, imported } from '../../emit-msw/test/emitted.js';
import { tanstackQuery } from '../src/index.js';

const SHIPPING = 'packages/generator/test/fixtures/emitters/shipping.yaml';
const CONTRACTS = [
  SHIPPING,
  'packages/generator/test/fixtures/emitters/petstore.json',
  'packages/emit-tanstack-query/test/fixtures/nothing.yaml',
  'packages/emit-tanstack-query/test/fixtures/streams.yaml',
  ...products.filter(({ folder }) => isWhole || folder === 'influxdb3').map(({ bundle }) => bundle),
];

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = fileURLToPath(new URL('../.cache', import.meta.url));

test('what is emitted compiles, and is typed by the contract', async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [index, path] of CONTRACTS.entries()) {
    const { files } = await emitted(path, { name: 'shipping', emitters: [tanstackQuery] });
    mkdirSync(join(folder, String(index)));
    for (const [name, text] of files) writeFileSync(join(folder, String(index), name), text);
  }
  writeFileSync(
    join(folder, '0', 'use.ts'),
    `
    import { InfiniteQueryObserver, QueryClient } from '@tanstack/query-core';
    import { createShipping, type Customer, type Shipment, type ShipmentPage } from './index.js';
    import { keyOf, shipmentsCreateMutation, shipmentsGetQuery, shipmentsListInfiniteQuery, shipmentsListQuery } from './queries.js';

    const client = new QueryClient();
    const api = createShipping();
    export const page: Promise<ShipmentPage> = client.fetchQuery(shipmentsListQuery(api, { limit: 5 }));
    const found = client.getQueryData(shipmentsGetQuery(api, '7').queryKey);
    export const one: Shipment | undefined = found;
    const pages = await client.fetchInfiniteQuery(shipmentsListInfiniteQuery(api, {}, { pageSize: 5 }));
    export const items: readonly Shipment[] = pages.pages.flatMap(({ items }) => items);
    new InfiniteQueryObserver(client, shipmentsListInfiniteQuery(api)).subscribe(({ data, hasNextPage }) => void [data?.pages[0]?.items[0]?.to, hasNextPage]);
    void client.invalidateQueries({ queryKey: keyOf('shipments') });
    void shipmentsCreateMutation(api).mutationFn([{ to: { line1: '1', city: 'a', country: 'NL' }, parcels: [{ weight: 1 }] }, { headers: { 'Idempotency-Key': 'a' } }]);
    // @ts-expect-error: a path parameter is required
    shipmentsGetQuery(api);
    // @ts-expect-error: not a resource
    keyOf('parcels');
    // @ts-expect-error: of another operation
    export const wrong: Customer | undefined = found;
    `,
  );
  const configuration = {
    extends: '../test/tsconfig.json',
    compilerOptions: { noUnusedLocals: true, isolatedDeclarations: true, declaration: true },
    include: ['**/*.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration));
  const { stdout } = await compile();
  expect(stdout).toBe('');
});

/** What the compiler has to say. */
async function compile(): Promise<{ stdout: string }> {
  try {
    return { stdout: execFileSync(join(root, 'node_modules/.bin/tsgo'), ['-p', folder], { encoding: 'utf8' }) };
  } catch (error) {
    return error as { stdout: string };
  }
}

// biome-ignore lint/suspicious/noExplicitAny: modules of a contract that is read as the test runs
type Loaded = any;

describe('with TanStack Query', () => {
  let queries: Loaded;
  let client: Loaded;

  beforeAll(async () => {
    const { files } = await emitted(SHIPPING, { name: 'shipping', emitters: [tanstackQuery] });
    [queries, client] = [await imported<Loaded>(files, 'queries.ts'), await imported<Loaded>(files, 'index.ts')];
  });

  /** A client of the API whose shipments are a thousand, and a client of TanStack Query. */
  function start(routes: readonly FakeRoute[] = []) {
    const list: FakeRoute = {
      method: 'GET',
      path: '/shipments',
      respond: ({ url }) => {
        const { searchParams } = new URL(url);
        const from = Number(searchParams.get('cursor') ?? 0);
        const size = Number(searchParams.get('limit') ?? 50);
        const items = Array.from({ length: Math.min(size, 7 - from) }, (_, index) => ({ id: `s${from + index}` }));
        return Response.json({ items, next_cursor: from + size < 7 ? String(from + size) : null });
      },
    };
    const one: FakeRoute = { method: 'GET', path: '/shipments/{id}', respond: (_, { id }) => Response.json({ id }) };
    const server = createFakeServer({ routes: [...routes, list, one] });
    const api = client.createShipping({ baseUrl: 'http://shipping.test', fetch: server.fetch, retry: false });
    return {
      server,
      api,
      tanstack: new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 60_000 } } }),
    };
  }

  test('a query is fetched once, under the key of its resource, and is that of its arguments', async () => {
    const { server, api, tanstack } = start();
    const options = queries.shipmentsGetQuery(api, 's1');
    expect(options.queryKey).toEqual(['shipping', 'shipments', 'get', 's1']);
    expect(await tanstack.fetchQuery(options)).toEqual({ id: 's1' });
    expect(await tanstack.fetchQuery(queries.shipmentsGetQuery(api, 's1', { timeout: 5 }))).toEqual({ id: 's1' });
    expect(await tanstack.fetchQuery(queries.shipmentsGetQuery(api, 's2'))).toEqual({ id: 's2' });
    expect(server.requests).toHaveLength(2);
    const filtered = queries.shipmentsListQuery(api, { status: ['lost'], limit: 5 });
    expect(filtered.queryKey).toEqual(['shipping', 'shipments', 'list', { query: { status: ['lost'], limit: 5 } }]);
    expect(queries.customersGetQuery(api, 9_007_199_254_740_993n).queryKey.at(-1)).toBe('9007199254740993');
  });

  test('keys are of resources: one invalidates all that is below it, and nothing else', async () => {
    const { server, api, tanstack } = start([
      { method: 'GET', path: '/customers', respond: () => Response.json([{ name: 'Ada' }]) },
    ]);
    await Promise.all([
      tanstack.fetchQuery(queries.shipmentsListQuery(api)),
      tanstack.fetchQuery(queries.shipmentsGetQuery(api, 's1')),
      tanstack.fetchInfiniteQuery(queries.shipmentsListInfiniteQuery(api)),
      tanstack.fetchQuery(queries.customersListQuery(api)),
    ]);
    expect(server.requests).toHaveLength(4);
    await tanstack.invalidateQueries({ queryKey: queries.keyOf('shipments') });
    const stale = tanstack.getQueryCache().findAll({ predicate: (query) => query.state.isInvalidated });
    expect(stale.map(({ queryKey }) => queryKey.slice(0, 2).join('.'))).toEqual(Array(3).fill('shipping.shipments'));
    await tanstack.invalidateQueries({ queryKey: queries.keyOf() });
    expect(tanstack.getQueryCache().findAll({ predicate: (query) => query.state.isInvalidated })).toHaveLength(4);
  });

  test('an infinite query goes on by the rules of pagination, until there is no more', async () => {
    const { server, api, tanstack } = start();
    const observer = new InfiniteQueryObserver<Loaded, Error, Loaded>(
      tanstack,
      queries.shipmentsListInfiniteQuery(api, {}, { pageSize: 3 }),
    );
    const stop = observer.subscribe(() => {});
    let result = await observer.fetchNextPage();
    while (result.hasNextPage) result = await observer.fetchNextPage();
    stop();
    const pages = result.data.pages as { items: { id: string }[] }[];
    expect(pages.map(({ items }) => items.map(({ id }) => id))).toEqual([
      ['s0', 's1', 's2'],
      ['s3', 's4', 's5'],
      ['s6'],
    ]);
    expect(server.requests.map(({ url }) => new URL(url, 'http://shipping.test').search)).toEqual([
      '?limit=3',
      '?limit=3&cursor=3',
      '?limit=3&cursor=6',
    ]);
    // Of a page there is nothing that JSON does not hold: it can be stored.
    expect(JSON.parse(JSON.stringify(result.data))).toEqual({
      ...result.data,
      pageParams: [null, ...result.data.pageParams.slice(1)],
    });
  });

  test('cancelling a query aborts its request; so does a signal of the caller', async () => {
    const waiting: AbortSignal[] = [];
    const { api, tanstack } = start([
      {
        method: 'GET',
        path: '/customers',
        respond: ({ signal }) => new Promise(() => void waiting.push(signal)),
      },
    ]);
    const reasons: unknown[] = [];
    const own = new AbortController();
    for (const args of [[], [{}, { signal: own.signal }]]) {
      const options = queries.customersListQuery(api, ...args);
      const observer = new QueryObserver(tanstack, { ...options, queryKey: [...options.queryKey, reasons.length] });
      const stop = observer.subscribe(() => {});
      await expect.poll(() => waiting.length).toBe(reasons.length + 1);
      if (args.length > 0) own.abort(new Error('mine'));
      else await tanstack.cancelQueries({ queryKey: queries.keyOf('customers') });
      await expect.poll(() => observer.getCurrentResult().fetchStatus).toBe('idle');
      reasons.push(observer.getCurrentResult().error?.message);
      stop();
    }
    expect(reasons).toEqual([undefined, expect.stringContaining('mine')]);
  });

  test('a mutation takes the arguments of its method, and gives null where there is nothing', async () => {
    const { server, api, tanstack } = start([
      { method: 'DELETE', path: '/shipments/{id}', respond: () => new Response(null, { status: 204 }) },
      {
        method: 'PATCH',
        path: '/shipments/{id}',
        respond: async (request, { id }) => Response.json({ id, ...(await request.json()) }),
      },
    ]);
    const update = new MutationObserver<Loaded, Error, Loaded>(tanstack, queries.shipmentsUpdateMutation(api));
    expect(await update.mutate(['s1', { note: 'fragile' }])).toEqual({ id: 's1', note: 'fragile' });
    const remove = new MutationObserver<Loaded, Error, Loaded>(tanstack, queries.shipmentsDeleteMutation(api));
    expect(await remove.mutate(['s1'])).toBeNull();
    expect(queries.shipmentsDeleteMutation(api).mutationKey).toEqual(['shipping', 'shipments', 'delete']);
    expect(server.requests.map(({ method }) => method)).toEqual(['PATCH', 'DELETE']);
  });

  test('the program of the README runs as written', async () => {
    const readme = readFileSync(join(root, 'packages/emit-tanstack-query/README.md'), 'utf8');
    const [, code = ''] = /^```js\n([\s\S]*?)^```/m.exec(readme) ?? [];
    const { files } = await emitted(SHIPPING, {
      name: 'shipping',
      emitters: [tanstackQuery, { emitter: msw, options: { handlers: false } }],
    });
    const { routes } = await imported<{ routes(): FakeRoute[] }>(files);
    await using server = await startFakeServer({ routes: routes() });
    const place = join(folder, 'readme');
    mkdirSync(join(place, 'shipping'), { recursive: true });
    for (const [name, text] of files) writeFileSync(join(place, 'shipping', name), text);
    writeFileSync(join(place, 'main.ts'), code);
    const env = { ...process.env, SHIPPING_URL: server.url, TSX_TSCONFIG_PATH: join(root, 'tsconfig.base.json') };
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'main.ts'], { cwd: place, env });
    expect(stdout).toMatch(/created_at: '2025-/);
    const seen = server.requests.map(({ method, path }) => `${method} ${path.split('/')[1]}`);
    expect(seen).toEqual(['GET shipments', 'GET shipments', 'PATCH shipments']);
  });

  test('what comes as a stream has no query', () => {
    expect(Object.keys(queries).filter((name) => /^events/.test(name))).toEqual([]);
  });
});
