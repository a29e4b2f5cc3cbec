import type { Middleware, RetryOptions, Transport } from './transport.js';

/**
 * What a client is made of.
 *
 * @example
 * import { createClient } from '@influxkit/influxdb';
 *
 * const api = createClient({ baseUrl: 'http://localhost:8086', timeout: 30_000, retry: { retries: 5 } });
 */
export interface ClientOptions extends Omit<CallerOptions, 'retry'> {
  /** Options, how many retries, or `false` for none. @default 3 retries */
  readonly retry?: RetryOptions | number | false | undefined;
}

/** What the smallest client is made of. */
export interface CallerOptions {
  /** Where the server is, such as `http://localhost:8086`; a path is kept. It must not hold a user name or a password. */
  readonly baseUrl: string;
  /** Adds credentials, such as `bearerAuth(token)` of `@influxkit/auth`. Skipped for operations that need none. @default none */
  readonly auth?: Middleware | undefined;
  /** Used instead of the platform's fetch. @default globalThis.fetch */
  readonly fetch?: typeof fetch | undefined;
  /** Used instead of fetch altogether, such as `nodeTransport()` of `@influxkit/runtime/node`. @default fetch */
  readonly transport?: Transport | undefined;
  /** Sent with every request. @default none */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds for one attempt with its whole response (for a streamed one: until its head); 0 for none. @default 10_000, five minutes for queries */
  readonly timeout?: number | undefined;
  /** What sends a failed request again: `withRetry()`. @default none */
  readonly retry?: Middleware | undefined;
  /** Wraps every call, outside authentication and retries. @default none */
  readonly middleware?: readonly Middleware[] | undefined;
  /** Bytes that a response may take when it is read as a whole, after decompression. @default 134_217_728 (128 MiB) */
  readonly maxResponseSize?: number | undefined;
}

/** What every call takes. Generated methods add `query`, `accept` and `contentType` where the operation has a choice. */
export interface CallOptions {
  /** Sent with this request; they win over the client's. An undefined one is left out. @default none */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  /** Aborts the call, its retries and a stream that is still read. @default none */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for one attempt; 0 for none. @default the client's */
  readonly timeout?: number | undefined;
  /** When and how it is sent again. @default the client's */
  readonly retry?: RetryOptions | number | false | undefined;
}
