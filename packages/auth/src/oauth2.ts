import { errorDetails } from '@influxkit/internal/error-details';
import { excerpt } from '@influxkit/internal/message';
import { isSuccess } from '@influxkit/internal/status';
import { ApiError, CallError, DecodeError, type Transport, type WireRequest } from '@influxkit/runtime';
import { basicAuthorization } from './basic-auth.js';
import { type IssuedCredential, type ProviderOptions, providerError, providerSource } from './credential.js';
import { invalidReason } from './invalid-reason.js';
import type { SchemeOptions } from './schemes.js';
import { reveal, type Secret } from './secret.js';
import { type AuthStrategy, defineAuth } from './strategy.js';
import { inAuthorization, withCredentials, withSecrets } from './with-credentials.js';

/** Tokens as an authorization server gives them. */
export interface OAuth2Tokens {
  readonly accessToken: string;
  /** Milliseconds since 1970; infinite where the server does not say. */
  readonly expiresAt: number;
  /** Undefined where the server gave none: that of before stays valid. */
  readonly refreshToken: string | undefined;
}

/** Options of `oauth2`. */
export interface OAuth2Options extends ProviderOptions, SchemeOptions {
  /** The token endpoint, such as `https://login.example.com/oauth2/token`. */
  readonly tokenUrl: string;
  readonly clientId: string;
  /**
   * Left out for public clients, which have a refresh token alone.
   *
   * @default none
   */
  readonly clientSecret?: string | Secret | undefined;
  /**
   * Where the client says who it is: in the header `Authorization`, as every server must take it, or in the body.
   *
   * @default 'header'
   */
  readonly clientAuthentication?: 'header' | 'body' | undefined;
  /** What the access token is for. @default what the server gives by itself */
  readonly scopes?: readonly string[] | undefined;
  /** Further parameters of the token request, such as `audience`. @default none */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** Has access tokens by this refresh token in place of the client's own grant. @default none */
  readonly refreshToken?: string | Secret | undefined;
  /** An access token to begin with, good until it expires. @default one is asked for with the first call */
  readonly accessToken?: IssuedCredential | undefined;
  /**
   * Called with each new set of tokens, to keep a refresh token that has changed. Calls wait for it.
   *
   * @default none
   */
  readonly onTokens?: ((tokens: OAuth2Tokens) => void | Promise<void>) | undefined;
}

/**
 * OAuth 2.0 (RFC 6749): access tokens by the client's own credentials (grant `client_credentials`), or by a refresh token
 * where one is given (grant `refresh_token`). A token is asked for when the first call needs one, by one request for all
 * calls that wait, and again before it expires (`skew`) or when the server responds with 401. The token endpoint is reached
 * by the client's own transport and timeout. It serves schemes of the types `oauth2` and `openIdConnect`.
 *
 * A call for which there is no token is rejected with a `RequestError`, whose `cause` is the `ApiError` of the token
 * endpoint. No secret and no token is in it.
 *
 * @throws TypeError for an option that is not valid
 * @example
 * import { oauth2 } from '@influxkit/influxdb';
 *
 * const auth = oauth2({
 *   tokenUrl: 'https://login.example.com/token',
 *   clientId: 'reports',
 *   clientSecret: process.env.SECRET,
 * });
 */
export function oauth2(options: OAuth2Options): AuthStrategy {
  const { tokenUrl, clientId, scopes = [], parameters = {}, onTokens } = options;
  checkOptions(options);
  const clientSecret = reveal(options.clientSecret) as string | undefined;
  let refreshToken = reveal(options.refreshToken) as string | undefined;
  let { accessToken: first } = options;

  /** The body of a token request. */
  const grant = (): URLSearchParams => {
    const body = new URLSearchParams(parameters);
    body.set('grant_type', refreshToken === undefined ? 'client_credentials' : 'refresh_token');
    if (refreshToken !== undefined) body.set('refresh_token', refreshToken);
    if (scopes.length > 0) body.set('scope', scopes.join(' '));
    if (clientSecret === undefined || options.clientAuthentication === 'body') body.set('client_id', clientId);
    if (clientSecret !== undefined && options.clientAuthentication === 'body') body.set('client_secret', clientSecret);
    return body;
  };

  const provider = async (send: Transport): Promise<IssuedCredential> => {
    if (first) {
      const given = first;
      first = undefined;
      if (Number(given.expiresAt ?? Number.POSITIVE_INFINITY) > Date.now()) return given;
    }
    const body = grant();
    let request = tokenRequest(tokenUrl, body.toString(), refreshToken === undefined);
    for (const secret of [clientSecret, refreshToken]) if (secret !== undefined) request = hidden(request, secret);
    // RFC 6749, 2.3.1: both are encoded as in a form first.
    if (clientSecret !== undefined && options.clientAuthentication !== 'body')
      request = basicAuthorization(formEncoded(clientId))(request, formEncoded(clientSecret));
    const asked = Date.now();
    const response = await send(request);
    if (!isSuccess(response.status))
      throw new ApiError(request, response, await response.text(), undefined, errorDetails);
    const tokens = readTokens(request, await response.text(), asked);
    refreshToken = tokens.refreshToken ?? refreshToken;
    await onTokens?.(tokens);
    return { value: tokens.accessToken, expiresAt: tokens.expiresAt };
  };

  return defineAuth(
    options.schemes ?? [{ type: 'oauth2' }, { type: 'openIdConnect' }],
    withCredentials(
      providerSource(provider, 'access token', 'header', options, tokenError),
      inAuthorization((token) => `Bearer ${token}`),
    ),
  );
}

/** Why there is no token. What the runtime says of the token endpoint holds no secret; what `onTokens` throws may. */
const tokenError = (name: string, reason: unknown): Error =>
  reason instanceof CallError
    ? new Error(`there is no ${name}: ${reason.message}`, { cause: reason })
    : providerError(name, reason);

function checkOptions(options: OAuth2Options): void {
  const { tokenUrl, clientId, clientSecret, refreshToken, clientAuthentication = 'header' } = options;
  const url = typeof tokenUrl === 'string' && URL.canParse(tokenUrl) ? new URL(tokenUrl) : undefined;
  if (!url?.protocol.startsWith('http') || url.username + url.password + url.hash !== '')
    throw new TypeError('oauth2: `tokenUrl` must be like https://login.example.com/token, without password');
  if (clientAuthentication !== 'header' && clientAuthentication !== 'body')
    throw new TypeError("oauth2: `clientAuthentication` must be 'header' or 'body'");
  if (clientSecret === undefined && refreshToken === undefined)
    throw new TypeError('oauth2: `clientSecret` must be given, or a `refreshToken`');
  const strings = { clientId, clientSecret, refreshToken };
  for (const [name, value] of Object.entries(strings)) {
    const reason =
      value === undefined && name !== 'clientId' ? undefined : invalidReason(name, reveal(value), 'encoded');
    if (reason !== undefined) throw new TypeError(`oauth2: ${reason}`);
  }
}

/** A request to the token endpoint. A refresh token may be spent by being used, so that request is not sent again. */
const tokenRequest = (url: string, body: string, idempotent: boolean): WireRequest => ({
  method: 'POST',
  url,
  headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
  body,
  operation: { name: 'oauth2', method: 'POST', path: new URL(url).pathname, idempotent },
  security: [],
  read: 'text',
});

const formEncoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);

/** A request whose errors show a secret neither as it is nor as the form has it. */
const hidden = (request: WireRequest, secret: string): WireRequest =>
  withSecrets(withSecrets(request, secret), formEncoded(secret));

/**
 * The tokens of a response (RFC 6749, 5.1).
 *
 * @throws DecodeError, which does not quote the response
 */
function readTokens(request: WireRequest, text: string, asked: number): OAuth2Tokens {
  const fail = (why: string): never => {
    throw new DecodeError(request, `the token endpoint ${why}`);
  };
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return fail('responded with something else than JSON');
  }
  const { access_token, token_type, expires_in, refresh_token } = Object(body) as Record<string, unknown>;
  if (typeof access_token !== 'string' || access_token === '') return fail('gave no access_token');
  if (typeof token_type === 'string' && token_type.toLowerCase() !== 'bearer')
    return fail(`gave a token of the type ${JSON.stringify(excerpt(token_type, 40))}, and only Bearer is supported`);
  // Some servers send it as a string.
  const seconds = expires_in === undefined || expires_in === null ? Number.POSITIVE_INFINITY : Number(expires_in);
  if (!(seconds >= 0)) return fail('gave an expires_in that is not a number of seconds');
  return {
    accessToken: access_token,
    expiresAt: asked + seconds * 1000,
    refreshToken: typeof refresh_token === 'string' && refresh_token !== '' ? refresh_token : undefined,
  };
}
