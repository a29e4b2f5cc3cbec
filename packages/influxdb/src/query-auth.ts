import {
  type Authorize,
  type AuthStrategy,
  defineAuth,
  type ProviderOptions,
  passwordSource,
  type SchemeOptions,
  type UserCredentials,
  withCredentials,
  withQuery,
  withSecrets,
} from '@influxkit/auth';
import { RequestError } from '@influxkit/runtime';

/** Options of `queryAuth`. */
export interface QueryAuthOptions extends ProviderOptions, SchemeOptions {}

/**
 * User name and password as the query parameters `u` and `p`, for the v1 endpoints alone. Servers and proxies write URLs
 * to their logs: take `basicAuth` wherever it works. It serves `QuerystringAuthentication` of InfluxDB's contracts, an
 * `apiKey` in the query parameter `u`.
 *
 * A call with a `u` or `p` of its own keeps them.
 *
 * @throws TypeError for a user name or a password that is not valid
 * @example
 * import { combineAuth, queryAuth, tokenAuth } from '@influxkit/influxdb/auth';
 *
 * const auth = combineAuth(
 *   tokenAuth(process.env.INFLUX_TOKEN ?? ''),
 *   queryAuth({ username: 'ada', password: process.env.INFLUX_PASSWORD ?? '' }),
 * );
 */
export function queryAuth(user: UserCredentials, options: QueryAuthOptions = {}): AuthStrategy {
  const authenticate = withCredentials(passwordSource(user, options), inQuery(user.username));
  return defineAuth(options.schemes ?? [{ type: 'apiKey', in: 'query', name: 'u' }], async (request, next) => {
    const { pathname, searchParams } = new URL(request.url);
    // A client without a contract has nothing else that keeps a password out of these URLs.
    if (request.security === undefined && /\/(api\/v2|legacy)(\/|$)/.test(pathname))
      throw new RequestError(
        request.operation.name,
        'user name and password in the query are for the v1 endpoints: use tokenAuth(token) for this one',
      );
    return searchParams.has('u') || searchParams.has('p') ? next(request) : authenticate(request, next);
  });
}

const inQuery =
  (username: string): Authorize =>
  (request, password) =>
    withQuery(withSecrets(request, password), { u: username, p: password });
