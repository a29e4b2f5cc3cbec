import { type ColumnArray, type Columns, columnsOf, type RowValue } from '@influxkit/internal/columns';
import { quote } from '@influxkit/internal/message';
import { repeatedName } from '@influxkit/internal/repeated-name';
import { cloneOf, templateOf } from '@influxkit/internal/row-template';
import type { Batch } from './arrow-decoder.js';
import { ArrowError } from './arrow-error.js';
import { type ColumnValues, joined } from './column-values.js';
import type { ArrowField } from './schema.js';

/** A row: its values by column. */
export type ArrowRow = Record<string, RowValue>;

const arrayOf = (label: string, datatype: string, { values, nulls }: ColumnValues): ColumnArray => ({
  label,
  datatype,
  values,
  ...(nulls === undefined ? {} : { nulls }),
});

/** A batch as columns. */
export const batchColumns = (fields: readonly ArrowField[], { length, columns }: Batch): Columns =>
  columnsOf(
    length,
    fields.map(({ name, type }, index) => arrayOf(name, type, columns[index] as ColumnValues)),
  );

/** Columns of several batches, one behind the other; at least one. */
export const joinColumns = (batches: readonly Columns[]): Columns => {
  const length = batches.reduce((sum, batch) => sum + batch.length, 0);
  const columns = (batches[0] as Columns).columns.map(({ label, datatype }, index) => {
    const parts = batches.map(({ columns }) => {
      const { values, nulls } = columns[index] as ColumnArray;
      return { values, nulls };
    });
    return arrayOf(label, datatype, joined(parts, length));
  });
  return columnsOf(length, columns);
};

/** Two columns of one name would be one key of a row. */
const checkNames = (names: readonly string[]): void => {
  const name = repeatedName(names);
  if (name !== undefined)
    throw new ArrowError(`two columns have the name ${quote(name)}; give one of them another: … AS …`, {
      column: name,
    });
};

type Rows = ArrowRow[];

// One function for each kind of array, so that each reads from one kind alone: that is what makes them fast.
const fillFloats = (rows: Rows, label: string, values: Float64Array, nulls: Uint8Array | undefined): void => {
  const { length } = values;
  if (nulls === undefined) for (let at = 0; at < length; at += 1) (rows[at] as ArrowRow)[label] = values[at] as number;
  else
    for (let at = 0; at < length; at += 1)
      (rows[at] as ArrowRow)[label] = nulls[at] === 1 ? null : (values[at] as number);
};

const fillIntegers = (rows: Rows, label: string, values: BigInt64Array, nulls: Uint8Array | undefined): void => {
  const { length } = values;
  if (nulls === undefined) for (let at = 0; at < length; at += 1) (rows[at] as ArrowRow)[label] = values[at] as bigint;
  else
    for (let at = 0; at < length; at += 1)
      (rows[at] as ArrowRow)[label] = nulls[at] === 1 ? null : (values[at] as bigint);
};

const fillUnsigned = (rows: Rows, label: string, values: BigUint64Array, nulls: Uint8Array | undefined): void => {
  const { length } = values;
  for (let at = 0; at < length; at += 1)
    (rows[at] as ArrowRow)[label] = nulls?.[at] === 1 ? null : (values[at] as bigint);
};

const fillAny = (rows: Rows, label: string, values: readonly RowValue[]): void => {
  const { length } = values;
  for (let at = 0; at < length; at += 1) (rows[at] as ArrowRow)[label] = values[at] as RowValue;
};

const fill = (rows: Rows, label: string, { values, nulls }: ColumnValues): void => {
  if (values instanceof Float64Array) fillFloats(rows, label, values, nulls);
  else if (values instanceof BigInt64Array) fillIntegers(rows, label, values, nulls);
  else if (values instanceof BigUint64Array) fillUnsigned(rows, label, values, nulls);
  else fillAny(rows, label, values);
};

/** Makes rows of batches of one schema. */
export const rowMaker = (fields: readonly ArrowField[]): ((batch: Batch) => ArrowRow[]) => {
  const names = fields.map(({ name }) => name);
  checkNames(names);
  const template = templateOf<RowValue>(names, [0, '', null]);
  const clone = cloneOf(names);
  return ({ length, columns }) => {
    const rows = new Array<ArrowRow>(length);
    for (let at = 0; at < length; at += 1) rows[at] = clone(template);
    for (const [index, column] of columns.entries()) fill(rows, names[index] as string, column);
    return rows;
  };
};
