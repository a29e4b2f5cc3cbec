import type { ReadOptions } from '@influxkit/internal/chunk-source';
import { kindOf } from '@influxkit/internal/message';
import type { LimitOptions, RowStream } from '@influxkit/internal/row-stream';
import type { SchemaOutput, StandardSchema } from '@influxkit/internal/standard-schema';
import { type ApiClient, type CallOptions, call } from '@influxkit/runtime';
import type { ColumnStream, DecodeStreamOptions, FluxTable } from '../csv/decode-csv.js';
import type { FluxRow } from '../csv/row-decoder.js';
import type { FluxExpression } from '../flux/flux-expression.js';
import { type FluxResponse, type FluxResponseOptions, fluxResponse, orFluxError } from './flux-response.js';
import {
  analyzeFlux,
  type FluxAnalysis,
  type FluxAst,
  type FluxSuggestion,
  type FluxSuggestions,
  getSuggestion,
  listSuggestions,
  parseFlux,
  runFlux,
  runScript,
} from './query-operations.js';

/** A query: a string, or what `flux` made. */
export type FluxQuery = string | FluxExpression;

/** How the server writes annotated CSV. */
export interface Dialect {
  /**
   * Without `datatype`, every value is read as a string.
   *
   * @default all three
   */
  readonly annotations?: readonly ('datatype' | 'group' | 'default')[] | undefined;
  /**
   * Whether column labels are sent. Rows cannot be decoded without them.
   *
   * @default true
   */
  readonly header?: boolean | undefined;
  /** @default ',' */
  readonly delimiter?: string | undefined;
  /**
   * What annotation rows begin with.
   *
   * @default '#'
   */
  readonly commentPrefix?: string | undefined;
  /**
   * Digits of times.
   *
   * @default the server's
   */
  readonly dateTimeFormat?: 'RFC3339' | 'RFC3339Nano' | undefined;
}

/** Options of a query; those of the query client are its defaults. */
export interface QueryOptions extends FluxResponseOptions, CallOptions, ReadOptions {
  /**
   * How the server is to write annotated CSV. The decoder follows it.
   *
   * @default annotated with `datatype`, `group` and `default`, separated by commas
   */
  readonly dialect?: Dialect | undefined;
  /**
   * What `now()` is in the query.
   *
   * @default the time at which it runs
   */
  readonly now?: Date | string | undefined;
  /**
   * Values of `params.…` in the query, on products that have parameterised queries (InfluxDB Cloud).
   *
   * @default none
   */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  /**
   * A Flux syntax tree whose definitions the query sees.
   *
   * @default none
   */
  readonly extern?: object | undefined;
  /**
   * Whether to ask for a compressed response.
   *
   * @default what the platform does (fetch asks); browsers decide alone
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
   * @default false: Flux can write
   */
  readonly idempotent?: boolean | undefined;
}

/** What a query client is made of. */
export interface QueryClientOptions extends QueryOptions {
  /**
   * Name of the organization. Give this or `orgID`.
   *
   * @default none
   */
  readonly org?: string | undefined;
  /**
   * ID of the organization, in place of `org`.
   *
   * @default none
   */
  readonly orgID?: string | undefined;
}

/** Runs Flux. Nothing is sent before the response is asked for, and each use of a result sends the query anew. */
export interface QueryClient {
  /** Row objects, each checked and typed by a schema. */
  rows<Schema extends StandardSchema>(
    query: FluxQuery,
    options: QueryOptions & { readonly schema: Schema },
  ): RowStream<SchemaOutput<Schema>>;
  /** Row objects, one by one or in batches. */
  rows<Row = FluxRow>(query: FluxQuery, options?: QueryOptions): RowStream<Row>;
  /** Tables with their columns, group keys and rows; one table is in memory at a time. */
  tables(query: FluxQuery, options?: QueryOptions): RowStream<FluxTable>;
  /** One array a column, typed for numbers and times: `await` it, or go through its batches. */
  columns(query: FluxQuery, options?: QueryOptions): ColumnStream;
  /** All rows, or the first `limit`. */
  toArray<Row = FluxRow>(query: FluxQuery, options?: QueryOptions & LimitOptions): Promise<Row[]>;
  /** The response as a string, unread; an error table in it stays part of it. */
  text(query: FluxQuery, options?: QueryOptions): Promise<string>;
  /** The bytes of the response as they arrive; an error table in them stays part of them. */
  stream(query: FluxQuery, options?: QueryOptions): Promise<ReadableStream<Uint8Array>>;
  /** Says what is wrong with a query without running it. */
  analyze(query: FluxQuery, options?: CallOptions): Promise<FluxAnalysis>;
  /** Parses a query. */
  ast(query: FluxQuery, options?: CallOptions): Promise<FluxAst>;
  /** The functions that Flux has. */
  suggestions(options?: CallOptions): Promise<FluxSuggestions>;
  /** One function and its parameters. */
  suggestion(name: string, options?: CallOptions): Promise<FluxSuggestion>;
}

const ANNOTATIONS = ['datatype', 'group', 'default'] as const;

/** Defaults, and over them what a call sets; an option that is undefined is not set. */
export const merged = <Options extends object>(defaults: Options, options: Options): Options => ({
  ...defaults,
  ...(Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<Options>),
});

const timeText = (now: Date | string): string => {
  if (typeof now === 'string') return now;
  if (Number.isNaN(now.getTime())) throw new TypeError('now is an invalid Date');
  return now.toISOString();
};

/** @throws TypeError for what is no query: `String()` would make a query named undefined of what was forgotten. */
const fluxText = (query: FluxQuery): string => {
  const text = (query as FluxQuery | null | undefined)?.toString();
  if (text === undefined || text.startsWith('[object '))
    throw new TypeError(`the query must be flux\`…\` or a string, got ${kindOf(query)}`);
  return text;
};

const requestBody = (query: FluxQuery, { dialect, now, params, extern }: QueryOptions): object => ({
  query: fluxText(query),
  type: 'flux',
  dialect: { header: true, delimiter: ',', annotations: ANNOTATIONS, ...dialect },
  ...(now === undefined ? {} : { now: timeText(now) }),
  ...(params === undefined ? {} : { params: jsonParams(params) }),
  ...(extern === undefined ? {} : { extern }),
});

/** Options of the call among those of a query. */
export const callOptions = (options: CallOptions & { readonly gzip?: boolean | undefined }): CallOptions => {
  const { headers, signal, timeout, retry, gzip } = options;
  return {
    headers: gzip === undefined ? headers : { 'accept-encoding': gzip ? 'gzip' : 'identity', ...headers },
    signal,
    timeout,
    retry,
  };
};

/**
 * A query client of an organization.
 *
 * @throws TypeError where both `org` and `orgID` are given.
 *
 * @example
 * import { createOssV2, createQuery, flux, tokenAuth } from '@influxkit/influxdb/oss-v2';
 *
 * const api = createOssV2({ baseUrl: 'http://localhost:8086', auth: tokenAuth('my-token') });
 * const query = createQuery(api, { org: 'my-org' });
 * for await (const row of query.rows(flux`from(bucket: ${'co2'}) |> range(start: -1h)`)) console.log(row);
 */
export const createQuery = (api: ApiClient, defaults: QueryClientOptions = {}): QueryClient => {
  const { org, orgID, ...common } = defaults;
  if (org !== undefined && orgID !== undefined) throw new TypeError('createQuery: give `org` or `orgID`, got both');

  const respond = (query: FluxQuery, options: QueryOptions = {}, decoded = true): FluxResponse => {
    const all = merged<QueryOptions>(common, options);
    const { dialect } = all;
    if (decoded && dialect?.header === false) {
      throw new TypeError(
        'rows cannot be decoded without column labels; leave dialect.header out, or use text() or stream()',
      );
    }
    const body = requestBody(query, all);
    const send = () =>
      orFluxError(
        call(api, all.idempotent ? { ...runFlux, idempotent: true } : runFlux, body, {
          ...callOptions(all),
          query: { org, orgID },
        }).withResponse(),
      );
    return fluxResponse(send, {
      requireFinalEmptyLine: true,
      ...all,
      annotated: true,
      delimiter: dialect?.delimiter,
      commentPrefix: dialect?.commentPrefix,
    });
  };

  return {
    rows: (query: FluxQuery, options: QueryOptions & { readonly schema?: StandardSchema } = {}): RowStream<never> => {
      const { schema, ...rest } = options;
      const made = respond(query, rest);
      return schema === undefined ? made.rows() : (made.rows(schema) as RowStream<never>);
    },
    tables: (query, options) => respond(query, options).tables(),
    columns: (query, options) => respond(query, options).columns(),
    toArray: async (query, { limit, ...options } = {}) => respond(query, options).toArray({ limit }),
    text: async (query, options) => respond(query, options, false).text(),
    stream: async (query, options) => respond(query, options, false).stream(),
    analyze: (query, options) => orFluxError(call(api, analyzeFlux, { query: fluxText(query), type: 'flux' }, options)),
    ast: (query, options) => orFluxError(call(api, parseFlux, { query: fluxText(query) }, options)),
    suggestions: (options) => call(api, listSuggestions, options),
    suggestion: (name, options) => call(api, getSuggestion, name, options),
  };
};

const MAX_DEPTH = 64;

const plain = (value: unknown, path: string, depth: number): unknown => {
  if (depth > MAX_DEPTH) throw new TypeError(`parameter ${path} is nested deeper than ${MAX_DEPTH} levels`);
  switch (typeof value) {
    case 'bigint': {
      const number = Number(value);
      if (Number.isSafeInteger(number)) return number;
      throw new RangeError(
        `parameter ${path} is an integer past 2^53, which JSON would round; pass it as a string and use int(v:)`,
      );
    }
    case 'number':
      if (Number.isFinite(value)) return value;
      throw new RangeError(`parameter ${path} is ${value}, which JSON does not have`);
    case 'undefined':
    case 'function':
    case 'symbol':
      throw new TypeError(`parameter ${path} is ${kindOf(value)}, which JSON does not have`);
    case 'object':
      if (Array.isArray(value)) return Array.from(value, (item, index) => plain(item, `${path}[${index}]`, depth + 1));
      if (value === null || value instanceof Date) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, plain(item, `${path}.${key}`, depth + 1)]),
      );
    default:
      return value;
  }
};

/**
 * Parameters as JSON can carry them: a `bigint` that a number holds is that number.
 *
 * @throws TypeError or RangeError, naming the parameter, for a value that JSON would drop or round.
 */
const jsonParams = (params: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, plain(value, name, 0)]));

/** Options of an invocation. `datatypes` names the types of columns where the script's response has no annotations. */
export interface InvokeScriptOptions extends DecodeStreamOptions, CallOptions {
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
   * @default false: a script can write
   */
  readonly idempotent?: boolean | undefined;
}

/**
 * Invokes a stored script (InfluxDB Cloud) and decodes what it returns. Nothing is sent before the response is asked for,
 * and each use of the result invokes the script anew.
 *
 * @throws TypeError or RangeError for a wrong option.
 *
 * @example
 * import { createCloudV2, invokeScript, tokenAuth } from '@influxkit/influxdb/cloud-v2';
 *
 * const api = createCloudV2({
 *   baseUrl: 'https://us-west-2-1.aws.cloud2.influxdata.com',
 *   auth: tokenAuth('my-token'),
 * });
 * const response = invokeScript(api, '085a2960eaa20000', { bucket: 'co2' }, { datatypes: { _value: 'double' } });
 * for await (const row of response.rows()) console.log(row);
 */
export const invokeScript = (
  api: ApiClient,
  scriptID: string,
  params: Readonly<Record<string, unknown>> = {},
  options: InvokeScriptOptions = {},
): FluxResponse => {
  const body = { params: jsonParams(params) };
  return fluxResponse(
    () =>
      orFluxError(
        call(
          api,
          options.idempotent ? { ...runScript, idempotent: true } : runScript,
          scriptID,
          body,
          callOptions(options),
        ).withResponse(),
      ),
    options,
  );
};
