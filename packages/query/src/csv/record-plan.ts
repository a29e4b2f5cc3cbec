import { repeatedName } from '@influxkit/internal/repeated-name';
import type { FluxValue } from './cell-reader.js';
import { type ColumnType, columnTypeOf, LONG_NUMBER } from './column-type.js';
import type { ResolvedOptions } from './csv-options.js';

/** A column of a table, as the annotation rows describe it. */
export interface FluxColumn {
  /** Such as `_time`, `_value` or the key of a tag. */
  readonly label: string;
  /** as the response has it, such as `double` or `dateTime:RFC3339`; `string` where it does not. */
  readonly datatype: string;
  /** Whether the column is part of the group key: constant in one table. */
  readonly group: boolean;
  /** What an empty value stands for; null where the response gives no default. */
  readonly defaultValue: FluxValue;
}

/** A column and what the decoder needs to know of it. */
export interface PlannedColumn extends FluxColumn {
  /** Index among the planned columns. */
  readonly index: number;
  readonly type: ColumnType;
  defaultValue: FluxValue;
  /** Whether no later column has the same label; a row object holds the later one. */
  readonly owner: boolean;
  /** Whether consecutive rows are expected to hold the same bytes here. */
  readonly constant: boolean;
  /** Whether the record ends after the column. */
  readonly last: boolean;
}

/**
 * Neighbouring columns that rarely change: the group key, and the ids of result and table.
 * A row whose bytes equal those of the row before needs no parsing here; a row whose bytes differ is parsed.
 */
export interface ConstantColumns {
  readonly constant: true;
  /** Index of the first column in the record. */
  readonly from: number;
  /** Index after the last column in the record. */
  readonly to: number;
  /** Where the bytes of the row before begin. */
  start: number;
  /** How many there are, the delimiter or line end that follows included; 0 where none are known. */
  length: number;
  /** Line feeds inside quoted values. */
  newlines: number;
  /** Where each column begins after `start`, and where the last one ends. */
  readonly offsets: number[];
}

/** One step through a record: neighbouring constant columns, or one column that varies. */
export type Step = ConstantColumns | (PlannedColumn & { readonly constant: false });

/** What the constant columns held in the record before. */
export interface ConstantValues {
  /** By index among the planned columns; of those that vary, the defaults. */
  readonly values: FluxValue[];
  /** The steps that read them. */
  readonly steps: readonly ConstantColumns[];
  /** The bytes that hold that record, while these are read and as long as all of it is known; otherwise undefined. */
  knownIn: DataView | undefined;
}

/** How the records of one schema are read. */
export interface Plan {
  readonly columns: readonly PlannedColumn[];
  readonly steps: readonly Step[];
  /** Fields of the record before the first column: 1 where the record begins with the annotation column. */
  readonly offset: 0 | 1;
  /** Index of the result's name among the columns, or -1. */
  readonly result: number;
  /** Index of the table's id among the columns, or -1. */
  readonly table: number;
  /** A label that two columns have. */
  readonly repeated: string | undefined;
  /** Whether a row is made by setting its properties: not `__proto__`, and not in the order of labels of which one stands twice. */
  readonly isAssignable: boolean;
  readonly constants: ConstantValues;
}

/** What annotation rows say, by field of the record. */
export interface Annotations {
  readonly datatype?: readonly string[];
  readonly group?: readonly string[];
  readonly default?: readonly string[];
}

const constantsFrom = (from: number, to: number): ConstantColumns => ({
  constant: true,
  from,
  to,
  start: 0,
  length: 0,
  newlines: 0,
  offsets: new Array<number>(to - from + 1).fill(0),
});

const varies = (column: PlannedColumn): column is PlannedColumn & { readonly constant: false } => !column.constant;

const stepsOf = (columns: readonly PlannedColumn[], offset: 0 | 1): Step[] => {
  const steps: Step[] = [];
  let from = 0;
  for (const column of columns) {
    if (!varies(column)) continue;
    const field = column.index + offset;
    if (field > from) steps.push(constantsFrom(from, field));
    steps.push(column);
    from = field + 1;
  }
  const end = columns.length + offset;
  if (end > from) steps.push(constantsFrom(from, end));
  return steps;
};

/** Gives a default from what the response has for it. */
export type ReadDefault = (column: PlannedColumn, text: string) => FluxValue;

/** Plans how to read records under a header row. */
export const planOf = (
  header: readonly string[],
  annotations: Annotations,
  options: ResolvedOptions,
  readDefault: ReadDefault,
): Plan => {
  // A header of annotated CSV leaves the annotation column without a label; other CSV has a label there.
  const offset = header[0] === '' ? 1 : 0;
  const labels = header.slice(offset);
  const described = annotations.datatype !== undefined;
  const result = labels[0] === 'result' && offset === 1 ? 0 : -1;
  const table = labels[1] === 'table' && result === 0 ? 1 : -1;
  const unique = new Set(labels);
  const isUnique = unique.size === labels.length;
  const lastIndex = isUnique ? undefined : new Map(labels.map((label, index) => [label, index]));
  const columns = labels.map((label, index): PlannedColumn => {
    const field = index + offset;
    const named = described ? annotations.datatype?.[field] : options.datatypes.get(label);
    const datatype = named || (index === table ? 'long' : 'string');
    const group = annotations.group?.[field] === 'true';
    const isId = index === table && (datatype === 'long' || datatype === 'unsignedLong');
    const column: PlannedColumn = {
      index,
      label,
      datatype,
      group,
      defaultValue: null,
      type: isId ? LONG_NUMBER : columnTypeOf(datatype, options),
      owner: lastIndex === undefined || lastIndex.get(label) === index,
      constant: group || index === result || index === table,
      last: index + 1 === labels.length,
    };
    column.defaultValue = readDefault(column, annotations.default?.[field] ?? '');
    return column;
  });
  const values = columns.map(({ defaultValue }) => defaultValue);
  const steps = stepsOf(columns, offset);
  return {
    columns,
    steps,
    offset,
    result,
    table,
    repeated: isUnique ? undefined : repeatedName(labels),
    isAssignable: isUnique && !unique.has('__proto__'),
    constants: { values, steps: steps.filter((step) => step.constant), knownIn: undefined },
  };
};

/**
 * The plan of a header that differs from that of another plan in one label; undefined where it is not made as easily.
 * Both share what is known of their constant columns, which stand in the same places.
 */
export const relabelled = (plan: Plan, index: number, label: string): Plan | undefined => {
  const { steps, offset, result, table, repeated, isAssignable, constants } = plan;
  if (!isAssignable || label === '__proto__') return undefined;
  for (const column of plan.columns) if (column.label === label) return undefined;
  const columns = plan.columns.slice();
  const column = columns[index] as PlannedColumn;
  const { datatype, group, defaultValue, type, owner, constant, last } = column;
  const renamed: PlannedColumn = { index, label, datatype, group, defaultValue, type, owner, constant, last };
  columns[index] = renamed;
  return {
    columns,
    steps: varies(renamed) ? steps.map((step): Step => (step === column ? renamed : step)) : steps,
    offset,
    result,
    table,
    repeated,
    isAssignable,
    constants,
  };
};
