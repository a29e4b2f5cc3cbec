import { parseRetryAfter } from './retry-after.js';

/** What all errors of a call have in common. None of them holds a credential, a cookie or a query string. */
export class CallError extends Error {
  /** The operation's name, such as `buckets.list`; for `api.request()` the method and the path. */
  declare readonly operation: string;

  constructor(operation: string, message: string, more?: object) {
    super(`${operation}: ${message}`);
    Object.assign(this, { operation }, more);
  }

  // A getter, not a field: the stack, taken in the constructor, finds it on the prototype, and a bundler may drop the class.
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

/** There was no answer, or it broke off: refused, reset, an unknown host, a certificate that is not trusted. */
export class ConnectionError extends CallError {
  /** What the platform calls it, such as `ECONNREFUSED`, where it says so. */
  declare readonly code: string | undefined;

  override get name(): string {
    return 'ConnectionError';
  }
}

/** The answer did not come, or not whole, within the time allowed. */
export class TimeoutError extends CallError {
  /** Milliseconds that were allowed. */
  declare readonly timeout: number;

  override get name(): string {
    return 'TimeoutError';
  }
}

/** The answer is one of success, yet its body is not what the contract says, or is larger than allowed. */
export class DecodeError extends CallError {
  override get name(): string {
    return 'DecodeError';
  }
}

/** The server answered, with a status that is not one of success. */
export class ApiError<Body = unknown, Status extends number = number> extends CallError {
  declare readonly status: Status;
  /** InfluxDB's word for the kind of failure, such as `not found`, where the answer has one. */
  declare readonly code: string | undefined;
  /** Where in the server it failed, where the answer says so. */
  declare readonly op: string | undefined;
  /** Milliseconds that the server asks to wait before another try. */
  declare readonly retryAfter: number | undefined;
  /** The server's id of the request, for its logs. */
  declare readonly requestId: string | undefined;
  /** The decoded body: an object for JSON, otherwise text; cut off at 1 MiB. */
  declare readonly body: Body;
  readonly #headers: Headers;

  /** @param text the answer's body */
  constructor(operation: string, { status, headers }: { status: Status; headers: Headers }, text: string) {
    let body: unknown = text;
    try {
      body = JSON.parse(text);
    } catch {
      // Text or HTML, as proxies answer: it is the body as it is.
    }
    const of = (name: string): string | undefined => headers.get(name) ?? undefined;
    const said = (name: string): string | undefined => {
      const value = Object(body)[name];
      return (typeof value === 'string' && value.slice(0, 1000)) || undefined;
    };
    const code = said('code') ?? of('x-platform-error-code');
    const message =
      said('message') ??
      said('error') ??
      of('x-influxdb-error') ??
      // A redirect that a browser hides has status 0. Where it leads may carry a secret: that is for the headers to tell.
      (status < 400 ? 'a redirect that is not followed' : /^\s*</.test(`${body}`) ? '' : `${body}`);
    super(operation, [`${status}`, code, message.slice(0, 1000)].filter((part) => part).join(': '), {
      status,
      code,
      op: said('op'),
      retryAfter: parseRetryAfter(of('retry-after')),
      requestId: of('x-request-id') ?? of('trace-id'),
      body,
    });
    this.#headers = headers;
  }

  /** The answer's headers. Private beneath, for printing the error must not print a cookie. */
  get headers(): Headers {
    return this.#headers;
  }

  override get name(): string {
    return 'ApiError';
  }
}
