import { excerpt, quote } from '@influxkit/internal/message';
import { DecodeError, type DecodePlace, InfluxQLError, RowSchemaError, TruncatedResponseError } from '@influxkit/query';
import { CallError } from '@influxkit/runtime';

/** The server rejected a query, or says why it failed. */
export class SqlError extends Error {
  override readonly name: string = 'SqlError';
  /** Line of the query's text, from 1, where the server says so. Values stand in the text as `$p1`, `$p2`, …. */
  readonly line: number | undefined;
  /** Column in that line, from 1. */
  readonly column: number | undefined;

  constructor(message: string, options?: ErrorOptions) {
    super(excerpt(message, LONGEST_MESSAGE), options);
    const [, line, column] = /\bLine: (\d+), Column:? (\d+)/.exec(message) ?? [];
    this.line = line === undefined ? undefined : Number(line);
    this.column = column === undefined ? undefined : Number(column);
  }
}

/** UTF-16 units of what a server says, in an error. */
const LONGEST_MESSAGE = 10_000;

/** A response that was cut before its end. Rows before the cut were given. */
export class TruncatedError extends TruncatedResponseError {
  override readonly name: string = 'TruncatedError';
}

/** The values of one of two columns would be lost. */
export const sameName = (name: string): SqlError =>
  new SqlError(`two columns of the result have the name ${quote(name)}; give one of them another: … AS …`);

/** The place of an error in a response of one row a line. */
export const placeOf = (row: number, column?: string): DecodePlace => ({
  line: row,
  row,
  ...(column === undefined ? {} : { column }),
});

/** The error for a row that the caller's schema rejects. */
export const rejectRow = (issues: RowSchemaError['issues'], row: number): RowSchemaError =>
  new RowSchemaError(issues, row);

/** Whether an error is of a query, and not the caller's own, such as the reason of an abort. */
export const isQueryError = (error: unknown): boolean =>
  [CallError, DecodeError, SqlError, InfluxQLError, RowSchemaError].some((kind) => error instanceof kind);
