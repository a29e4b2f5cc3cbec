export type { Secret, UserCredentials } from './credential.js';
export { type SessionOptions, sessionAuth } from './session.js';
export { bearerAuth, tokenAuth } from './token.js';
export { basicAuth, queryAuth } from './user.js';
