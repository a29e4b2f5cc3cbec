// What is InfluxDB's about authentication: for the client of one product, without the others.
export { type Connection, type Environment, type EnvOptions, fromEnv } from './environment.js';
export { type InOrganization, permissions, type ResourcePermission, type ResourceSelector } from './permissions.js';
export { type QueryOptions, queryAuth } from './query-auth.js';
export { type SessionOptions, type SessionStrategy, sessionAuth } from './session-auth.js';
export { type TokenOptions, tokenAuth } from './token-auth.js';
