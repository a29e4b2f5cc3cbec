import { quote } from '@influxkit/internal/message';
import type { RowIssue } from '@influxkit/internal/standard-schema';
import { CallError } from '@influxkit/runtime';

/** Where in an annotated CSV response something is wrong; lines, rows and columns count from 1. */
export interface DecodePlace {
  /** Line of the text, annotation rows and empty lines included. */
  readonly line: number;
  /** Data row, counted over the whole response; 0 where no data row has been read yet. */
  readonly row: number;
  /** Label of the column, or its number where it has no label. */
  readonly column?: string;
}

/** Any error of a query that this package finds. */
abstract class QueryError extends Error {}

/** A response that is not what its format says. */
export class DecodeError extends QueryError {
  override readonly name: string = 'DecodeError';
  readonly line: number;
  readonly row: number;
  readonly column: string | undefined;

  constructor(message: string, place: DecodePlace) {
    const column = place.column === undefined ? '' : `, column ${quote(place.column)}`;
    super(`${message} (line ${place.line}, row ${place.row}${column})`);
    this.line = place.line;
    this.row = place.row;
    this.column = place.column;
  }
}

/** A response that ends before its end: in a record, in a quoted value, after annotations, or by a broken connection. */
export class TruncatedResponseError extends DecodeError {
  override readonly name: string = 'TruncatedResponseError';

  constructor(message: string, place: DecodePlace, options?: ErrorOptions) {
    super(message, place);
    if (options !== undefined && 'cause' in options) this.cause = options.cause;
  }
}

/** What a server says is wrong with a query, and what its error response added to the message. */
export interface QueryErrorDetails extends ErrorOptions {
  /** The `reference` that an error table carries. */
  readonly reference?: string | undefined;
  /** The error code of the API, such as `invalid`. */
  readonly code?: string | undefined;
  /** The server's name for what it was doing. */
  readonly op?: string | undefined;
}

/** A Flux query failed: the server rejected it, or sent an error table in the middle of a response. */
export class FluxError extends QueryError {
  override readonly name: string = 'FluxError';
  readonly reference: string | undefined;
  readonly code: string | undefined;
  readonly op: string | undefined;

  constructor(message: string, details: QueryErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.reference = details.reference;
    this.code = details.code;
    this.op = details.op;
  }
}

/** An InfluxQL statement failed; the response's status may still have been 200. */
export class InfluxQLError extends QueryError {
  override readonly name: string = 'InfluxQLError';
  /** Which statement of the query failed, counted from 0; absent where the whole query was refused. */
  readonly statementId: number | undefined;
  readonly code: string | undefined;

  constructor(
    message: string,
    details: ErrorOptions & { statementId?: number | undefined; code?: string | undefined } = {},
  ) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.statementId = details.statementId;
    this.code = details.code;
  }
}

/** A row that the caller's schema rejects. */
export class RowSchemaError extends QueryError {
  override readonly name: string = 'RowSchemaError';
  readonly issues: readonly RowIssue[];
  /** The rejected row, counted from 1. */
  readonly row: number;

  constructor(issues: readonly RowIssue[], row: number) {
    const reasons = issues.map(({ message, path }) => {
      const keys = (path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
      return keys === '' ? message : `${keys}: ${message}`;
    });
    super(`row ${row} does not fit the schema: ${reasons.join('; ') || 'no reason given'}`);
    this.issues = issues;
    this.row = row;
  }
}

/** The error for a row that the caller's schema rejects. */
export const rejectRow = (issues: readonly RowIssue[], row: number): RowSchemaError => new RowSchemaError(issues, row);

/** Whether an error is of a query, and not the caller's own, such as the reason of an abort. */
export const isQueryError = (error: unknown): boolean => error instanceof CallError || error instanceof QueryError;
