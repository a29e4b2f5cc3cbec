// What a program needs beside a client of InfluxDB 3, whichever product it talks to.
export { anonymous, basicAuth, bearerAuth, combineAuth } from '@influxkit/auth';
export { defineMeasurement, int, Point, uint } from '@influxkit/line-protocol';
export { ApiError, ConnectionError, TimeoutError } from '@influxkit/runtime';
export { InfluxQLError } from '@influxkit/sql';
export type { InfluxDB3Options } from './client-options.js';
export type { Writer3Settings } from './client3.js';
export type { Environment } from './environment.js';
export type { Pong } from './ping.js';
export * from './sql-values.js';
