import { createServer } from 'node:http';
import { ApiError, type ClientOptions, ConnectionError, createClient, TimeoutError } from '@influxkit/runtime';
import { afterAll, describe, expect, expectTypeOf, onTestFinished, test, vi } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import {
  type RecordedInfluxDB3Options,
  startFakeInfluxDB3,
} from '../../../../tests/tools/src/influxdb3/fake-server.js';
import { listen } from '../../../../tests/tools/src/listen.js';
import {
  createInfluxQL,
  createSql,
  RowSchemaError,
  type SqlClientOptions,
  SqlError,
  type SqlRow,
  type SqlRows,
  type StandardSchema,
  sql,
  sqlIdentifier,
  TruncatedError,
} from '../../src/index.js';

const COLUMNS = { time: 'Timestamp(ns)', line: 'Dictionary(Int32, Utf8)', rpm: 'Float64' };
const LINES = [
  '{"time":"2023-11-14T22:13:20","line":"A","rpm":1480.5}',
  '{"time":"2023-11-14T22:13:20.000000001","line":"B"}',
];
const ROWS = [
  { time: 1700000000000000000n, line: 'A', rpm: 1480.5 },
  { time: 1700000000000000001n, line: 'B', rpm: null },
];

const setUp = async (
  query: NonNullable<RecordedInfluxDB3Options['query']> = () => ({ columns: COLUMNS, lines: LINES }),
  options: SqlClientOptions = {},
  client: Partial<ClientOptions> = {},
) => {
  const server = await startFakeInfluxDB3({ query, recorded: false });
  const api = createClient({ baseUrl: server.url, ...client });
  return {
    server,
    api,
    client: createSql(api, { database: 'factory', ...options }),
    bodies: () => server.requests.map(({ body }) => JSON.parse(body) as { q: string; db: string }),
    [Symbol.asyncDispose]: server.stop,
  };
};

/** Rows that never end, long ones: what is on its way when a reader leaves are megabytes, and so some thousand rows. */
function* endless(): Generator<string> {
  const blanks = ' '.repeat(1000);
  for (let n = 0; ; n += 1) yield `{"n":${n}${blanks}}`;
}

describe('a query', () => {
  test('is sent when its rows are asked for: types first, once, then the query with its values', async () => {
    await using made = await setUp();
    const rows = made.client.rows(sql`SELECT * FROM motor WHERE line = ${"A'"} AND rpm > ${5} AND n = ${7n}`);
    expect(made.server.requests).toEqual([]);
    expect(await rows.toArray()).toStrictEqual(ROWS);
    expect(await rows.toArray()).toStrictEqual(ROWS);
    const params = '"params":{"p1":"A\'","p2":5.0,"p3":7}';
    const query = (start: string, line: string, rpm: string) =>
      `{"db":"factory","q":"${start}SELECT * FROM motor WHERE line = ${line} AND rpm > ${rpm} AND n = CAST($p3 AS BIGINT)","format":"jsonl",${params}}`;
    const plain = query('', '$p1', '$p2');
    expect(made.server.requests.map(({ body }) => body)).toEqual([
      query('DESCRIBE ', 'CAST($p1 AS VARCHAR)', 'CAST($p2 AS DOUBLE)'),
      plain,
      plain,
    ]);
    for (const { method, path, headers } of made.server.requests) {
      expect([method, path]).toEqual(['POST', '/api/v3/query_sql']);
      expect(headers).toMatchObject({ accept: '*/*', 'content-type': 'application/json' });
    }
  });

  test.each([
    [null, 204, 'an empty body'],
    ['', 200, 'an empty body'],
    [' \n', 200, 'an empty body'],
    ['{}', 200, 'other JSON'],
    ['[]', 200, 'other JSON'],
    ['{"error":"x"}', 200, 'other JSON'],
  ])(
    'whose types are %j under status %i is an error that says so, and not one without rows',
    async (body, status, got) => {
      const fetch = async (): Promise<Response> => new Response(body, { status });
      const client = createSql(createClient({ baseUrl: 'http://localhost:8181', fetch }), { database: 'd' });
      await expect(client.toArray('SELECT 1')).rejects.toThrow(
        `the response to DESCRIBE must name columns, got ${got}`,
      );
    },
  );

  test('with other values of the same types needs no types again; with other types it does', async () => {
    await using made = await setUp();
    for (const value of ['A', 'B', 5, 5n, 6n]) await made.client.toArray(sql`SELECT ${value} x`);
    expect(made.bodies().filter(({ q }) => q.startsWith('DESCRIBE'))).toHaveLength(3);
  });

  test('remembers the types of so many queries, by database', async () => {
    await using made = await setUp();
    await made.client.toArray('SELECT 0');
    await made.client.toArray('SELECT 0', { database: 'other' });
    for (let i = 1; i <= 200; i += 1) await made.client.rows(`SELECT ${i}`).schema;
    await made.client.toArray('SELECT 0');
    const described = made.bodies().filter(({ q }) => q === 'DESCRIBE SELECT 0');
    expect(described.map(({ db }) => db)).toEqual(['factory', 'other', 'factory']);
  });

  test('gives rows, batches, columns, their schema, text and bytes', async () => {
    await using made = await setUp();
    const { client } = made;
    const seen: SqlRow[] = [];
    for await (const row of client.rows('SELECT 1')) seen.push(row);
    for await (const batch of client.rows('SELECT 1').batches()) seen.push(...batch);
    expect(seen).toStrictEqual([...ROWS, ...ROWS]);
    const columns = await client.columns('SELECT 1');
    expect(columns).toMatchObject({ length: 2, columns: [{ label: 'time' }, { label: 'line' }, { label: 'rpm' }] });
    expect(columns.get('time')).toEqual({
      label: 'time',
      datatype: 'Timestamp(ns)',
      values: BigInt64Array.of(1700000000000000000n, 1700000000000000001n),
    });
    expect(columns.get('rpm')?.nulls).toEqual(Uint8Array.of(0, 1));
    expect(columns.get('nope')).toBeUndefined();
    let length = 0;
    for await (const batch of client.columns('SELECT 1').batches()) length += batch.length;
    expect(length).toBe(2);
    const schema = Object.entries(COLUMNS).map(([name, type]) => ({ name, type, nullable: true }));
    expect(await client.rows('SELECT 1').schema).toEqual(schema);
    expect(await client.columns('SELECT 2').schema).toEqual(schema);
    const text = LINES.map((line) => `${line}\n`).join('');
    expect(await client.text('SELECT 1')).toBe(text);
    expect(await new Response(await client.stream('SELECT 1')).text()).toBe(text);
    expect(await client.toArray('SELECT 1', { limit: 1 })).toHaveLength(1);
    await expect(client.text('SELECT 1', { format: 'xml' as never })).rejects.toThrow(/format must be one of/);
  });

  test('of statements that have no columns to ask for is sent alone', async () => {
    await using made = await setUp(() => ({ lines: ['{"plan":"x"}'] }));
    for (const q of ['SHOW TABLES', ' explain SELECT 1']) await made.client.toArray(q);
    expect(made.server.requests).toHaveLength(2);
  });

  test('whose types the server does not tell has its rows as they are written', async () => {
    await using made = await setUp(() => ({ lines: LINES }));
    expect(await made.client.toArray('SELECT 1')).toStrictEqual(ROWS.map((row) => ({ ...row, time: row.time })));
    await expect(made.client.rows('SELECT 1').schema).rejects.toBeInstanceOf(SqlError);
  });

  test('takes names and values that the text has', async () => {
    await using made = await setUp();
    const table = sqlIdentifier('motor"; DROP');
    await made.client.toArray(sql`SELECT * FROM ${table} WHERE a = $a AND b = ${true}`, { params: { a: 1.5 } });
    expect(made.server.requests.at(-1)?.body).toBe(
      '{"db":"factory","q":"SELECT * FROM \\"motor\\"\\"; DROP\\" WHERE a = $a AND b = $p1","format":"jsonl","params":{"a":1.5,"p1":true}}',
    );
    await made.client.toArray('SELECT $x', { params: { x: 0, y: '' } });
    expect(made.server.requests.at(-1)?.body).toContain('"params":{"x":0.0,"y":""}');
  });

  test('is of the database of the call, with the options of the client under those of the call', async () => {
    await using made = await setUp(undefined, { times: 'date' });
    expect((await made.client.toArray('SELECT 1'))[0]?.['time']).toEqual(new Date(1.7e12));
    expect((await made.client.toArray('SELECT 1', { times: 'rfc3339' }))[0]?.['time']).toBe('2023-11-14T22:13:20Z');
    await made.client.toArray('SELECT 1', { database: 'other', times: undefined });
    expect(made.bodies().at(-1)?.db).toBe('other');
  });

  test('types its rows, and gives each through a schema', async () => {
    await using made = await setUp();
    expectTypeOf(made.client.rows('x')).toEqualTypeOf<SqlRows<SqlRow>>();
    expectTypeOf(made.client.rows<{ line: string }>('x')).toEqualTypeOf<SqlRows<{ line: string }>>();
    const schema: StandardSchema<unknown, { name: string }> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value) => {
          const { line } = value as { line: string };
          return line === 'A' ? { value: { name: line } } : { issues: [{ message: 'not A', path: ['line'] }] };
        },
      },
    };
    const rows = made.client.rows('SELECT 1', { schema });
    expectTypeOf(rows).toEqualTypeOf<SqlRows<{ name: string }>>();
    const seen: unknown[] = [];
    const read = async () => {
      for await (const row of rows) seen.push(row);
    };
    await expect(read()).rejects.toBeInstanceOf(RowSchemaError);
    await expect(rows.toArray()).rejects.toThrow('row 2 does not fit the schema: line: not A');
    expect(seen).toEqual([{ name: 'A' }]);
  });
});

describe('a query that fails', () => {
  test.each([
    [undefined, 'got undefined'],
    [null, 'got null'],
    [{ text: 'SELECT 1' }, 'got an object'],
  ])('because there is none (%j) is refused at the call, and nothing is sent', async (query, got) => {
    await using made = await setUp(() => ({ lines: LINES }));
    expect(() => made.client.rows(query as never)).toThrow(
      new TypeError(`the query must be sql\`…\` or a string, ${got}`),
    );
    expect(made.bodies()).toEqual([]);
  });

  const failure =
    (status: number, body: string): NonNullable<RecordedInfluxDB3Options['query']> =>
    () => ({ failure: [status, body] });

  test.each([
    [400, 'SQL error: ParserError("Expected: an expression, found: = at Line: 3, Column: 14")', 3, 14],
    [500, 'Schema error: No field named nope. Valid fields are motor.rpm.', undefined, undefined],
    [405, 'This feature is not implemented: Unsupported SQL statement: BEGIN', undefined, undefined],
    [404, '{"error":"query error: database not found: nope"}', undefined, undefined],
    [422, '{"error":"limit"}', undefined, undefined],
  ])('with %i is a SqlError with the message, and is sent once', async (status, body, line, column) => {
    await using made = await setUp(failure(status, body));
    const error = await made.client.toArray('SELECT\n1').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SqlError);
    const message = body.startsWith('{') ? JSON.parse(body).error : body;
    expect(error).toMatchObject({ message, line, column, cause: expect.any(ApiError) });
    // Of the query, not of DESCRIBE, in whose text places would be others.
    expect(made.bodies().map(({ q }) => q)).toEqual(['DESCRIBE SELECT\n1', 'SELECT\n1']);
  });

  test.each([
    [401, '{"error": "the request was not authenticated"}'],
    [403, '{"error":"forbidden"}'],
    [413, 'too large'],
    [429, 'slow down'],
    [400, '<html>proxy</html>'],
    [500, ''],
    [404, 'Not found'],
  ])('with %i %j is an ApiError', async (status, body) => {
    await using made = await setUp(failure(status, body), {}, { retry: false });
    const failing = made.client.toArray('SELECT 1');
    await expect(failing).rejects.toMatchObject({ name: 'ApiError', status });
  });

  test.each([
    ['sql', /Clustered and Serverless have SQL over Arrow Flight alone, by rows\(\)/],
    ['influxql', /Clustered and Serverless have InfluxQL at \/query alone, by createInfluxQLV1\(\)/],
  ] as const)('where the path of %s is not known says which products have it elsewhere', async (language, message) => {
    const server = createServer((_, response) => {
      response.statusCode = 404;
      response.end('Not found');
    });
    const { url, stop } = await listen(server);
    onTestFinished(stop);
    const api = createClient({ baseUrl: url });
    const asked =
      language === 'sql'
        ? [createSql(api).text('SELECT 1'), createSql(api).stream('SELECT 1'), createSql(api).toArray('SHOW DATABASES')]
        : [createInfluxQL(api)('SHOW DATABASES').toArray(), createInfluxQL(api)('SHOW DATABASES').text()];
    for (const each of await Promise.allSettled(asked))
      expect(each).toMatchObject({
        reason: { name: 'ApiError', status: 404, message: expect.stringMatching(message) },
      });
  });

  test('for want of a token is an ApiError 401, and nothing of the query is in it', async () => {
    const server = await startFakeInfluxDB3({ token: 'apiv3_secret' });
    onTestFinished(server.stop);
    const client = createSql(createClient({ baseUrl: server.url }), { database: 'd' });
    await expect(client.toArray('SELECT 1')).rejects.toMatchObject({ name: 'ApiError', status: 401 });
    const right = createClient({ baseUrl: server.url, headers: { authorization: 'Bearer apiv3_secret' } });
    await expect(createSql(right, { database: 'd' }).toArray('SELECT nope')).rejects.toBeInstanceOf(SqlError);
  });

  let endings = 0;
  afterAll(() => noteCases('query-retries', 'responses to SQL that end before their first row', endings));

  /** So many times the query ends without a row. */
  const closing = (times: number, ends: 'cut' | 'no response'): NonNullable<RecordedInfluxDB3Options['query']> => {
    let left = times;
    return ({ format }) => {
      if (format === 'pretty') return { failure: [500, 'Arrow error: Divide by zero error'] };
      left -= 1;
      if (left >= 0) endings += 1;
      return left < 0 ? { lines: LINES } : { lines: [], ends };
    };
  };

  test.each(['cut', 'no response'] as const)('before its first row (%s) is sent again, once', async (ends) => {
    await using once = await setUp(closing(1, ends), { types: false });
    expect(await once.client.toArray('SELECT 1/0')).toHaveLength(2);
    expect(once.server.requests).toHaveLength(2);
    await using always = await setUp(closing(9, ends), { types: false });
    const error = await always.client.toArray('SELECT 1/0').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ends === 'cut' ? TruncatedError : ConnectionError);
    expect(String(error)).toMatch(/the query itself may (?:be at fault|have failed).*pretty/);
    expect(always.server.requests).toHaveLength(2);
    await expect(always.client.text('SELECT 1/0', { format: 'pretty' })).rejects.toThrow('Divide by zero');
    await using never = await setUp(closing(9, ends), { types: false, retry: false });
    await expect(never.client.toArray('SELECT 1/0')).rejects.toThrow(/the query itself/);
    expect(never.server.requests).toHaveLength(1);
  });

  test('while its types are described is not blamed on the query itself', async () => {
    await using made = await setUp(undefined, {}, { retry: false });
    await made.server.stop();
    const error = await made.client.toArray('SELECT 1').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(String(error)).not.toMatch(/query itself/);
  });

  test('for want of a server is a ConnectionError, sent once more and not blamed', async () => {
    await using made = await setUp();
    await made.server.stop();
    const error = await made.client.toArray('SELECT 1', { types: false }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ConnectionError', code: 'ECONNREFUSED' });
    expect(String(error)).not.toMatch(/query itself/);
  });

  test('after rows is a TruncatedError after them, and is not sent again', async () => {
    await using made = await setUp(() => ({ columns: COLUMNS, lines: LINES, ends: 'cut' }));
    const seen: unknown[] = [];
    const read = async () => {
      for await (const row of made.client.rows('SELECT 1')) seen.push(row);
    };
    await expect(read()).rejects.toThrow(/broke off after 2 rows; InfluxDB sends no reason over HTTP/);
    expect(seen).toStrictEqual(ROWS);
    expect(made.bodies().filter(({ q }) => q === 'SELECT 1')).toHaveLength(1);
    await expect(made.client.columns('SELECT 1')).rejects.toBeInstanceOf(TruncatedError);
  });

  test('for want of a query is a TypeError at the call', async () => {
    await using made = await setUp();
    for (const query of [undefined, null, 5, {}, { text: 'SELECT 1' }])
      expect(() => made.client.rows(query as never)).toThrow(/the query must be sql`…` or a string/);
    expect(made.bodies()).toEqual([]);
  });

  test('for a page in place of types says that it is one', async () => {
    const fetch = async (): Promise<Response> => new Response('<html>Sign in</html>');
    const client = createSql(createClient({ baseUrl: 'http://localhost:8181', fetch }), { database: 'd' });
    await expect(client.toArray('SELECT 1')).rejects.toThrow('the response to DESCRIBE must be JSON lines, got HTML');
  });

  test('because no head comes in time is a TimeoutError; because no byte does, a TruncatedError', async () => {
    const waiting: NonNullable<RecordedInfluxDB3Options['query']> = () => ({
      columns: { n: 'Int64' },
      lines: (async function* () {
        yield '{"n":1}';
        await new Promise(() => {});
      })(),
    });
    await using made = await setUp(waiting);
    const failing = made.client.toArray('SELECT 1', { idleTimeout: 30 });
    await expect(failing).rejects.toBeInstanceOf(TruncatedError);
    await expect(failing).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/no byte came for 30 ms/) },
      message: expect.stringMatching(/^the response broke off after 1 row: no byte came for 30 ms; set idleTimeout/),
    });
    const silent = createSql(
      createClient({ baseUrl: 'http://localhost', fetch: () => new Promise<Response>(() => {}), retry: false }),
      { database: 'd' },
    );
    await expect(silent.toArray('SELECT 1', { timeout: 30 })).rejects.toBeInstanceOf(TimeoutError);
    await expect(silent.toArray('SELECT 1', { timeout: 30, types: false })).rejects.toBeInstanceOf(TimeoutError);
    // A head, and then nothing.
    const headed = createSql(
      createClient({
        baseUrl: 'http://localhost',
        fetch: async () => new Response(new ReadableStream()),
        retry: false,
      }),
      { database: 'd' },
    );
    const late = headed.toArray('SELECT 1', { timeout: 30, types: false });
    await expect(late).rejects.toBeInstanceOf(TimeoutError);
    await expect(late).rejects.toThrow(/30 ms; the option `timeout` allows more/);
    const read = async () => (await headed.stream('SELECT 1', { format: 'csv', timeout: 30 })).getReader().read();
    await expect(read()).rejects.toBeInstanceOf(TimeoutError);
  });

  test('in a page of another origin is reported with a hint that the server hides why', async () => {
    const page = (origin: string): void => {
      vi.stubGlobal('location', { origin });
      onTestFinished(() => void vi.unstubAllGlobals());
    };
    await using made = await setUp(closing(9, 'no response'), { types: false });
    page('https://app.example');
    await expect(made.client.toArray('x')).rejects.toThrow(
      /hides them from other origins.*CORS.*proxy on the origin of the page/,
    );
    page(made.server.url);
    await expect(made.client.toArray('x')).rejects.toThrow(/the query itself may be at fault/);
  });

  test('names who awaits it in its stack', async () => {
    await using made = await setUp(failure(500, 'Schema error: no'));
    const callers: Record<string, () => Promise<unknown>> = {
      async callerOfToArray() {
        return await made.client.toArray('SELECT 1');
      },
      async callerOfRows() {
        for await (const _ of made.client.rows('SELECT 1'));
      },
      async callerOfText() {
        return await made.client.text('SELECT 1');
      },
      async callerOfStream() {
        return await made.client.stream('SELECT 1');
      },
      async callerOfBatches() {
        for await (const _ of made.client.rows('SELECT 1').batches());
      },
      async callerOfSchema() {
        return await made.client.rows('SELECT 1').schema;
      },
      async callerOfColumns() {
        return await made.client.columns('SELECT 1');
      },
      async callerOfColumnBatches() {
        for await (const _ of made.client.columns('SELECT 1').batches());
      },
    };
    for (const [name, run] of Object.entries(callers)) {
      const error = await run().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(SqlError);
      expect((error as Error).stack).toMatch(new RegExp(`at (async )?(Object\\.)?${name} .*client\\.test`));
    }
  });
});

describe('leaving a query', () => {
  const query = () => ({ columns: { n: 'Int64' }, lines: endless() });
  const isClosed = (made: Awaited<ReturnType<typeof setUp>>) => () => made.server.requests.at(-1)?.closedEarly;

  test('by break, a limit or a throw closes the connection', async () => {
    await using made = await setUp(query);
    for await (const row of made.client.rows('SELECT 1')) if (row['n'] === 1000n) break;
    await expect.poll(isClosed(made)).toBe(true);
    expect(await made.client.toArray('SELECT 1', { limit: 1000 })).toHaveLength(1000);
    await expect.poll(isClosed(made)).toBe(true);
    for await (const batch of made.client.columns('SELECT 1').batches()) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
    await expect.poll(isClosed(made)).toBe(true);
  });

  test('by a signal closes the connection and rejects with its reason', async () => {
    await using made = await setUp(query);
    const controller = new AbortController();
    const reason = new Error('enough');
    let rows = 0;
    const read = async () => {
      for await (const _ of made.client.rows('SELECT 1', { signal: controller.signal })) {
        rows += 1;
        if (rows === 5000) controller.abort(reason);
      }
    };
    await expect(read()).rejects.toBe(reason);
    await expect.poll(isClosed(made)).toBe(true);
    const before = made.server.requests.length;
    const aborted = made.client.toArray('SELECT 1', { signal: AbortSignal.abort(reason) });
    await expect(aborted).rejects.toBe(reason);
    expect(made.server.requests).toHaveLength(before);
  });

  test('by a signal while it waits to be sent again ends it', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    await using made = await setUp(
      () => {
        setTimeout(() => controller.abort(reason), 1);
        return { ends: 'no response' };
      },
      { types: false },
    );
    vi.spyOn(Math, 'random').mockReturnValue(1e9);
    onTestFinished(() => void vi.restoreAllMocks());
    await expect(made.client.toArray('SELECT 1', { signal: controller.signal })).rejects.toBe(reason);
    expect(made.server.requests).toHaveLength(1);
  });

  test('for a while holds the server back', async () => {
    let given = 0;
    await using made = await setUp(() => ({
      columns: { n: 'Int64' },
      lines: (function* () {
        for (const line of endless()) {
          given += 1;
          yield line;
        }
      })(),
    }));
    const rows = made.client.rows('SELECT 1')[Symbol.asyncIterator]();
    await rows.next();
    // What fits the buffers of two sockets is sent; then nothing more is asked for.
    let before = -1;
    await expect
      .poll(
        () => {
          const isStill = given === before;
          before = given;
          return isStill;
        },
        { interval: 200 },
      )
      .toBe(true);
    expect(given).toBeLessThan(200_000);
    await rows.return?.();
  });

  test('a text without end stops at maxTextBytes', async () => {
    await using made = await setUp(query);
    await expect(made.client.text('SELECT 1', { maxTextBytes: 100_000 })).rejects.toThrow(
      /more than 100000 bytes; raise maxTextBytes/,
    );
    await expect.poll(isClosed(made)).toBe(true);
  });
});

test('another transport gets what was asked, and its rows come out', async () => {
  const asked: unknown[] = [];
  const api = createClient({ baseUrl: 'http://localhost' });
  const client = createSql(api, {
    database: 'd',
    transport: {
      schema: async () => [],
      async *rows(request) {
        asked.push(request);
        yield [{ n: 1n }];
      },
      async *columns() {},
      allColumns: async () => ({ length: 0, columns: [], get: () => undefined }),
      stream: async () => new Response('x').body as ReadableStream<Uint8Array>,
    },
  });
  expect(await client.toArray(sql`SELECT ${1n}`, { times: 'date' })).toEqual([{ n: 1n }]);
  expect(asked).toMatchObject([
    {
      language: 'sql',
      database: 'd',
      query: { text: 'SELECT CAST($p1 AS BIGINT)', params: { p1: 1n } },
      values: { times: 'date', integers: 'bigint' },
    },
  ]);
  expect(await client.text('x')).toBe('x');
  expect((await client.columns('x')).length).toBe(0);
});
