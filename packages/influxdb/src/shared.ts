// What a program needs beside the client itself, whichever product it talks to.
export { basicAuth, bearerAuth, sessionAuth, tokenAuth } from '@influxkit/auth';
export { defineMeasurement, int, Point, uint } from '@influxkit/line-protocol';
export { FluxError, flux, fluxDuration, fluxIdentifier, InfluxQLError } from '@influxkit/query';
export { ApiError, ConnectionError, TimeoutError } from '@influxkit/runtime';
export type { CommonApi, DeleteRange } from './client.js';
export type { Environment } from './environment.js';
export type { InfluxDBOptions, Product } from './options.js';
export type { Pong } from './ping.js';
