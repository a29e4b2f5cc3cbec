// What is made of a column of a batch: one array, typed for numbers and times, and where its nulls are.

import type { RowValue } from '@influxkit/internal/columns';
export type TypedValues = Float64Array | BigInt64Array | BigUint64Array;
export type Values = TypedValues | readonly RowValue[];

/** The values of a column. A typed array has `nulls`, 1 where there is no value; any other array holds null itself. */
export interface ColumnValues {
  readonly values: Values;
  readonly nulls: Uint8Array | undefined;
}

/** The values of a typed array; where there is no value it is made to hold NaN among floats, otherwise 0. */
export const withNulls = (values: TypedValues, nulls: Uint8Array | undefined): ColumnValues => {
  const length = nulls?.length ?? 0;
  if (values instanceof Float64Array) {
    for (let at = 0; at < length; at += 1) if (nulls?.[at] === 1) values[at] = Number.NaN;
  } else {
    for (let at = 0; at < length; at += 1) if (nulls?.[at] === 1) values[at] = 0n;
  }
  return { values, nulls };
};

/** Values as an array that holds null itself. */
export const plainArray = ({ values, nulls }: ColumnValues): readonly RowValue[] => {
  if (Array.isArray(values)) return values;
  const array: RowValue[] = Array.from(values as ArrayLike<number | bigint>);
  if (nulls !== undefined) for (let at = 0; at < nulls.length; at += 1) if (nulls[at] === 1) array[at] = null;
  return array;
};

/** The values at some indexes; -1 stands for null. */
export const gather = (source: ColumnValues, indexes: Int32Array): ColumnValues => {
  const { length } = indexes;
  const { values } = source;
  if (Array.isArray(values)) {
    const array = values as readonly RowValue[];
    const gathered = new Array<RowValue>(length);
    for (let at = 0; at < length; at += 1) {
      const index = indexes[at] as number;
      gathered[at] = index < 0 ? null : (array[index] as RowValue);
    }
    return { values: gathered, nulls: undefined };
  }
  const typed = values as Float64Array;
  const gathered = new (typed.constructor as Float64ArrayConstructor)(length);
  let nulls: Uint8Array | undefined;
  for (let at = 0; at < length; at += 1) {
    const index = indexes[at] as number;
    if (index < 0 || source.nulls?.[index] === 1) {
      nulls ??= new Uint8Array(length);
      nulls[at] = 1;
    } else {
      gathered[at] = typed[index] as number;
    }
  }
  return withNulls(gathered, nulls);
};

/** The values of several batches of a column, one behind the other. */
export const joined = (parts: readonly ColumnValues[], length: number): ColumnValues => {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  if (first === undefined || Array.isArray(first.values)) {
    const all = new Array<RowValue>(length);
    let at = 0;
    for (const { values } of parts)
      for (let i = 0; i < values.length; i += 1) all[at++] = (values as readonly RowValue[])[i] as RowValue;
    return { values: all, nulls: undefined };
  }
  const all = new (first.values.constructor as Float64ArrayConstructor)(length);
  const nulls = parts.some((part) => part.nulls !== undefined) ? new Uint8Array(length) : undefined;
  let at = 0;
  for (const part of parts) {
    all.set(part.values as Float64Array, at);
    if (part.nulls !== undefined) nulls?.set(part.nulls, at);
    at += part.values.length;
  }
  return { values: all, nulls };
};
