import type { Middleware } from '@influxkit/runtime';
import { basic, checkUsername, hiding, secretOf, type UserCredentials, withAuthorization } from './credential.js';

/**
 * User name and password as `Authorization: Basic …`: for the v1 endpoints of every product and for InfluxDB 1.x.
 * On 2.x and Cloud the password of a v1 authorization, or an API token, stands in its place.
 *
 * @throws TypeError for a user name that is empty or has a colon
 */
export function basicAuth({ username, password }: UserCredentials): Middleware {
  checkUsername(username);
  return async (request, next) => {
    const secret = await secretOf(password, 'password', request);
    return next(withAuthorization(request, basic(username, secret), secret));
  };
}

/**
 * User name and password as the query parameters `u` and `p`, for the v1 endpoints. Servers and proxies write addresses
 * to their logs: take `basicAuth` wherever it works.
 *
 * @throws TypeError for a user name that is empty or has a colon
 */
export function queryAuth({ username, password }: UserCredentials): Middleware {
  checkUsername(username);
  return async (request, next) => {
    const secret = await secretOf(password, 'password', request);
    const pairs = `u=${encodeURIComponent(username)}&p=${encodeURIComponent(secret)}`;
    return next({ ...hiding(request, secret), url: `${request.url}${request.url.includes('?') ? '&' : '?'}${pairs}` });
  };
}
