import { type Call, type CallOptions, findMediaType, type Operation, responseStreams } from '@influxkit/runtime';

/** Options of a call whose operation takes query parameters beside a body. */
export type QueryCallOptions = CallOptions & { readonly query?: Readonly<Record<string, unknown>> };

type Bytes = ReadableStream<Uint8Array>;

/**
 * The first byte comes when the query has run, which may take minutes, and only some servers send the head before. Beside it
 * stands `retryRefusals`: what a server
 * refuses to begin with has done nothing. (Written out each time, for a bundler keeps an object that another is spread into.)
 */
const QUERY_TIMEOUT = 300_000;

/** `POST /api/v2/query`: runs Flux, returns annotated CSV. */
export const runFlux: Operation<(body: object, options?: QueryCallOptions) => Call<Bytes>> = {
  name: 'query.run',
  method: 'POST',
  path: '/api/v2/query',
  query: ['org', 'orgID'],
  body: { 'application/json': 'json' },
  response: { 'application/csv': 'stream' },
  features: { responseStreams },
  timeout: QUERY_TIMEOUT,
  timeoutUntil: 'firstByte',
  retryRefusals: true,
};

/** `POST /api/v2/query/analyze`: says what is wrong with a query without running it. */
export const analyzeFlux: Operation<(body: object, options?: CallOptions) => Call<FluxAnalysis>> = {
  name: 'query.analyze',
  method: 'POST',
  path: '/api/v2/query/analyze',
  body: { 'application/json': 'json' },
  response: { 'application/json': 'json' },
  idempotent: true,
};

/** `POST /api/v2/query/ast`: parses a query. */
export const parseFlux: Operation<(body: object, options?: CallOptions) => Call<FluxAst>> = {
  name: 'query.ast',
  method: 'POST',
  path: '/api/v2/query/ast',
  body: { 'application/json': 'json' },
  response: { 'application/json': 'json' },
  idempotent: true,
};

/** `GET /api/v2/query/suggestions`: the functions that Flux has. */
export const listSuggestions: Operation<(options?: CallOptions) => Call<FluxSuggestions>> = {
  name: 'query.suggestions.list',
  method: 'GET',
  path: '/api/v2/query/suggestions',
  response: { 'application/json': 'json' },
};

/** `GET /api/v2/query/suggestions/{name}`: one function and its parameters. */
export const getSuggestion: Operation<(name: string, options?: CallOptions) => Call<FluxSuggestion>> = {
  name: 'query.suggestions.get',
  method: 'GET',
  path: '/api/v2/query/suggestions/{name}',
  response: { 'application/json': 'json' },
};

/** `POST /api/v2/scripts/{scriptID}/invoke`: runs a stored script, returns CSV. */
export const runScript: Operation<(scriptID: string, body: object, options?: CallOptions) => Call<Bytes>> = {
  name: 'scripts.invoke',
  method: 'POST',
  path: '/api/v2/scripts/{scriptID}/invoke',
  body: { 'application/json': 'json' },
  response: { 'text/csv': 'stream' },
  features: { responseStreams },
  timeout: QUERY_TIMEOUT,
  timeoutUntil: 'firstByte',
  retryRefusals: true,
};

const INFLUXQL_QUERY = ['db', 'rp', 'q', 'epoch', 'params', 'chunked', 'chunk_size'] as const;
const INFLUXQL_RESPONSE = {
  'application/json': 'stream',
  'application/csv': 'stream',
  'text/csv': 'stream',
  'application/x-msgpack': 'stream',
} as const;

/** Any of them, as every contract has it: a client with several ways to prove who calls takes the first that fits. */
const INFLUXQL_SECURITY = [['TokenAuthentication'], ['BasicAuthentication'], ['QuerystringAuthentication']] as const;

/** `GET /query`: runs InfluxQL that reads. */
export const getInfluxQL: Operation<
  (query: Readonly<Record<string, unknown>>, options?: CallOptions & { readonly accept?: string }) => Call<Bytes>
> = {
  name: 'v1.query',
  method: 'GET',
  path: '/query',
  query: INFLUXQL_QUERY,
  response: INFLUXQL_RESPONSE,
  features: { findMediaType, responseStreams },
  security: INFLUXQL_SECURITY,
  timeout: QUERY_TIMEOUT,
  timeoutUntil: 'firstByte',
  retryRefusals: true,
};

/** `POST /query`: runs any InfluxQL; the statement goes in a form, as servers of every version take it. */
export const postInfluxQL: Operation<
  (body: URLSearchParams, options?: QueryCallOptions & { readonly accept?: string }) => Call<Bytes>
> = {
  name: 'v1.queryForm',
  method: 'POST',
  path: '/query',
  query: INFLUXQL_QUERY,
  body: { 'application/x-www-form-urlencoded': 'form' },
  response: INFLUXQL_RESPONSE,
  features: { findMediaType, responseStreams },
  security: INFLUXQL_SECURITY,
  timeout: QUERY_TIMEOUT,
  timeoutUntil: 'firstByte',
  retryRefusals: true,
};

/** What `analyze` found: nothing, or errors with their places. */
export interface FluxAnalysis {
  readonly errors?: ReadonlyArray<{
    readonly line?: number;
    readonly column?: number;
    readonly character?: number;
    readonly message?: string;
  }>;
}

/** A node of a syntax tree; which further properties it has depends on its type. */
export interface FluxAstNode {
  readonly type?: string;
  readonly [property: string]: unknown;
}

/** One file of Flux, parsed. */
export interface FluxAstFile extends FluxAstNode {
  readonly name?: string;
  readonly package?: FluxAstNode;
  readonly imports?: ReadonlyArray<
    FluxAstNode & { readonly path?: { readonly type?: string; readonly value?: string } }
  >;
  readonly body?: readonly FluxAstNode[];
}

/** The syntax tree of a query. */
export interface FluxAst {
  readonly ast?: FluxAstNode & {
    readonly path?: string;
    readonly package?: string;
    readonly files?: readonly FluxAstFile[];
  };
}

/** A function of Flux and its parameters with their types. */
export interface FluxSuggestion {
  readonly name?: string;
  readonly params?: Readonly<Record<string, string>>;
}

/** The functions that a server's Flux has. */
export interface FluxSuggestions {
  readonly funcs?: readonly FluxSuggestion[];
}
