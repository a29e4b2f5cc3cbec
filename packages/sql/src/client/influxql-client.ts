import type { RowStream } from '@influxkit/internal/row-stream';
import type { SchemaOutput, StandardSchema } from '@influxkit/internal/standard-schema';
import { oneOf, resolveValueOptions, type ValueOptions } from '@influxkit/internal/value-options';
import { type InfluxQLParam, createInfluxQL as overV1 } from '@influxkit/query';
import type { ApiClient } from '@influxkit/runtime';
import { rowLimit } from '../decode/json-line-decoder.js';
import type { SqlRow } from '../decode/row-decoder.js';
import { encodeParameters } from '../template/sql-expression.js';
import { HttpTransport } from './http-transport.js';
import { merged, rowsOf, streamOf, textOf } from './sql-client.js';
import type { SqlRequest, SqlTransport, TransportOptions } from './transport.js';

/** Options of an InfluxQL query; those of the client are its defaults. */
export interface InfluxQLOptions extends ValueOptions, Omit<TransportOptions, 'types'> {
  /** The database to ask, unless the statement names one; `SHOW DATABASES` needs none. */
  readonly database?: string | undefined;
  /** Values of `$name` in the statement's `WHERE`. */
  readonly params?: Readonly<Record<string, InfluxQLParam>> | undefined;
}

/** What a client for InfluxQL is made of. */
export interface InfluxQLClientOptions extends InfluxQLOptions {
  /**
   * `'/query'` for Cloud Dedicated, Clustered and Serverless, which have no other.
   *
   * @default '/api/v3/query_influxql'
   */
  readonly endpoint?: '/api/v3/query_influxql' | '/query' | undefined;
  /**
   * How queries reach the server, unless `endpoint` says.
   *
   * @default HTTP
   */
  readonly transport?: SqlTransport | undefined;
}

/** Rows of an InfluxQL query, or its response unread. Each use sends the query anew. */
export interface InfluxQLRows<Row = SqlRow> extends RowStream<Row> {
  /** The response as a string: JSON lines, or, of `/query`, JSON. */
  text(): Promise<string>;
  /** The bytes of the response as they arrive. */
  stream(): Promise<ReadableStream<Uint8Array>>;
}

/** Runs InfluxQL. Nothing is sent before the response is asked for. */
export interface InfluxQLClient {
  /** Each row checked and typed by a schema. */
  <Schema extends StandardSchema>(
    query: string,
    options: InfluxQLOptions & { readonly schema: Schema },
  ): InfluxQLRows<SchemaOutput<Schema>>;
  <Row = SqlRow>(query: string, options?: InfluxQLOptions): InfluxQLRows<Row>;
}

/**
 * A client for InfluxQL on InfluxDB 3.
 *
 * @throws TypeError or RangeError for a wrong option.
 *
 * @example
 * import { bearerAuth } from '@influxkit/auth';
 * import { createCore } from '@influxkit/influxdb3/core';
 * import { createInfluxQL } from '@influxkit/sql';
 *
 * const api = createCore({ baseUrl: 'http://localhost:8181', auth: bearerAuth(process.env.INFLUX_TOKEN ?? '') });
 * const influxql = createInfluxQL(api, { database: 'factory' });
 * const query = 'SELECT mean(rpm) FROM motor WHERE line = $line';
 * for await (const row of influxql(query, { params: { line: 'A' } })) console.log(row);
 */
export const createInfluxQL = (api: ApiClient, defaults: InfluxQLClientOptions = {}): InfluxQLClient => {
  const { endpoint, transport = new HttpTransport(api), ...common } = defaults;
  const isV1 = oneOf('endpoint', endpoint, ['/api/v3/query_influxql', '/query']) === '/query';
  const v1 = overV1(api) as unknown as (text: string, options: object) => InfluxQLRows<never>;
  return (text: string, given: InfluxQLOptions & { readonly schema?: StandardSchema } = {}): InfluxQLRows<never> => {
    const { schema, ...rest } = given;
    const options = merged<InfluxQLOptions>(common, rest);
    const { database, params = {} } = options;
    const values = resolveValueOptions(options);
    if (isV1) {
      const { maxRowBytes, ...others } = options;
      const v1Options = { ...others, times: values.times, db: database, maxValueBytes: maxRowBytes };
      return v1(text, schema === undefined ? v1Options : { ...v1Options, schema });
    }
    // Made for its checks: a wrong option is better told at the call than at the first row.
    encodeParameters(params, false);
    rowLimit(options.maxRowBytes);
    const query = { text, typed: text, params };
    const request: SqlRequest = { language: 'influxql', database, query, values, options };
    return {
      ...(rowsOf(transport, request, schema) as RowStream<never>),
      text: () => textOf(transport, request, undefined),
      stream: () => streamOf(transport, request, undefined),
    };
  };
};
