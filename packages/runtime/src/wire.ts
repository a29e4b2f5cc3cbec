import type { SecuritySchemes } from './client-config.js';
import type { Coding, OperationDescriptor } from './operation.js';
import type { RetryOptions } from './options.js';

/** What a request can carry as its body. A stream is sent once and is never retried. */
export type RequestBody =
  | string
  | Uint8Array
  | ArrayBuffer
  | ReadableStream<Uint8Array>
  | Blob
  | FormData
  | URLSearchParams;

/**
 * How much of an answer is read before it is handed on: of `stream` only its head (the body of a failure even so), of
 * `raw` only its head whatever the status, of anything else all; `bytes` as bytes, otherwise text.
 */
export type ReadMode = Coding | 'raw';

/** A request as it goes through middleware to the transport. Header names are in lower case. */
export interface WireRequest {
  method: string;
  /** Absolute address, already encoded. */
  url: string;
  headers: Record<string, string>;
  body?: RequestBody | undefined;
  signal?: AbortSignal | undefined;
  /** The client's base URL, which `url` begins with; for middleware that sends requests of its own. */
  baseUrl?: string | undefined;
  /** The row of the operation that is called. For `api.request()` a row made of its method and path, which name it too. */
  operation: OperationDescriptor;
  /** Alternatives of security schemes that hold for this operation: its own, else the contract's. Absent: not known. */
  security?: readonly (readonly string[])[] | undefined;
  /** The contract's security schemes by name. Absent: not known. */
  securitySchemes?: SecuritySchemes | undefined;
  /**
   * Texts that must not show in an error, in every form in which a server may give them back; for middleware that adds
   * credentials. What stands in `authorization`, in `cookie` and in the query parameter `p` need not be here.
   */
  secrets?: readonly string[] | undefined;
  /** How much of the answer is read before it is handed on. Default: all, as text. */
  read?: ReadMode | undefined;
  /** Milliseconds until an attempt is given up; 0 never. Default: the client's. */
  timeout?: number | undefined;
  /** Default: the client's. */
  retry?: RetryOptions | number | false | undefined;
}

/** What a transport answers. A `Response` of the platform's fetch fits it as it is. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
  /**
   * Where a transport can do better than by `body`: the whole body, or, where it is larger than `limit` bytes, somewhat
   * more than `limit` of it, the rest dropped. (Bytes over memory of their own; compilers before TypeScript 5.7 have no
   * other way to say so.)
   */
  take?(limit: number): Promise<ReturnType<Uint8Array['slice']>>;
}

/** Sends one request and answers with its head, the body yet to be read. Rejects only where there is no answer. */
export type Transport = (request: WireRequest) => Promise<WireResponse>;

/** Wraps every call: may change the request, the answer, or answer by itself. The first in the list is the outermost. */
export type Middleware = (request: WireRequest, next: Transport) => Promise<WireResponse>;
