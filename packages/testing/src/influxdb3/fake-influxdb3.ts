// A fake InfluxDB 3 Core: it responds by the rules that recordings of a real one follow.
// It executes no SQL: what a query gives is for the test to say.
import { gunzipSync } from 'node:zlib';
import { brokenOff, ConnectionDropped, streamOf } from '../connection.js';
import type { FakeRequest } from '../fake-request.js';
import { Core, type FakeServer, type FakeServerOptions, startCore } from '../fake-server.js';
import { RegisteredQueries } from '../registered-queries.js';
import { Catalog, type Database, type LineFailure, type Precision, Refusal } from './catalog.js';
import { type ConfigurationRequest, configure, plugins, type Success } from './configuration.js';
import { jsonLines } from './json-lines.js';
import { readLines } from './lines.js';

/** What a query asks for: the parameters of a POST, or of a GET. */
export interface FakeSqlQuery {
  readonly db?: string;
  readonly q: string;
  readonly format: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly language: 'sql' | 'influxql';
  /** How often the same query came before. */
  readonly before: number;
  /** The query in JSON, as it was sent: 5.0 is another value than 5, and integers may have many digits. */
  readonly text: string;
}

/** What a query gives. */
export interface FakeSqlResult {
  /** Names and types of the columns; returned by `DESCRIBE`. Absent: `DESCRIBE` is refused. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Rows as objects: dates as InfluxDB 3 writes times, bigints as integers. */
  readonly rows?: Iterable<Readonly<Record<string, unknown>>>;
  /** Rows as the server writes them, one JSON object each; in place of `rows`. */
  readonly lines?: Iterable<string> | AsyncIterable<string>;
  /** After the rows: the body is cut, or the connection is closed before there is a status. Absent: it ends. */
  readonly ends?: 'cut' | 'no response';
  /** A failure in place of rows. */
  readonly failure?: readonly [status: number, body: string];
}

export interface FakeInfluxDB3Options extends Omit<FakeServerOptions, 'respond'> {
  /**
   * A token that is there from the start. With neither this nor `authorizes`, there is no authorization.
   *
   * @default none
   */
  readonly token?: string;
  /**
   * Whether it was started with authorization, and waits for its first token to be made.
   *
   * @default false
   */
  readonly authorizes?: boolean;
  /**
   * Whether it has a folder of plugins: without one triggers cannot be made.
   *
   * @default false
   */
  readonly plugins?: boolean;
  /**
   * Milliseconds between two flushes of the log, for which writes wait.
   *
   * @default 0
   */
  readonly flushInterval?: number;
  /**
   * What a query gives that `respondTo` says nothing of; undefined: it is one that does not parse.
   *
   * @default none
   */
  readonly query?: (query: FakeSqlQuery) => QueryResponse | Promise<QueryResponse>;
  /**
   * Responds to what was authorized before the fake itself does; undefined leaves it to that.
   *
   * @default none
   */
  readonly respond?: (request: FakeRequest) => Response | undefined | Promise<Response | undefined>;
}

/** What a query gives: rows, a whole response, or what happens in place of them. */
export type QueryResponse = FakeSqlResult | Response | undefined;

export interface FakeInfluxDB3 extends FakeServer {
  /** The lines that were written, by database. */
  readonly written: ReadonlyMap<string, readonly string[]>;
  /** Databases with their tables, and the rows in these. */
  readonly databases: ReadonlyMap<string, Database>;
  /**
   * Says what a query gives from now on: one that is this text, or that the expression matches. The last that was said wins.
   *
   * @example
   * import { startFakeInfluxDB3 } from '@influxkit/testing';
   *
   * await using server = await startFakeInfluxDB3();
   * server.respondTo(/avg\(rpm\)/, { rows: [{ line: 'A', rpm: 1480.5 }] });
   */
  respondTo(query: string | RegExp, result: QueryResponse | ((query: FakeSqlQuery) => QueryResponse)): void;
}

const CLUSTER = '01890000-0000-7000-8000-000000000000';

const TEXT = 'text/plain; charset=utf-8';
const METRICS = '# HELP datafusion_mem_pool_bytes Number of bytes within the datafusion memory pool\n';
const NO_V1 = '{"error":"the fake server has no response for /query: give it one by routes or respond"}';
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

/** By which methods queries and pings are asked for. */
const QUERY_METHODS: ReadonlySet<string> = new Set(['GET', 'POST']);
/** Endpoints of InfluxDB 1.x. */
const OLDER_PATHS: ReadonlySet<string> = new Set(['/query', '/write']);
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

/**
 * A fake InfluxDB 3 Core without a network: give its `fetch` to a client.
 *
 * @example
 * import { createFakeInfluxDB3 } from '@influxkit/testing';
 *
 * const server = createFakeInfluxDB3();
 * await server.fetch('http://influx.test/api/v3/write_lp?db=motors', { method: 'POST', body: 'motor,line=A rpm=1480.5 1767225600' });
 * console.log(server.written.get('motors')); // [ 'motor,line=A rpm=1480.5 1767225600' ]
 */
export const createFakeInfluxDB3 = (options: FakeInfluxDB3Options = {}): FakeInfluxDB3 =>
  new FakeInfluxDB3Core(options);

/**
 * Starts a fake InfluxDB 3 Core on a free port of 127.0.0.1.
 *
 * @example
 * import { startFakeInfluxDB3 } from '@influxkit/testing';
 *
 * await using server = await startFakeInfluxDB3({ token: 'apiv3_a-token' });
 * console.log(server.url);
 */
export async function startFakeInfluxDB3(options: FakeInfluxDB3Options = {}): Promise<FakeInfluxDB3> {
  const fake = new FakeInfluxDB3Core(options);
  await startCore(fake);
  return fake;
}

/** A server as all fakes are one, and what is special about this. */
class FakeInfluxDB3Core extends Core implements FakeInfluxDB3 {
  readonly #rules: Rules;

  constructor(options: FakeInfluxDB3Options) {
    const { respond: _, ...server } = options;
    const rules = new Rules(options);
    super(server, (request) => rules.respond(request));
    this.#rules = rules;
  }

  get written(): ReadonlyMap<string, readonly string[]> {
    return this.#rules.written;
  }

  get databases(): ReadonlyMap<string, Database> {
    return this.#rules.catalog.databases;
  }

  respondTo(query: string | RegExp, result: QueryResponse | ((query: FakeSqlQuery) => QueryResponse)): void {
    this.#rules.registered.add(query, result);
  }
}

/** How an InfluxDB 3 Core responds. */
class Rules {
  readonly written: Map<string, string[]> = new Map();
  readonly catalog: Catalog = new Catalog();
  readonly registered: RegisteredQueries<FakeSqlQuery, QueryResponse> = new RegisteredQueries();
  readonly #options: FakeInfluxDB3Options;
  readonly #authorizes: boolean;
  readonly #queries: Map<string, number> = new Map();

  constructor(options: FakeInfluxDB3Options) {
    this.#options = options;
    this.#authorizes = options.token !== undefined || options.authorizes === true;
  }

  async respond(request: FakeRequest): Promise<Response> {
    let response: Response;
    if (request.method === 'OPTIONS') response = preflight();
    else {
      try {
        response = await this.#respond(request);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        response = fail(error.status, error.message, error.isReadable);
      }
    }
    if (!response.headers.has('cluster-uuid')) response.headers.set('cluster-uuid', CLUSTER);
    return response;
  }

  async #respond(request: FakeRequest): Promise<Response> {
    const { method } = request;
    this.#authorize(request);
    const given = await this.#options.respond?.(request);
    if (given !== undefined) return given;
    const language = /^\/api\/v3\/query_(sql|influxql)$/.exec(request.path)?.[1] as
      | FakeSqlQuery['language']
      | undefined;
    if (language !== undefined && QUERY_METHODS.has(method)) return await this.#query(request, language);
    if (request.path === '/query' && method !== 'HEAD') throw new Refusal(400, NO_V1, true);
    const write = method === 'POST' ? WRITES[request.path] : undefined;
    if (write !== undefined) return await this.#write(write, request);
    const success = this.#other(request);
    if (success === undefined) throw new Refusal(404, 'Not found');
    return succeed(success);
  }

  #other(request: FakeRequest): Success | undefined {
    const { method, path } = request;
    if (method === 'GET' && /^\/(?:api\/v1\/)?health$/.test(path)) return { status: 200, type: TEXT, body: 'OK' };
    if (method === 'GET' && path === '/metrics')
      return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: METRICS };
    if (path === '/ping' && QUERY_METHODS.has(method))
      return { status: 200, type: 'application/json', body: PING, headers: PING_HEADERS };
    if (path.startsWith('/api/v3/engine/') && QUERY_METHODS.has(method))
      throw new Refusal(404, '{error: "not found"}', true);
    const asked: ConfigurationRequest = {
      method,
      path,
      query: request.query,
      contentType: request.headers['content-type'],
      body: path.startsWith('/api/v3/configure/') || path.startsWith('/api/v3/plugin') ? bodyText(request) : '',
    };
    const settings = { authorizes: this.#authorizes, plugins: this.#options.plugins === true };
    if (path.startsWith('/api/v3/configure/')) return configure(asked, this.catalog, settings);
    return plugins(asked, settings);
  }

  /** @throws Refusal where a request may not be made */
  #authorize({ method, path, query, headers: { authorization } }: FakeRequest): void {
    const sent = tokenOf(authorization);
    if (!this.#authorizes || (method === 'POST' && path === '/api/v3/configure/token/admin')) return;
    // of the older endpoints alone, where it wins over the header
    const token = OLDER_PATHS.has(path) ? (query['p'] ?? sent) : sent;
    const isKnown = token !== undefined && (token === this.#options.token || this.catalog.isToken(token));
    if (!isKnown) throw new Refusal(401, '{"error": "the request was not authenticated"}');
  }

  async #query(request: FakeRequest, language: FakeSqlQuery['language']): Promise<Response> {
    const accept = request.headers['accept'];
    if (accept !== undefined && !/\*\/\*|text\/html|^(?:application\/json|text\/(?:csv|plain))$/.test(accept))
      throw new Refusal(400, `invalid mime type (${accept})`);
    let asked: FakeSqlQuery;
    try {
      asked = (request.method === 'GET' ? getQuery(request.query) : JSON.parse(bodyText(request))) as FakeSqlQuery;
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
    const query: FakeSqlQuery = {
      ...asked,
      q,
      format: asked.format ?? 'json',
      language,
      before,
      text: queryText(request),
    };
    const given = this.registered.find(query) ?? (await this.#options.query?.(query));
    if (given instanceof Response) return given;
    const result = given ?? { failure: parseFailure(q) };
    return isDescribe ? describe(result) : send(result, query.format);
  }

  async #write(endpoint: WriteEndpoint, request: FakeRequest): Promise<Response> {
    const { db, precision, acceptPartial, noSync } = endpoint.parameters(request.query, request.url.includes('?'));
    let body: string;
    try {
      body = bodyText(request);
    } catch (error) {
      throw endpoint.isV2 && error instanceof Refusal ? v2Refusal(error) : error;
    }
    const lines = readLines(body);
    try {
      if (lines.length === 0) throw new Refusal(400, 'incoming write was empty');
      const { stored, errors } = this.catalog.write(db, lines, body, { precision, acceptPartial });
      if (stored.length > 0) this.written.set(db, [...(this.written.get(db) ?? []), ...stored.map(({ text }) => text)]);
      if (stored.length > 0 && !noSync) await this.#flushed();
      if (errors.length > 0) throw acceptPartial || endpoint.isV2 ? endpoint.refusal(errors) : oneRefusal(errors);
    } catch (error) {
      throw endpoint.isV2 && error instanceof Refusal ? v2Refusal(error) : error;
    }
    return succeed({ status: 204 });
  }

  /** Waits for the next flush of the log. */
  async #flushed(): Promise<void> {
    const { flushInterval = 0 } = this.#options;
    if (flushInterval === 0) return;
    await new Promise((resolve) => setTimeout(resolve, flushInterval - (performance.now() % flushInterval)));
  }
}

/** The words that a query of SQL or InfluxQL begins with. */
const FIRST_WORDS: ReadonlySet<string> = new Set(['select', 'with', 'show', 'explain', 'describe', 'values']);

/** Of a query that nothing is said of: a real server might run it, unless it begins with no word of SQL. */
const parseFailure = (query: string): readonly [number, string] => {
  const word = query.trim().split(/\s/, 1)[0] ?? '';
  const message = FIRST_WORDS.has(word.toLowerCase())
    ? `the fake InfluxDB 3 runs no query; say what this one gives: respondTo(${JSON.stringify(query.trim().slice(0, 60))}, { rows: [ … ] })`
    : `SQL error: ParserError("Expected: an SQL statement, found: ${word} at Line: 1, Column: 1")`;
  return [400, message];
};

/** Errors have no content-type, and mostly no page of another origin may read them. */
const fail = (status: number, body: string, isReadable = false): Response => {
  const bytes = Buffer.from(body);
  return new Response(bytes, {
    status,
    headers: { 'content-length': String(bytes.length), ...(isReadable && { 'access-control-allow-origin': '*' }) },
  });
};

const succeed = ({ status, type, body, isStreamed, headers }: Success): Response => {
  const bytes = body === undefined ? null : Buffer.from(body);
  return new Response(bytes, {
    status,
    headers: {
      'access-control-allow-origin': '*',
      ...headers,
      ...(type !== undefined && { 'content-type': type }),
      // a body whose length is not said comes in chunks
      ...(bytes !== null && !isStreamed && { 'content-length': String(bytes.length) }),
    },
  });
};

const preflight = (): Response =>
  new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-max-age': '86400',
      'access-control-allow-methods': '*',
      'access-control-allow-headers': '*',
    },
  });

const describe = ({ columns, failure }: FakeSqlResult): Response => {
  if (columns === undefined) return fail(...(failure ?? [400, 'Error during planning: no DESCRIBE']));
  const lines = Object.entries(columns).map(
    ([column_name, data_type]) => `${JSON.stringify({ column_name, data_type, is_nullable: 'YES' })}\n`,
  );
  return succeed({ status: 200, type: 'application/jsonl', body: lines.join(''), isStreamed: true });
};

const send = (result: FakeSqlResult, format: string): Response => {
  const { ends, failure } = result;
  if (failure !== undefined) return fail(...failure);
  if (ends === 'no response') throw new ConnectionDropped();
  const lines = result.lines ?? jsonLines(result.rows ?? []);
  const chunks = format === 'json' ? asArray(lines) : asLines(lines);
  return new Response(streamOf(ends === 'cut' ? brokenOff(chunks) : chunks), {
    headers: { 'content-type': `application/${format}`, 'access-control-allow-origin': '*' },
  });
};

type Lines = Iterable<string> | AsyncIterable<string>;

async function* asLines(lines: Lines): AsyncGenerator<Uint8Array> {
  for await (const line of lines) yield Buffer.from(`${line}\n`);
}

/** The format `json`: all rows as one array. */
async function* asArray(lines: Lines): AsyncGenerator<Uint8Array> {
  let before = '[';
  for await (const line of lines) {
    yield Buffer.from(before + line);
    before = ',';
  }
  yield Buffer.from(before === '[' ? '[]' : ']');
}
