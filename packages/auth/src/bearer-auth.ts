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
 * @example bearerAuth(async () => ({ value: await accessToken(), expiresAt: Date.now() + 3_600_000 }))
 */
export const bearerAuth = (token: Credential, options: BearerOptions = {}): AuthStrategy =>
  defineAuth(
    options.schemes ?? bearerSchemes,
    withCredentials(
      credentialSource(token, 'token', 'header', options),
      inAuthorization((credential) => `Bearer ${credential}`),
    ),
  );
