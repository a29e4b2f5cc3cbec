import { type Chunks, chunksOfReader, withLimits } from '@influxkit/internal/chunk-source';
import type { Columns } from '@influxkit/internal/columns';
import { Batches } from '@influxkit/internal/row-stream';
import { sleep } from '@influxkit/internal/timers';
import { DecodeError } from '@influxkit/query';
import { type ApiClient, type CallOptions, call, core, TimeoutError } from '@influxkit/runtime';
import { ColumnDecoder } from '../decode/column-decoder.js';
import { type JsonLineDecoder, rowLimit, type SqlColumn } from '../decode/json-line-decoder.js';
import { RowDecoder, type SqlRow } from '../decode/row-decoder.js';
import { placeOf, SqlError } from '../sql-errors.js';
import { encodeParameters } from '../template/sql-expression.js';
import { explained, wasClosed } from './failures.js';
import { describeSql, type Query, queryInfluxQL, querySql, read } from './query-operations.js';
import type { SqlFormat, SqlRequest, SqlTransport } from './transport.js';

/** Queries whose types are remembered. */
const MOST_REMEMBERED = 200;
/** Statements that have no columns to ask for; all of theirs are strings. */
const UNDESCRIBED = /^\s*(?:show|explain|describe|desc)\b/i;
/** Bytes that are decoded before the types are taken for right. */
const FIRST_PIECE = 65_536;
/** Milliseconds before a query is sent again. */
const LONGEST_WAIT = 500;

const callOptions = ({ options }: SqlRequest, retry: CallOptions['retry']): CallOptions => {
  const { headers, signal, timeout } = options;
  return { headers, signal, timeout, retry };
};

const bodyOf = ({ database, query, language }: SqlRequest, text: string, format: SqlFormat): string => {
  const db = database === undefined ? '' : `"db":${JSON.stringify(database)},`;
  const params = encodeParameters(query.params, language === 'sql');
  return `{${db}"q":${JSON.stringify(text)},"format":"${format}"${params === '{}' ? '' : `,"params":${params}`}}`;
};

const operationOf = ({ language }: SqlRequest): Query<ReadableStream<Uint8Array>> =>
  language === 'sql' ? querySql : queryInfluxQL;

/** Queries over HTTP, rows as JSON lines: `/api/v3/query_sql` and `/api/v3/query_influxql` of InfluxDB 3. */
export class HttpTransport implements SqlTransport {
  readonly #api: ApiClient;
  /** Columns by database and query. */
  readonly #known: Map<string, readonly SqlColumn[]> = new Map();

  constructor(api: ApiClient) {
    this.#api = api;
  }

  async schema(request: SqlRequest): Promise<readonly SqlColumn[]> {
    return this.#known.get(keyOf(request)) ?? this.#describe(request);
  }

  rows(request: SqlRequest): AsyncIterableIterator<SqlRow[]> {
    const decoder = new RowDecoder(request.values, rowLimit(request.options.maxRowBytes));
    return this.#batches(request, decoder, () => decoder.take());
  }

  columns(request: SqlRequest): AsyncIterableIterator<Columns> {
    const decoder = new ColumnDecoder(request.values, rowLimit(request.options.maxRowBytes));
    return this.#batches(request, decoder, () => (decoder.length === 0 ? undefined : decoder.take()));
  }

  async allColumns(request: SqlRequest): Promise<Columns> {
    const decoder = new ColumnDecoder(request.values, rowLimit(request.options.maxRowBytes));
    // Nothing is taken while it arrives, so that the arrays are built once.
    await this.#batches<never>(request, decoder, () => undefined).next();
    return decoder.take();
  }

  async stream(request: SqlRequest, format: SqlFormat): Promise<ReadableStream<Uint8Array>> {
    if (format === 'arrow') {
      throw new TypeError(
        "InfluxDB sends Arrow over Flight alone: create the client with the transport of '@influxkit/sql/flight'",
      );
    }
    return this.#send(request, operationOf(request), format);
  }

  async #send<Body>(request: SqlRequest, operation: Query<Body>, format: Exclude<SqlFormat, 'arrow'>): Promise<Body> {
    const { language, query } = request;
    try {
      return await call(this.#api, operation, bodyOf(request, query.text, format), callOptions(request, false));
    } catch (error) {
      throw explained(error, language, this.#isHidden());
    }
  }

  #batches<Batch>(request: SqlRequest, decoder: JsonLineDecoder, take: () => Batch | undefined): Batches<Batch> {
    return new Batches(() => this.#open(request, decoder), decoder, take, request.options);
  }

  /** Sends a query, and decodes the beginning of its response by the right types. */
  async #open(request: SqlRequest, decoder: JsonLineDecoder): Promise<Chunks> {
    const key = keyOf(request);
    const known = request.options.types === false ? undefined : this.#known.get(key);
    decoder.start(known ?? (await this.#columnsOf(request)));
    const { chunks, first } = await this.#begin(request, decoder);
    const piece = first?.subarray(0, FIRST_PIECE);
    if (piece !== undefined) decoder.push(piece);
    if (known !== undefined && decoder.isMisfit && piece !== undefined) {
      // What was remembered is not so any more.
      this.#known.delete(key);
      decoder.start(await this.#columnsOf(request));
      decoder.push(piece);
    }
    const rest = [first?.subarray(FIRST_PIECE)];
    return {
      read: async () => {
        if (decoder.isMisfit) this.#known.delete(key);
        return rest.length > 0 ? rest.pop() : chunks.read();
      },
      cancel: (reason) => chunks.cancel(reason),
    };
  }

  /**
   * Sends a query up to its first bytes. One whose connection is closed before them is sent again, once: a query that fails
   * at once ends like that, but so does a server that is started anew.
   */
  async #begin(
    request: SqlRequest,
    decoder: JsonLineDecoder,
  ): Promise<{ chunks: Chunks; first: Uint8Array | undefined }> {
    const { retry, signal } = request.options;
    const retries = retry === false || retry === 0 ? 0 : 1;
    for (let attempt = 0; ; attempt += 1) {
      const isLast = attempt >= retries;
      try {
        const reader = await this.#send(request, read(operationOf(request)), 'jsonl');
        const chunks = withLimits(chunksOfReader(reader), request.options);
        try {
          return { chunks, first: await chunks.read() };
        } catch (error) {
          if (signal?.aborted) throw signal.reason;
          if (error instanceof TimeoutError) throw error;
          if (isLast || !wasClosed(error)) {
            decoder.abort(error);
            throw decoder.failure;
          }
        }
      } catch (error) {
        if (isLast || !wasClosed(error)) throw error;
      }
      await sleep(Math.random() * LONGEST_WAIT, signal);
      signal?.throwIfAborted();
    }
  }

  /** What is known of the columns: nothing where a server does not tell, for then the query itself tells why. */
  async #columnsOf(request: SqlRequest): Promise<readonly SqlColumn[] | undefined> {
    const { language, query, options } = request;
    if (language !== 'sql' || options.types === false || UNDESCRIBED.test(query.text)) return undefined;
    try {
      return await this.#describe(request);
    } catch (error) {
      if (error instanceof SqlError) return undefined;
      throw error;
    }
  }

  /** Whether this is a page, or a worker of one, of another origin than the server's. */
  #isHidden(): boolean {
    const { origin } = Object((globalThis as { location?: unknown }).location) as { origin?: unknown };
    return typeof origin === 'string' && origin !== new URL(this.#api[core].baseUrl).origin;
  }

  async #describe(request: SqlRequest): Promise<readonly SqlColumn[]> {
    if (request.language !== 'sql') throw new TypeError('InfluxQL does not tell the types of its columns');
    let described: Uint8Array | undefined;
    try {
      const body = bodyOf(request, `DESCRIBE ${request.query.typed}`, 'jsonl');
      described = await call(this.#api, describeSql, body, callOptions(request, request.options.retry));
    } catch (error) {
      throw explained(error, 'sql', this.#isHidden(), false);
    }
    const columns = columnsIn(new TextDecoder().decode(described));
    if (this.#known.size >= MOST_REMEMBERED) this.#known.delete(this.#known.keys().next().value as string);
    this.#known.set(keyOf(request), columns);
    return columns;
  }
}

/**
 * Queries over HTTP, as `createSql` and `createInfluxQL` send them where they are given no other transport: for a transport
 * that leaves some of its queries to it.
 */
export const httpTransport = (api: ApiClient): SqlTransport => new HttpTransport(api);

const keyOf = ({ database, query }: SqlRequest): string => `${database}\n${query.typed}`;

/** The columns that a response to DESCRIBE names. */
const columnsIn = (text: string): readonly SqlColumn[] => {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  // Every query has a column: without one it is no response of InfluxDB, and not one that found nothing.
  if (lines.length === 0)
    throw new DecodeError('the response to DESCRIBE must name columns, got an empty body', placeOf(0));
  return lines.map((line, index) => {
    const { column_name, data_type, is_nullable } = parsed(line, index + 1);
    if (typeof column_name !== 'string')
      throw new DecodeError('the response to DESCRIBE must name columns, got other JSON', placeOf(index + 1));
    return { name: column_name, type: String(data_type), nullable: is_nullable !== 'NO' };
  });
};

const parsed = (line: string, row: number): Record<string, unknown> => {
  try {
    return Object(JSON.parse(line)) as Record<string, unknown>;
  } catch {
    const kind = line.trimStart()[0] === '<' ? 'HTML or XML, as a proxy or a sign-in page responds' : 'other text';
    throw new DecodeError(`the response to DESCRIBE must be JSON lines, got ${kind}`, placeOf(row));
  }
};
