export { type ApiKeyOptions, apiKeyAuth, withQuery } from './api-key-auth.js';
export {
  type BasicOptions,
  basicAuth,
  basicAuthorization,
  passwordSource,
  type UserCredentials,
} from './basic-auth.js';
export { type BearerOptions, bearerAuth } from './bearer-auth.js';
export { type CachedCredential, cachedCredential, type Expiring } from './cached-credential.js';
export {
  type Credential,
  type CredentialProvider,
  type CredentialSource,
  credentialSource,
  type IssuedCredential,
  type ProviderOptions,
} from './credential.js';
export type { Carrier } from './invalid-reason.js';
export { type OAuth2Options, type OAuth2Tokens, oauth2 } from './oauth2.js';
export type { SchemeOptions, SchemePattern, SchemeSelector } from './schemes.js';
export { type Secret, secret } from './secret.js';
export { type AuthStrategy, anonymous, combineAuth, defineAuth } from './strategy.js';
export { type Authorize, inAuthorization, withCredentials, withSecrets } from './with-credentials.js';
