import { ApiError, type Middleware, RequestError, type Transport, type WireRequest } from '@influxkit/runtime';
import { basic, checkUsername, hiding, secretOf, type UserCredentials } from './credential.js';

export interface SessionOptions {
  /** Where to sign in, from the base URL. Default: `/api/v2/signin`. */
  readonly path?: string;
}

/**
 * A session, as a person at InfluxDB's own web page has it: signs in with the first request, sends the session's cookie
 * with all of them, and signs in again when the server does not know the session any more (401), once a request.
 * In a browser the cookie is the browser's to keep and to send.
 *
 * @throws TypeError for a user name that is empty or has a colon
 */
export function sessionAuth({ username, password }: UserCredentials, options: SessionOptions = {}): Middleware {
  const { path = '/api/v2/signin' } = options;
  checkUsername(username);
  let session: Promise<string> | undefined;

  /** The cookie of the session, which requests under way at the same time share. */
  const cookieOf = (request: WireRequest, next: Transport): Promise<string> => {
    if (!session) {
      const own = signIn(request, next);
      session = own;
      own.catch(() => {
        if (session === own) session = undefined;
      });
    }
    return session;
  };

  const signIn = async (request: WireRequest, next: Transport): Promise<string> => {
    const { baseUrl } = request;
    if (baseUrl === undefined)
      throw new RequestError(request.operation.name, 'sessionAuth needs the base URL of the client in the request');
    // Without the signal of the request: others wait for the same session.
    const secret = await secretOf(password, 'password', request);
    const signing: WireRequest = {
      method: 'POST',
      baseUrl,
      url: baseUrl + path,
      headers: { authorization: basic(username, secret) },
      operation: { name: 'signin', method: 'POST', path },
      read: 'text',
    };
    const answer = await next(hiding(signing, secret));
    const { status, headers } = answer;
    if (status < 200 || status > 299) throw new ApiError('signin', answer, await answer.text());
    return headers
      .getSetCookie()
      .map((cookie) => cookie.split(';', 1)[0])
      .join('; ');
  };

  return async (request, next) => {
    if (request.headers['authorization'] !== undefined) return next(request);
    const signed = (cookie: string): WireRequest => ({
      ...request,
      headers: cookie
        ? { ...request.headers, cookie: [request.headers['cookie'], cookie].filter((part) => part).join('; ') }
        : request.headers,
    });
    const used = await abortable(cookieOf(request, next), request.signal);
    const known = session;
    const answer = await next(signed(used));
    if (answer.status !== 401 || request.body instanceof ReadableStream) return answer;
    answer.body?.cancel().catch(() => {});
    // Many requests may learn at once that the session is over: the first of them begins the new one.
    if (session === known) session = undefined;
    return next(signed(await abortable(cookieOf(request, next), request.signal)));
  };
}

/** Waits no longer than the caller does; the sign-in goes on for the others. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
