import { RequestError } from '@influxkit/runtime';
import type { ProviderOptions } from './credential.js';
import { hiding } from './hiding.js';
import { proving, type Sign } from './proving.js';
import { type AuthStrategy, defineAuth, type SchemeOptions } from './strategy.js';
import { passwordOf, type UserCredentials } from './user.js';

/** Options of `queryAuth`. */
export interface QueryOptions extends ProviderOptions, SchemeOptions {}

/**
 * User name and password as the query parameters `u` and `p`, for the v1 endpoints alone. Servers and proxies write
 * addresses to their logs: take `basicAuth` wherever it works.
 *
 * A call that is not of the v1 API is refused before it is sent. A call with a `u` or `p` of its own keeps them.
 *
 * @throws TypeError for a user name or a password that cannot be one
 */
export function queryAuth(user: UserCredentials, options: QueryOptions = {}): AuthStrategy {
  const { schemes = ['QuerystringAuthentication'] } = options;
  const prove = proving(passwordOf(user, options), inQuery(user.username));
  return defineAuth(schemes, async (request, next) => {
    const { operation, url } = request;
    const named = operation.security?.flat().some((name) => schemes.includes(name));
    if (!named && /\/(api\/v2|legacy)(\/|$)/.test(new URL(url).pathname))
      throw new RequestError(
        operation.name,
        'user and password in the query are for the v1 endpoints: add tokenAuth(token) by combineAuth()',
      );
    return /[?&][up]=/.test(url) ? next(request) : prove(request, next);
  });
}

const inQuery =
  (username: string): Sign =>
  (request, password) => {
    const pairs = `u=${encodeURIComponent(username)}&p=${encodeURIComponent(password)}`;
    return { ...hiding(request, password), url: `${request.url}${request.url.includes('?') ? '&' : '?'}${pairs}` };
  };
