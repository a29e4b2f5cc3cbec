// Rows as one array a column, whatever they were decoded from.

/** A value of a row. */
export type RowValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Uint8Array
  | null
  | readonly RowValue[]
  | { readonly [name: string]: RowValue };

/** The values of one column. A typed array holds 0 (NaN for numbers) where `nulls` says there is no value. */
export interface ColumnArray {
  readonly label: string;
  /** Its type, as the schema of the response names it; `unknown` where the server does not say. */
  readonly datatype: string;
  /**
   * Floats → `Float64Array`. Integers and times → `BigInt64Array` (unsigned ones → `BigUint64Array`), or `Float64Array`
   * for `integers: 'number'` and, in milliseconds since 1970, for `times: 'date'`. Anything else → an array.
   */
  readonly values: Float64Array | BigInt64Array | BigUint64Array | readonly RowValue[];
  /** 1 where the value is null. Absent where none is. */
  readonly nulls?: Uint8Array;
}

/** Rows as one array a column. */
export interface Columns {
  /** Rows: every column has as many values. */
  readonly length: number;
  readonly columns: readonly ColumnArray[];
  /** The column with a label. */
  get(label: string): ColumnArray | undefined;
}

export const columnsOf = (length: number, columns: readonly ColumnArray[]): Columns => ({
  length,
  columns,
  get: (label) => columns.find((column) => column.label === label),
});
