import { paginate } from '@influxkit/pagination';
import { createFakeServer } from '@influxkit/testing';
import { expect, test } from 'vitest';
import { mswPath } from '../src/seeded.js';
import { emitted, imported, type Mocks } from './emitted.js';

const SHIPPING = 'packages/generator/test/fixtures/emitters/shipping.yaml';

// biome-ignore lint/suspicious/noExplicitAny: the client of a contract that is read as the test runs
type Client = any;

test('routes are those of a fake server, which the client reads; lists end', async () => {
  const { files } = await emitted(SHIPPING, { name: 'shipping' });
  const { routes, route, sample } = await imported(files);
  const { createShipping } = await imported<{ createShipping: (options: object) => Client }>(files, 'index.ts');

  const server = createFakeServer({ routes: routes(7) });
  const api = createShipping({ baseUrl: 'http://shipping.test', fetch: server.fetch });
  const page = sample('shipments.list', 200, 7) as { items: unknown[] };
  expect(await api.shipments.list()).toEqual(page);
  expect(await paginate(api.shipments.list).toArray()).toEqual(page.items);
  expect(await api.health()).toEqual(expect.any(String));
  await api.shipments.delete('7');
  const events: unknown[] = [];
  for await (const event of await api.events.get()) events.push(event);
  expect(events).toEqual(sample('events.get', 200, 7));
  expect(server.requests.map(({ path }) => path)).toContain('/shipments/7');

  const broken = createFakeServer({
    routes: [route('shipments.get', 404), route('shipments.list', 200, { items: [], next_cursor: null }), ...routes()],
  });
  const other = createShipping({ baseUrl: 'http://shipping.test', fetch: broken.fetch });
  await expect(other.shipments.get('7')).rejects.toMatchObject({ status: 404, body: sample('shipments.get', 404) });
  expect(await other.shipments.list()).toEqual({ items: [], next_cursor: null });
});

test('data are imported where a response has some, whatever texts of the contract look like', async () => {
  const { files } = await emitted('packages/emit-msw/test/fixtures/no-data.yaml');
  expect(files.get('mocks.ts')).toContain("'/data.json'");
  expect(files.get('mocks.ts')).not.toContain("from './data.js'");
  expect((await emitted(SHIPPING)).files.get('mocks.ts')).toContain("from './data.js'");
});

test('a body may hold what JSON has no number for, and a header of one’s own', async () => {
  const { route } = await imported<Mocks>((await emitted(SHIPPING)).files);
  const { respond } = route('customers.get', 200, { id: 9_007_199_254_740_993n }, { headers: { 'x-trace': 'a' } });
  const response = respond(new Request('http://shipping.test'));
  expect(response.headers.get('x-trace')).toBe('a');
  expect(await response.text()).toBe('{"id":9007199254740993}');
});

test('data are as JSON has them where the client reads formats as something else', async () => {
  const formatTypes = { 'date-time': 'Date', int64: 'bigint' } as const;
  const { files } = await emitted(SHIPPING, { name: 'shipping', formatTypes });
  const { routes, sample } = await imported(files);
  const { createShipping } = await imported<{ createShipping: (options: object) => Client }>(files, 'index.ts');
  const server = createFakeServer({ routes: routes() });
  const api = createShipping({ baseUrl: 'http://shipping.test', fetch: server.fetch });
  const { created_at } = sample('shipments.get', 200) as { created_at: string };
  expect((await api.shipments.get('7')).created_at).toEqual(new Date(created_at));
  expect(files.get('data.ts')).toContain('export const Shipment: seeded.Data<seeded.Wire<models.Shipment>> = ');
});

test.each([
  ['/pets/{petId}', '/pets/:petId'],
  ['/käse/{sorte}', '/k%C3%A4se/:sorte'],
  ['/a b/"c"', '/a%20b/%22c%22'],
  ['/k%C3%A4se', '/k%C3%A4se'],
])('a path of the contract %s is for MSW as requests carry it: %s', (path, want) => {
  expect(mswPath(path)).toBe(want);
});
