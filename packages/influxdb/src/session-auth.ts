import {
  type Authorize,
  type AuthStrategy,
  basicAuthorization,
  type CachedCredential,
  cachedCredential,
  defineAuth,
  type Expiring,
  type ProviderOptions,
  passwordSource,
  type SchemeOptions,
  type UserCredentials,
  withCredentials,
} from '@influxkit/auth';
import { isSuccess } from '@influxkit/internal/status';
import { ApiError, RequestError, type Transport, type WireRequest, type WireResponse } from '@influxkit/runtime';
import { errorHeaders } from './error-headers.js';
import { tokenScheme } from './token-auth.js';

/** Options of `sessionAuth`. `skew` is of the session as well: so long before it ends, another is begun. */
export interface SessionOptions extends ProviderOptions, SchemeOptions {
  /**
   * Where to sign in, from the base URL.
   *
   * @default '/api/v2/signin'
   */
  readonly signinPath?: string | undefined;
  /**
   * Where to sign out, from the base URL.
   *
   * @default '/api/v2/signout'
   */
  readonly signoutPath?: string | undefined;
}

/** A strategy that holds sessions: `await using session = sessionAuth(…)` signs out at the end of its block. */
export interface SessionStrategy extends AuthStrategy {
  /**
   * Ends the session on the server, if there is one; a sign-in that is under way is waited for. A call after it signs
   * in again.
   *
   * @throws ApiError, ConnectionError or TimeoutError where the server did not; the session is forgotten here all the same
   */
  signOut(): Promise<void>;
  /** Signs out. It does not throw: a session that the server did not hear of ends by itself. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The session with one server, and the way there. */
interface Session {
  readonly cookie: CachedCredential<string>;
  send: Transport;
}

/**
 * A session, as a person at InfluxDB's own web page has it: signs in with the first request, once for all that wait,
 * sends the session's cookie with all of them, and signs in again when the cookie ends or the server responds with 401.
 * In a browser the cookie is the browser's to keep and to send. It serves what `tokenAuth` serves.
 *
 * @throws TypeError for a user name or a password that is not valid
 * @example
 * import { createOssV2, sessionAuth } from '@influxkit/influxdb/oss-v2';
 *
 * // Signed out at the end of the block.
 * await using auth = sessionAuth({ username: 'ada', password: process.env.INFLUX_PASSWORD ?? '' });
 * const api = createOssV2({ baseUrl: 'http://localhost:8086', auth });
 */
export function sessionAuth(user: UserCredentials, options: SessionOptions = {}): SessionStrategy {
  const { signinPath = '/api/v2/signin', signoutPath = '/api/v2/signout', skew = 30_000 } = options;
  const withPassword = withCredentials(passwordSource(user, options), basicAuthorization(user.username));
  // One for each server: clients that share the strategy must not share a cookie between servers.
  const sessions = new Map<string, Session>();

  const signIn = async (baseUrl: string, send: Transport): Promise<Expiring<string>> => {
    // Without the signal of a request: others wait for the same session.
    const response = await withPassword(post('signin', baseUrl, signinPath), send);
    if (!isSuccess(response.status)) throw await errorOf('signin', response);
    return cookiesOf(response.headers);
  };

  const signOut = async (): Promise<void> => {
    const open = [...sessions];
    sessions.clear();
    const ended = await Promise.allSettled(
      open.map(async ([baseUrl, { cookie, send }]) => {
        const session = await cookie.clear().catch(() => undefined);
        if (!session) return;
        const response = await send(withCookie(post('signout', baseUrl, signoutPath), session.value));
        // 401: the server had ended it already.
        if (response.status !== 401 && !isSuccess(response.status)) throw await errorOf('signout', response);
      }),
    );
    for (const end of ended) if (end.status === 'rejected') throw end.reason;
  };

  const strategy = defineAuth(
    options.schemes ?? [tokenScheme],
    withCredentials(
      {
        get: async ({ baseUrl, operation, signal }, send) => {
          if (baseUrl === undefined)
            throw new RequestError(operation.name, 'sessionAuth needs the base URL of the client in the request');
          signal?.throwIfAborted();
          const session = sessions.get(baseUrl) ?? { cookie: cachedCredential<string>(skew), send };
          session.send = send;
          sessions.set(baseUrl, session);
          return session.cookie.get(() => signIn(baseUrl, send), signal);
        },
        invalidate: (used, { baseUrl }) => {
          sessions.get(baseUrl as string)?.cookie.invalidate(used);
          return true;
        },
      },
      withCookie,
    ),
  );
  return Object.assign(strategy, {
    signOut,
    [Symbol.asyncDispose]: () => signOut().catch(() => {}),
  });
}

const withCookie: Authorize = (request, cookie) => ({
  ...request,
  headers: cookie
    ? { ...request.headers, cookie: [request.headers['cookie'], cookie].filter((part) => part).join('; ') }
    : request.headers,
});

const post = (name: string, baseUrl: string, path: string): WireRequest => ({
  method: 'POST',
  baseUrl,
  url: baseUrl + path,
  headers: {},
  operation: { name, method: 'POST', path },
  read: 'text',
});

const errorOf = async (name: string, response: WireResponse): Promise<ApiError> =>
  new ApiError(name, response, await response.text(), errorHeaders);

/**
 * The cookies that a response sets, as the next request sends them, good until the first of them ends. One that has ended
 * already, by which servers take a cookie back, is left out.
 */
function cookiesOf(headers: Headers): Expiring<string> {
  const now = Date.now();
  // Times are the server's: its clock may not be ours.
  const serverTime = Date.parse(headers.get('date') ?? '');
  const cookies: string[] = [];
  let expiresAt = Number.POSITIVE_INFINITY;
  for (const line of headers.getSetCookie()) {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const attribute = (name: string): string | undefined =>
      attributes.find((each) => each.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
    const maxAge = /^-?\d+$/.exec(attribute('max-age') ?? '');
    const expires = Date.parse(attribute('expires') ?? '');
    const lifetime = maxAge ? Number(maxAge[0]) * 1000 : expires - (Number.isNaN(serverTime) ? now : serverTime);
    if (lifetime <= 0) continue;
    cookies.push(pair);
    if (lifetime > 0) expiresAt = Math.min(expiresAt, now + lifetime);
  }
  return { value: cookies.join('; '), expiresAt };
}
