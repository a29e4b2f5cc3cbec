import { repeatedName } from '@influxkit/internal/repeated-name';
import type { FluxValue } from './cell-reader.js';
import { type ColumnType, columnTypeOf, LONG_NUMBER, STRING } from './column-type.js';
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
  readonly type: ColumnType;
  defaultValue: FluxValue;
  /** Whether no later column has the same label; a row object holds the later one. */
  readonly owner: boolean;
  /** Whether consecutive rows are expected to hold the same bytes here. */
  readonly constant: boolean;
}

/**
 * Neighbouring columns that rarely change: the group key, and the ids of result and table.
 * A row whose bytes equal those of the row before needs no parsing here; a row whose bytes differ is parsed.
 */
export interface ConstantColumns {
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

/** What the constant columns held in the record before. */
export interface ConstantValues {
  /** By index among the planned columns; of those that vary, the defaults. */
  readonly values: FluxValue[];
  /** The bytes that hold that record, while these are read and as long as all of it is known; otherwise undefined. */
  knownIn: DataView | undefined;
}

/** One step through a record: either neighbouring constant columns or one column that varies. */
export interface Step {
  readonly constants: ConstantColumns | null;
  /** Index among the planned columns, for a step that is one column. */
  readonly index: number;
  readonly type: ColumnType;
  readonly label: string;
  readonly column: PlannedColumn | null;
  readonly owner: boolean;
  /** Whether the record ends after this step. */
  readonly last: boolean;
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
  from,
  to,
  start: 0,
  length: 0,
  newlines: 0,
  offsets: new Array<number>(to - from + 1).fill(0),
});

const stepsOf = (columns: readonly PlannedColumn[], offset: 0 | 1): Step[] => {
  const steps: Step[] = [];
  const end = offset + columns.length;
  let from = 0;
  let field = offset;
  const closeConstants = (): void => {
    if (field > from) {
      const constants = constantsFrom(from, field);
      steps.push({ constants, index: -1, type: STRING, label: '', column: null, owner: false, last: field === end });
    }
  };
  for (; field < end; field += 1) {
    const column = columns[field - offset];
    if (column === undefined || column.constant) continue;
    closeConstants();
    const { type, label, owner } = column;
    steps.push({ constants: null, index: field - offset, type, label, column, owner, last: field + 1 === end });
    from = field + 1;
  }
  closeConstants();
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
  const lastIndex = new Map<string, number>();
  for (let index = 0; index < labels.length; index += 1) lastIndex.set(labels[index] as string, index);
  const isUnique = lastIndex.size === labels.length;
  const columns = labels.map((label, index): PlannedColumn => {
    const field = index + offset;
    const named = described ? annotations.datatype?.[field] : options.datatypes.get(label);
    const datatype = named || (index === table ? 'long' : 'string');
    const group = annotations.group?.[field] === 'true';
    const isId = index === table && (datatype === 'long' || datatype === 'unsignedLong');
    const column: PlannedColumn = {
      label,
      datatype,
      group,
      defaultValue: null,
      type: isId ? LONG_NUMBER : columnTypeOf(datatype, options),
      owner: isUnique || lastIndex.get(label) === index,
      constant: group || index === result || index === table,
    };
    column.defaultValue = readDefault(column, annotations.default?.[field] ?? '');
    return column;
  });
  const values = columns.map(({ defaultValue }) => defaultValue);
  return {
    columns,
    steps: stepsOf(columns, offset),
    offset,
    result,
    table,
    repeated: isUnique ? undefined : repeatedName(labels),
    isAssignable: isUnique && !lastIndex.has('__proto__'),
    constants: { values, knownIn: undefined },
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
  const { datatype, group, defaultValue, type, owner, constant } = column;
  const renamed = { label, datatype, group, defaultValue, type, owner, constant };
  columns[index] = renamed;
  return {
    columns,
    steps: constant
      ? steps
      : steps.map((step): Step => (step.column === column ? { ...step, column: renamed, label } : step)),
    offset,
    result,
    table,
    repeated,
    isAssignable,
    constants,
  };
};
