import type { ProviderOptions } from './credential.js';
import { inAuthorization, proving, type Sign } from './proving.js';
import { type AuthStrategy, defineAuth, type SchemeOptions } from './strategy.js';
import { passwordOf, type UserCredentials } from './user.js';

/** Options of `basicAuth`. */
export interface BasicOptions extends ProviderOptions, SchemeOptions {}

/** `Basic …` of RFC 7617, in UTF-8. */
export const inBasic = (username: string): Sign =>
  inAuthorization((password) => {
    const bytes = new TextEncoder().encode(`${username}:${password}`);
    return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
  });

/**
 * User name and password as `Authorization: Basic …`: for signing in, for the v1 endpoints of every product and for
 * InfluxDB 1.x. On 2.x and Cloud the password of a v1 authorization, or an API token, stands in its place.
 *
 * @throws TypeError for a user name or a password that cannot be one
 */
export const basicAuth = (user: UserCredentials, options: BasicOptions = {}): AuthStrategy =>
  defineAuth(options.schemes ?? ['BasicAuthentication'], proving(passwordOf(user, options), inBasic(user.username)));
