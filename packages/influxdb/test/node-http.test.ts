// Queries and writes over `node:http`, which a client takes where Node's fetch has not been loaded.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Transport, WireRequest } from '@influxkit/runtime';
import type { Writer } from '@influxkit/write';
import { transformSync } from 'esbuild';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { InfluxDB } from '../src/core.js';
import { nodeHttp } from '../src/node-http.js';

const operation = { name: 'query.sql', method: 'POST', path: '/' } as const;
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const send = async (url: string, more: Partial<Parameters<typeof nodeHttp>[0]> = {}) =>
  nodeHttp({ operation, method: 'POST', url, headers: {}, ...more });

test('gives status, headers and the body, whole or as it comes', async () => {
  const url = await serve((request, response) => {
    response.setHeader('x-two', ['a', 'b']);
    response.writeHead(201, { 'content-type': 'text/plain' });
    request.pipe(response);
  });
  const whole = await send(url, { body: 'zwölf' });
  expect(whole.status).toBe(201);
  expect(whole.headers.get('content-type')).toBe('text/plain');
  expect(whole.headers.get('x-two')).toBe('a, b');
  expect(await whole.text()).toBe('zwölf');
  expect(await (await send(url, { body: Uint8Array.of(1, 2) })).arrayBuffer()).toEqual(Uint8Array.of(1, 2).buffer);
  expect((await (await send(url, { body: 'abc' })).take?.(1))?.length).toBe(3);
  const { body } = await send(url, { body: 'stream' });
  expect(await new Response(body).text()).toBe('stream');
});

test('gives what reads the body, as long as nobody asked for the stream', async () => {
  const url = await serve((request, response) => request.pipe(response));
  const response = await send(url, { body: 'abc' });
  const reader = response.reader?.();
  const { value } = (await reader?.read()) ?? {};
  expect(new TextDecoder().decode(value)).toBe('abc');
  expect(await reader?.read()).toEqual({ done: true, value: undefined });

  const streamed = await send(url, { body: 'abc' });
  const { body } = streamed;
  expect(streamed.reader?.()).toBeUndefined();
  expect(await new Response(body).text()).toBe('abc');
});

test('a read that is under way when no more is wanted finds the end, and the connection is closed', async () => {
  let closed = (): void => {};
  const isClosed = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const url = await serve((request, response) => {
    request.socket.on('close', closed);
    response.write('a');
  });
  const reader = (await send(url)).reader?.();
  await reader?.read();
  const pending = reader?.read();
  await reader?.cancel();
  expect(await pending).toEqual({ done: true, value: undefined });
  await isClosed;
});

test('sends what middleware has made of a body, with its type', async () => {
  const url = await serve((request, response) => {
    response.setHeader('x-type', request.headers['content-type'] ?? 'none');
    request.pipe(response);
  });
  const form = await send(url, { body: new URLSearchParams({ q: '1' }) });
  expect([form.headers.get('x-type'), await form.text()]).toEqual([
    'application/x-www-form-urlencoded;charset=UTF-8',
    'q=1',
  ]);
  const stream = await send(url, { body: new Blob(['a', 'b']).stream(), headers: { 'content-type': 'text/x' } });
  expect([stream.headers.get('x-type'), await stream.text()]).toEqual(['text/x', 'ab']);
});

test('a status without a body has none', async () => {
  const url = await serve((_, response) => response.writeHead(204).end());
  const response = await send(url);
  expect([response.reader?.(), response.body, await response.text()]).toEqual([undefined, null, '']);
});

test('asks for no compression, whoever asks, and takes none', async () => {
  const asked: unknown[] = [];
  const url = await serve((request, response) => {
    asked.push(request.headers['accept-encoding']);
    response.writeHead(200, { 'content-encoding': 'br' }).end('x');
  });
  await expect(send(url, { headers: { 'accept-encoding': 'gzip' } })).rejects.toThrow(/compressed/);
  expect(asked).toEqual(['identity']);
});

test('a status that HTTP does not know is a fault of the response', async () => {
  const url = await serve((_, response) => response.writeHead(999).end());
  await expect(send(url)).rejects.toThrow('status 999');
});

test('an abort ends the wait for a response, and the connection', async () => {
  const abort = new AbortController();
  let closed = (): void => {};
  const isClosed = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const url = await serve((request) => {
    request.socket.on('close', closed);
    abort.abort();
  });
  await expect(send(url, { signal: abort.signal })).rejects.toThrow(/abort/i);
  await isClosed;
});

describe('in a client', () => {
  // The tests themselves load fetch.
  let isLoaded = false;
  let connect: (url: string) => InfluxDB;
  beforeAll(async () => {
    vi.resetModules();
    vi.doMock('../src/loaded-fetch.js', () => ({ isFetchLoaded: () => isLoaded }));
    const { InfluxDB: Client } = await import('../src/core.js');
    connect = (url) => new Client({ url, token: 'apiv3_token', database: 'd', transport: 'http', retry: false });
    return () => {
      vi.doUnmock('../src/loaded-fetch.js');
      vi.resetModules();
    };
  });

  test.each([false, true])(
    'SQL, its types and InfluxQL go over it where fetch is not loaded (loaded: %s)',
    async (loaded) => {
      isLoaded = loaded;
      const asked: (readonly [path: string | undefined, authorization: string | undefined, isFetch: boolean])[] = [];
      const url = await serve(async (request, response) => {
        const { headers } = request;
        asked.push([request.url, headers.authorization, headers['sec-fetch-mode'] !== undefined]);
        const body = Buffer.concat(await request.toArray()).toString();
        response.setHeader('content-type', 'application/jsonl');
        const isDescribed = body.includes('DESCRIBE');
        response.end(
          isDescribed
            ? '{"column_name":"zwölf","data_type":"Int64","is_nullable":"YES"}\n'
            : '{"zwölf":9007199254740993}\n',
        );
      });
      const influx = connect(url);
      expect(await influx.sql.toArray('SELECT 1')).toEqual([{ zwölf: 9007199254740993n }]);
      expect(await influx.influxql('SELECT 1').toArray()).toEqual([{ zwölf: 9007199254740993n }]);
      const [sql, influxql] = ['/api/v3/query_sql', '/api/v3/query_influxql'];
      expect(asked).toEqual([sql, sql, influxql].map((path) => [path, 'Bearer apiv3_token', loaded]));
    },
  );

  test('rows make no stream of the platform, which Node would have to load', async () => {
    const url = await serve((_, response) => {
      response.setHeader('content-type', 'application/jsonl');
      response.end('{"n":1}\n');
    });
    const influx = connect(url);
    isLoaded = false;
    vi.stubGlobal(
      'ReadableStream',
      class {
        constructor() {
          throw new Error('a stream was made');
        }
      },
    );
    try {
      expect(await influx.sql.toArray('SELECT 1', { types: false })).toEqual([{ n: 1n }]);
    } finally {
      vi.unstubAllGlobals();
    }
    const stream = await influx.sql.stream('SELECT 1');
    expect(await new Response(stream).text()).toBe('{"n":1}\n');
  });

  test.each([
    ['a body that is cut', 'TruncatedError', [{ n: 1n }]],
    ['a connection that is closed', 'ConnectionError', []],
  ] as const)('%s is the error that it is over fetch', async (what, name, rows) => {
    const url = await serve((request, response) => {
      request.resume().on('end', () => {
        if (name === 'ConnectionError') return response.destroy();
        response.writeHead(200, { 'content-type': 'application/jsonl' });
        return response.write('{"n":1}\n{"n', () => response.destroy());
      });
    });
    for (const loaded of [false, true]) {
      isLoaded = loaded;
      const seen: unknown[] = [];
      const read = async (): Promise<void> => {
        for await (const row of connect(url).sql.rows('SELECT 1', { types: false })) seen.push(row);
      };
      await expect(read(), what).rejects.toMatchObject({ name });
      expect(seen).toEqual(rows);
    }
  });

  test('a server that is not there is said to refuse', async () => {
    const url = await serve(() => {});
    await new Promise<unknown>((resolve) => servers.pop()?.close(resolve));
    isLoaded = false;
    await expect(connect(url).sql.toArray('SELECT 1')).rejects.toMatchObject({
      name: 'ConnectionError',
      kind: 'refused',
      code: 'ECONNREFUSED',
    });
  });

  test('what the server says of a wrong query is told', async () => {
    isLoaded = false;
    const url = await serve((_, response) => response.writeHead(400).end('Error during planning: nope'));
    await expect(connect(url).sql.toArray('SELEC')).rejects.toMatchObject({
      name: 'SqlError',
      message: expect.stringMatching(/nope/),
    });
  });

  test('a query is left, and its connection ends', async () => {
    isLoaded = false;
    let closed = (): void => {};
    const isClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const url = await serve((request, response) => {
      response.on('close', closed);
      request.resume().on('end', () => response.write('{"n":1}\n'));
    });
    for await (const row of connect(url).sql.rows('SELECT 1', { types: false })) {
      expect(row).toEqual({ n: 1n });
      break;
    }
    await isClosed;
  });
});

describe('in a program of its own, fetch counts as loaded', () => {
  const source = readFileSync(new URL('../src/loaded-fetch.ts', import.meta.url), 'utf8');
  const { code } = transformSync(source, { loader: 'ts', format: 'esm' });
  const module = `data:text/javascript,${encodeURIComponent(code)}`;

  test.each<[when: string, before: string, after: string, loaded: boolean]>([
    ['not before it has sent anything', '', '', false],
    ['once it has been called', '', "await fetch('data:,').catch(() => {});", true],
    ['where it was replaced before the import', "globalThis.fetch = async () => new Response('');", '', true],
    ['where it was replaced after the import', '', "globalThis.fetch = async () => new Response('');", true],
    [
      'where something stands around it, as tracers have it',
      'const own = fetch; globalThis.fetch = (...request) => own(...request);',
      '',
      true,
    ],
    ['where it is bound', 'globalThis.fetch = fetch.bind(globalThis);', '', true],
    ['where it is behind a proxy object', 'globalThis.fetch = new Proxy(fetch, {});', '', true],
  ])('%s', (_when, before, after, loaded) => {
    const program = `${before}\nconst { isFetchLoaded } = await import(${JSON.stringify(module)});\n${after}\nconsole.log(isFetchLoaded());`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
    expect(printed.trim()).toBe(String(loaded));
  });
});

describe('writes in a client', () => {
  let isLoaded = false;
  let clients: Record<'core' | 'oss-v2' | 'v1', (url: string, more?: object) => { writer(): Writer }>;
  beforeAll(async () => {
    vi.resetModules();
    vi.doMock('../src/loaded-fetch.js', () => ({ isFetchLoaded: () => isLoaded }));
    const [third, second, first] = [
      await import('../src/core.js'),
      await import('../src/oss-v2.js'),
      await import('../src/v1.js'),
    ];
    clients = {
      core: (url, more) => new third.InfluxDB({ url, token: 't', database: 'd', ...more }),
      'oss-v2': (url, more) => new second.InfluxDB({ url, token: 't', org: 'o', bucket: 'b', ...more }),
      v1: (url, more) => new first.InfluxDB({ url, database: 'd', ...more }),
    };
    return () => {
      vi.doUnmock('../src/loaded-fetch.js');
      vi.resetModules();
    };
  });

  const point = { measurement: 'm', fields: { a: 1 }, timestamp: 1 };
  const isFetch = ({ headers }: IncomingMessage): boolean => headers['sec-fetch-mode'] !== undefined;

  test.each([
    ['core', '/api/v3/write_lp?db=d&precision=nanosecond'],
    ['oss-v2', '/api/v2/write?org=o&bucket=b&precision=ns'],
    ['v1', '/write?db=d&precision=n'],
  ] as const)('%s: go over it where fetch is not loaded, and over fetch where it is', async (product, path) => {
    for (const loaded of [false, true]) {
      isLoaded = loaded;
      const seen: unknown[] = [];
      const url = await serve(async (request, response) => {
        seen.push([request.url, Buffer.concat(await request.toArray()).toString(), isFetch(request)]);
        response.writeHead(204).end();
      });
      const writer = clients[product](url).writer();
      writer.write(point);
      const { stats } = await writer.close();
      expect([stats.written, seen]).toEqual([1, [[path, 'm a=1 1\n', loaded]]]);
    }
  });

  test.each<[what: string, options: (accept: (url: string) => Response) => object]>([
    ['the transport', (accept) => ({ transport: async ({ url }: WireRequest) => accept(url) })],
    ['the fetch', (accept) => ({ fetch: async (url: string) => accept(url) })],
    [
      'the transport of middleware',
      (accept) => {
        const transport: Transport = async ({ url }) => accept(url);
        return { middleware: [(request: WireRequest, next: Transport) => next({ ...request, transport })] };
      },
    ],
  ])('go by %s that the client was given', async (_what, options) => {
    isLoaded = false;
    const sent: string[] = [];
    const accept = (url: string): Response => {
      sent.push(url);
      return new Response(null, { status: 204 });
    };
    const writer = clients.core('http://127.0.0.1:1', options(accept)).writer();
    writer.write(point);
    const { stats } = await writer.close();
    expect([stats.written, sent]).toEqual([1, ['http://127.0.0.1:1/api/v3/write_lp?db=d&precision=nanosecond']]);
  });

  test('what the server says of a line is told, and a header that is too long is no reason to send it again', async () => {
    isLoaded = false;
    const responses: RequestListener[] = [
      (_, response) => response.writeHead(400, { 'x-influxdb-error': 'unable to parse' }).end(),
      (_, response) => response.writeHead(400, { 'x-influxdb-error': 'x'.repeat(100_000) }).end(),
    ];
    for (const respond of responses) {
      let requests = 0;
      const url = await serve((request, response) => {
        requests += 1;
        request.resume().on('end', () => respond(request, response));
      });
      const writer = clients.v1(url).writer();
      writer.write(point);
      const { errors, stats } = await writer.closeSettled();
      expect([errors.length, stats.written, requests]).toEqual([1, 0, 1]);
    }
  });
});
