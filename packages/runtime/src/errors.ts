import type { AnswerHeaders } from './wire.js';

/** What all errors of a call have in common. None of them holds a credential, a cookie or a query string. */
export class CallError extends Error {
  /** The operation's name, such as `buckets.list`; for `api.request()` the method and the path. */
  readonly operation: string;

  constructor(operation: string, message: string, options?: ErrorOptions) {
    super(`${operation}: ${message}`, options);
    this.operation = operation;
  }
}

/** The arguments of a call make no request; nothing was sent. */
export class RequestError extends CallError {
  // A getter, not a field: it is on the prototype before the stack is taken, and a bundler may drop the class.
  override get name(): string {
    return 'RequestError';
  }
}

/** There was no answer, or it broke off: refused, reset, an unknown host, a certificate that is not trusted. */
export class ConnectionError extends CallError {
  /** What the platform calls it, such as `ECONNREFUSED`, where it says so. */
  readonly code: string | undefined;

  constructor(operation: string, message: string, cause?: unknown, code?: string) {
    super(operation, message, { cause });
    this.code = code;
  }

  override get name(): string {
    return 'ConnectionError';
  }
}

/** The answer did not come, or not whole, within the time allowed. */
export class TimeoutError extends CallError {
  /** Milliseconds that were allowed. */
  readonly timeout: number;

  constructor(operation: string, timeout: number) {
    super(operation, `no whole answer within ${timeout} ms; allow more with \`timeout\`, or 0 for no limit`);
    this.timeout = timeout;
  }

  override get name(): string {
    return 'TimeoutError';
  }
}

/** The answer is one of success, yet its body is not what the contract says, or it is larger than allowed. */
export class DecodeError extends CallError {
  override get name(): string {
    return 'DecodeError';
  }
}

/** The server answered, with a status that is not one of success. */
export class ApiError<Body = unknown, Status extends number = number> extends CallError {
  readonly status: Status;
  /** InfluxDB's word for the kind of failure, such as `not found`, where the answer has one. */
  readonly code: string | undefined;
  /** Where in the server it failed, where the answer says so. */
  readonly op: string | undefined;
  /** Milliseconds that the server asks to wait before another try. */
  readonly retryAfter: number | undefined;
  /** The server's id of the request, for its logs. */
  readonly requestId: string | undefined;
  /** The decoded body: an object for JSON, otherwise text; cut off at 1 MiB. */
  readonly body: Body;
  readonly #headers: AnswerHeaders;

  constructor(operation: string, status: Status, headers: AnswerHeaders, body: Body) {
    super(operation, String(status));
    this.status = status;
    this.code = undefined;
    this.op = undefined;
    this.retryAfter = undefined;
    this.requestId = undefined;
    this.body = body;
    this.#headers = headers;
  }

  /** The answer's headers. Not a property of the error itself: printing the error must not print a cookie. */
  get headers(): AnswerHeaders {
    return this.#headers;
  }

  override get name(): string {
    return 'ApiError';
  }
}
