// What a program needs beside the client itself, whichever product it talks to.
export { anonymous, basicAuth, bearerAuth, combineAuth } from '@influxkit/auth';
export { defineMeasurement, int, Point, uint } from '@influxkit/line-protocol';
export { FluxError, flux, fluxDuration, fluxIdentifier, InfluxQLError } from '@influxkit/query';
export { ApiError, ConnectionError, TimeoutError } from '@influxkit/runtime';
export type { CommonApi, DeleteRange } from './client.js';
export type { InfluxDBOptions, Product } from './client-options.js';
export type { Environment } from './environment.js';
export { errorHeaders } from './error-headers.js';
export type { Pong } from './ping.js';
export { queryAuth } from './query-auth.js';
export { sessionAuth } from './session-auth.js';
export { tokenAuth } from './token-auth.js';
