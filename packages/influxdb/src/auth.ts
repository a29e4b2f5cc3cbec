// What is InfluxDB's about authentication and errors, and the strategies of any API: for a client of one product or of none.
export * from '@influxkit/auth';
export { type Connection, type Environment, type EnvOptions, fromEnv } from './environment.js';
export { errorHeaders } from './error-headers.js';
export { type InOrganization, permissions, type ResourcePermission, type ResourceSelector } from './permissions.js';
export { type QueryAuthOptions, queryAuth } from './query-auth.js';
export { type SessionOptions, type SessionStrategy, sessionAuth } from './session-auth.js';
export { type TokenOptions, tokenAuth } from './token-auth.js';
