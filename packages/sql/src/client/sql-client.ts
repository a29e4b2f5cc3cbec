import { attachCaller } from '@influxkit/internal/call-site';
import { chunksOfStream, LARGEST_TEXT, readText, withLimits } from '@influxkit/internal/chunk-source';
import type { Columns } from '@influxkit/internal/columns';
import { columnStream, forCaller, type LimitOptions, type RowStream, rowStream } from '@influxkit/internal/row-stream';
import { CheckedBatches, type SchemaOutput, type StandardSchema } from '@influxkit/internal/standard-schema';
import { oneOf, resolveValueOptions, type ValueOptions } from '@influxkit/internal/value-options';
import { type ApiClient, DecodeError } from '@influxkit/runtime';
import { rowLimit, type SqlColumn } from '../decode/json-line-decoder.js';
import type { SqlRow } from '../decode/row-decoder.js';
import { isQueryError, rejectRow } from '../sql-errors.js';
import { encodeParameters, prepare, type SqlExpression, type SqlParameters } from '../template/sql-expression.js';
import { HttpTransport } from './http-transport.js';
import type { SqlFormat, SqlRequest, SqlTransport, TransportOptions } from './transport.js';

/** A query: a string, or what `sql` made. */
export type SqlQuery = string | SqlExpression;

/** Options of a query; those of the client are its defaults. */
export interface SqlOptions extends ValueOptions, TransportOptions {
  /**
   * The database to ask.
   *
   * @default none
   */
  readonly database?: string | undefined;
  /**
   * Values for the `$name` that the text of the query has. A `number` is a double, a `bigint` an integer.
   *
   * @default none
   */
  readonly params?: SqlParameters | undefined;
}

/** How a whole response is written. */
export interface TextOptions {
  /** @default 'jsonl' */
  readonly format?: Exclude<SqlFormat, 'parquet' | 'arrow'> | undefined;
}

/** How bytes are written. */
export interface StreamOptions {
  /** @default 'jsonl' */
  readonly format?: SqlFormat | undefined;
}

/** Rows of a query. Each iteration sends it anew. */
export interface SqlRows<Row = SqlRow> extends RowStream<Row> {
  /** What the columns are; asked for when it is read. Rejects where the server does not say. */
  readonly schema: Promise<readonly SqlColumn[]>;
}

/** Columns of a query: awaited, the whole result; or in batches. */
export interface SqlColumnStream extends PromiseLike<Columns> {
  /** The columns of each piece of the response as it arrives. */
  batches(): AsyncIterableIterator<Columns>;
  /** What the columns are; asked for when it is read. Rejects where the server does not say. */
  readonly schema: Promise<readonly SqlColumn[]>;
}

/** Runs SQL. Nothing is sent before the response is asked for, and each use of a result sends the query anew. */
export interface SqlClient {
  /** Row objects, each checked and typed by a schema. */
  rows<Schema extends StandardSchema>(
    query: SqlQuery,
    options: SqlOptions & { readonly schema: Schema },
  ): SqlRows<SchemaOutput<Schema>>;
  /** Row objects, one by one or in batches. */
  rows<Row = SqlRow>(query: SqlQuery, options?: SqlOptions): SqlRows<Row>;
  /** One array a column, typed for numbers and times: `await` it, or go through its batches. */
  columns(query: SqlQuery, options?: SqlOptions): SqlColumnStream;
  /** All rows, or the first `limit`. */
  toArray<Row = SqlRow>(query: SqlQuery, options?: SqlOptions & LimitOptions): Promise<Row[]>;
  /** The response as a string, unread. */
  text(query: SqlQuery, options?: SqlOptions & TextOptions): Promise<string>;
  /** The bytes of the response as they arrive. */
  stream(query: SqlQuery, options?: SqlOptions & StreamOptions): Promise<ReadableStream<Uint8Array>>;
  /** The whole result as an Arrow stream, for any Arrow library; over Flight alone. In pieces: `stream(query, { format: 'arrow' })`. */
  toArrow(query: SqlQuery, options?: SqlOptions): Promise<Uint8Array>;
}

/** What a SQL client is made of. */
export interface SqlClientOptions extends SqlOptions {
  /**
   * How queries reach the server.
   *
   * @default HTTP
   */
  readonly transport?: SqlTransport | undefined;
}

/** Defaults, and over them what a call sets; an option that is undefined is not set. */
export const merged = <Options extends object>(defaults: Options, options: Options): Options => ({
  ...defaults,
  ...(Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<Options>),
});

/** Rows of a request, each through a schema where there is one. */
export const rowsOf = (
  transport: SqlTransport,
  request: SqlRequest,
  schema: StandardSchema | undefined,
): RowStream<unknown> =>
  rowStream<unknown>(() => {
    const batches = transport.rows(request);
    return schema === undefined ? batches : new CheckedBatches(batches, schema, rejectRow);
  }, isQueryError);

/** An error of ours with the stack of who waits: a session over Flight knows nobody who does. */
const fromCaller = (error: unknown): unknown => (isQueryError(error) ? attachCaller(error) : error);

const FORMATS = ['jsonl', 'json', 'csv', 'pretty', 'parquet', 'arrow'] as const;

export const streamOf = async (
  transport: SqlTransport,
  request: SqlRequest,
  format: SqlFormat | undefined,
): Promise<ReadableStream<Uint8Array>> => transport.stream(request, oneOf('format', format, FORMATS));

/**
 * The whole response as a string, up to a limit: a response may never end.
 *
 * @throws DecodeError where it is longer than allowed
 */
export const textOf = async (
  transport: SqlTransport,
  request: SqlRequest,
  format: SqlFormat | undefined,
): Promise<string> => {
  const { maxTextBytes = LARGEST_TEXT } = request.options;
  const stream = await streamOf(transport, request, format);
  const text = await forCaller(
    readText(withLimits(chunksOfStream(stream), request.options), maxTextBytes),
    isQueryError,
  );
  if (text !== undefined) return text;
  throw new DecodeError(
    'text()',
    `the response has more than ${maxTextBytes} bytes; raise maxTextBytes if it is meant to, or use stream()`,
  );
};

/** A request; wrong options are the caller's mistake and are better reported at the call than at the first row. */
const requestOf = (query: SqlQuery, options: SqlOptions): SqlRequest => {
  const prepared = prepare(query, options.params);
  // Made for its checks.
  encodeParameters(prepared.params, true);
  rowLimit(options.maxRowBytes);
  return {
    language: 'sql',
    database: options.database,
    query: prepared,
    values: resolveValueOptions(options),
    options,
  };
};

/**
 * A client for SQL on InfluxDB 3.
 *
 * @throws TypeError or RangeError for a wrong option.
 *
 * @example
 * import { bearerAuth, createCore, createSql, sql } from '@influxkit/influxdb/core';
 *
 * const api = createCore({ baseUrl: 'http://localhost:8181', auth: bearerAuth(process.env.INFLUX_TOKEN ?? '') });
 * const influx = createSql(api, { database: 'factory' });
 * const line = 'A';
 * for await (const row of influx.rows(sql`SELECT time, rpm FROM motor WHERE line = ${line}`)) console.log(row.rpm);
 */
export const createSql = (api: ApiClient, defaults: SqlClientOptions = {}): SqlClient => {
  const { transport = new HttpTransport(api), ...common } = defaults;
  const request = (query: SqlQuery, options: SqlOptions = {}): SqlRequest =>
    requestOf(query, merged<SqlOptions>(common, options));
  requestOf('', common);

  return {
    rows: (query: SqlQuery, options: SqlOptions & { readonly schema?: StandardSchema } = {}): SqlRows<never> => {
      const { schema, ...rest } = options;
      const asked = request(query, rest);
      const rows = rowsOf(transport, asked, schema) as RowStream<never>;
      return {
        ...rows,
        get schema() {
          return forCaller(transport.schema(asked), isQueryError);
        },
      };
    },
    columns: (query, options) => {
      const asked = request(query, options);
      const columns = columnStream(
        () => transport.columns(asked),
        () => transport.allColumns(asked),
        isQueryError,
      );
      return {
        ...columns,
        get schema() {
          return forCaller(transport.schema(asked), isQueryError);
        },
      };
    },
    toArray: async <Row>(query: SqlQuery, { limit, ...options }: SqlOptions & LimitOptions = {}) =>
      (rowsOf(transport, request(query, options), undefined) as RowStream<Row>).toArray({ limit }),
    text: async (query, { format, ...options } = {}) => {
      try {
        return await textOf(transport, request(query, options), format);
      } catch (error) {
        throw fromCaller(error);
      }
    },
    stream: async (query, { format, ...options } = {}) => {
      try {
        return await streamOf(transport, request(query, options), format);
      } catch (error) {
        throw fromCaller(error);
      }
    },
    toArrow: async (query, options) => {
      try {
        const stream = await streamOf(transport, request(query, options), 'arrow');
        return new Uint8Array(await new Response(stream).arrayBuffer());
      } catch (error) {
        throw fromCaller(error);
      }
    },
  };
};
