import { type Call, callOperation, withCaller } from './call.js';
import type { CallOptions, ClientOptions } from './client-options.js';
import { type ContractFacts, type Core, core } from './core.js';
import { RequestError } from './errors.js';
import type { HttpMethod, Operation, OperationDescriptor } from './operation.js';
import { buildRequest, isUnsafePath, lowerCaseNames } from './request.js';
import type { Middleware, RequestBody, Transport } from './transport.js';
import { withRetry } from './with-retry.js';
import { withTimeout } from './with-timeout.js';

/** What every client has, with or without a resource tree. */
export interface ApiClient {
  /**
   * Reaches any path of the server. Never throws for a status.
   *
   * @throws RequestError, ConnectionError, TimeoutError, or DecodeError for a response that is too large
   * @example
   * import { createClient } from '@influxkit/runtime';
   *
   * const api = createClient({ baseUrl: 'http://localhost:8086' });
   * const { statusCode, headers, body } = await api.request({ method: 'GET', path: '/health' });
   */
  request(options: RawRequest): Promise<RawResponse>;
  readonly [core]: Core;
}

export interface RawRequest extends CallOptions {
  readonly method: string;
  /** From the base URL, with a leading slash, already encoded; it may carry a query of its own. */
  readonly path: string;
  /** Keys and values are encoded; an array repeats its key; undefined and null are left out. @default none */
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  /** @default none */
  readonly body?: RequestBody | undefined;
  /** Whether it may be sent again after a failure. @default as HTTP says of the method */
  readonly idempotent?: boolean | undefined;
  /**
   * Alternatives of the contract's security schemes by name, one of which it takes. A client that knows no contract
   * leaves them to the strategy. @default what the contract says of all operations
   */
  readonly security?: readonly (readonly string[])[] | undefined;
}

export interface RawResponse {
  readonly statusCode: number;
  /** Names are in lower case. */
  readonly headers: Record<string, string>;
  /** Whole; of a failure at most 1 MiB. */
  readonly body: Uint8Array;
}

/** Any method: what `Operation` remembers. */
export type AnyMethod = (...args: never[]) => unknown;

/**
 * A client without a registry of operations: the smallest there is. For `call()` and `request()`.
 *
 * @param contract what it knows of the contract of its operations
 * @throws TypeError for a base URL that is not one
 * @example
 * import { createClient } from '@influxkit/runtime';
 *
 * const api = createClient({ baseUrl: 'http://localhost:8086' });
 */
export function createClient(options: ClientOptions, contract?: ContractFacts): ApiClient {
  const headers = lowerCaseNames(options.headers);
  const own: Core = {
    ...contract,
    baseUrl: checkBaseUrl(options.baseUrl),
    headers: () => ({ ...headers }),
    send: pipelineOf(options),
  };
  const client = { request: (raw: RawRequest) => withCaller(sendRaw(own, raw), (response) => response) };
  // Not enumerable: internals do not print.
  return Object.defineProperty(client, core, { value: own }) as ApiClient;
}

/** What a request goes through, from the outside in: middleware, authentication, retries, timeout, transport. */
function pipelineOf(options: ClientOptions): Transport {
  const { auth, middleware = [], timeout = 10_000, maxResponseSize = 2 ** 27 } = options;
  const transport = options.transport ?? fetchTransport(options.fetch);
  const stages: readonly Middleware[] = [...middleware, ...(auth ? [whereNeeded(auth)] : []), withRetry(options.retry)];
  return stages.reduceRight<Transport>(
    (next, stage) => (request) => stage(request, next),
    withTimeout(transport, timeout, maxResponseSize),
  );
}

/** Authentication for requests that need it. */
const whereNeeded =
  (auth: Middleware): Middleware =>
  (request, next) =>
    request.security?.length === 0 ? next(request) : auth(request, next);

/**
 * The platform's fetch as a transport. It follows no redirect by itself: fetch would carry a body, and from HTTPS to
 * HTTP everything, to whatever address a response names.
 */
const fetchTransport =
  (custom: typeof fetch | undefined): Transport =>
  ({ method, url, headers, body, signal }) => {
    // `duplex` is needed by streams alone, and the type does not know it yet.
    const init = { method, headers, body, signal, redirect: 'manual', duplex: 'half' } as RequestInit;
    // Asked for with each request: programs replace the global one.
    return (custom ?? fetch)(url, init);
  };

async function sendRaw(own: Core, raw: RawRequest): Promise<RawResponse> {
  const operation = rawOperation(raw, own.securitySchemes !== undefined);
  const { query, body } = raw;
  // Its path is no template.
  const { request } = buildRequest(own, operation, { pathValue: () => undefined, query, body, options: raw });
  const response = await own.send({ ...request, read: 'bytes' });
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
  };
}

const METHOD = /^[a-z]+$/i;
/** Encoded already: no white space, and nothing that a URL or a path template would take for something else. */
const RAW_PATH = /^\/[^\s\\#{}]*$/;

/** An operation for a request that no contract knows. */
function rawOperation({ method, path, idempotent, security }: RawRequest, knowsSchemes: boolean): OperationDescriptor {
  const pathname = path.split('?')[0] as string;
  const name = `${method} ${pathname}`;
  if (!METHOD.test(method) || !RAW_PATH.test(path) || isUnsafePath(pathname))
    throw new RequestError(name, 'method and path must be like GET /api/v2/ready, encoded, without ".." segments');
  const known = knowsSchemes && security ? { security } : undefined;
  return { name, method: method.toUpperCase() as HttpMethod, path, idempotent, ...known };
}

function checkBaseUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  // A user name, a password, a query or a fragment would make it another address than origin and path.
  if (!url?.protocol.startsWith('http') || url.href !== url.origin + url.pathname)
    throw new TypeError('baseUrl must be like http://localhost:8086, without password and query');
  return url.href.replace(/\/+$/, '');
}

/**
 * Calls one operation.
 *
 * @example
 * import { tokenAuth } from '@influxkit/influxdb/auth';
 * import { bucketsList } from '@influxkit/oss-v2';
 * import { call, createClient } from '@influxkit/runtime';
 *
 * const api = createClient({ baseUrl: 'http://localhost:8086', auth: tokenAuth(process.env.INFLUX_TOKEN ?? '') });
 * const { buckets } = await call(api, bucketsList, { limit: 50 });
 */
export function call<M extends AnyMethod>(
  api: ApiClient,
  operation: Operation<M>,
  ...args: Parameters<M>
): ReturnType<M> {
  return callOperation(api[core], operation, args) as ReturnType<M>;
}

/**
 * The method of one operation, as the resource tree has it.
 *
 * @example
 * import { tokenAuth } from '@influxkit/influxdb/auth';
 * import { bucketsList } from '@influxkit/oss-v2';
 * import { createClient, method } from '@influxkit/runtime';
 *
 * const api = createClient({ baseUrl: 'http://localhost:8086', auth: tokenAuth(process.env.INFLUX_TOKEN ?? '') });
 * const list = method(api, bucketsList);
 * const { buckets } = await list({ limit: 50 });
 */
export function method<M extends AnyMethod>(api: ApiClient, operation: Operation<M>): M {
  const own = api[core];
  const invoke = (...args: unknown[]): Call<unknown> => callOperation(own, operation, args);
  // Not enumerable: a method prints as its name.
  return Object.defineProperties(invoke, {
    name: { value: operation.name, configurable: true },
    operation: { value: operation },
    [core]: { value: own },
  }) as unknown as M;
}
