export type { CsvSource, ReadOptions } from '@influxkit/internal/chunk-source';
export type { LimitOptions, RowStream } from '@influxkit/internal/row-stream';
export type { RowIssue, SchemaOutput, SchemaResult, StandardSchema } from '@influxkit/internal/standard-schema';
export type { IntegerFormat, TimeFormat, ValueOptions } from '@influxkit/internal/value-options';
export type { FluxResponse, FluxResponseOptions } from './client/flux-response.js';
export type { InfluxQLClient, InfluxQLOptions, InfluxQLResponse } from './client/influxql-client.js';
export { createInfluxQL } from './client/influxql-client.js';
export type {
  Dialect,
  FluxQuery,
  InvokeScriptOptions,
  QueryClient,
  QueryClientOptions,
  QueryOptions,
} from './client/query-client.js';
export { createQuery, invokeScript } from './client/query-client.js';
export type {
  FluxAnalysis,
  FluxAst,
  FluxAstFile,
  FluxAstNode,
  FluxSuggestion,
  FluxSuggestions,
} from './client/query-operations.js';
export type { FluxValue } from './csv/cell-reader.js';
export type { FluxColumnArray, FluxColumns } from './csv/column-decoder.js';
export type { FluxDataType } from './csv/column-type.js';
export type { DecodeOptions, DurationFormat } from './csv/csv-options.js';
export type { ColumnStream, DecodeStreamOptions, FluxTable } from './csv/decode-csv.js';
export { decodeColumns, decodeRows, decodeTables } from './csv/decode-csv.js';
export type { FluxColumn } from './csv/record-plan.js';
export type { FluxRow, TableHead } from './csv/row-decoder.js';
export type { FluxExpression } from './flux/flux-expression.js';
export { fluxDuration, fluxIdentifier } from './flux/flux-expression.js';
export type { FluxLiteral } from './flux/flux-literal.js';
export { flux, fluxFloat } from './flux/flux-template.js';
export type { DecodeInfluxQLOptions, InfluxQLStream } from './influxql/decode-influxql.js';
export { decodeInfluxQL } from './influxql/decode-influxql.js';
export type { InfluxQLRow, InfluxQLSeries } from './influxql/influxql-decoder.js';
export type { Epoch, InfluxQLDecodeOptions, InfluxQLParam, InfluxQLValue } from './influxql/influxql-options.js';
export type { DecodePlace, QueryErrorDetails } from './query-errors.js';
export { DecodeError, FluxError, InfluxQLError, RowSchemaError, TruncatedResponseError } from './query-errors.js';
