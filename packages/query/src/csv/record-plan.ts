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
  /** The bytes of the row before, from `start` on, the delimiter or line end that follows included. */
  bytes: Uint8Array;
  view: DataView;
  start: number;
  /** How many there are; 0 where none are known. */
  length: number;
  /** Whether `bytes` are those that are being read. Otherwise they are `own`, a copy. */
  borrowed: boolean;
  own: Uint8Array;
  ownView: DataView;
  /** Line feeds inside quoted values. */
  newlines: number;
  /** Where each column begins after `start`, and where the last one ends. */
  readonly offsets: number[];
}

/** What the constant columns held in the record before. */
export interface ConstantValues {
  /** By index among the planned columns; of those that vary, the defaults. */
  readonly values: FluxValue[];
  /** Whether a record has been read, so that `values` and the bytes of constant columns are those of a record. */
  known: boolean;
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
  readonly constants: ConstantValues;
}

/** What annotation rows say, by field of the record. */
export interface Annotations {
  readonly datatype?: readonly string[];
  readonly group?: readonly string[];
  readonly default?: readonly string[];
}

const NO_BYTES: Uint8Array = /* @__PURE__ */ new Uint8Array(0);
const NO_VIEW: DataView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(0));

const constantsFrom = (from: number, to: number): ConstantColumns => ({
  from,
  to,
  bytes: NO_BYTES,
  view: NO_VIEW,
  start: 0,
  length: 0,
  borrowed: false,
  own: NO_BYTES,
  ownView: NO_VIEW,
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
    constants: { values, known: false },
  };
};

/** Past this many columns a plan is made anew rather than from another. */
const MOST_TO_COMPARE = 64;

/**
 * The plan of a header under annotation rows that another plan was made for; undefined where more differs than some
 * labels. Both share what is known of their constant columns, which stand in the same places.
 */
export const planLike = (plan: Plan, header: readonly string[]): Plan | undefined => {
  const { columns, offset, result, table } = plan;
  const count = columns.length;
  if (count > MOST_TO_COMPARE || header.length !== count + offset || plan.repeated !== undefined) return undefined;
  if (offset === 1 ? header[0] !== '' : header[0] === '') return undefined;
  let changed: PlannedColumn[] | undefined;
  let { steps } = plan;
  for (let index = 0; index < count; index += 1) {
    const column = columns[index] as PlannedColumn;
    const label = header[index + offset] as string;
    if (label === column.label) continue;
    // The columns of result and table are told by their labels.
    if (index < 2 && offset === 1) return undefined;
    if (header.indexOf(label) !== index + offset || header.includes(label, index + offset + 1)) return undefined;
    const renamed = { ...column, label };
    changed ??= columns.slice();
    changed[index] = renamed;
    if (!column.constant)
      steps = steps.map((step): Step => (step.column === column ? { ...step, column: renamed, label } : step));
  }
  return { columns: changed ?? columns, steps, offset, result, table, repeated: undefined, constants: plan.constants };
};
