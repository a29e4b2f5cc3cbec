import type { WireRequest } from '@influxkit/runtime';
import { type Credential, credentialSource, type ProviderOptions } from './credential.js';
import type { SchemeOptions } from './schemes.js';
import { type AuthStrategy, defineAuth } from './strategy.js';
import { type Authorize, inAuthorization, withCredentials, withSecrets } from './with-credentials.js';

/** Options of `apiKeyAuth`. */
export interface ApiKeyOptions extends ProviderOptions, SchemeOptions {
  /** The name of the header, the query parameter or the cookie, as the contract has it, such as `X-API-Key`. */
  readonly name: string;
  /**
   * Where the key goes. Servers and proxies write URLs to their logs: take `query` only where nothing else works.
   *
   * @default 'header'
   */
  readonly in?: 'header' | 'query' | 'cookie' | undefined;
  /**
   * Of a header: what comes before the key.
   *
   * @default ''
   * @example
   * import { apiKeyAuth } from '@influxkit/influxdb';
   *
   * const auth = apiKeyAuth(process.env.API_KEY ?? '', { name: 'Authorization', prefix: 'ApiKey ' });
   */
  readonly prefix?: string | undefined;
}

/**
 * An API key in a header, a query parameter or a cookie. It serves schemes of the type `apiKey` with this place and name.
 * A call that has a header, parameter or cookie of that name itself keeps it. In a browser, cookies are the browser's:
 * fetch does not send one that is set here.
 *
 * @param key the key, or a provider that gives it
 * @throws TypeError for a name that is not valid, and for a key that cannot be carried
 * @example
 * import { apiKeyAuth } from '@influxkit/influxdb';
 *
 * const inHeader = apiKeyAuth(process.env.API_KEY ?? '', { name: 'X-API-Key' });
 * const inQuery = apiKeyAuth(process.env.API_KEY ?? '', { in: 'query', name: 'api_key' });
 */
export function apiKeyAuth(key: Credential, options: ApiKeyOptions): AuthStrategy {
  const { in: place = 'header', name, prefix = '' } = options;
  if (!Object.hasOwn(authorizers, place))
    throw new TypeError(`apiKeyAuth: \`in\` must be 'header', 'query' or 'cookie'; got ${JSON.stringify(place)}`);
  // Headers and cookies take a token of RFC 9110.
  if (typeof name !== 'string' || !(place === 'query' ? /./ : /^[\w!#$%&'*+.^`|~-]+$/).test(name))
    throw new TypeError(`apiKeyAuth: \`name\` must be the name of a ${placeNames[place]}; got ${JSON.stringify(name)}`);
  if (prefix !== '' && (place !== 'header' || !/^[!-~][ -~]*$/.test(prefix)))
    throw new TypeError('apiKeyAuth: `prefix` is for a header, and must be printable ASCII');
  return defineAuth(
    options.schemes ?? [{ type: 'apiKey', in: place, name }],
    withCredentials(
      credentialSource(key, 'API key', place === 'query' ? 'encoded' : place, options),
      authorizers[place](name, prefix),
    ),
  );
}

const placeNames = { header: 'header', query: 'query parameter', cookie: 'cookie' } as const;

const authorizers = {
  header: (name: string, prefix: string): Authorize => {
    const key = name.toLowerCase();
    if (key === 'authorization') return inAuthorization((credential) => prefix + credential);
    return (request, credential) =>
      request.headers[key] === undefined
        ? {
            ...withSecrets(request, credential),
            headers: { ...request.headers, [key]: prefix + credential },
          }
        : request;
  },
  query:
    (name: string): Authorize =>
    (request, credential) =>
      new URL(request.url).searchParams.has(name)
        ? request
        : withQuery(withSecrets(request, credential), { [name]: credential }),
  cookie:
    (name: string): Authorize =>
    (request, credential) => {
      const cookies = (request.headers['cookie'] ?? '').split(/; */).filter(Boolean);
      if (cookies.some((cookie) => cookie.startsWith(`${name}=`))) return request;
      const cookie = [...cookies, `${name}=${credential}`].join('; ');
      return { ...withSecrets(request, credential), headers: { ...request.headers, cookie } };
    },
};

/** A request with more query parameters, for a strategy of your own. */
export function withQuery(request: WireRequest, parameters: Readonly<Record<string, string>>): WireRequest {
  const pairs = Object.entries(parameters).map((pair) => pair.map(encodeURIComponent).join('='));
  const separator = request.url.includes('?') ? '&' : '?';
  return { ...request, url: request.url + separator + pairs.join('&') };
}
