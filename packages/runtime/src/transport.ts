// What goes through middleware to a transport, and what comes back.
import type { SecuritySchemes } from './client-config.js';
import type { Codec, OperationDescriptor } from './operation.js';
import type { RequestBody } from './request-body.js';
import type { WireResponse } from './wire-response.js';

export type { RequestBody } from './request-body.js';
export type { WireResponse } from './wire-response.js';

/**
 * How much of a response is read before it is handed on: of `stream` and of items only its head (the body of a failure even
 * so), of `raw` only its head whatever the status, of anything else all; `bytes` as bytes, otherwise text. A media type
 * of the contract that the server sends instead of the one it was asked for is read as that says.
 */
export type ReadMode = Codec | 'raw';

/** A request as it goes through middleware to the transport. Header names are in lower case. */
export interface WireRequest {
  method: string;
  /** Absolute address, already encoded. */
  url: string;
  headers: Record<string, string>;
  body?: RequestBody | undefined;
  signal?: AbortSignal | undefined;
  /**
   * The client's base URL, which `url` begins with unless the operation has a server of its own; for middleware that sends
   * requests of its own.
   */
  baseUrl?: string | undefined;
  /** The operation that is called. For `api.request()` one made of its method and path, which name it too. */
  operation: OperationDescriptor;
  /**
   * Alternatives of security schemes, by name, that hold for this request: the operation's, or else the contract's
   * default, which is meant for the client's server alone. Empty: it needs none. Undefined: the contract is not known.
   */
  security?: readonly (readonly string[])[] | undefined;
  /** The security schemes of the contract, by name. */
  securitySchemes?: SecuritySchemes | undefined;
  /**
   * Strings that must not show in an error, in every form in which a server may send them back; for middleware that adds
   * credentials. Credentials in headers and query parameters that are known to hold them need not be here.
   */
  secrets?: readonly string[] | undefined;
  /** Sends this request in place of the client's transport: for one that goes another way, such as gRPC. @default the client's */
  transport?: Transport | undefined;
  /** How much of the response is read before it is handed on. @default all, as text */
  read?: ReadMode | undefined;
  /** Milliseconds until an attempt is given up; 0 never. @default the client's */
  timeout?: number | undefined;
  /** @default the client's */
  retry?: RetryOptions | number | false | undefined;
}

/** Sends one request and resolves to the head of its response, the body yet to be read. Rejects only where there is none. */
export type Transport = (request: WireRequest) => Promise<WireResponse>;

/**
 * Wraps every call: may change the request or the response, or respond by itself. The first in the list is the outermost.
 *
 * @example
 * import { createClient, type Middleware } from '@influxkit/influxdb';
 *
 * const log: Middleware = async (request, next) => {
 *   const response = await next(request);
 *   console.log(request.operation.name, response.status);
 *   return response;
 * };
 * const api = createClient({ baseUrl: 'http://localhost:8086', middleware: [log] });
 */
export type Middleware = (request: WireRequest, next: Transport) => Promise<WireResponse>;

/** When and how a failed request is sent again. Only idempotent ones are (of queries that may write those that were refused), and never one whose body is a stream. */
export interface RetryOptions {
  /** How many times after the first attempt. @default 3 */
  readonly retries?: number;
  /** Milliseconds: the first wait is a random time up to this, and the bound doubles with each retry. @default 250 */
  readonly minDelay?: number;
  /** Milliseconds: the random wait is never longer. `Retry-After` may ask for more. @default 30_000 */
  readonly maxDelay?: number;
  /**
   * Milliseconds from the first attempt after which no further one begins, whatever made it wait: where `Retry-After` asks
   * for more than is left, the failure is thrown at once.
   *
   * @default 60_000
   */
  readonly maxTime?: number;
  /** Statuses after which it is sent again. @default [408, 429, 502, 503, 504] */
  readonly statuses?: readonly number[];
}
