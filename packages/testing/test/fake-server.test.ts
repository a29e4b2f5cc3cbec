import { expect, test } from 'vitest';
import {
  createFakeInfluxDB3,
  createFakeServer,
  dropConnection,
  type FakeServer,
  startFakeInfluxDB3,
  startFakeServer,
} from '../src/index.js';

const json = (value: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(value) });

/** Both ways to reach a fake server: over loopback, and in the process. */
const ways = [
  [
    'over loopback',
    async () => (server: FakeServer, path: string, init?: RequestInit) => fetch(server.url + path, init),
  ],
  [
    'in the process',
    async () => (server: FakeServer, path: string, init?: RequestInit) => server.fetch(`http://x.test${path}`, init),
  ],
] as const;

test.each(ways)('routes, parameters and requests: %s', async (_, way) => {
  const ask = await way();
  await using server = await startFakeServer({
    routes: [
      { method: 'GET', path: '/items/{id}', respond: (_, { id }) => Response.json({ id }) },
      { method: 'GET', path: '/items/all', respond: () => Response.json('all') },
      {
        method: 'POST',
        path: '/items',
        respond: async (request) => Response.json(await request.json(), { status: 201 }),
      },
    ],
  });
  expect(await (await ask(server, '/items/a%2Fb')).json()).toEqual({ id: 'a/b' });
  expect(await (await ask(server, '/items/all')).json()).toBe('all');
  const made = await ask(server, '/items?x=1', json({ name: 'bolt' }));
  expect([made.status, await made.json()]).toEqual([201, { name: 'bolt' }]);
  const missing = await ask(server, '/items', { method: 'DELETE' });
  expect([missing.status, await missing.json()]).toEqual([
    404,
    { code: 'not found', message: expect.stringContaining('DELETE /items: ') },
  ]);
  expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /items/a%2Fb',
    'GET /items/all',
    'POST /items?x=1',
    'DELETE /items',
  ]);
  expect(server.requests[2]).toMatchObject({ path: '/items', query: { x: '1' }, body: '{"name":"bolt"}' });
});

test.each(ways)('paths beyond ASCII are as requests carry them: %s', async (_, way) => {
  const ask = await way();
  await using server = await startFakeServer({
    routes: [{ method: 'GET', path: '/käse sorten/{art}', respond: (_, { art }) => Response.json({ art }) }],
  });
  expect(await (await ask(server, '/käse sorten/weich')).json()).toEqual({ art: 'weich' });
  expect(await (await ask(server, '/k%C3%A4se%20sorten/ä')).json()).toEqual({ art: 'ä' });
});

test.each(ways)(
  'failures come in the order in which they were planned, each as often as it says: %s',
  async (_, way) => {
    const ask = await way();
    await using server = await startFakeInfluxDB3({ faults: [{ status: 503, retryAfter: 7, times: 2 }] });
    server.fail({ path: '/ping', status: 429, body: 'slow down', headers: { 'x-a': 'b' } });
    for (const _ of [1, 2]) {
      const failed = await ask(server, '/health');
      expect([failed.status, failed.headers.get('retry-after'), await failed.json()]).toEqual([
        503,
        '7',
        { code: 'unavailable', message: expect.any(String) },
      ]);
    }
    expect((await ask(server, '/health')).status).toBe(200);
    const slow = await ask(server, '/ping');
    expect([slow.status, slow.headers.get('x-a'), await slow.text()]).toEqual([429, 'b', 'slow down']);
    expect((await ask(server, '/ping')).status).toBe(200);
    expect(() => server.fail({ times: 0 })).toThrow('times: must be a number above 0, got 0');
  },
);

test.each(ways)(
  'connections are closed before and after a write is stored, and in the middle of a body: %s',
  async (_, way) => {
    const ask = await way();
    await using server = await startFakeInfluxDB3({ query: () => ({ rows: [{ a: 1 }, { a: 2 }] }) });
    const write = (line: string) => ask(server, '/api/v3/write_lp?db=d', { method: 'POST', body: line });
    server.fail({ drop: 'request' });
    await expect(write('m v=1 1')).rejects.toThrow('fetch failed');
    expect(server.written.get('d')).toBeUndefined();
    server.fail({ drop: 'response' });
    await expect(write('m v=2 2')).rejects.toThrow('fetch failed');
    expect(server.written.get('d')).toEqual(['m v=2 2']);
    server.fail({ drop: 'body' });
    const cut = await ask(server, '/api/v3/query_sql', json({ db: 'd', q: 'SELECT a', format: 'jsonl' }));
    expect(cut.status).toBe(200);
    await expect(cut.text()).rejects.toThrow('terminated');
  },
);

test('what responds may close the connection, and may fail: the message says so', async () => {
  await using server = await startFakeServer({
    respond: ({ path }) => {
      if (path === '/closed') return dropConnection();
      throw new Error('no such thing');
    },
  });
  await expect(fetch(`${server.url}/closed`)).rejects.toThrow('fetch failed');
  const failed = await fetch(server.url);
  expect([failed.status, await failed.json()]).toMatchObject([
    500,
    { message: expect.stringContaining('no such thing') },
  ]);
});

test('a request that is aborted ends, and counts as closed early', async () => {
  const server = createFakeServer({ respond: () => new Promise(() => {}) });
  const controller = new AbortController();
  const asked = server.fetch('http://x.test/', { signal: controller.signal });
  await expect.poll(() => server.requests.length).toBe(1);
  controller.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
  expect(server.requests[0]?.closedEarly).toBe(true);
});

test('a handler writes to the connection itself', async () => {
  await using server = await startFakeServer({
    handle: ({ body }, response, count) => response.end(`${count}: ${body}`),
  });
  expect(await (await fetch(server.url, { method: 'POST', body: 'a' })).text()).toBe('1: a');
});

test('an InfluxDB 3 keeps rows with their types, and queries give what was said last', async () => {
  const server = createFakeInfluxDB3();
  const post = (path: string, init: RequestInit) => server.fetch(`http://x.test${path}`, { method: 'POST', ...init });
  const lines = 'motor,line=A rpm=1480.5,starts=3i 1767225600\nmotor rpm="fast"';
  const refused = await post('/api/v3/write_lp?db=motors', { body: lines });
  expect([refused.status, await refused.json()]).toMatchObject([400, { data: [{ line_number: 2 }] }]);
  const table = server.databases.get('motors')?.tables.get('motor');
  expect(table?.rows).toEqual([{ line: 'A', rpm: 1480.5, starts: 3n, time: 1_767_225_600_000_000_000n }]);
  expect(table?.columns.get('starts')).toBe('integer');

  const query = async (q: string, format: string) =>
    (await post('/api/v3/query_sql', json({ db: 'motors', q, format }))).text();
  server.respondTo(/rpm/, { rows: [] });
  server.respondTo('SELECT rpm FROM motor', { rows: [{ time: new Date(1500), n: 2n ** 60n, none: null }, { n: 1 }] });
  const rows = '{"time":"1970-01-01T00:00:01.5","n":1152921504606846976}';
  expect(await query('SELECT rpm FROM motor', 'jsonl')).toBe(`${rows}\n{"n":1}\n`);
  expect(await query('SELECT rpm FROM motor', 'json')).toBe(`[${rows},{"n":1}]`);
  expect(await query('SELECT max(rpm) FROM motor', 'json')).toBe('[]');
  server.respondTo(/rpm/, new Response('a,b\n'));
  expect([await query('SELECT rpm', 'csv'), await query('SELECT rpm', 'csv')]).toEqual(['a,b\n', 'a,b\n']);
  expect(await query('\n  SHOW TABLES', 'json')).toContain(
    'the fake InfluxDB 3 runs no query; say what this one gives: respondTo("SHOW TABLES", { rows: [ … ] })',
  );
  expect(await query('SHOWS', 'json')).toContain('ParserError');
});
