import { quote } from '@influxkit/internal/message';
import { type Clone, cloneOf, define, quickCloneOf, templateOf } from '@influxkit/internal/row-template';
import type { FluxValue } from './cell-reader.js';
import { DOUBLE, LONG_BIGINT, STRING, TEXT, TIME_NS } from './column-type.js';
import type { ResolvedOptions } from './csv-options.js';
import { RecordDecoder } from './record-decoder.js';
import type { FluxColumn, Plan, PlannedColumn, Step } from './record-plan.js';

/** A row: its values by column label. `result` and `table` are among them where the response has them. */
export type FluxRow = Record<string, FluxValue>;

/** What is known of a table before its rows. */
export interface TableHead {
  /** Name of the result the table belongs to, as `yield(name:)` gave it; null where the response does not say. */
  readonly result: string | null;
  /** Number of the table in its result; null where the response does not say. */
  readonly table: number | null;
  readonly columns: readonly FluxColumn[];
  /** Values of the group key, by column label. */
  readonly key: Readonly<FluxRow>;
}

/** Where a table begins among the rows of a batch. */
export interface TableStart {
  readonly head: TableHead;
  readonly at: number;
}

/** Values of each type that a property may hold. */
const SAMPLES: readonly FluxValue[] = [0, '', null];

/** Rows of one schema after which a template pays: until then each row is put together property by property. */
const FEW_ROWS = 8;

/** No type: a value that is empty or quoted. */
const UNUSUAL = -1;

/** How rows of one schema are made. */
interface RowLayout {
  /** What rows are cloned from, with the values of constant columns in it. */
  template: FluxRow | undefined;
  clone: Clone;
  /** Rows left until a template is made; infinite where none is. */
  rowsToTemplate: number;
  /** As heads describe them. */
  columns: readonly FluxColumn[] | undefined;
}

const noClone: Clone = (template) => template;

/** Decodes annotated CSV to row objects. */
export class RowDecoder extends RecordDecoder<RowLayout> {
  #rows: FluxRow[] = [];
  #starts: TableStart[] = [];
  #layout: RowLayout = { template: undefined, clone: noClone, rowsToTemplate: 0, columns: undefined };
  #isFirstSchema = true;
  /** The row that is being made; it was cloned from the template before its constant columns were read. */
  #row: FluxRow = {};
  /** Whether a row of the table has been read. */
  #begun = false;
  #result: FluxValue = null;
  #table: FluxValue = null;
  readonly #heads: boolean;

  /** `heads` says whether `tableStarts` is wanted: describing each table costs more than reading a row. */
  constructor(options: ResolvedOptions, heads = false) {
    super(options);
    this.#heads = heads;
  }

  /** The rows decoded since the last call. */
  take(): FluxRow[] {
    const rows = this.#rows;
    this.#rows = [];
    this.#starts = [];
    return rows;
  }

  /** Where tables begin among the rows that `take` will return. */
  get tableStarts(): readonly TableStart[] {
    return this.#starts;
  }

  protected override prepare({ repeated }: Plan): RowLayout {
    if (repeated !== undefined && !this.options.repeatedLabels)
      throw this.wrong(
        `two columns of the response have the label ${quote(repeated)}, and a row has one value of a name: use columns(), which keeps both, or rename() or drop() one in the query`,
      );
    // Most responses have one schema, and all rows of it should be of one layout.
    const rowsToTemplate = this.#isFirstSchema ? 0 : FEW_ROWS;
    this.#isFirstSchema = false;
    return { template: undefined, clone: noClone, rowsToTemplate, columns: undefined };
  }

  protected override open(plan: Plan, layout: RowLayout): void {
    this.#begun = false;
    this.#layout = layout;
    const { template } = layout;
    if (template !== undefined) fillTemplate(template, plan);
    else if (layout.rowsToTemplate <= 0 || !plan.isAssignable) this.#makeTemplate(plan, layout);
  }

  /** Goes on with clones of a template, where that is faster than what was done so far, or is the only right way. */
  #makeTemplate(plan: Plan, layout: RowLayout): void {
    layout.rowsToTemplate = Number.POSITIVE_INFINITY;
    const labels = plan.columns.map(({ label }) => label);
    const clone = quickCloneOf(labels) ?? (plan.repeated === undefined ? undefined : cloneOf(labels));
    if (clone === undefined) return;
    layout.clone = clone;
    layout.template = templateOf<FluxValue>(labels, SAMPLES);
    fillTemplate(layout.template, plan);
  }

  protected override close(plan: Plan): void {
    // A table without rows is described by its defaults alone.
    if (this.#heads && !this.#begun) {
      this.#begin(
        plan,
        plan.columns.map(({ defaultValue }) => defaultValue),
      );
    }
  }

  /** Notes where a table begins, if the record that has been read is of another one than the record before. */
  #noteTable(plan: Plan): void {
    const { values } = plan.constants;
    const { table, result } = plan;
    if (
      !this.#begun ||
      (table >= 0 && values[table] !== this.#table) ||
      (result >= 0 && values[result] !== this.#result)
    ) {
      this.#begin(plan, values);
    }
  }

  #begin(plan: Plan, values: readonly FluxValue[]): void {
    const result = values[plan.result] ?? null;
    const table = values[plan.table] ?? null;
    this.#begun = true;
    this.#result = result;
    this.#table = table;
    if (!this.#heads) return;
    const layout = this.#layout;
    layout.columns ??= plan.columns.map(({ label, datatype, group, defaultValue }) => ({
      label,
      datatype,
      group,
      defaultValue,
    }));
    const key: FluxRow = {};
    plan.columns.forEach(({ label, group }, index) => {
      if (group) define(key, label, values[index] ?? null);
    });
    const head = {
      result: typeof result === 'string' && result !== '' ? result : null,
      table: typeof table === 'number' ? table : null,
      columns: layout.columns,
      key,
    };
    this.#starts.push({ head, at: this.#rows.length });
  }

  protected override changing(plan: Plan, index: number, value: FluxValue): void {
    const { template } = this.#layout;
    if (template === undefined) return;
    const { owner, label } = plan.columns[index] as PlannedColumn;
    if (!owner) return;
    template[label] = value;
    this.#row[label] = value;
  }

  protected override add(plan: Plan, values: readonly FluxValue[]): void {
    this.#noteTable(plan);
    const { template, clone } = this.#layout;
    const row: FluxRow = template === undefined ? {} : clone(template);
    for (const [index, { owner, label }] of plan.columns.entries()) if (owner) row[label] = values[index] as FluxValue;
    this.#rows.push(row);
  }

  protected override fast(plan: Plan, position: number): number {
    const layout = this.#layout;
    if (layout.rowsToTemplate <= 0) this.#makeTemplate(plan, layout);
    const before = this.#rows.length;
    const after = this.#rowsFrom(plan, position, layout, before + layout.rowsToTemplate);
    const count = this.#rows.length - before;
    layout.rowsToTemplate -= count;
    this.row += count;
    return after;
  }

  /** Reads as many rows as are expected, or `most`; they are cloned from a template, or made property by property. */
  #rowsFrom(plan: Plan, position: number, { template, clone }: RowLayout, most: number): number {
    const { reader, view } = this;
    const { bytes, end } = reader;
    const { delimiter } = this.options;
    const rows = this.#rows;
    const { steps, columns, offset } = plan;
    const { values } = plan.constants;
    const count = steps.length;
    const plain = steps[0]?.constant === false;
    let start = position;
    let { line } = this;
    // Whether a table begins with the row that is read, which is noted once all of the row has been.
    let begins = !this.#begun;
    let changed = false;
    records: while (start < end && rows.length < most) {
      let at = start;
      let newlines = 0;
      // An empty line ends the table; a first field among constant columns has been compared with an empty one instead.
      if (plain && (bytes[at] === 10 || bytes[at] === 13)) break;
      const row: FluxRow = template === undefined ? {} : clone(template);
      for (let s = 0; s < count; s += 1) {
        const step = steps[s] as Step;
        if (step.constant) {
          // What `afterKnown` does, where it is done for every row.
          const { start: known, length } = step;
          const mayBeKnown = length > 0 && at + length <= end;
          let i = 0;
          if (mayBeKnown) {
            for (; i + 4 <= length; i += 4) if (view.getInt32(at + i, true) !== view.getInt32(known + i, true)) break;
            for (; i < length; i += 1) if (bytes[at + i] !== bytes[known + i]) break;
          }
          if (mayBeKnown && i === length) at += length;
          else {
            this.#row = row;
            at = this.change(plan, step, at);
            if (at < 0) break records;
            changed = true;
            begins = true;
          }
          newlines += step.newlines;
          if (template !== undefined) continue;
          for (let field = Math.max(step.from, offset); field < step.to; field += 1) {
            const { owner, label } = columns[field - offset] as PlannedColumn;
            if (owner) row[label] = values[field - offset] as FluxValue;
          }
          continue;
        }
        const first = bytes[at] as number;
        let value: FluxValue;
        // The common types of `value` by a branch here: whether the engine puts that in this place by itself is chance.
        switch (first === delimiter || first === 34 || first <= 13 ? UNUSUAL : step.type) {
          case DOUBLE:
            value = reader.double(at);
            break;
          case STRING:
          case TEXT:
            value = reader.string(at);
            break;
          case LONG_BIGINT:
            value = reader.long(at);
            break;
          case TIME_NS:
            reader.timeHalves(at);
            value = reader.at < 0 ? null : reader.halves.signed();
            break;
          default:
            value = reader.field(step.type, at, step.defaultValue);
            newlines += reader.newlines;
        }
        const stop = reader.at;
        if (stop < 0) break records;
        const after = bytes[stop];
        if ((after === delimiter) === step.last) break records;
        at = after === 13 ? stop + 2 : stop + 1;
        if (step.owner) row[step.label] = value;
      }
      if (begins) {
        this.#noteTable(plan);
        begins = false;
        changed = false;
      }
      rows.push(row);
      line += 1 + newlines;
      start = at;
    }
    // The record was left after another table was seen to begin: whoever reads it must see that again.
    if (changed) plan.constants.knownIn = undefined;
    this.line = line;
    return start;
  }
}

/** Sets the constant columns of a template to what they hold now. */
const fillTemplate = (template: FluxRow, plan: Plan): void => {
  const { columns, constants } = plan;
  for (let index = 0; index < columns.length; index += 1) {
    const { constant, owner, label } = columns[index] as PlannedColumn;
    if (constant && owner) template[label] = constants.values[index] as FluxValue;
  }
};
