// A fake InfluxDB 3 Core: it responds as a real one was recorded to, and otherwise by the rules that those recordings follow.
// It executes no SQL: what a query gives is for the test to say.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { listen } from '../listen.js';
import { piecesOf, type RecordedExchange, recordedExchanges } from './recorded.js';

/** A request as it arrived. */
export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Whether the client closed the connection before the response had ended. */
  closedEarly: boolean;
}

/** What a query asks for: the parameters of a POST, or of a GET. */
export interface FakeQuery {
  readonly db?: string;
  readonly q: string;
  readonly format: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly language: 'sql' | 'influxql';
  /** How often the same query came before. */
  readonly before: number;
}

/** What a query gives. */
export interface FakeResult {
  /** Names and types of the columns; returned by `DESCRIBE`. Absent: `DESCRIBE` is refused. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Rows as the server writes them, one JSON object each. */
  readonly lines?: Iterable<string> | AsyncIterable<string>;
  /** After the rows: the body is cut, or the connection is closed before there is a status. Absent: it ends. */
  readonly ends?: 'cut' | 'no response';
  /** A failure in place of rows. */
  readonly failure?: readonly [status: number, body: string];
}

export interface FakeInfluxDB3Options {
  /** Without one, there is no authorization. */
  readonly token?: string;
  /** Milliseconds between two flushes of the log, for which writes wait. @default 0 */
  readonly flushInterval?: number;
  /** What a query gives that was not recorded; undefined: it is one that does not parse. */
  readonly query?: (query: FakeQuery) => FakeResult | undefined;
  /** Whether the queries that were recorded get the responses that were recorded. @default true */
  readonly recorded?: boolean;
}

export interface FakeInfluxDB3 {
  readonly url: string;
  readonly requests: readonly FakeRequest[];
  /** The lines that were written, by database. */
  readonly written: ReadonlyMap<string, readonly string[]>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const CLUSTER = '01890000-0000-7000-8000-000000000000';

/** Databases that Core allows, `_internal` not counted. */
const MOST_DATABASES = 5;

/** Bytes that a body may have. */
const LARGEST_BODY = 10 * 1024 * 1024;

/** Starts a fake InfluxDB 3 Core. */
export async function startFakeInfluxDB3(options: FakeInfluxDB3Options = {}): Promise<FakeInfluxDB3> {
  const requests: FakeRequest[] = [];
  const fake = new FakeCore(options);
  const server = createServer(async (incoming, response) => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const sent = Buffer.concat(parts);
    const body = incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    const request: FakeRequest = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: incoming.headers,
      body: body.toString(),
      closedEarly: false,
    };
    requests.push(request);
    response.on('close', () => {
      request.closedEarly = !response.writableFinished;
    });
    await fake.respond(request, incoming.url ?? '/', response);
  });
  const { url, stop } = await listen(server);
  return { url, requests, written: fake.written, stop, [Symbol.asyncDispose]: stop };
}

class FakeCore {
  readonly written: Map<string, string[]> = new Map();
  readonly #options: FakeInfluxDB3Options;
  readonly #queries: Map<string, number> = new Map();
  readonly #recorded: ReadonlyMap<string, RecordedExchange>;

  constructor(options: FakeInfluxDB3Options) {
    this.#options = options;
    this.#recorded = options.recorded === false ? new Map() : recordedQueries();
  }

  async respond(request: FakeRequest, path: string, response: ServerResponse): Promise<void> {
    response.setHeader('cluster-uuid', CLUSTER);
    if (request.method === 'OPTIONS') return preflight(response);
    const refusal = this.#refusal(request.headers.authorization);
    if (refusal !== undefined) return fail(response, ...refusal);
    if (Buffer.byteLength(request.body) > LARGEST_BODY)
      return fail(response, 413, `max request size (${LARGEST_BODY} bytes) exceeded`);
    const language = /^\/api\/v3\/query_(sql|influxql)$/.exec(request.path)?.[1] as FakeQuery['language'] | undefined;
    if (language !== undefined && /^(?:GET|POST)$/.test(request.method))
      return this.#query(request, path, language, response);
    if (request.path === '/query') {
      const recorded = this.#recorded.get(keyOf(request.method, path, request.headers.accept, request.body));
      return recorded === undefined ? fail(response, 400, '{"error":"not recorded"}') : replay(recorded, response);
    }
    if (request.path === '/api/v3/write_lp' && request.method === 'POST') return this.#write(request, response);
    if (request.path === '/health') return succeed(response, 'text/plain; charset=utf-8', 'OK');
    if (request.path === '/ping' && request.method !== 'HEAD') {
      response.setHeader('x-influxdb-version', '3.10.0');
      response.setHeader('x-influxdb-build', 'Core');
      return succeed(response, 'application/json', '{"product_name":"InfluxDB 3 Core","version":"3.10.0"}');
    }
    fail(response, 404, 'Not found');
  }

  /** Why a request may not be made. */
  #refusal(authorization: string | undefined): readonly [status: number, body: string] | undefined {
    const { token } = this.#options;
    const [, word, given] = /^(Bearer|Token|Basic) ([^ ]+)$/.exec(authorization ?? '') ?? [];
    if (authorization !== undefined && word === undefined)
      return [400, '{"error": "Authorization header was malformed"}'];
    if (token === undefined) return undefined;
    const sent =
      word === 'Basic'
        ? Buffer.from(given as string, 'base64')
            .toString()
            .split(':')
            .at(-1)
        : given;
    return sent === token ? undefined : [401, '{"error": "the request was not authenticated"}'];
  }

  async #query(
    request: FakeRequest,
    path: string,
    language: FakeQuery['language'],
    response: ServerResponse,
  ): Promise<void> {
    const { accept } = request.headers;
    if (accept !== undefined && !/\*\/\*|text\/html|^(?:application\/json|text\/(?:csv|plain))$/.test(accept))
      return fail(response, 400, `invalid mime type (${accept})`);
    const recorded = this.#recorded.get(keyOf(request.method, path, request.headers.accept, request.body));
    if (recorded !== undefined) return replay(recorded, response);
    let asked: FakeQuery;
    try {
      asked = (request.method === 'GET' ? request.query : JSON.parse(request.body)) as FakeQuery;
    } catch {
      return fail(response, 400, 'serde json error: key must be a string at line 1 column 2');
    }
    if (asked.q === undefined) return fail(response, 400, 'serde json error: missing field `q` at line 1 column 10');
    if (asked.db === undefined && language === 'sql')
      return fail(response, 400, 'serde json error: missing field `db` at line 1 column 16');
    const before = this.#queries.get(asked.q) ?? 0;
    this.#queries.set(asked.q, before + 1);
    const isDescribe = language === 'sql' && /^describe /i.test(asked.q);
    const q = isDescribe ? asked.q.slice('describe '.length) : asked.q;
    const query: FakeQuery = { ...asked, q, format: asked.format ?? 'json', language, before };
    const result = this.#options.query?.(query) ?? { failure: parseFailure(q) };
    await (isDescribe ? describe(result, response) : send(result, query.format, response));
  }

  async #write(request: FakeRequest, response: ServerResponse): Promise<void> {
    const { db, accept_partial: acceptPartial = 'true', no_sync: noSync = 'false' } = request.query;
    if (db === undefined) return fail(response, 400, 'serde error: missing field `db`');
    if (!/^[a-z\d][\w-]*(?:\/[\w-]+)?$/i.test(db))
      return fail(response, 400, '{"error":"invalid character in database or rp name"}');
    const lines = request.body.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
    if (lines.length === 0) return fail(response, 400, 'incoming write was empty');
    if (!this.written.has(db) && this.written.size >= MOST_DATABASES)
      return fail(response, 422, `{"error":"Adding a new database would exceed limit of ${MOST_DATABASES} databases"}`);
    const errors = lines.flatMap((line, index) => {
      const message = faultOf(line);
      return message === undefined
        ? []
        : [{ error_message: message, line_number: index + 1, original_line: line.slice(0, 20) }];
    });
    if (errors.length > 0 && acceptPartial === 'false')
      return fail(response, 400, JSON.stringify({ error: 'line protocol parsing error', data: errors[0] }));
    const good = lines.filter((line) => faultOf(line) === undefined);
    this.written.set(db, [...(this.written.get(db) ?? []), ...good]);
    if (good.length > 0 && noSync !== 'true') await this.#flushed();
    if (errors.length > 0)
      return fail(response, 400, JSON.stringify({ error: 'partial write of line protocol occurred', data: errors }));
    response.writeHead(204, { 'access-control-allow-origin': '*' }).end();
  }

  /** Waits for the next flush of the log. */
  async #flushed(): Promise<void> {
    const { flushInterval = 0 } = this.#options;
    if (flushInterval === 0) return;
    await new Promise((resolve) => setTimeout(resolve, flushInterval - (performance.now() % flushInterval)));
  }
}

/** What is wrong with a line, as far as a fake server can tell. */
const faultOf = (line: string): string | undefined => {
  if (line.endsWith('\r')) return 'Could not parse entire line. Found trailing content: `\r`';
  return /^[^\s,]+(?:,[^\s=]+=[^\s,]+)* [^\s=]+=(?:"(?:[^"\\]|\\.)*"|-?\d\S*|[tTfF]\w*)/.test(line)
    ? undefined
    : 'No fields were provided';
};

const parseFailure = (q: string): readonly [number, string] => [
  400,
  `SQL error: ParserError("Expected: an SQL statement, found: ${q.split(/\s/)[0]} at Line: 1, Column: 1")`,
];

/** Errors have no content-type, and no page of another origin may read them. */
const fail = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status).end(body);
};

const succeed = (response: ServerResponse, type: string, body: string): void => {
  response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*' }).end(body);
};

const preflight = (response: ServerResponse): void => {
  const all = { 'access-control-allow-methods': '*', 'access-control-allow-headers': '*' };
  response.writeHead(204, { 'access-control-allow-origin': '*', 'access-control-max-age': '86400', ...all }).end();
};

const describe = ({ columns, failure }: FakeResult, response: ServerResponse): void => {
  if (columns === undefined) {
    const [status, body] = failure ?? [400, 'Error during planning: no DESCRIBE'];
    fail(response, status, body);
    return;
  }
  const lines = Object.entries(columns).map(
    ([column_name, data_type]) => `${JSON.stringify({ column_name, data_type, is_nullable: 'YES' })}\n`,
  );
  succeed(response, 'application/jsonl', lines.join(''));
};

const send = async (
  { lines = [], ends, failure }: FakeResult,
  format: string,
  response: ServerResponse,
): Promise<void> => {
  if (failure !== undefined) return fail(response, ...failure);
  if (ends === 'no response') {
    response.destroy();
    return;
  }
  response.writeHead(200, { 'content-type': `application/${format}`, 'access-control-allow-origin': '*' });
  response.flushHeaders();
  for await (const line of lines) {
    if (response.destroyed) return;
    if (!response.write(`${line}\n`)) await drained(response);
  }
  if (ends === 'cut') await cut(response);
  else response.end();
};

/** Waits until there is room for more, or nobody who takes it. */
const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const settle = (): void => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.on('drain', settle).on('close', settle);
  });

/** Closes the connection once what was written has gone out. */
const cut = async (response: ServerResponse): Promise<void> => {
  await new Promise((resolve) => response.write('', resolve));
  response.socket?.end();
};

const replay = async (exchange: RecordedExchange, response: ServerResponse): Promise<void> => {
  const { status, headers, complete, chunks } = exchange.response;
  if (status === 0) {
    response.destroy();
    return;
  }
  response.writeHead(status, headers);
  response.flushHeaders();
  for (const piece of piecesOf(exchange)) {
    await new Promise((resolve) => response.write(piece, resolve));
    // Chunks that leave together would come together.
    if (chunks !== undefined) await new Promise((resolve) => setImmediate(resolve));
  }
  if (complete) response.end();
  else await cut(response);
};

/** A request as it was recorded: JSON bodies by what they hold, parameters in any order, and of `/query` in a form as well. */
const keyOf = (method: string, path: string, accept = '', body = ''): string => {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  const isForm = pathname === '/query' && !body.startsWith('{');
  if (isForm) for (const [name, value] of new URLSearchParams(body)) searchParams.set(name, value);
  searchParams.sort();
  const head = `${isForm ? '' : method} ${pathname}?${searchParams} ${accept}`;
  if (isForm || body === '') return head;
  try {
    const { db, q, format } = JSON.parse(body) as FakeQuery;
    // As they are written: 5.0 is another value than 5.
    const params = /"params":(\{.+\})\}$/.exec(body)?.[1];
    return `${head} ${JSON.stringify([db, q, format, params])}`;
  } catch {
    return `${head} ${body}`;
  }
};

/** The queries of the server without authorization; of two responses to the same request the first. */
const recordedQueries = (): ReadonlyMap<string, RecordedExchange> => {
  const found = new Map<string, RecordedExchange>();
  for (const exchange of recordedExchanges()) {
    const { method, path, body, headers } = exchange.request;
    if (exchange.server !== 'none' || !/^\/(?:api\/v3\/)?query/.test(path)) continue;
    const key = keyOf(method, path, headers['accept'], body);
    if (!found.has(key)) found.set(key, exchange);
  }
  return found;
};
