import { ApiError, RequestError, type Transport, type WireRequest, type WireResponse } from '@influxkit/runtime';
import { inBasic } from './basic.js';
import { cookiesOf } from './cookies.js';
import type { ProviderOptions } from './credential.js';
import { proving, type Sign } from './proving.js';
import { type Lent, type Renewable, renewable } from './renewable.js';
import { type AuthStrategy, defineAuth, type SchemeOptions } from './strategy.js';
import { passwordOf, type UserCredentials } from './user.js';
import { abortable } from './waiting.js';

/** Options of `sessionAuth`. `skew` is of the session as well: so long before it ends, another is begun. */
export interface SessionOptions extends ProviderOptions, SchemeOptions {
  /** Where to sign in, from the base URL. Default: `/api/v2/signin`. */
  readonly signinPath?: string | undefined;
  /** Where to sign out, from the base URL. Default: `/api/v2/signout`. */
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
  /** Signs out. It does not throw: what a server was not told ends by itself. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The session with one server, and the way there. */
interface Session {
  readonly kept: Renewable<string>;
  send: Transport;
}

/**
 * A session, as a person at InfluxDB's own web page has it: signs in with the first request, once for all that wait,
 * sends the session's cookie with all of them, and signs in again when the cookie ends or the server answers 401. In a
 * browser the cookie is the browser's to keep and to send.
 *
 * @throws TypeError for a user name or a password that cannot be one
 */
export function sessionAuth(user: UserCredentials, options: SessionOptions = {}): SessionStrategy {
  const { signinPath = '/api/v2/signin', signoutPath = '/api/v2/signout', skew = 30_000 } = options;
  const prove = proving(passwordOf(user, options), inBasic(user.username));
  // One for each server: clients that share the strategy must not share a cookie between servers.
  const sessions = new Map<string, Session>();

  const signIn = async (baseUrl: string, send: Transport): Promise<Lent<string>> => {
    // Without the signal of a request: others wait for the same session.
    const answer = await prove(post('signin', baseUrl, signinPath), send);
    if (answer.status < 200 || answer.status > 299) throw await errorOf('signin', answer);
    return cookiesOf(answer.headers);
  };

  const signOut = async (): Promise<void> => {
    const had = [...sessions];
    sessions.clear();
    const ends = await Promise.allSettled(
      had.map(async ([baseUrl, { kept, send }]) => {
        const session = await kept.take().catch(() => undefined);
        if (!session) return;
        const answer = await send(inCookie(post('signout', baseUrl, signoutPath), session.value));
        // 401: the server had ended it already.
        if (answer.status !== 401 && (answer.status < 200 || answer.status > 299))
          throw await errorOf('signout', answer);
      }),
    );
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  };

  const strategy = defineAuth(
    options.schemes ?? ['TokenAuthentication'],
    proving(
      {
        get: async ({ baseUrl, operation, signal }, send) => {
          if (baseUrl === undefined)
            throw new RequestError(operation.name, 'sessionAuth needs the base URL of the client in the request');
          signal?.throwIfAborted();
          const session = sessions.get(baseUrl) ?? { kept: renewable<string>(skew), send };
          session.send = send;
          sessions.set(baseUrl, session);
          return abortable(
            session.kept.get(() => signIn(baseUrl, send)),
            signal,
          );
        },
        refuse: (used, { baseUrl }) => {
          sessions.get(baseUrl as string)?.kept.drop(used);
          return true;
        },
      },
      inCookie,
    ),
  );
  return Object.assign(strategy, {
    signOut,
    [Symbol.asyncDispose]: () => signOut().catch(() => {}),
  });
}

const inCookie: Sign = (request, cookie) => ({
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

const errorOf = async (name: string, answer: WireResponse): Promise<ApiError> =>
  new ApiError(name, answer, await answer.text());
