// What a program needs beside a client of InfluxDB 3, whichever product it talks to.
export {
  createInfluxQL,
  createInfluxQLV1,
  InfluxQLError,
  type IntegerFormat,
  type LimitOptions,
  RowSchemaError,
  type RowStream,
  type SchemaOutput,
  type SchemaResult,
  type StandardSchema,
  type TimeFormat,
  type ValueOptions,
} from '@influxkit/sql';
export type { InfluxDB3Options, QueryTransportOptions } from './client-options.js';
export type { Writer3Settings } from './client3.js';
export * from './shared-by-all.js';
export * from './sql-values.js';
