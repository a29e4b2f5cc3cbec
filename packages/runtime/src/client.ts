import type { Operation, OperationRow } from './operation.js';
import type { CallOptions, ClientOptions } from './options.js';
import type { RequestBody, WireRequest, WireResponse } from './wire.js';

/** Where a client keeps what its methods run on. */
export const core: unique symbol = /* @__PURE__ */ Symbol.for('@influxkit/runtime');

/** What a client's methods run on; for helpers that need more than `request()`. */
export interface Core {
  /** The client's base URL without a slash at its end. */
  readonly baseUrl: string;
  /** Sends a request through middleware, authentication, retries and timeout. */
  send(request: WireRequest): Promise<WireResponse>;
}

/** What every client has, with or without a resource tree. */
export interface ApiClient {
  /** Reaches any path of the server. Never throws for a status. */
  request(options: RawRequest): Promise<RawResponse>;
  readonly [core]: Core;
}

export interface RawRequest extends CallOptions {
  readonly method: string;
  /** From the base URL, with a leading slash, already encoded. */
  readonly path: string;
  /** Keys and values are encoded; an array repeats its key; undefined and null are left out. */
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: RequestBody | undefined;
  /** Whether it may be sent again after a failure. Default: as HTTP says of the method. */
  readonly idempotent?: boolean | undefined;
}

export interface RawResponse {
  readonly statusCode: number;
  /** Names are in lower case. */
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** Any method: what `Operation` remembers. */
export type AnyMethod = (...args: never[]) => unknown;

/** A client without a table of operations: the smallest there is. For `call()` and `request()`. */
export function createClient(options: ClientOptions): ApiClient {
  throw new TypeError(options.baseUrl);
}

/** Calls one operation: `await call(api, getBuckets, { limit: 50 })`. */
export function call<M extends AnyMethod>(
  api: ApiClient,
  operation: Operation<M>,
  ...args: Parameters<M>
): ReturnType<M> {
  return method(api, operation)(...args) as ReturnType<M>;
}

/** The method of one operation, as the resource tree has it: `const list = method(api, getBuckets)`. */
export function method<M extends AnyMethod>(api: ApiClient, operation: Operation<M>): M {
  throw new TypeError(`${api[core].baseUrl} ${(operation as OperationRow).name}`);
}
