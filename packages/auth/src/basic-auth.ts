import { type Credential, type CredentialSource, credentialSource, type ProviderOptions } from './credential.js';
import { invalidReason } from './invalid-reason.js';
import type { SchemeOptions } from './schemes.js';
import { type AuthStrategy, defineAuth } from './strategy.js';
import { type Authorize, inAuthorization, withCredentials } from './with-credentials.js';

/** A user name and its password. */
export interface UserCredentials {
  readonly username: string;
  /** The password, or a provider that gives it. */
  readonly password: Credential;
}

/** Options of `basicAuth`. */
export interface BasicOptions extends ProviderOptions, SchemeOptions {}

/**
 * User name and password as `Authorization: Basic …` (RFC 7617, in UTF-8). It serves schemes of the type `http` `basic`.
 *
 * @throws TypeError for a user name or a password that is not valid
 * @example
 * import { basicAuth } from '@influxkit/influxdb';
 *
 * const auth = basicAuth({ username: 'ada', password: process.env.PASSWORD ?? '' });
 */
export const basicAuth = (user: UserCredentials, options: BasicOptions = {}): AuthStrategy =>
  defineAuth(
    options.schemes ?? [{ type: 'http', scheme: 'basic' }],
    withCredentials(passwordSource(user, options), basicAuthorization(user.username)),
  );

/**
 * The source of a password, for a strategy of your own.
 *
 * @throws TypeError for a user name that is empty, has a colon, which would end it early, or a control character; and for
 *   a password with a control character
 */
export function passwordSource(
  { username, password }: UserCredentials,
  options: ProviderOptions = {},
): CredentialSource {
  const reason = invalidReason('username', username, 'encoded');
  if (reason !== undefined) throw new TypeError(reason);
  if (username.includes(':')) throw new TypeError('the username must not have a colon, which ends it in `Basic`');
  return credentialSource(password, 'password', 'encoded', options);
}

/** Puts a password into `Authorization: Basic …`, for a strategy of your own. */
export const basicAuthorization = (username: string): Authorize =>
  inAuthorization((password) => {
    const bytes = new TextEncoder().encode(`${username}:${password}`);
    return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
  });
