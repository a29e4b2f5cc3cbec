// A fake InfluxDB 3 Core: it responds as a real one was recorded to, and otherwise by the rules that those recordings follow.
// It executes no SQL by itself: what a query gives is for the test to say, or for an engine beside it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { listen } from '../listen.js';
import { Catalog, type LineFailure, type Precision, Refusal } from './catalog.js';
import { type ConfigurationRequest, configure, plugins, type Success } from './configuration.js';
import { readLines } from './lines.js';
import { piecesOf, type RecordedExchange, recordedExchanges } from './recorded.js';

/** A request as it arrived. */
export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The body as it was sent. */
  readonly bytes: Uint8Array;
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
  /** A token that is there from the start. With neither this nor `authorizes`, there is no authorization. */
  readonly token?: string;
  /** Whether it was started with authorization, and waits for its first token to be made. */
  readonly authorizes?: boolean;
  /** Whether it has a folder of plugins: without one triggers cannot be made. */
  readonly plugins?: boolean;
  /** Executes what was not recorded, where `query` has no result for it. */
  readonly engine?: SqlEngine;
  /** Milliseconds between two flushes of the log, for which writes wait. @default 0 */
  readonly flushInterval?: number;
  /** What a query gives that was not recorded; undefined: it is one that does not parse. */
  readonly query?: (query: FakeQuery) => FakeResult | undefined;
  /** Whether the queries that were recorded get the responses that were recorded. @default true */
  readonly recorded?: boolean;
}

/** Executes queries over what was written. */
export interface SqlEngine {
  /**
   * Responds as the server does.
   *
   * @param text the query in JSON, as it was sent: 5.0 is another value than 5, and integers may have many digits
   */
  query(text: string, language: FakeQuery['language'], catalog: Catalog, response: ServerResponse): Promise<void>;
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

const TEXT = 'text/plain; charset=utf-8';
const METRICS = '# HELP datafusion_mem_pool_bytes Number of bytes within the datafusion memory pool\n';
const REQUEST = '01890000-0000-7000-8000-000000000001';
const VERSION = '3.10.0-nightly';
const PING_HEADERS = {
  'x-influxdb-version': VERSION,
  'x-influxdb-build': 'Core',
  'request-id': REQUEST,
  'x-request-id': REQUEST,
};
const PING = JSON.stringify({
  product_name: 'InfluxDB 3 Core',
  version: VERSION,
  revision: 'd7834110b3',
  process_id: '00000000-0000-4000-8000-000000000000',
});

/** Bytes that a body may have. */
const LARGEST_BODY = 10 * 1024 * 1024;

/** How one of the three endpoints for writing takes its parameters, and says what is wrong. */
interface WriteEndpoint {
  readonly isV2: boolean;
  parameters(
    query: FakeRequest['query'],
    hasQuery: boolean,
  ): {
    readonly db: string;
    readonly precision: Precision;
    readonly acceptPartial: boolean;
    readonly noSync: boolean;
  };
  refusal(errors: readonly LineFailure[]): Refusal;
}

const PRECISIONS: Readonly<Record<string, Precision>> = {
  s: 'second',
  second: 'second',
  millisecond: 'millisecond',
  ms: 'millisecond',
  microsecond: 'microsecond',
  u: 'microsecond',
  us: 'microsecond',
  n: 'nanosecond',
  nanosecond: 'nanosecond',
  ns: 'nanosecond',
};

const precisionOf = (name: string, known: Readonly<Record<string, Precision>>): Precision => {
  const precision = Object.hasOwn(known, name) ? known[name] : undefined;
  if (precision !== undefined) return precision;
  const names = Object.keys(known).map((one) => `\`${one}\``);
  throw new Refusal(400, `unknown variant \`${name}\`, expected one of ${names.join(', ')}`);
};

const publicEntry = ({ error_message, line_number, original_line }: LineFailure): object => ({
  error_message,
  line_number,
  original_line,
});

const oneRefusal = ([first]: readonly LineFailure[]): Refusal =>
  new Refusal(400, JSON.stringify({ error: 'line protocol parsing error', data: publicEntry(first as LineFailure) }));

/** What the second parser of parameters says, in the form of one endpoint. */
const within = <Result>(says: (message: string) => string, read: () => Result): Result => {
  try {
    return read();
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(400, says(error.message)) : error;
  }
};

const WRITES: Readonly<Record<string, WriteEndpoint>> = {
  '/api/v3/write_lp': {
    isV2: false,
    parameters: (query, hasQuery) => {
      const { db, precision = 'auto', accept_partial: acceptPartial = 'true', no_sync: noSync = 'false' } = query;
      if (!hasQuery) throw new Refusal(400, "missing query parameter 'db'");
      const serde = (message: string): string => `serde error: ${message}`;
      return within(serde, () => {
        if (db === undefined) throw new Refusal(400, 'missing field `db`');
        if ([acceptPartial, noSync].some((word) => word !== 'true' && word !== 'false'))
          throw new Refusal(400, 'provided string was not `true` or `false`');
        const unit = precisionOf(precision, { auto: 'auto', ...PRECISIONS });
        return { db, precision: unit, acceptPartial: acceptPartial === 'true', noSync: noSync === 'true' };
      });
    },
    refusal: (errors) => {
      // with accept_partial=false there is one, and it comes as an object
      const status = errors.some(({ isLimit }) => isLimit) ? 422 : 400;
      const body = { error: 'partial write of line protocol occurred', data: errors.map(publicEntry) };
      return new Refusal(status, JSON.stringify(body));
    },
  },
  '/api/v2/write': {
    isV2: true,
    parameters: ({ bucket, precision = 'ns' }) => {
      const says = (message: string): string => JSON.stringify({ code: 'invalid', message });
      if (bucket === undefined || bucket === '') throw new Refusal(400, says('missing bucket value'));
      const bad = /[^\w/-]/.exec(bucket);
      if (bad)
        throw new Refusal(
          400,
          says(`namespace name '${bucket}' contains invalid character, character number ${bad.index} is not allowed`),
        );
      const unit = within(
        (message) => says(`failed to deserialize org/bucket/precision in request: ${message}`),
        () => precisionOf(precision, PRECISIONS),
      );
      return { db: bucket, precision: unit, acceptPartial: false, noSync: false };
    },
    refusal: ([first]) => new Refusal(400, `line protocol parse failed: ${first?.error_message}`),
  },
  '/write': {
    isV2: false,
    parameters: ({ db, rp, precision = 'ns' }) =>
      within(
        (message) => JSON.stringify({ error: `failed to deserialize db/rp/precision in request: ${message}` }),
        () => {
          if (db === undefined) throw new Refusal(400, 'missing field `db`');
          const isDefault = rp === undefined || ['', 'autogen', 'default'].includes(rp);
          const unit = precisionOf(precision, PRECISIONS);
          return { db: isDefault ? db : `${db}/${rp}`, precision: unit, acceptPartial: false, noSync: false };
        },
      ),
    refusal: oneRefusal,
  },
};

/** The same in the form of `/api/v2/write`. */
function v2Refusal({ status, message }: Refusal): Refusal {
  if (status === 413) return new Refusal(413, JSON.stringify({ code: 'request too large', message }));
  const isJson = message.startsWith('{');
  const said = isJson ? (JSON.parse(message) as { error: string }).error : message;
  const isAboutBody = /^(?:unacceptable content-encoding|error decoding gzip|body content is not valid)/.test(said);
  const prefix = isAboutBody ? '' : isJson ? 'write buffer error: catalog update error: ' : 'write buffer error: ';
  return new Refusal(400, JSON.stringify({ code: 'invalid', message: `${prefix}${said}` }));
}

/** A body that may not be what it says it is. */
const unzipped = (bytes: Buffer): Buffer => {
  try {
    return gunzipSync(bytes, { maxOutputLength: 2 * LARGEST_BODY });
  } catch {
    return bytes;
  }
};

/** The body as the server reads it. @throws Refusal for one that it does not take */
function bodyText({ bytes, headers }: FakeRequest): string {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity')
    throw new Refusal(400, `unacceptable content-encoding: ${encoding}`);
  const tooLarge = new Refusal(413, `max request size (${LARGEST_BODY} bytes) exceeded`);
  if (bytes.length > LARGEST_BODY) throw tooLarge;
  let decoded: Uint8Array = bytes;
  if (encoding === 'gzip') {
    try {
      decoded = gunzipSync(bytes, { maxOutputLength: LARGEST_BODY });
    } catch (error) {
      if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge;
      throw new Refusal(400, 'error decoding gzip stream: unexpected end of file');
    }
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(decoded);
  const again = Buffer.from(text);
  const index = again.equals(decoded) ? -1 : again.findIndex((byte, at) => byte !== decoded[at]);
  if (index >= 0)
    throw new Refusal(400, `body content is not valid utf8: invalid utf-8 sequence of 1 bytes from index ${index}`);
  return text;
}

const getQuery = ({ params, ...query }: FakeRequest['query']): object =>
  params === undefined ? query : { ...query, params: JSON.parse(params) as unknown };

/** A query in JSON, with its parameters as they were written. */
function queryText(request: FakeRequest): string {
  if (request.method !== 'GET') return bodyText(request);
  const { params, ...query } = request.query;
  const text = JSON.stringify(query);
  return params === undefined ? text : `${text.slice(0, -1)},"params":${params}}`;
}

/** The token of a header; undefined where there is none. @throws Refusal for a header of another form */
function tokenOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const [, word, given = ''] = /^(Bearer|Token|Basic) ([^ ]+)$/.exec(authorization) ?? [];
  const isBase64 = /^[\w+/]+={0,2}$/.test(given);
  if (word === undefined || (word === 'Basic' && !isBase64))
    throw new Refusal(
      400,
      `{"error": "Authorization header was malformed, the request was not in the form of 'Authorization: <auth-scheme> <token>', supported auth-schemes are Bearer, Token and Basic"}`,
    );
  return word === 'Basic' ? Buffer.from(given, 'base64').toString().split(':').at(-1) : given;
}

/** Starts a fake InfluxDB 3 Core. */
export async function startFakeInfluxDB3(options: FakeInfluxDB3Options = {}): Promise<FakeInfluxDB3> {
  const requests: FakeRequest[] = [];
  const fake = new FakeCore(options);
  const server = createServer(async (incoming, response) => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const bytes = Buffer.concat(parts);
    const request: FakeRequest = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: incoming.headers,
      // what the sender meant, for tests; the server itself is stricter
      body: (incoming.headers['content-encoding']?.toLowerCase() === 'gzip' ? unzipped(bytes) : bytes).toString(),
      bytes,
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
  readonly #catalog: Catalog = new Catalog();
  readonly #authorizes: boolean;
  readonly #queries: Map<string, number> = new Map();
  readonly #recorded: ReadonlyMap<string, RecordedExchange>;

  constructor(options: FakeInfluxDB3Options) {
    this.#options = options;
    this.#authorizes = options.token !== undefined || options.authorizes === true;
    this.#recorded = options.recorded === false ? new Map() : recordedQueries(this.#authorizes);
  }

  async respond(request: FakeRequest, path: string, response: ServerResponse): Promise<void> {
    response.setHeader('cluster-uuid', CLUSTER);
    if (request.method === 'OPTIONS') return preflight(response);
    try {
      await this.#respond(request, path, response);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      fail(response, error.status, error.message, error.isReadable);
    }
  }

  async #respond(request: FakeRequest, path: string, response: ServerResponse): Promise<void> {
    const { method } = request;
    this.#authorize(request);
    const language = /^\/api\/v3\/query_(sql|influxql)$/.exec(request.path)?.[1] as FakeQuery['language'] | undefined;
    if (language !== undefined && /^(?:GET|POST)$/.test(method)) return this.#query(request, path, language, response);
    if (request.path === '/query' && method !== 'HEAD') {
      const recorded = this.#recorded.get(keyOf(method, path, request.headers.accept, request.body));
      if (recorded === undefined) throw new Refusal(400, '{"error":"not recorded"}', true);
      return replay(recorded, response);
    }
    const write = method === 'POST' ? WRITES[request.path] : undefined;
    if (write !== undefined) return this.#write(write, request, path.includes('?'), response);
    const success = this.#other(request, response);
    if (success === undefined) throw new Refusal(404, 'Not found');
    succeed(response, success);
  }

  #other(request: FakeRequest, response: ServerResponse): Success | undefined {
    const { method, path } = request;
    if (method === 'GET' && /^\/(?:api\/v1\/)?health$/.test(path)) return { status: 200, type: TEXT, body: 'OK' };
    if (method === 'GET' && path === '/metrics')
      return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: METRICS };
    if (/^(?:GET|POST) \/ping$/.test(`${method} ${path}`)) {
      for (const [name, value] of Object.entries(PING_HEADERS)) response.setHeader(name, value);
      return { status: 200, type: 'application/json', body: PING };
    }
    if (/^\/api\/v3\/engine\//.test(path) && /^(?:GET|POST)$/.test(method))
      throw new Refusal(404, '{error: "not found"}', true);
    const asked: ConfigurationRequest = {
      method,
      path,
      query: request.query,
      contentType: request.headers['content-type'],
      body: path.startsWith('/api/v3/configure/') || path.startsWith('/api/v3/plugin') ? bodyText(request) : '',
    };
    const settings = { authorizes: this.#authorizes, plugins: this.#options.plugins === true };
    if (path.startsWith('/api/v3/configure/')) return configure(asked, this.#catalog, settings);
    return plugins(asked, settings);
  }

  /** @throws Refusal where a request may not be made */
  #authorize({ method, path, query, headers: { authorization } }: FakeRequest): void {
    const sent = tokenOf(authorization);
    if (!this.#authorizes || (method === 'POST' && path === '/api/v3/configure/token/admin')) return;
    // of the older endpoints alone, where it wins over the header
    const token = /^\/(?:query|write)$/.test(path) ? (query['p'] ?? sent) : sent;
    const isKnown = token !== undefined && (token === this.#options.token || this.#catalog.isToken(token));
    if (!isKnown) throw new Refusal(401, '{"error": "the request was not authenticated"}');
  }

  async #query(
    request: FakeRequest,
    path: string,
    language: FakeQuery['language'],
    response: ServerResponse,
  ): Promise<void> {
    const { accept } = request.headers;
    if (accept !== undefined && !/\*\/\*|text\/html|^(?:application\/json|text\/(?:csv|plain))$/.test(accept))
      throw new Refusal(400, `invalid mime type (${accept})`);
    const recorded = this.#recorded.get(keyOf(request.method, path, request.headers.accept, request.body));
    if (recorded !== undefined) return replay(recorded, response);
    let asked: FakeQuery;
    try {
      asked = (request.method === 'GET' ? getQuery(request.query) : JSON.parse(bodyText(request))) as FakeQuery;
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal(400, 'serde json error: key must be a string at line 1 column 2');
    }
    const missing = asked.q === undefined ? 'q' : asked.db === undefined && language === 'sql' ? 'db' : undefined;
    if (missing !== undefined) {
      const isGet = request.method === 'GET';
      const where = isGet ? '' : ` at line 1 column ${request.body.length}`;
      throw new Refusal(400, `serde ${isGet ? '' : 'json '}error: missing field \`${missing}\`${where}`);
    }
    const before = this.#queries.get(asked.q) ?? 0;
    this.#queries.set(asked.q, before + 1);
    const isDescribe = language === 'sql' && /^describe /i.test(asked.q);
    const q = isDescribe ? asked.q.slice('describe '.length) : asked.q;
    const query: FakeQuery = { ...asked, q, format: asked.format ?? 'json', language, before };
    const given = this.#options.query?.(query);
    const { engine } = this.#options;
    if (given === undefined && engine !== undefined)
      return engine.query(queryText(request), language, this.#catalog, response);
    const result = given ?? { failure: parseFailure(q) };
    await (isDescribe ? describe(result, response) : send(result, query.format, response));
  }

  async #write(
    endpoint: WriteEndpoint,
    request: FakeRequest,
    hasQuery: boolean,
    response: ServerResponse,
  ): Promise<void> {
    const { db, precision, acceptPartial, noSync } = endpoint.parameters(request.query, hasQuery);
    let body: string;
    try {
      body = bodyText(request);
    } catch (error) {
      throw endpoint.isV2 && error instanceof Refusal ? v2Refusal(error) : error;
    }
    const lines = readLines(body);
    try {
      if (lines.length === 0) throw new Refusal(400, 'incoming write was empty');
      const { stored, errors } = this.#catalog.write(db, lines, body, { precision, acceptPartial });
      if (stored.length > 0) this.written.set(db, [...(this.written.get(db) ?? []), ...stored.map(({ text }) => text)]);
      if (stored.length > 0 && !noSync) await this.#flushed();
      if (errors.length > 0) throw acceptPartial || endpoint.isV2 ? endpoint.refusal(errors) : oneRefusal(errors);
    } catch (error) {
      throw endpoint.isV2 && error instanceof Refusal ? v2Refusal(error) : error;
    }
    succeed(response, { status: 204 });
  }

  /** Waits for the next flush of the log. */
  async #flushed(): Promise<void> {
    const { flushInterval = 0 } = this.#options;
    if (flushInterval === 0) return;
    await new Promise((resolve) => setTimeout(resolve, flushInterval - (performance.now() % flushInterval)));
  }
}

const parseFailure = (q: string): readonly [number, string] => [
  400,
  `SQL error: ParserError("Expected: an SQL statement, found: ${q.split(/\s/)[0]} at Line: 1, Column: 1")`,
];

/** Errors have no content-type, and mostly no page of another origin may read them. */
const fail = (response: ServerResponse, status: number, body: string, isReadable = false): void => {
  const length = { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, isReadable ? { ...length, 'access-control-allow-origin': '*' } : length).end(body);
};

const succeed = (response: ServerResponse, { status, type, body, isStreamed }: Success): void => {
  const head: Record<string, string | number> = { 'access-control-allow-origin': '*' };
  if (type !== undefined) head['content-type'] = type;
  if (body !== undefined && !isStreamed) head['content-length'] = Buffer.byteLength(body);
  response.writeHead(status, head);
  // a body whose length is not said comes in chunks
  if (isStreamed) response.write(body);
  response.end(isStreamed ? undefined : body);
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
  succeed(response, { status: 200, type: 'application/jsonl', body: lines.join(''), isStreamed: true });
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
  // a token, which changes nothing of the response
  searchParams.delete('p');
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

/** The queries of the server without authorization, and those of the other one; of two responses to the same request the first. */
const recordedQueries = (authorizes: boolean): ReadonlyMap<string, RecordedExchange> => {
  const found = new Map<string, RecordedExchange>();
  const isHere = ({ server, response }: RecordedExchange): boolean =>
    server === 'none' || (authorizes && response.status === 200);
  for (const exchange of recordedExchanges().filter(isHere)) {
    const { method, path, body, headers } = exchange.request;
    if (!/^\/(?:api\/v3\/)?query/.test(path)) continue;
    const key = keyOf(method, path, headers['accept'], body);
    if (!found.has(key)) found.set(key, exchange);
  }
  return found;
};
