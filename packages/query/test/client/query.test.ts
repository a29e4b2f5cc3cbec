import { gzipSync } from 'node:zlib';
import { ApiError, type ClientOptions, ConnectionError, createClient, TimeoutError } from '@influxkit/runtime';
import { afterAll, describe, expect, expectTypeOf, onTestFinished, test, vi } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import {
  createQuery,
  decodeRows,
  FluxError,
  type FluxRow,
  flux,
  invokeScript,
  type QueryClientOptions,
  type RowStream,
  TruncatedResponseError,
} from '../../src/index.js';
import { startServer } from '../support/server.js';

const RESPONSE =
  '#datatype,string,long,dateTime:RFC3339,double,string\r\n#group,false,false,false,false,true\r\n#default,_result,,,,\r\n' +
  ',result,table,_time,_value,host\r\n,,0,2020-01-01T00:00:00Z,1.5,a\r\n,,0,2020-01-01T00:00:01Z,2.5,a\r\n\r\n';

type Respond = Parameters<typeof startServer>[0];

const csv: Respond = (_, response) => response.setHeader('content-type', 'text/csv').end(RESPONSE);

const json =
  (status: number, body: unknown): Respond =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const setUp = async (
  respond: Respond,
  options: QueryClientOptions = { org: 'acme' },
  client: Partial<ClientOptions> = {},
) => {
  const server = await startServer(respond);
  const api = createClient({ baseUrl: server.baseUrl, retry: false, ...client });
  return { ...server, api, query: createQuery(api, options) };
};

describe('a query', () => {
  test('is sent when its rows are asked for, with organization, dialect and type', async () => {
    await using server = await setUp(csv);
    const rows = server.query.rows(flux`from(bucket: ${'co"2'}) |> range(start: -1h)`);
    expect(server.received).toEqual([]);
    expect(await rows.toArray()).toEqual([
      { result: '_result', table: 0, _time: 1577836800000000000n, _value: 1.5, host: 'a' },
      { result: '_result', table: 0, _time: 1577836801000000000n, _value: 2.5, host: 'a' },
    ]);
    const [request] = server.received;
    expect(request).toMatchObject({ method: 'POST', path: '/api/v2/query', query: { org: 'acme' } });
    expect(request?.headers).toMatchObject({ accept: 'application/csv', 'content-type': 'application/json' });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      query: 'from(bucket: "co\\"2") |> range(start: -1h)',
      type: 'flux',
      dialect: { header: true, delimiter: ',', annotations: ['datatype', 'group', 'default'] },
    });
  });

  test('is sent anew by each iteration', async () => {
    await using server = await setUp(csv);
    const rows = server.query.rows('x');
    await rows.toArray();
    for await (const _ of rows) break;
    expect(server.received).toHaveLength(2);
  });

  test('takes now, params, extern, dialect and the organization by id', async () => {
    await using server = await setUp(csv, { orgID: '0123' });
    await server.query.text('x', {
      now: new Date('2020-01-01T00:00:00Z'),
      params: { host: 'a', n: 5n, at: new Date(0), list: [1, 'b'] },
      extern: { type: 'File' },
      dialect: { annotations: [], header: false, delimiter: ';', dateTimeFormat: 'RFC3339Nano' },
    });
    expect(server.received[0]?.query).toEqual({ orgID: '0123' });
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({
      query: 'x',
      type: 'flux',
      now: '2020-01-01T00:00:00.000Z',
      params: { host: 'a', n: 5, at: '1970-01-01T00:00:00.000Z', list: [1, 'b'] },
      extern: { type: 'File' },
      dialect: { annotations: [], header: false, delimiter: ';', dateTimeFormat: 'RFC3339Nano' },
    });
  });

  test.each([
    ['an integer that JSON rounds', { n: 2n ** 60n }, /parameter n is an integer past 2\^53/],
    ['infinity', { a: { b: [Number.POSITIVE_INFINITY] } }, /parameter a\.b\[0\] is Infinity/],
    ['undefined', { u: undefined }, /parameter u is undefined/],
  ])('with %s as a parameter is refused', async (_, params, message) => {
    await using server = await setUp(csv);
    expect(() => server.query.rows('x', { params })).toThrow(message);
    await expect(server.query.text('x', { params })).rejects.toThrow(message);
  });

  test('decodes as its options and those of the client say', async () => {
    await using server = await setUp(csv, { org: 'acme', times: 'rfc3339', integers: 'number' });
    expect((await server.query.toArray('x'))[0]?.['_time']).toBe('2020-01-01T00:00:00Z');
    expect((await server.query.toArray('x', { times: 'date' }))[0]?.['_time']).toEqual(new Date('2020-01-01'));
    expect((await server.query.toArray('x', { times: undefined }))[0]?.['_time']).toBe('2020-01-01T00:00:00Z');
  });

  test('decodes what the dialect asks for', async () => {
    await using server = await setUp((_, response) => response.end(';result;table;v\n;r;0;a,b\n\n'));
    expect(await server.query.toArray('x', { dialect: { delimiter: ';', annotations: [] } })).toEqual([
      { result: 'r', table: 0, v: 'a,b' },
    ]);
    expect(() => server.query.rows('x', { dialect: { header: false } })).toThrow(/without column labels/);
  });

  test('gives tables, columns, batches, text and bytes', async () => {
    await using server = await setUp(csv);
    const { query } = server;
    const [table] = await query.tables('x').toArray();
    expect(table).toMatchObject({ result: '_result', table: 0, key: { host: 'a' } });
    expect(table?.rows).toHaveLength(2);
    const columns = await query.columns('x');
    expect(columns.get('_value')?.values).toEqual(Float64Array.of(1.5, 2.5));
    const lengths: number[] = [];
    for await (const batch of query.columns('x').batches()) lengths.push(batch.length);
    expect(lengths).toEqual([2]);
    for await (const batch of query.rows('x').batches()) expect(batch).toHaveLength(2);
    expect(await query.text('x')).toBe(RESPONSE);
    expect(await new Response(await query.stream('x')).text()).toBe(RESPONSE);
    expect(await query.toArray('x', { limit: 1 })).toHaveLength(1);
    expect(server.received).toHaveLength(7);
  });

  test('a response without end stops at maxTextBytes and closes its connection; characters survive where chunks are cut', async () => {
    await using server = await setUp(({ path }, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('木'.repeat(10_000)));
        response.once('drain', more);
      };
      if (path === '/api/v2/query') more();
    });
    const failing = server.query.text('x', { maxTextBytes: 1_000_000 });
    await expect(failing).rejects.toMatchObject({ name: 'DecodeError' });
    await expect(failing).rejects.toThrow('more than 1000000 bytes; raise maxTextBytes');
    await expect.poll(() => server.received[0]?.closedEarly).toBe(true);
    await using cut = await setUp(async (_, response) => {
      for (const byte of Buffer.from('\ufeff木ä')) {
        response.write(Buffer.of(byte));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      response.end();
    });
    expect(await cut.query.text('x')).toBe('木ä');
  });

  test('types its rows', async () => {
    await using server = await setUp(csv);
    expectTypeOf(server.query.rows('x')).toEqualTypeOf<RowStream<FluxRow>>();
    expectTypeOf(server.query.rows<{ host: string }>('x')).toEqualTypeOf<RowStream<{ host: string }>>();
    const schema = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value: unknown) => ({ value: { host: String((value as FluxRow)['host']).toUpperCase() } }),
        types: undefined as { input: unknown; output: { host: string } } | undefined,
      },
    } as const;
    const rows = await server.query.rows('x', { schema }).toArray();
    expectTypeOf(rows).toEqualTypeOf<{ host: string }[]>();
    expect(rows).toEqual([{ host: 'A' }, { host: 'A' }]);
  });

  test.each([
    [undefined, /gzip/],
    [true, /^gzip$/],
    [false, /^identity$/],
  ])('with gzip %s asks for it, and a compressed response is decoded', async (gzip, asked) => {
    await using server = await setUp((request, response) => {
      const compressed = /gzip/.test(String(request.headers['accept-encoding']));
      if (compressed) response.setHeader('content-encoding', 'gzip');
      response.end(compressed ? gzipSync(RESPONSE) : RESPONSE);
    });
    expect(await server.query.toArray('x', { gzip })).toHaveLength(2);
    expect(server.received[0]?.headers['accept-encoding']).toMatch(asked);
  });

  test('is decompressed where the transport does not', async () => {
    const compressed = gzipSync(RESPONSE);
    const responses = [compressed, Buffer.from(RESPONSE), Buffer.from('\n')];
    for (const bytes of responses) {
      const api = createClient({
        baseUrl: 'http://localhost',
        transport: async () => {
          // The first chunk is a single byte: too short to tell.
          const parts = [bytes.subarray(0, 1), bytes.subarray(1)].filter(({ length }) => length > 0);
          const body = new ReadableStream({
            pull: (controller) => {
              const part = parts.shift();
              if (part === undefined) controller.close();
              else controller.enqueue(part);
            },
          });
          return new Response(body, { headers: { 'content-encoding': 'gzip' } });
        },
      });
      const rows = await createQuery(api, { org: 'a' }).toArray('x');
      expect(rows).toHaveLength(bytes.length > 1 ? 2 : 0);
    }
  });

  test.each<[what: string, query: unknown, got: RegExp]>([
    ['nothing', undefined, /got undefined$/],
    ['a promise', Promise.resolve('from(bucket: "b")'), /got an object/],
  ])('%s in place of a query is refused, and nothing is sent', async (_, given, got) => {
    const { query, received } = await setUp(csv);
    await expect(query.toArray(given as string)).rejects.toThrow(/^the query must be flux`…` or a string, got /);
    await expect(query.text(given as string)).rejects.toThrow(got);
    expect(received).toHaveLength(0);
  });

  test('both org and orgID are refused', () => {
    const api = createClient({ baseUrl: 'http://localhost' });
    expect(() => createQuery(api, { org: 'a', orgID: 'b' })).toThrow(/`org` or `orgID`, got both/);
  });
});

describe('a query that fails', () => {
  test('for what it says is a FluxError with code and cause', async () => {
    await using server = await setUp(
      json(400, { code: 'invalid', message: 'compilation failed: loc 1:1', op: 'query' }),
    );
    const failing = server.query.rows('x').toArray();
    await expect(failing).rejects.toBeInstanceOf(FluxError);
    await expect(failing).rejects.toMatchObject({
      message: 'compilation failed: loc 1:1',
      code: 'invalid',
      op: 'query',
      cause: expect.any(ApiError),
    });
  });

  test('in the middle of its response is a FluxError after the rows before', async () => {
    await using server = await setUp((_, response) =>
      response.end(`${RESPONSE}#datatype,string,string\r\n,error,reference\r\n,ran out of memory,897\r\n`),
    );
    const seen: FluxRow[] = [];
    const read = async () => {
      for await (const row of server.query.rows('x')) seen.push(row);
    };
    const reading = read();
    await expect(reading).rejects.toBeInstanceOf(FluxError);
    await expect(reading).rejects.toMatchObject({ message: 'ran out of memory', reference: '897' });
    expect(seen).toHaveLength(2);
  });

  test('because it reads from a bucket that is not there is a FluxError', async () => {
    const message = 'failed to initialize execute state: could not find bucket "nowhere"';
    await using server = await setUp(json(404, { code: 'not found', message }));
    const failing = server.query.toArray('x');
    await expect(failing).rejects.toBeInstanceOf(FluxError);
    await expect(failing).rejects.toMatchObject({ message, code: 'not found', cause: { status: 404 } });
  });

  let refusals = 0;
  afterAll(() => noteCases('query-retries', 'refusals of queries of Flux, by status and by connection', refusals));

  test('because the server refuses it is sent again before its first row, and for another reason where it only reads', async () => {
    const retry = { retries: 3, minDelay: 0, maxDelay: 0 };
    const failing =
      (...statuses: number[]): Respond =>
      (request, response, count) => {
        const status = statuses.shift() ?? 200;
        if (status === 200) return csv(request, response, count);
        refusals += 1;
        return json(status, { code: 'x', message: 'later' })(request, response, count);
      };
    for (const status of [429, 503]) {
      await using server = await setUp(failing(status, status), {}, { retry });
      expect(await server.query.toArray('x')).toHaveLength(2);
      expect(server.received).toHaveLength(3);
    }
    await using broken = await setUp(failing(502, 504), {}, { retry });
    await expect(broken.query.toArray('x')).rejects.toMatchObject({ status: 502 });
    expect(broken.received).toHaveLength(1);
    await using reading = await setUp(failing(502, 504, 503), {}, { retry });
    expect(await reading.query.toArray('x', { idempotent: true })).toHaveLength(2);
    expect(reading.received).toHaveLength(4);
    await using never = await setUp(failing(503), {}, { retry });
    await expect(never.query.toArray('x', { retry: false })).rejects.toMatchObject({ status: 503 });
    await using script = await setUp(failing(503), {}, { retry });
    expect(await invokeScript(script.api, 'abc').toArray()).toHaveLength(2);
    let attempts = 0;
    const refused = createClient({
      baseUrl: 'http://127.0.0.1:1',
      retry,
      fetch: (async () => {
        attempts++;
        refusals += 1;
        throw Object.assign(new TypeError('fetch failed'), {
          cause: { code: attempts < 3 ? 'ECONNREFUSED' : 'ECONNRESET' },
        });
      }) as typeof fetch,
    });
    // A connection that broke off may have run the query.
    await expect(createQuery(refused).toArray('x')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(attempts).toBe(3);
  });

  test('has five minutes for its first byte, unless the client or the query says otherwise; the message names the option', async () => {
    await using server = await setUp(() => undefined);
    const timers = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => timers.mockRestore());
    const waits = async (options: Partial<ClientOptions>, timeout?: number): Promise<boolean> => {
      const controller = new AbortController();
      const api = createClient({ baseUrl: server.baseUrl, ...options });
      const failing = createQuery(api).toArray('x', { signal: controller.signal, ...(timeout && { timeout }) });
      await expect.poll(() => server.received.length).toBeGreaterThan(0);
      server.forget();
      controller.abort();
      await expect(failing).rejects.toThrow();
      return true;
    };
    await waits({});
    expect(timers.mock.calls.map(([, ms]) => ms)).toContain(300_000);
    timers.mockClear();
    await waits({ timeout: 70_001 });
    await waits({ timeout: 70_001 }, 80_001);
    const set = timers.mock.calls.map(([, ms]) => ms);
    expect([set.includes(70_001), set.includes(80_001), set.includes(300_000)]).toEqual([true, true, false]);
    await expect(server.query.toArray('x', { timeout: 20 })).rejects.toThrow(/20 ms; the option `timeout` allows more/);
  });

  test('because nothing comes, or what comes cannot be decompressed: idleTimeout and signal end it, and letting go never waits', async () => {
    await using silent = await setUp((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.flushHeaders();
    });
    const idle = silent.query.toArray('x', { idleTimeout: 20 });
    await expect(idle).rejects.toBeInstanceOf(TruncatedResponseError);
    await expect(idle).rejects.toThrow(/no byte came for 20 ms; set idleTimeout to allow more/);
    await expect(silent.query.text('x', { idleTimeout: 20 })).rejects.toThrow(/no byte came for 20 ms/);
    const controller = new AbortController();
    const waiting = silent.query.columns('x', { signal: controller.signal });
    const left = Promise.resolve(waiting);
    setTimeout(() => controller.abort(new Error('enough')), 20);
    await expect(left).rejects.toThrow('enough');
    await using corrupt = await setUp((_, response) => {
      const bytes = gzipSync(RESPONSE.repeat(1000)).fill(7, 12, 60);
      response.writeHead(200, { 'content-encoding': 'gzip' }).write(bytes);
    });
    await expect(corrupt.query.toArray('x', { idleTimeout: 500 })).rejects.toBeInstanceOf(TruncatedResponseError);
    // A source that is never done with being cancelled.
    const stuck = new ReadableStream<Uint8Array>({
      pull: () => new Promise(() => {}),
      cancel: () => new Promise(() => {}),
    });
    const rows = decodeRows(stuck, { idleTimeout: 10 })[Symbol.asyncIterator]();
    await expect(rows.next()).rejects.toThrow(/no byte came/);
    const other = decodeRows(
      new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}), cancel: () => new Promise(() => {}) }),
    ).batches();
    const pending = other.next();
    expect(await other.return?.()).toEqual({ done: true, value: undefined });
    expect(await other.next()).toEqual({ done: true, value: undefined });
    void pending;
  });

  test.each([401, 429, 500])('for another reason, status %i, is an ApiError', async (status) => {
    await using server = await setUp(json(status, { code: 'other', message: 'no' }));
    await expect(server.query.toArray('x')).rejects.toMatchObject({ name: 'ApiError', status, code: 'other' });
  });

  test('because a proxy knows no such page, status 404 without a code, is an ApiError', async () => {
    await using server = await setUp((_, response) => response.writeHead(404).end('<h1>Not found</h1>'));
    await expect(server.query.toArray('x')).rejects.toMatchObject({ name: 'ApiError', status: 404 });
  });

  test('for want of a server is a ConnectionError', async () => {
    const server = await setUp(csv);
    await server[Symbol.asyncDispose]();
    await expect(server.query.toArray('x')).rejects.toBeInstanceOf(ConnectionError);
  });

  test('because the connection breaks is a truncated response', async () => {
    await using server = await setUp((_, response) => {
      response.write(RESPONSE, () => response.destroy());
    });
    const seen: FluxRow[] = [];
    const read = async () => {
      for await (const row of server.query.rows('x')) seen.push(row);
    };
    await expect(read()).rejects.toBeInstanceOf(TruncatedResponseError);
    expect(seen).toHaveLength(2);
  });

  let silences = 0;
  afterAll(() => noteCases('silent', 'responses of a head alone, by every use', silences));

  test.each<[name: string, respond: Respond]>([
    ['a head and then nothing', (_, response) => response.flushHeaders()],
    [
      'the head of a compressed response',
      (_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.flushHeaders();
      },
    ],
  ])(
    'because %s comes is a TimeoutError, whichever way it is read, and the connection is closed',
    async (_, respond) => {
      await using silent = await setUp(respond);
      const options = { timeout: 50 };
      const { query } = silent;
      const reads: (() => Promise<unknown>)[] = [
        () => query.toArray('x', options),
        () => query.text('x', options),
        () => query.rows('x', options)[Symbol.asyncIterator]().next(),
        async () => query.columns('x', options),
        () => query.tables('x', options)[Symbol.asyncIterator]().next(),
        // Where the machine is slow, the time ends before the head has come: the error is the same.
        async () => (await query.stream('x', options)).getReader().read(),
      ];
      for (const read of reads) {
        const error: unknown = await read().catch((each: unknown) => each);
        expect(error).toBeInstanceOf(TimeoutError);
        expect((error as Error).message).toMatch(/50 ms; the option `timeout` allows more/);
        silences += 1;
      }
      await expect.poll(() => silent.received.every(({ closedEarly }) => closedEarly)).toBe(true);
    },
  );

  test('because no head comes in time is a TimeoutError; a slow body is none', async () => {
    await using silent = await setUp(() => undefined);
    await expect(silent.query.toArray('x', { timeout: 50 })).rejects.toBeInstanceOf(TimeoutError);
    // Up to the end of its first row, and the rest when the test asks for it.
    const cut = RESPONSE.lastIndexOf('\n', RESPONSE.trimEnd().length - 1) + 1;
    const ends: (() => void)[] = [];
    await using slow = await setUp((_, response) => {
      response.write(RESPONSE.slice(0, cut));
      ends.push(() => response.end(RESPONSE.slice(cut)));
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const rows = slow.query.rows('x', { timeout: 60_000 })[Symbol.asyncIterator]();
    expect((await rows.next()).done).toBe(false);
    vi.advanceTimersByTime(3_600_000);
    ends[0]?.();
    expect([(await rows.next()).done, (await rows.next()).done]).toEqual([false, true]);
    vi.useRealTimers();
    await expect(slow.query.toArray('x', { idleTimeout: 30 })).rejects.toThrow(TruncatedResponseError);
  });
});

describe('leaving a query', () => {
  const endless: Respond = (_, response) => {
    response.write(RESPONSE);
    const more = () => {
      while (!response.destroyed && response.write(`,,0,2020-01-01T00:00:00Z,1,a\r\n`.repeat(100)));
      response.once('drain', more);
    };
    response.write(RESPONSE.trimEnd().concat('\r\n'), more);
  };

  test('by break closes the connection', async () => {
    await using server = await setUp(endless);
    for await (const row of server.query.rows('x')) if (row['_value'] === 2.5) break;
    await expect.poll(() => server.received[0]?.closedEarly).toBe(true);
  });

  test('by a limit closes the connection', async () => {
    await using server = await setUp(endless);
    expect(await server.query.toArray('x', { limit: 1000 })).toHaveLength(1000);
    await expect.poll(() => server.received[0]?.closedEarly).toBe(true);
  });

  test('by a signal closes the connection and rejects with its reason', async () => {
    await using server = await setUp(endless);
    const controller = new AbortController();
    const reason = new Error('enough');
    let rows = 0;
    const read = async () => {
      for await (const _ of server.query.rows('x', { signal: controller.signal })) {
        rows += 1;
        if (rows === 500) controller.abort(reason);
      }
    };
    await expect(read()).rejects.toBe(reason);
    await expect.poll(() => server.received[0]?.closedEarly).toBe(true);
  });
});

describe('query plans', () => {
  test('analyze, ast and suggestions', async () => {
    await using server = await setUp((request, response) => {
      const bodies: Record<string, unknown> = {
        '/api/v2/query/analyze': { errors: [{ line: 1, column: 2, character: 0, message: 'bad' }] },
        '/api/v2/query/ast': { ast: { type: 'Package', package: 'main', files: [{ type: 'File', body: [] }] } },
        '/api/v2/query/suggestions': { funcs: [{ name: 'yield', params: { name: 'string' } }] },
        '/api/v2/query/suggestions/yield': { name: 'yield', params: { name: 'string' } },
      };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(bodies[request.path]));
    });
    const { query, received } = server;
    expect((await query.analyze(flux`f()`)).errors?.[0]?.message).toBe('bad');
    expect((await query.ast('f()')).ast?.files?.[0]?.type).toBe('File');
    expect((await query.suggestions()).funcs?.[0]?.name).toBe('yield');
    expect((await query.suggestion('yield')).params).toEqual({ name: 'string' });
    expect(received.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/api/v2/query/analyze', '{"query":"f()","type":"flux"}'],
      ['POST', '/api/v2/query/ast', '{"query":"f()"}'],
      ['GET', '/api/v2/query/suggestions', ''],
      ['GET', '/api/v2/query/suggestions/yield', ''],
    ]);
  });

  test('a query that cannot be parsed is a FluxError', async () => {
    await using server = await setUp(json(400, { code: 'invalid', message: 'expected RPAREN' }));
    await expect(server.query.ast('f(')).rejects.toMatchObject({ name: 'FluxError', message: 'expected RPAREN' });
  });
});

describe('a script', () => {
  test('is invoked with its parameters, and its response is decoded', async () => {
    await using server = await setUp(csv);
    const result = invokeScript(server.api, 'abc', { bucket: 'co2', n: 3n });
    expect(server.received).toEqual([]);
    expect(await result.toArray()).toHaveLength(2);
    expect(server.received[0]).toMatchObject({
      method: 'POST',
      path: '/api/v2/scripts/abc/invoke',
      body: '{"params":{"bucket":"co2","n":3}}',
    });
    expect(server.received[0]?.headers['accept']).toBe('text/csv');
    expect((await result.columns()).length).toBe(2);
  });

  test('whose response has no annotations is typed by the names of types', async () => {
    await using server = await setUp((_, response) => response.end(',result,table,n\r\n,_result,0,5\r\n'));
    const result = invokeScript(server.api, 'abc', {}, { datatypes: { n: 'long' } });
    expect(await result.toArray()).toEqual([{ result: '_result', table: 0, n: 5n }]);
  });

  test('that fails is a FluxError', async () => {
    await using server = await setUp(json(400, { code: 'invalid', message: 'undefined identifier' }));
    await expect(invokeScript(server.api, 'abc').toArray()).rejects.toBeInstanceOf(FluxError);
  });
});
