import { quote } from '@influxkit/internal/message';

/** The part of a point that an error is about. */
export type PointPart = 'point' | 'measurement' | 'tag' | 'field' | 'timestamp';

/** Why a point cannot be written; stable, for code that decides by it. */
export type PointErrorCode =
  | 'empty'
  | 'missing'
  | 'type'
  | 'newline'
  | 'control-character'
  | 'trailing-backslash'
  | 'backslash'
  | 'lone-surrogate'
  | 'comment'
  | 'reserved'
  | 'too-long'
  | 'not-finite'
  | 'out-of-range'
  | 'not-integer'
  | 'inexact'
  | 'wrong-unit'
  | 'unsupported'
  | 'syntax'
  | 'unknown-key'
  | 'no-field';

/** Thrown by the value writers; {@link withContext} makes a {@link PointError} of it where measurement and key are known. */
export class EncodeError extends Error {
  readonly code: PointErrorCode;

  constructor(code: PointErrorCode, message: string) {
    super(message);
    this.name = 'EncodeError';
    this.code = code;
  }
}

/**
 * A point that line protocol cannot carry. The message names measurement, key and reason, and never holds a value.
 */
export class PointError extends Error {
  /** The measurement, where it is a string. */
  readonly measurement: string | undefined;
  readonly part: PointPart;
  /** The tag or field key, when the error is about one. */
  readonly key: string | undefined;
  readonly code: PointErrorCode;
  /** The reason without measurement and key. */
  readonly reason: string;
  /** The row, counted from 0, when the point came in columns. */
  readonly row: number | undefined;

  constructor(
    measurement: unknown,
    part: PointPart,
    key: string | undefined,
    code: PointErrorCode,
    reason: string,
    cause?: unknown,
    row?: number,
  ) {
    const where =
      part === 'measurement'
        ? 'measurement'
        : part === 'point'
          ? 'point'
          : key === undefined
            ? part
            : `${part} ${quote(key)}`;
    const of = typeof measurement === 'string' && part !== 'measurement' ? ` of measurement ${quote(measurement)}` : '';
    const at = row === undefined ? '' : `, row ${row}`;
    super(`${where}${of}${at}: ${reason}`, cause === undefined ? undefined : { cause });
    this.name = 'PointError';
    this.measurement = typeof measurement === 'string' ? measurement : undefined;
    this.part = part;
    this.key = key;
    this.code = code;
    this.reason = reason;
    this.row = row;
  }

  /** The same error of a point that came in columns. @internal */
  inRow(row: number): PointError {
    const { measurement, part, key, code, reason, cause } = this;
    return new PointError(measurement, part, key, code, reason, cause, row);
  }
}

/** What a value writer throws, with its place as a {@link PointError}; any other error as it is. */
export function withContext(error: unknown, measurement: unknown, part: PointPart, key: string | undefined): unknown {
  return error instanceof EncodeError ? new PointError(measurement, part, key, error.code, error.message) : error;
}
