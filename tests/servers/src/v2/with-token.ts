import type { Middleware } from '@influxkit/runtime';

/** Credentials for the tests themselves: what `@influxkit/auth` does is tested where it is used. */
export const withToken =
  (token: string): Middleware =>
  (request, next) =>
    next({ ...request, headers: { ...request.headers, authorization: `Token ${token}` } });
