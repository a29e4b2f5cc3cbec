import { readErrorBody } from '@influxkit/internal/error-body';
import { excerpt } from '@influxkit/internal/message';
import { parseRetryAfter } from '@influxkit/internal/retry-after';
import type { ErrorHeaders } from './client-config.js';
import type { ErrorDetails } from './operation.js';
import type { WireRequest } from './transport.js';

/**
 * The request that an error is about, as far as it is known; for `api.request()` and the like the name is all there is.
 */
export type FailedRequest = Pick<WireRequest, 'operation' | 'method' | 'url'>;

/** Marks errors of every copy of this package, of which a program may hold several. */
const BRAND: unique symbol = /* @__PURE__ */ Symbol.for('influxkit.error');

/** What all errors of a call have in common. None of them holds a credential, a cookie or a query string. */
export class CallError extends Error {
  /** The operation's name, such as `buckets.list`; for `api.request()` the method and the path. */
  declare readonly operation: string;
  /** The HTTP method; undefined where no request was made. */
  declare readonly method: string | undefined;
  /** The address without its query, which may hold credentials; undefined where no request was made. */
  declare readonly url: string | undefined;

  /** @param request the request that failed, or the operation's name where none was made */
  constructor(request: FailedRequest | string, message: string, properties?: object) {
    const { method, url, operation } = typeof request === 'string' ? { operation: { name: request } } : request;
    super(`${operation.name}: ${message}`);
    Object.assign(this, { operation: operation.name }, url && { method, url: url.split(/[?#]/)[0] }, properties);
    Object.defineProperty(this, BRAND, { value: true });
  }

  /**
   * Whether it is an error of this class or, by their names, of the same class of another copy of this package. A class that
   * is derived from these and has no name of its own is compared as ever.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: it is the class that is asked, which may be a derived one
    const { prototype } = this;
    const name = Object.hasOwn(prototype, 'name') && prototype.name;
    if (!(BRAND in Object(value))) return false;
    for (let at: unknown = value; at instanceof Error; at = Object.getPrototypeOf(at))
      if (at === prototype || (name && Object.hasOwn(at, 'name') && at.name === name)) return true;
    return false;
  }

  // Getters, not fields: the stack, taken in the constructor, finds the name on the prototype, and a bundler may drop the class.
  override get name(): string {
    return 'CallError';
  }
}

/** The arguments of a call make no request; nothing was sent. */
export class RequestError extends CallError {
  override get name(): string {
    return 'RequestError';
  }
}

/** There was no response, or it broke off: refused, reset, an unknown host, a certificate that is not trusted. */
export class ConnectionError extends CallError {
  /** What the platform calls it, such as `ECONNREFUSED`, where it says so. */
  declare readonly code: string | undefined;
  /** What became of the connection, on whatever platform; undefined for what is not known, and for clients of `createCaller()`. */
  declare readonly kind: 'refused' | 'unknown-host' | 'no-tls' | 'no-http' | undefined;

  override get name(): string {
    return 'ConnectionError';
  }
}

/** The response did not come, or not whole, within the time allowed. */
export class TimeoutError extends CallError {
  /** Milliseconds that were allowed. */
  declare readonly timeout: number;

  override get name(): string {
    return 'TimeoutError';
  }
}

/** The response is one of success, yet its body is not what the contract says, or is larger than allowed. */
export class DecodeError extends CallError {
  override get name(): string {
    return 'DecodeError';
  }
}

/** UTF-16 units of what a server says, in an error. */
const LONGEST_MESSAGE = 1000;

/**
 * The server responded with a status that is not one of success.
 *
 * @example
 * import { createOssV2, NotFoundError, tokenAuth } from '@influxkit/influxdb/oss-v2';
 *
 * const api = createOssV2({ baseUrl: 'http://localhost:8086', auth: tokenAuth(process.env.INFLUX_TOKEN ?? '') });
 *
 * try {
 *   await api.buckets.delete('0123456789abcdef');
 * } catch (error) {
 *   // One that is gone already is what was wanted.
 *   if (!(error instanceof NotFoundError)) throw error;
 * }
 */
export class ApiError<Body = unknown, Status extends number = number> extends CallError {
  declare readonly status: Status;
  /** The server's code of the kind of failure, such as `not found`, where the response has one. */
  declare readonly code: string | undefined;
  /** Milliseconds that the server asks to wait before another attempt. */
  declare readonly retryAfter: number | undefined;
  /** The server's id of the request, for its logs. */
  declare readonly requestId: string | undefined;
  /** The decoded body: what JSON holds, otherwise text; cut off at 1 MiB. */
  declare readonly body: Body;
  readonly #headers: Headers;

  /**
   * @param text the response's body
   * @param errorHeaders headers in which this kind of server says what went wrong
   * @param detailsOf finds what a JSON body says: by default its `message` or `error`, and its `code`
   */
  constructor(
    request: FailedRequest | string,
    { status, headers }: { status: Status; headers: Headers },
    text: string,
    errorHeaders: ErrorHeaders = {},
    detailsOf?: (body: unknown) => ErrorDetails,
  ) {
    const firstOf = (names: readonly string[] = []): string | undefined =>
      names.map((name) => headers.get(name)).find((value) => value) ?? undefined;
    const said = readErrorBody(text, detailsOf);
    const code = shorten(said.code ?? firstOf(errorHeaders.code));
    const message = shorten(
      said.message ??
        firstOf(errorHeaders.message) ??
        // 304 never has a body. Where a redirect leads may carry a secret: that is for the headers to say. One that a
        // browser hides has status 0.
        (status === 304 ? 'not modified' : status < 400 ? 'a redirect that is not followed' : said.text),
    );
    super(request, [status, code, message].filter((part) => part !== undefined).join(': '), {
      status,
      code,
      retryAfter: parseRetryAfter(headers.get('retry-after')),
      requestId: firstOf(['x-request-id', ...(errorHeaders.requestId ?? [])]),
      body: said.body,
    });
    this.#headers = headers;
  }

  /** The response's headers. Private beneath, for printing the error must not print a cookie. */
  get headers(): Headers {
    return this.#headers;
  }

  override get name(): string {
    return 'ApiError';
  }
}

const shorten = (text: string | undefined): string | undefined => text && excerpt(text, LONGEST_MESSAGE);
