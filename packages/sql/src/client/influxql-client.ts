import { describe } from '@influxkit/internal/message';
import { forCaller, type RowStream } from '@influxkit/internal/row-stream';
import type { SchemaOutput, StandardSchema } from '@influxkit/internal/standard-schema';
import { resolveValueOptions, type ValueOptions } from '@influxkit/internal/value-options';
import { type InfluxQLParam, createInfluxQL as overV1 } from '@influxkit/query';
import type { ApiClient } from '@influxkit/runtime';
import { rowLimit } from '../decode/json-line-decoder.js';
import type { SqlRow } from '../decode/row-decoder.js';
import { isQueryError } from '../sql-errors.js';
import { encodeParameters } from '../template/sql-expression.js';
import { HttpTransport } from './http-transport.js';
import { merged, rowsOf, streamOf, textOf } from './sql-client.js';
import type { SqlRequest, SqlTransport, TransportOptions } from './transport.js';

/** Options of an InfluxQL query; those of the client are its defaults. */
export interface InfluxQL3Options extends ValueOptions, Omit<TransportOptions, 'types'> {
  /**
   * The database to ask, unless the statement names one; `SHOW DATABASES` needs none.
   *
   * @default none
   */
  readonly database?: string | undefined;
  /**
   * Values of `$name` in the statement's `WHERE`.
   *
   * @default none
   */
  readonly params?: Readonly<Record<string, InfluxQLParam>> | undefined;
}

/** What a client for InfluxQL is made of. */
export interface InfluxQL3ClientOptions extends InfluxQL3Options {
  /**
   * How queries reach the server.
   *
   * @default HTTP
   */
  readonly transport?: SqlTransport | undefined;
}

/** Rows of an InfluxQL query, or its response unread. Each use sends the query anew. */
export interface InfluxQL3Rows<Row = SqlRow> extends RowStream<Row> {
  /** The response as a string: JSON lines, or, of `/query`, JSON. */
  text(): Promise<string>;
  /** The bytes of the response as they arrive. */
  stream(): Promise<ReadableStream<Uint8Array>>;
}

/** Runs InfluxQL of InfluxDB 3; `InfluxQLClient` of `@influxkit/query` is of 1.x and 2.x. Nothing is sent before the response is asked for. */
export interface InfluxQL3Client {
  /** Each row checked and typed by a schema. */
  <Schema extends StandardSchema>(
    query: string,
    options: InfluxQL3Options & { readonly schema: Schema },
  ): InfluxQL3Rows<SchemaOutput<Schema>>;
  <Row = SqlRow>(query: string, options?: InfluxQL3Options): InfluxQL3Rows<Row>;
}

/** Queries of a language, for what sends them. */
const clientOf = (
  defaults: InfluxQL3Options,
  ask: (text: string, options: InfluxQL3Options, schema: StandardSchema | undefined) => InfluxQL3Rows<never>,
): InfluxQL3Client => {
  // By this name a debugger and `console.log` show it.
  const influxql = (
    text: string,
    given: InfluxQL3Options & { readonly schema?: StandardSchema } = {},
  ): InfluxQL3Rows<never> => {
    if (typeof text !== 'string') throw new TypeError(`the query must be a string, got ${describe(text)}`);
    const { schema, ...options } = given;
    return ask(text, merged<InfluxQL3Options>(defaults, options), schema);
  };
  return influxql;
};

/**
 * A client for InfluxQL over `/api/v3/query_influxql`, which InfluxDB 3 Core, Enterprise and Cloud have.
 *
 * @throws TypeError or RangeError for a wrong option.
 *
 * @example
 * import { createClient, createInfluxQL } from '@influxkit/influxdb/core';
 *
 * const api = createClient({ baseUrl: 'http://localhost:8181' });
 * const influxql = createInfluxQL(api, { database: 'factory' });
 * const rows = influxql('SELECT mean(rpm) FROM motor WHERE line = $line', { params: { line: 'A' } });
 * for await (const row of rows) console.log(row['time'], row['mean']);
 */
export const createInfluxQL = (api: ApiClient, defaults: InfluxQL3ClientOptions = {}): InfluxQL3Client => {
  const { transport = new HttpTransport(api), ...common } = defaults;
  return clientOf(common, (text, options, schema) => {
    const { database, params = {} } = options;
    // Made for its checks: a wrong option is better reported at the call than at the first row.
    encodeParameters(params, false);
    rowLimit(options.maxRowBytes);
    const query = { text, typed: text, params };
    const request: SqlRequest = {
      language: 'influxql',
      database,
      query,
      values: resolveValueOptions(options),
      options,
    };
    return {
      ...(rowsOf(transport, request, schema) as RowStream<never>),
      text: () => forCaller(textOf(transport, request, undefined), isQueryError),
      stream: () => forCaller(streamOf(transport, request, undefined), isQueryError),
    };
  });
};

/**
 * A client for InfluxQL over `/query`, the API of InfluxDB 1.x, which is all that Cloud Dedicated, Clustered and Serverless
 * have. Its rows are those of `createInfluxQL` of `@influxkit/query`, and so are its errors.
 *
 * @throws TypeError or RangeError for a wrong option.
 */
export const createInfluxQLV1 = (api: ApiClient, defaults: InfluxQL3Options = {}): InfluxQL3Client => {
  const v1 = overV1(api) as unknown as (text: string, options: object) => InfluxQL3Rows<never>;
  return clientOf(defaults, (text, { database, maxRowBytes, ...others }, schema) => {
    const options = { ...others, db: database, maxValueBytes: maxRowBytes };
    return v1(text, schema === undefined ? options : { ...options, schema });
  });
};
