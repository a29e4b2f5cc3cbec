import type { ReadOptions } from '@influxkit/internal/chunk-source';
import type { Columns } from '@influxkit/internal/columns';
import type { ResolvedValueOptions } from '@influxkit/internal/value-options';
import type { CallOptions } from '@influxkit/runtime';
import type { SqlColumn } from '../decode/json-line-decoder.js';
import type { SqlRow } from '../decode/row-decoder.js';
import type { PreparedSql, SqlParameters } from '../template/sql-expression.js';

/** How a response is written; `arrow` over Flight alone. */
export type SqlFormat = 'jsonl' | 'json' | 'csv' | 'pretty' | 'parquet' | 'arrow';

/** Options that a transport heeds. */
export interface TransportOptions extends CallOptions, ReadOptions {
  /**
   * Bytes that one row may have before it is an error.
   *
   * @default 64 MiB
   */
  readonly maxRowBytes?: number | undefined;
  /**
   * `false` leaves out the small request that asks for the types of the columns before a query runs. Then integers are
   * still exact, but decimals are numbers, times other than those of the column `time` are strings, and a column is a key
   * of the rows only from its first value on.
   *
   * @default true
   */
  readonly types?: boolean | undefined;
}

/** A query for a transport. */
export interface SqlRequest {
  readonly language: 'sql' | 'influxql';
  readonly database: string | undefined;
  /** The query with its values. */
  readonly query: Pick<PreparedSql, 'text' | 'typed'> & { readonly params: SqlParameters };
  readonly values: ResolvedValueOptions;
  readonly options: TransportOptions;
}

/** How queries reach a server, and rows come back: over HTTP as JSON lines, or otherwise. Nothing is sent before it is asked for. */
export interface SqlTransport {
  /** What the columns of a result are. */
  schema(request: SqlRequest): Promise<readonly SqlColumn[]>;
  /** Rows as they arrive; no batch is empty. */
  rows(request: SqlRequest): AsyncIterableIterator<SqlRow[]>;
  /** Columns as they arrive. */
  columns(request: SqlRequest): AsyncIterableIterator<Columns>;
  /** All columns. */
  allColumns(request: SqlRequest): Promise<Columns>;
  /** The response, unread. */
  stream(request: SqlRequest, format: SqlFormat): Promise<ReadableStream<Uint8Array>>;
}
