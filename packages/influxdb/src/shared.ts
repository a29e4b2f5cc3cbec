// What a program needs beside a client of InfluxDB 2.x, whichever product it talks to.
export {
  type Cursor,
  cursorOf,
  type DataOf,
  type ItemIterator,
  type ItemOf,
  type Items,
  type Page,
  type PagedMethod,
  PageError,
  type PageOptions,
  type Pages,
  type PaginateArguments,
  type Paginated,
  paginate,
} from '@influxkit/pagination';
export {
  type ColumnStream,
  createQuery,
  type DecodeOptions,
  type DecodeStreamOptions,
  /** How the CSV of a query is written; `Dialect` is of line protocol. */
  type Dialect as FluxDialect,
  type DurationFormat,
  decodeColumns,
  decodeRows,
  decodeTables,
  type FluxAnalysis,
  type FluxAst,
  type FluxAstFile,
  type FluxAstNode,
  type FluxColumn,
  type FluxColumnArray,
  type FluxColumns,
  type FluxDataType,
  FluxError,
  type FluxExpression,
  type FluxLiteral,
  type FluxQuery,
  type FluxResponse,
  type FluxResponseOptions,
  type FluxRow,
  type FluxSuggestion,
  type FluxSuggestions,
  type FluxTable,
  type FluxValue,
  flux,
  fluxDuration,
  fluxFloat,
  fluxIdentifier,
  type InvokeScriptOptions,
  invokeScript,
  type QueryClient,
  type QueryClientOptions,
  type QueryOptions,
  type TableHead,
} from '@influxkit/query';
export type { CommonApi, DeleteRange } from './client.js';
export type { InfluxDBOptions, Product } from './client-options.js';
export { type InOrganization, permissions, type ResourcePermission, type ResourceSelector } from './permissions.js';
export { type SessionOptions, type SessionStrategy, sessionAuth } from './session-auth.js';
export * from './shared-by-all.js';
export * from './shared-influxql.js';
