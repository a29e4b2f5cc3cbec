import type { ReadOptions } from '@influxkit/internal/chunk-source';
import { describe } from '@influxkit/internal/message';
import type { RowStream } from '@influxkit/internal/row-stream';
import type { SchemaOutput, StandardSchema } from '@influxkit/internal/standard-schema';
import { type ApiClient, type CallOptions, call } from '@influxkit/runtime';
import { rowsOf } from '../csv/decode-csv.js';
import { type InfluxQLStream, influxqlOf } from '../influxql/decode-influxql.js';
import type { InfluxQLRow } from '../influxql/influxql-decoder.js';
import { encodeParams, epochOf, type InfluxQLDecodeOptions, type InfluxQLParam } from '../influxql/influxql-options.js';
import { FluxError, InfluxQLError } from '../query-errors.js';
import { INFLUXQL_CSV, INFLUXQL_JSON } from '../recognise.js';
import { rowStream } from '../row-stream.js';
import { opening, orInfluxQLError, streamOf, textOf } from './flux-response.js';
import { callOptions, merged } from './query-client.js';
import { getInfluxQL, postInfluxQL } from './query-operations.js';

/** Options of an InfluxQL query; those of the client are its defaults. */
export interface InfluxQLOptions extends InfluxQLDecodeOptions, CallOptions, ReadOptions {
  /**
   * Database (of v2, through a DBRP mapping). Statements such as `SHOW DATABASES` need none.
   *
   * @default none
   */
  readonly db?: string | undefined;
  /**
   * Retention policy.
   *
   * @default the database's
   */
  readonly rp?: string | undefined;
  /**
   * Values of `$name` in the statement.
   *
   * @default none
   */
  readonly params?: Readonly<Record<string, InfluxQLParam>> | undefined;
  /**
   * Whether the response is streamed in chunks, and of how many rows (server's default: 10,000).
   *
   * @default false
   */
  readonly chunked?: boolean | number | undefined;
  /**
   * `'csv'` asks for CSV, whose values are all strings.
   *
   * @default 'json'
   */
  readonly format?: 'json' | 'csv' | undefined;
  /**
   * How the statement is sent. Servers want `POST` for statements that change something.
   *
   * @default 'GET' for statements that only read and fit an address, otherwise 'POST'
   */
  readonly method?: 'GET' | 'POST' | undefined;
  /**
   * Whether to ask for a compressed response.
   *
   * @default what the platform does
   */
  readonly gzip?: boolean | undefined;
  /**
   * Milliseconds from sending the query to the first byte of its response, which comes when the query has run; 0 for none.
   * After that `idleTimeout` bounds the pauses.
   *
   * @default the client's, where it was given one; otherwise 300,000 (five minutes)
   */
  readonly timeout?: number | undefined;
  /**
   * Whether the query may be sent again whatever became of it before its first row, because it only reads. Otherwise it is
   * sent again where the server refused it (429, 503, a refused connection), as `retry` says.
   *
   * @default whether the statement begins as one that reads
   */
  readonly idempotent?: boolean | undefined;
}

/** A response of `/query`: rows one by one or in batches, series, or unread. Each use sends the query anew. */
export interface InfluxQLResponse<Row = InfluxQLRow> extends InfluxQLStream<Row> {
  /** The response as a string, unread; an error in it stays part of it. */
  text(): Promise<string>;
  /** The bytes of the response as they arrive; an error in them stays part of them. */
  stream(): Promise<ReadableStream<Uint8Array>>;
}

/** Runs InfluxQL. Nothing is sent before the response is asked for. */
export interface InfluxQLClient {
  /** Each row checked and typed by a schema. */
  <Schema extends StandardSchema>(
    query: string,
    options: InfluxQLOptions & { readonly schema: Schema },
  ): InfluxQLResponse<SchemaOutput<Schema>>;
  <Row = InfluxQLRow>(query: string, options?: InfluxQLOptions): InfluxQLResponse<Row>;
}

/** Longer addresses are refused by some servers and proxies. */
const LONGEST_GET = 2000;

/** Statements that change nothing; one that begins otherwise, or selects into a measurement, is sent by POST. */
const READS = /^\s*(?:(?:select|show|explain)\b[^;]*(?:;\s*|$))+$/i;

const onlyReads = (query: string): boolean => READS.test(query) && !/\binto\b/i.test(query);

const methodFor = (query: string): 'GET' | 'POST' => (onlyReads(query) && query.length <= LONGEST_GET ? 'GET' : 'POST');

const chunkQuery = (chunked: boolean | number | undefined): Record<string, unknown> => {
  if (chunked === undefined || chunked === false) return {};
  if (chunked === true) return { chunked: true };
  if (Number.isSafeInteger(chunked) && chunked > 0) return { chunked: true, chunk_size: chunked };
  throw new RangeError(`chunked must be true, false or a positive number of rows, got ${describe(chunked)}`);
};

/** CSV reports an error in the same way as Flux does; its name here is that of the language. */
async function* renamed(batches: AsyncIterableIterator<unknown[]>): AsyncIterableIterator<unknown[]> {
  try {
    yield* batches;
  } catch (error) {
    throw error instanceof FluxError ? new InfluxQLError(error.message, { cause: error }) : error;
  }
}

/**
 * A client for InfluxQL over `/query`, which InfluxDB 1.x, v2 and Cloud have.
 *
 * @throws TypeError or RangeError at the call, for a wrong option.
 *
 * @example
 * import { createInfluxQL, createOssV2 } from '@influxkit/influxdb/oss-v2';
 *
 * const influxql = createInfluxQL(createOssV2({ baseUrl: 'http://localhost:8086' }), { db: 'telegraf' });
 * for await (const { time, usage } of influxql('SELECT usage FROM cpu WHERE host = $host', { params: { host: 'a' } })) {
 *   console.log(time, usage);
 * }
 */
export const createInfluxQL = (api: ApiClient, defaults: InfluxQLOptions = {}): InfluxQLClient => {
  // By this name a debugger and `console.log` show it.
  const influxql = (
    query: string,
    given: InfluxQLOptions & { readonly schema?: StandardSchema } = {},
  ): InfluxQLResponse<never> => {
    if (typeof query !== 'string') throw new TypeError(`the query must be a string, got ${describe(query)}`);
    const { schema, ...rest } = given;
    const options = merged<InfluxQLOptions>(defaults, rest);
    const { db, rp, params, chunked, format = 'json', method = methodFor(query) } = options;
    const { idempotent = onlyReads(query) } = options;
    const parameters = {
      db,
      rp,
      epoch: epochOf(options),
      params: params === undefined ? undefined : encodeParams(params),
      ...chunkQuery(chunked),
    };
    const how = { ...callOptions(options), accept: format === 'csv' ? 'application/csv' : 'application/json' };
    const send = () =>
      orInfluxQLError(
        method === 'GET'
          ? call(api, { ...getInfluxQL, idempotent }, { ...parameters, q: query }, how).withResponse()
          : call(api, { ...postInfluxQL, idempotent }, new URLSearchParams({ q: query }), {
              ...how,
              query: parameters,
            }).withResponse(),
      );
    const open = opening(send, format === 'json' ? INFLUXQL_JSON : INFLUXQL_CSV);
    const { signal, idleTimeout } = options;
    const decoded = (): InfluxQLStream<unknown> => {
      if (format === 'json')
        return influxqlOf(open, { ...options, chunked: chunked !== undefined && chunked !== false }, schema);
      // Its values are strings, whatever was chosen.
      const csv = rowsOf(open, { emptyStrings: 'empty', repeatedLabels: true, signal, idleTimeout }, schema);
      const rows = rowStream(() => renamed(csv.batches()));
      const series = (): RowStream<never> => {
        throw new TypeError("CSV does not tell series apart; leave out format: 'csv' for series()");
      };
      return { ...rows, series };
    };
    const stream = decoded() as InfluxQLStream<never>;
    return { ...stream, text: async () => textOf(await streamOf(send), options), stream: () => streamOf(send) };
  };
  return influxql;
};
