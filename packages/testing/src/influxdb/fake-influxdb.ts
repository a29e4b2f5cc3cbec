// A fake InfluxDB 1.x and 2.x: it keeps what is written, and responds to queries as a test says or, where they only select
// points, with what it keeps.
import { type Precision, parsePoints } from '@influxkit/line-protocol';
import type { FakeRequest } from '../fake-request.js';
import { Core, type FakeServer, type FakeServerOptions, startCore } from '../fake-server.js';
import { RegisteredQueries } from '../registered-queries.js';
import { rfc3339, rowsCsv, seriesCsv } from './annotated-csv.js';
import { authorizations, type Item, type Items, tasks } from './items.js';
import { PointStore, type SelectedValue, type StoredPoint } from './point-store.js';
import { EARLIEST, type InfluxQLStatement, LATEST, readFlux, readInfluxQL, readPredicate } from './read-query.js';

/** A query as it was sent. */
export interface FakeInfluxQuery {
  readonly q: string;
  readonly language: 'flux' | 'influxql';
  /** Parameters of the query, where it has some. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** The database of InfluxQL. */
  readonly db?: string;
}

/** What a query gives: rows as objects, a body as the server writes it, a whole response, or a failure. */
export type FakeInfluxResult =
  | { readonly rows: Iterable<Readonly<Record<string, unknown>>> }
  | { readonly body: string }
  | { readonly failure: readonly [status: number, message: string] }
  | Response;

export interface FakeInfluxDBOptions extends FakeServerOptions {
  /**
   * A token that requests have to carry. Absent: none is asked for.
   *
   * @default none
   */
  readonly token?: string;
  /**
   * Name of its organization.
   *
   * @default 'my-org'
   */
  readonly org?: string;
  /**
   * Buckets, or databases of 1.x, that are there from the start.
   *
   * @default none
   */
  readonly buckets?: readonly string[];
}

/** A fake InfluxDB 1.x or 2.x. */
export interface FakeInfluxDB extends FakeServer {
  /** Points of each bucket or database. */
  readonly points: ReadonlyMap<string, readonly StoredPoint[]>;
  /** Lines of each bucket or database, as they were sent. */
  readonly written: ReadonlyMap<string, readonly string[]>;
  /**
   * Says what a query gives: one that is these words, or that the pattern finds.
   *
   * @example
   * import { startFakeInfluxDB } from '@influxkit/testing';
   *
   * await using server = await startFakeInfluxDB();
   * server.respondTo(/mean\(\)/, { rows: [{ line: 'A', _value: 1480.5 }] });
   */
  respondTo(query: string | RegExp, result: FakeInfluxResult | ((query: FakeInfluxQuery) => FakeInfluxResult)): void;
}

/**
 * A fake InfluxDB 1.x and 2.x without a network: give its `fetch` to a client.
 *
 * @example
 * import { createFakeInfluxDB } from '@influxkit/testing';
 *
 * const server = createFakeInfluxDB({ buckets: ['motors'] });
 * await server.fetch('http://influx.test/api/v2/write?bucket=motors', { method: 'POST', body: 'motor,line=A rpm=1480.5 1767225600000000000' });
 * console.log(server.written.get('motors')); // [ 'motor,line=A rpm=1480.5 1767225600000000000' ]
 */
export const createFakeInfluxDB = (options: FakeInfluxDBOptions = {}): FakeInfluxDB => new FakeInfluxDBCore(options);

/**
 * Starts a fake InfluxDB 1.x and 2.x on a free port of 127.0.0.1.
 *
 * @example
 * import { startFakeInfluxDB } from '@influxkit/testing';
 *
 * await using server = await startFakeInfluxDB({ buckets: ['motors'] });
 * console.log(server.url);
 */
export async function startFakeInfluxDB(options: FakeInfluxDBOptions = {}): Promise<FakeInfluxDB> {
  const fake = new FakeInfluxDBCore(options);
  await startCore(fake);
  return fake;
}

class FakeInfluxDBCore extends Core implements FakeInfluxDB {
  readonly #rules: Rules;

  constructor(options: FakeInfluxDBOptions) {
    const rules = new Rules(options);
    super(options, (request) => rules.respond(request));
    this.#rules = rules;
  }

  get points(): ReadonlyMap<string, readonly StoredPoint[]> {
    return this.#rules.store.points;
  }

  get written(): ReadonlyMap<string, readonly string[]> {
    return this.#rules.written;
  }

  respondTo(query: string | RegExp, result: FakeInfluxResult | ((query: FakeInfluxQuery) => FakeInfluxResult)): void {
    this.#rules.registered.add(query, result);
  }
}

interface Bucket {
  readonly id: string;
  readonly orgID: string;
  readonly type: string;
  readonly createdAt: string;
  name: string;
  description?: string;
  retentionRules: readonly unknown[];
}

const ORG_ID = '0000000000000a01';

const CODES: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'unauthorized',
  404: 'not found',
  422: 'unprocessable entity',
};

/** A request that is refused, as each generation says it. */
class ErrorResponse extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** How an InfluxDB 1.x and 2.x responds. */
class Rules {
  readonly store: PointStore = new PointStore();
  readonly written: Map<string, string[]> = new Map();
  readonly registered: RegisteredQueries<FakeInfluxQuery, FakeInfluxResult> = new RegisteredQueries();
  readonly #token: string | undefined;
  readonly #org: string;
  readonly #buckets: Bucket[] = [];
  readonly #authorizations: Items;
  readonly #items: Readonly<Record<string, Items>>;
  #count = 0xb00;

  constructor({ token, org = 'my-org', buckets = [] }: FakeInfluxDBOptions) {
    this.#token = token;
    this.#org = org;
    const newItem = (): Item => ({ ...this.#newIds(), org });
    const refuse = (status: number, message: string): Error => new ErrorResponse(status, message);
    this.#authorizations = authorizations(newItem, refuse);
    this.#items = { authorizations: this.#authorizations, tasks: tasks(newItem, refuse) };
    for (const name of buckets) this.#create({ name });
  }

  async respond(request: FakeRequest): Promise<Response> {
    const isSecond = request.path.startsWith('/api/v2/');
    let response: Response;
    try {
      this.#authorize(request);
      response = await this.#respond(request);
    } catch (error) {
      if (!(error instanceof ErrorResponse)) throw error;
      const { status, message } = error;
      const body = isSecond ? { code: CODES[status] ?? 'error', message } : { error: message };
      response = Response.json(body, { status });
    }
    response.headers.set(
      'x-influxdb-version',
      isSecond || !/^\/(write|query)$/.test(request.path) ? 'v2.7.11' : '1.8.10',
    );
    response.headers.set('x-influxdb-build', 'OSS');
    return response;
  }

  #authorize({ path, query, headers: { authorization = '' } }: FakeRequest): void {
    if (this.#token === undefined || /^\/(ping|health|ready)$/.test(path)) return;
    const [, given] = /^(?:Token|Bearer) (.+)$/.exec(authorization) ?? [];
    const basic = /^Basic (.+)$/.exec(authorization)?.[1];
    const password =
      basic === undefined ? undefined : Buffer.from(basic, 'base64').toString().split(':').slice(1).join(':');
    const isMade = this.#authorizations.all.some(({ token, status }) => token === given && status === 'active');
    if (![given, password, query['p']].includes(this.#token) && !isMade)
      throw new ErrorResponse(401, path.startsWith('/api/v2/') ? 'unauthorized access' : 'authorization failed');
  }

  #respond(request: FakeRequest): Response | Promise<Response> {
    const { method, path, query } = request;
    const [, id] = /^\/api\/v2\/buckets\/(\w+)$/.exec(path) ?? [];
    if (id !== undefined) return this.#bucket(method, id, request);
    const items = this.#respondWithItems(request);
    if (items !== undefined) return items;
    switch (`${method} ${path}`) {
      case 'GET /ping':
      case 'HEAD /ping':
        return new Response(null, { status: 204 });
      case 'GET /health':
        return Response.json({
          name: 'influxdb',
          message: 'ready for queries and writes',
          status: 'pass',
          checks: [],
          version: 'v2.7.11',
        });
      case 'GET /ready':
        return Response.json({ status: 'ready' });
      case 'POST /api/v2/write':
        return this.#write(request, query['bucket'], false);
      case 'POST /write':
        return this.#write(request, query['db'], true);
      case 'POST /api/v2/query':
        return this.#flux(request);
      case 'GET /query':
      case 'POST /query':
        return this.#influxql(request);
      case 'POST /api/v2/delete':
        return this.#delete(request);
      case 'GET /api/v2/orgs':
        return Response.json({ orgs: [{ id: ORG_ID, name: this.#org }] });
      case 'GET /api/v2/buckets':
        return this.#list(request);
      case 'POST /api/v2/buckets':
        return this.#post(request);
      default:
        throw new ErrorResponse(
          404,
          `${method} ${path}: the fake InfluxDB has no such route; add it to routes or respond`,
        );
    }
  }

  #respondWithItems(request: FakeRequest): Response | undefined {
    const { method, path, query } = request;
    const [, kind = '', id, below] = /^\/api\/v2\/(authorizations|tasks)(?:\/(\w+))?(?:\/(\w+))?$/.exec(path) ?? [];
    return this.#items[kind]?.respond({ method, query, id, below, body: () => objectOf(request) });
  }

  #write(request: FakeRequest, name: string | undefined, isFirst: boolean): Response {
    const bucket = this.#named(name, isFirst ? 'database' : 'bucket');
    const precision = (request.query['precision'] ?? 'ns').replace(/^n$/, 'ns').replace(/^u$/, 'us') as Precision;
    const dialect = isFirst ? 'v1' : 'v2';
    const { points, errors } = parsePoints(request.body, { precision, dialect, onError: 'collect' });
    const [unread] = errors;
    // 2.x reads all lines before it keeps any; 1.x keeps what it can read.
    if (unread !== undefined && !isFirst)
      throw new ErrorResponse(400, `unable to parse line ${unread.line}: ${unread.reason}`);
    const refused = this.store.write(bucket, points, BigInt(Date.now()) * 1_000_000n);
    const lines = request.body.split('\n').filter((line) => line.trim() !== '');
    this.written.set(bucket, [...(this.written.get(bucket) ?? []), ...lines]);
    const reason = refused[0] ?? (unread && `unable to parse line ${unread.line}: ${unread.reason}`);
    if (reason === undefined) return new Response(null, { status: 204 });
    const dropped = `partial write: ${reason} dropped=${refused.length + errors.length}`;
    throw isFirst
      ? new ErrorResponse(400, dropped)
      : new ErrorResponse(422, `failure writing points to database: ${dropped}`);
  }

  /** @throws ErrorResponse for a bucket that is not there */
  #named(name: string | undefined, what: 'bucket' | 'database'): string {
    if (name === undefined || name === '')
      throw new ErrorResponse(400, what === 'bucket' ? 'bucket is required' : 'database is required');
    const found = this.#buckets.find((one) => one.name === name || one.id === name);
    if (found === undefined)
      throw new ErrorResponse(404, what === 'bucket' ? `bucket "${name}" not found` : `database not found: "${name}"`);
    return found.name;
  }

  #flux(request: FakeRequest): Response {
    const isJson = request.headers['content-type']?.startsWith('application/json') === true;
    const { query: q, params } = isJson ? objectOf(request) : { query: request.body, params: undefined };
    if (typeof q !== 'string') throw new ErrorResponse(400, 'request body requires either query or AST');
    const given = this.registered.find({
      q,
      language: 'flux',
      ...(isObject(params) && { params }),
    });
    if (given !== undefined) return fluxResponse(given);
    const selection = readFlux(q, BigInt(Date.now()) * 1_000_000n);
    if (selection === undefined)
      throw new ErrorResponse(
        400,
        `the fake InfluxDB runs no Flux but from(), range(), filter() with ==, and drop() of _start and _stop; say what this query gives: respondTo(${JSON.stringify(q.slice(0, 60))}, { rows: [ … ] })`,
      );
    this.#named(selection.bucket, 'bucket');
    return csv(seriesCsv(this.store.select(selection), selection));
  }

  #influxql(request: FakeRequest): Response {
    const body = new URLSearchParams(request.headers['content-type']?.includes('form') ? request.body : '');
    const value = (name: string): string | undefined => request.query[name] ?? body.get(name) ?? undefined;
    const [q, db, params, epoch] = [value('q'), value('db'), value('params'), value('epoch')];
    if (q === undefined) throw new ErrorResponse(400, 'missing required parameter "q"');
    const given = this.registered.find({
      q,
      language: 'influxql',
      ...(db !== undefined && { db }),
      ...(params !== undefined && { params: JSON.parse(params) as Record<string, unknown> }),
    });
    if (given !== undefined) return influxqlResponse(given);
    const statement = readInfluxQL(q);
    if (statement === undefined)
      throw new ErrorResponse(
        400,
        `error parsing query: the fake InfluxDB runs no such InfluxQL; say what this query gives: respondTo(${JSON.stringify(q.slice(0, 60))}, { rows: [ … ] })`,
      );
    return statementResponse(this.#run(statement, db, epoch));
  }

  /** The series of a statement. */
  #run(statement: InfluxQLStatement, db: string | undefined, epoch: string | undefined): object[] {
    if (statement.kind === 'databases')
      return [{ name: 'databases', columns: ['name'], values: this.#buckets.map(({ name }) => [name]) }];
    if (statement.kind === 'create') {
      if (!this.#buckets.some(({ name }) => name === statement.database)) this.#create({ name: statement.database });
      return [];
    }
    if (statement.kind === 'drop') {
      this.#remove(this.#buckets.find(({ name }) => name === statement.database));
      return [];
    }
    const { measurement, tags } = statement;
    const bucket = this.#named(db, 'database');
    const where = new Map([['_measurement', [measurement]], ...tags]);
    const rows = rowsOf(this.store.select({ bucket, start: EARLIEST, stop: LATEST, where }));
    if (rows.length === 0) return [];
    const columns = statement.fields ?? [...new Set(rows.flatMap(({ values }) => [...values.keys()]))].sort();
    const time = (at: bigint) => (epoch === undefined ? rfc3339(at) : Number(at / (PER_EPOCH[epoch] ?? 1n)));
    const values = rows.map((row) => [time(row.time), ...columns.map((name) => row.values.get(name) ?? null)]);
    return [{ name: measurement, columns: ['time', ...columns], values }];
  }

  #delete(request: FakeRequest): Response {
    const bucket = this.#named(request.query['bucket'] ?? request.query['bucketID'], 'bucket');
    const { start, stop, predicate = '' } = objectOf(request);
    const where = readPredicate(String(predicate));
    if (where === undefined)
      throw new ErrorResponse(400, `invalid request; error parsing request json: bad logical expression: ${predicate}`);
    const at = (text: unknown): bigint => BigInt(Date.parse(String(text))) * 1_000_000n;
    this.store.delete({ bucket, start: at(start), stop: at(stop) + 1n, where });
    return new Response(null, { status: 204 });
  }

  #list({ query }: FakeRequest): Response {
    const { name, id, limit = '20', offset = '0', after } = query;
    const found = this.#buckets.filter(
      (bucket) => (name === undefined || bucket.name === name) && (id === undefined || bucket.id === id),
    );
    if (found.length === 0 && name !== undefined) throw new ErrorResponse(404, `bucket "${name}" not found`);
    const start = after === undefined ? Number(offset) : found.findIndex((bucket) => bucket.id === after) + 1;
    const end = start + Number(limit);
    const next = new URLSearchParams({ ...query, offset: String(end) });
    const links = { self: '/api/v2/buckets', ...(end < found.length && { next: `/api/v2/buckets?${next}` }) };
    return Response.json({ buckets: found.slice(start, end), links });
  }

  #post(request: FakeRequest): Response {
    const given = objectOf(request);
    if (typeof given['name'] !== 'string' || given['name'] === '')
      throw new ErrorResponse(400, 'bucket name is required');
    if (this.#buckets.some(({ name }) => name === given['name']))
      throw new ErrorResponse(422, `bucket with name ${given['name']} already exists`);
    return Response.json(this.#create(given as { name: string }), { status: 201 });
  }

  #bucket(method: string, id: string, request: FakeRequest): Response {
    const found = this.#buckets.find((one) => one.id === id);
    if (found === undefined) throw new ErrorResponse(404, 'bucket not found');
    if (method === 'DELETE') {
      this.#remove(found);
      return new Response(null, { status: 204 });
    }
    if (method === 'PATCH') {
      const { name, description, retentionRules } = objectOf(request);
      if (typeof name === 'string') found.name = name;
      if (typeof description === 'string') found.description = description;
      if (Array.isArray(retentionRules)) found.retentionRules = retentionRules;
    }
    return Response.json(found);
  }

  #create(given: { readonly name: string; readonly [name: string]: unknown }): Bucket {
    const bucket: Bucket = {
      retentionRules: [],
      ...given,
      ...this.#newIds(),
      type: 'user',
    };
    this.#buckets.push(bucket);
    return bucket;
  }

  #newIds(): { readonly id: string; readonly orgID: string; readonly createdAt: string } {
    return {
      id: (this.#count++).toString(16).padStart(16, '0'),
      orgID: ORG_ID,
      createdAt: new Date().toISOString(),
    };
  }

  #remove(bucket: Bucket | undefined): void {
    if (bucket === undefined) return;
    this.#buckets.splice(this.#buckets.indexOf(bucket), 1);
    this.store.points.delete(bucket.name);
    this.written.delete(bucket.name);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A body in JSON. @throws ErrorResponse for one that is none */
function objectOf({ body }: FakeRequest): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    if (isObject(value)) return value;
  } catch {
    // Refused below, as a body of another kind is.
  }
  throw new ErrorResponse(400, 'failed to decode request body: it is not a JSON object');
}

const csv = (body: string): Response => new Response(body, { headers: { 'content-type': 'text/csv; charset=utf-8' } });

function fluxResponse(given: FakeInfluxResult): Response {
  if (given instanceof Response) return given;
  if ('failure' in given) throw new ErrorResponse(...given.failure);
  return csv('rows' in given ? rowsCsv(given.rows) : given.body);
}

function influxqlResponse(given: FakeInfluxResult): Response {
  if (given instanceof Response) return given;
  if ('failure' in given) throw new ErrorResponse(...given.failure);
  if ('body' in given) return new Response(given.body, { headers: { 'content-type': 'application/json' } });
  const rows = [...given.rows];
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const values = rows.map((row) => columns.map((name) => row[name] ?? null));
  return statementResponse(rows.length === 0 ? [] : [{ name: 'result', columns, values }]);
}

const statementResponse = (series: readonly object[]): Response =>
  Response.json({ results: [{ statement_id: 0, ...(series.length > 0 && { series }) }] });

/** Nanoseconds of a unit that `epoch` names. */
const PER_EPOCH: Readonly<Record<string, bigint>> = {
  ns: 1n,
  n: 1n,
  u: 1000n,
  µ: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

interface Row {
  readonly time: bigint;
  readonly values: Map<string, unknown>;
}

/** Values as rows: the fields and tags of one point side by side. */
function rowsOf(series: readonly (readonly SelectedValue[])[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { tags, field, time, value } of series.flat()) {
    const key = JSON.stringify([String(time), Object.entries(tags).sort()]);
    const row = rows.get(key) ?? { time, values: new Map<string, unknown>(Object.entries(tags)) };
    // Integers of line protocol are numbers in JSON.
    row.values.set(field, typeof value === 'object' ? Number(value.exact) : value);
    rows.set(key, row);
  }
  return [...rows.values()].sort((one, other) => Number(one.time - other.time));
}
