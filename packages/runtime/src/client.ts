import { errorDetails } from '@influxkit/internal/error-details';
import { withCaller } from './call.js';
import { type Caller, createCaller, fetchTransport } from './caller.js';
import type { SecuritySchemes } from './client-config.js';
import type { CallOptions, ClientOptions } from './client-options.js';
import { type ContractFacts, type Core, core } from './core.js';
import { RequestError } from './errors.js';
import { awaitCall } from './features/await-call.js';
import { connectionFailure } from './features/connection-failure.js';
import { decodeText } from './features/decode-text.js';
import { textKind } from './features/text-kind.js';
import type { Features, HttpMethod, OperationDescriptor } from './operation.js';
import { isUnsafePath } from './path.js';
import { credentialsIn } from './redact.js';
import { buildRequest } from './request.js';
import type { Middleware, RequestBody } from './transport.js';
import { withRedirects } from './with-redirects.js';
import { withRetry } from './with-retry.js';

/** What every client has, with or without a resource tree. */
export interface ApiClient extends Caller {
  /**
   * Reaches any path of the server. Never throws for a status.
   *
   * @throws RequestError, ConnectionError, TimeoutError, or DecodeError for a response that is too large
   * @example
   * import { createClient } from '@influxkit/influxdb';
   *
   * const api = createClient({ baseUrl: 'http://localhost:8086' });
   * const { statusCode, headers, body } = await api.request({ method: 'GET', path: '/health' });
   */
  request(options: RawRequest): Promise<RawResponse>;
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
  /** What to do about a failure, where a middleware knows it. */
  readonly hint?: string;
}

/**
 * A client without a registry of operations: for `call()`, `method()` and `request()`. What only some operations need, such as
 * `features: { responseStreams }` for a response that is a stream, comes with their descriptors; generated ones bring it along.
 *
 * @param contract what it knows of the contract of its operations
 * @throws TypeError for a base URL that is not one
 * @example
 * import { createClient } from '@influxkit/influxdb';
 *
 * const api = createClient({ baseUrl: 'http://localhost:8086' });
 */
export function createClient(options: ClientOptions, contract?: ContractFacts): ApiClient {
  const retry = withRetry(options.retry);
  const transport = withRedirects(options.transport ?? fetchTransport(options.fetch));
  const features: Features = {
    decodeText,
    awaitCall,
    errorDetails,
    connectionFailure,
    textKind,
    keysIn: keysOf(contract?.securitySchemes),
  };
  const all = { ...features, ...contract?.features };
  const middleware = options.middleware && [returning, ...options.middleware];
  const caller = createCaller({ ...options, middleware, retry, transport }, { ...contract, features: all });
  const own = caller[core];
  return Object.assign(caller, {
    request: (raw: RawRequest) => withCaller(own, sendRaw(own, raw), (response) => response),
  });
}

/** Around all others: one of them may have forgotten to return what it waited for. */
const returning: Middleware = async (request, next) => {
  const response = await next(request);
  if (response) return response;
  throw new RequestError(request, 'a middleware must return the response of next(); got none');
};

/** Finds the API keys of the contract's schemes in a request, whoever put them there. */
function keysOf(schemes: SecuritySchemes = {}): NonNullable<Features['keysIn']> {
  const names = Object.values(schemes).flatMap((scheme) => ('name' in scheme ? [scheme.name.toLowerCase()] : []));
  return (request) => credentialsIn(request, names);
}

async function sendRaw(own: Core, raw: RawRequest): Promise<RawResponse> {
  const operation = rawOperation(raw, own.securitySchemes !== undefined);
  const { query, body } = raw;
  // Its path is not a template.
  const { request } = buildRequest(own, operation, { pathValue: () => undefined, query, body, options: raw });
  const response = await own.send({ ...request, read: 'bytes' });
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
    ...(response.hint !== undefined && { hint: response.hint }),
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
