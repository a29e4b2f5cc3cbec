export type {
  ColumnArray as SqlColumnArray,
  Columns as SqlColumns,
  RowValue as SqlRowValue,
} from '@influxkit/internal/columns';
export type { LimitOptions, RowStream } from '@influxkit/internal/row-stream';
export type { SchemaOutput, SchemaResult, StandardSchema } from '@influxkit/internal/standard-schema';
export type { IntegerFormat, ResolvedValueOptions, TimeFormat, ValueOptions } from '@influxkit/internal/value-options';
export { InfluxQLError, RowSchemaError } from '@influxkit/query';
export { httpTransport } from './client/http-transport.js';
export type {
  InfluxQL3Client,
  InfluxQL3ClientOptions,
  InfluxQL3Options,
  InfluxQL3Rows,
} from './client/influxql-client.js';
export { createInfluxQL, createInfluxQLV1 } from './client/influxql-client.js';
export type {
  SqlClient,
  SqlClientOptions,
  SqlColumnStream,
  SqlOptions,
  SqlQuery,
  SqlRows,
  StreamOptions,
  TextOptions,
} from './client/sql-client.js';
export { createSql } from './client/sql-client.js';
export type { SqlFormat, SqlRequest, SqlTransport, TransportOptions } from './client/transport.js';
export type { SqlColumn } from './decode/json-line-decoder.js';
export type { SqlRow } from './decode/row-decoder.js';
export { SqlError, TruncatedError } from './sql-errors.js';
export type { PreparedSql, SqlExpression, SqlParameter, SqlParameters } from './template/sql-expression.js';
export type { SqlValue } from './template/sql-template.js';
export { sql, sqlIdentifier, sqlInteger, sqlInterval, sqlRaw, sqlTimestamp } from './template/sql-template.js';
