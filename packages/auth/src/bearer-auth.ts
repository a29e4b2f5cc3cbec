import { type Credential, credentialSource, type ProviderOptions } from './credential.js';
import type { SchemeOptions, SchemePattern } from './schemes.js';
import { type AuthStrategy, defineAuth } from './strategy.js';
import { inAuthorization, withCredentials } from './with-credentials.js';

/** Options of `bearerAuth`. */
export interface BearerOptions extends ProviderOptions, SchemeOptions {}

/** Schemes whose tokens go as `Bearer`, and those whose contract says no more than that the header is `Authorization`. */
const bearerSchemes: readonly SchemePattern[] = [
  { type: 'http', scheme: 'bearer' },
  { type: 'oauth2' },
  { type: 'openIdConnect' },
  { type: 'apiKey', in: 'header', name: 'Authorization' },
];

/**
 * A token as `Authorization: Bearer …` (RFC 6750). It serves schemes of the types `http` `bearer`, `oauth2` and
 * `openIdConnect`, and an `apiKey` in the header `Authorization`.
 *
 * @param token the token, or a provider that gives it
 * @throws TypeError for a token that a header cannot carry, such as one with a line feed at its end
 * @example
 * import { bearerAuth } from '@influxkit/influxdb';
 *
 * const auth = bearerAuth(async () => {
 *   const body = new URLSearchParams({ grant_type: 'client_credentials' });
 *   const response = await fetch('https://login.example.com/token', { method: 'POST', body });
 *   const { access_token, expires_in } = (await response.json()) as { access_token: string; expires_in: number };
 *   return { value: access_token, expiresAt: Date.now() + expires_in * 1000 };
 * });
 */
export const bearerAuth = (token: Credential, options: BearerOptions = {}): AuthStrategy =>
  defineAuth(
    options.schemes ?? bearerSchemes,
    withCredentials(
      credentialSource(token, 'token', 'header', options),
      inAuthorization((credential) => `Bearer ${credential}`),
    ),
  );
