// Errors by status. Each is an `ApiError` with that status, whichever class made it: `instanceof` looks at the status, so
// that nothing of this is in a bundle that does not ask.
import { ApiError } from './errors.js';

const hasStatus = (value: unknown, least: number, most: number = least): boolean =>
  value instanceof ApiError && value.status >= least && value.status <= most;

/** 400. The server cannot make sense of the request. */
export class BadRequestError<Body = unknown> extends ApiError<Body, 400> {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasStatus(value, 400);
  }
}

/** 401. The credentials are missing or not valid. */
export class UnauthorizedError<Body = unknown> extends ApiError<Body, 401> {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasStatus(value, 401);
  }
}

/** 403. The credentials do not allow this. */
export class ForbiddenError<Body = unknown> extends ApiError<Body, 403> {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasStatus(value, 403);
  }
}

/** 404. There is no such thing. */
export class NotFoundError<Body = unknown> extends ApiError<Body, 404> {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasStatus(value, 404);
  }
}

/** 409. It goes against what the server has, such as a name that is taken. */
export class ConflictError<Body = unknown> extends ApiError<Body, 409> {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasStatus(value, 409);
  }
}

/** 422. The request is understood, and what it asks for is not valid. */
export class UnprocessableEntityError<Body = unknown> extends ApiError<Body, 422> {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasStatus(value, 422);
  }
}

/** 429. Too many requests; `retryAfter` says how long to wait, where the server does. */
export class RateLimitError<Body = unknown> extends ApiError<Body, 429> {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasStatus(value, 429);
  }
}

/** 500 to 599. The server failed, or one on the way to it. */
export class ServerError<Body = unknown> extends ApiError<Body> {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasStatus(value, 500, 599);
  }
}
