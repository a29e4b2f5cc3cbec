export type { AnswerOptions, FluxAnswer } from './client/answer.js';
export type { InfluxQLAnswer, InfluxQLClient, InfluxQLOptions } from './client/influxql.js';
export { createInfluxQL } from './client/influxql.js';
export type {
  FluxAnalysis,
  FluxAst,
  FluxAstFile,
  FluxAstNode,
  FluxSuggestion,
  FluxSuggestions,
} from './client/operations.js';
export type { Dialect, FluxQuery, QueryClient, QueryClientOptions, QueryOptions } from './client/query.js';
export { createQuery } from './client/query.js';
export type { InvokeScriptOptions } from './client/script.js';
export { invokeScript } from './client/script.js';
export type { FluxValue } from './csv/cell-reader.js';
export type { CsvSource, ReadOptions } from './csv/chunks.js';
export type { FluxColumnArray } from './csv/column-builder.js';
export type { FluxColumns } from './csv/column-decoder.js';
export type { ColumnStream, DecodeStreamOptions } from './csv/decode.js';
export { decodeColumns, decodeRows, decodeTables } from './csv/decode.js';
export type { FluxDataType } from './csv/kinds.js';
export type { DecodeOptions, DurationFormat, LongFormat, TimeFormat } from './csv/options.js';
export type { TableHead } from './csv/row-decoder.js';
export type { LimitOptions, RowStream } from './csv/row-stream.js';
export type { FluxRow } from './csv/row-template.js';
export type { FluxColumn } from './csv/schema.js';
export type { FluxTable } from './csv/tables.js';
export type { DecodePlace, QueryErrorDetails, RowIssue } from './errors.js';
export { DecodeError, FluxError, InfluxQLError, RowSchemaError, TruncatedAnswerError } from './errors.js';
export { fluxDuration } from './flux/duration.js';
export type { FluxExpression } from './flux/expression.js';
export { fluxIdentifier } from './flux/identifier.js';
export type { FluxLiteral } from './flux/literal.js';
export { flux, fluxFloat } from './flux/template.js';
export type { DecodeInfluxQLOptions, InfluxQLStream } from './influxql/decode.js';
export { decodeInfluxQL } from './influxql/decode.js';
export type { InfluxQLRow, InfluxQLSeries, InfluxQLValue } from './influxql/document.js';
export type { Epoch, InfluxQLDecodeOptions, InfluxQLParam } from './influxql/options.js';
export type { SchemaOutput, SchemaResult, StandardSchema } from './standard-schema.js';
