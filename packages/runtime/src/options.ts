import type { Middleware, Transport } from './wire.js';

/** When and how a failed request is sent again. Only idempotent ones are, and never one whose body is a stream. */
export interface RetryOptions {
  /** How many times after the first. Default: 3. */
  readonly retries?: number;
  /** Milliseconds: the first wait is a random time up to this, and the bound doubles with each retry. Default: 250. */
  readonly minDelay?: number;
  /** Milliseconds: no wait is longer, whatever `Retry-After` asks for. Default: 30,000. */
  readonly maxDelay?: number;
  /** Statuses after which it is sent again. Default: 408, 429, 502, 503, 504. */
  readonly statuses?: readonly number[];
}

/** What a client is made of. */
export interface ClientOptions {
  /** Where the server is, such as `http://localhost:8086`; a path is kept. It must not hold a user name or a password. */
  readonly baseUrl: string;
  /** Adds credentials, such as `bearerAuth(token)` of `@influxkit/auth`. Skipped for operations that need none. */
  readonly auth?: Middleware | undefined;
  /** Used instead of the platform's fetch. */
  readonly fetch?: typeof fetch | undefined;
  /** Used instead of fetch altogether, such as `nodeTransport()` of `@influxkit/runtime/node`. */
  readonly transport?: Transport | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds for one attempt with its whole answer (for a streamed answer: until its head); 0 for none. Default: 10,000. */
  readonly timeout?: number | undefined;
  /** Options, how many retries, or `false` for none. */
  readonly retry?: RetryOptions | number | false | undefined;
  /** Wraps every call, outside authentication and retries. */
  readonly middleware?: readonly Middleware[] | undefined;
  /** Bytes that an answer may take when it is read as a whole, after decompression. Default: 134,217,728 (128 MiB). */
  readonly maxAnswerSize?: number | undefined;
}

/** What every call takes. Generated methods add `query`, `accept` and `contentType` where the operation has a choice. */
export interface CallOptions {
  /** Sent with this request; they win over the client's. An undefined one is left out. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  /** Aborts the call, its retries and a stream that is still read. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for one attempt; 0 for none. Default: the client's. */
  readonly timeout?: number | undefined;
  /** Default: the client's. */
  readonly retry?: RetryOptions | number | false | undefined;
}
