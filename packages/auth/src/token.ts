import { type Credential, credentialSource, type ProviderOptions } from './credential.js';
import { inAuthorization, proving } from './proving.js';
import { type AuthStrategy, defineAuth, type SchemeOptions } from './strategy.js';

/** Options of `tokenAuth` and `bearerAuth`. */
export interface TokenOptions extends ProviderOptions, SchemeOptions {}

const scheme = (word: string, token: Credential, options: TokenOptions): AuthStrategy =>
  defineAuth(
    options.schemes ?? ['TokenAuthentication'],
    proving(
      credentialSource(token, 'token', true, options),
      inAuthorization((secret) => `${word} ${secret}`),
    ),
  );

/**
 * An API token, as InfluxDB 2.x, Cloud and Cloud Serverless take it: `Authorization: Token …`.
 *
 * @param token the token, or a provider that gives it
 * @throws TypeError for a token that a header cannot carry, such as one with a line break at its end
 */
export const tokenAuth = (token: Credential, options: TokenOptions = {}): AuthStrategy =>
  scheme('Token', token, options);

/**
 * A token as `Authorization: Bearer …`: a JSON Web Token for InfluxDB 1.x, an API token where a gateway asks for this form.
 *
 * @param token the token, or a provider that gives it
 * @throws TypeError for a token that a header cannot carry, such as one with a line break at its end
 */
export const bearerAuth = (token: Credential, options: TokenOptions = {}): AuthStrategy =>
  scheme('Bearer', token, options);
