import { quote } from '@influxkit/internal/message';

/** Where in a stream something is wrong, as far as it is known. */
export interface ArrowPlace extends ErrorOptions {
  /** Name of the column. */
  readonly column?: string | undefined;
  /** Row of its batch, from 1. */
  readonly row?: number | undefined;
}

/** Bytes that are not what Arrow's format says, or values of a type that this package does not decode. */
export class ArrowError extends Error {
  override readonly name: string = 'ArrowError';
  /** Name of the column, where it is about one. */
  readonly column: string | undefined;
  /** Row of its batch, from 1, where it is about one. */
  readonly row: number | undefined;

  constructor(message: string, { column, row, ...options }: ArrowPlace = {}) {
    const places = [
      ...(column === undefined ? [] : [`column ${quote(column)}`]),
      ...(row === undefined ? [] : [`row ${row} of its batch`]),
    ];
    super(`${message}${places.length === 0 ? '' : ` (${places.join(', ')})`}`, options);
    this.column = column;
    this.row = row;
  }
}
