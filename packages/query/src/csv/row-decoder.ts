import { quote } from '@influxkit/internal/message';
import { repeatedName } from '@influxkit/internal/repeated-name';
import { cloneOf, define, templateOf } from '@influxkit/internal/row-template';
import type { FluxValue } from './cell-reader.js';
import { STRING, TEXT } from './column-type.js';
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

/** Decodes annotated CSV to row objects. */
export class RowDecoder extends RecordDecoder {
  #rows: FluxRow[] = [];
  #starts: TableStart[] = [];
  #template: FluxRow = {};
  #clone: (template: FluxRow) => FluxRow = (template) => ({ ...template });
  #columns: readonly FluxColumn[] = [];
  #values: FluxValue[] = [];
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

  protected override open(plan: Plan): void {
    const labels = plan.columns.map(({ label }) => label);
    const repeated = repeatedName(labels);
    if (repeated !== undefined && !this.options.repeatedLabels)
      throw this.wrong(
        `two columns of the response have the label ${quote(repeated)}, and a row has one value of a name: use columns(), which keeps both, or rename() or drop() one in the query`,
      );
    this.#template = templateOf<FluxValue>(labels, SAMPLES);
    this.#clone = cloneOf(labels);
    this.#columns = plan.columns.map(({ label, datatype, group, defaultValue }) => ({
      label,
      datatype,
      group,
      defaultValue,
    }));
    this.#begun = false;
  }

  protected override close(plan: Plan): void {
    if (this.#begun) return;
    // A table without rows is described by its defaults alone.
    this.#begin(
      plan,
      plan.columns.map(({ defaultValue }) => defaultValue),
    );
  }

  #begin(plan: Plan, values: readonly FluxValue[]): void {
    const result = values[plan.result] ?? null;
    const table = values[plan.table] ?? null;
    this.#begun = true;
    this.#result = result;
    this.#table = table;
    if (!this.#heads) return;
    const key: FluxRow = {};
    plan.columns.forEach(({ label, group }, index) => {
      if (group) define(key, label, values[index] ?? null);
    });
    const head = {
      result: typeof result === 'string' && result !== '' ? result : null,
      table: typeof table === 'number' ? table : null,
      columns: this.#columns,
      key,
    };
    this.#starts.push({ head, at: this.#rows.length });
  }

  protected override data(plan: Plan): void {
    const template = this.#template;
    const clone = this.#clone;
    const values = this.#values;
    const { columns, steps, result, table } = plan;
    const count = columns.length;
    for (let index = 0; index < count; index += 1) values[index] = this.cell(plan, index);
    for (const { constants } of steps) if (constants !== null) this.remember(constants);
    for (let index = 0; index < count; index += 1) {
      const { constant, owner, label } = columns[index] as PlannedColumn;
      if (constant && owner) template[label] = values[index] as FluxValue;
    }
    if (
      !this.#begun ||
      (table >= 0 && values[table] !== this.#table) ||
      (result >= 0 && values[result] !== this.#result)
    ) {
      this.#begin(plan, values);
    }
    const row = clone(template);
    for (const { column, owner, label, index } of steps) {
      if (column !== null && owner) row[label] = values[index] as FluxValue;
    }
    this.#rows.push(row);
  }

  protected override fast(plan: Plan, position: number): number {
    const { reader } = this;
    const { bytes, end } = reader;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { delimiter } = this.options;
    const template = this.#template;
    const clone = this.#clone;
    const rows = this.#rows;
    const before = rows.length;
    const steps = plan.steps;
    const count = steps.length;
    const plain = steps[0]?.constants === null;
    let start = position;
    let { line } = this;
    records: while (start < end) {
      let at = start;
      let newlines = 0;
      // An empty line ends the table; a first field among constant columns has been compared with an empty one instead.
      if (plain && (bytes[at] === 10 || bytes[at] === 13)) break;
      const row = clone(template);
      for (let s = 0; s < count; s += 1) {
        const step = steps[s] as Step;
        const { constants } = step;
        if (constants !== null) {
          const { view: known } = constants;
          const { length } = constants;
          if (at + length > end) break records;
          let i = 0;
          for (; i + 4 <= length; i += 4) {
            if (view.getInt32(at + i, true) !== known.getInt32(i, true)) break records;
          }
          for (; i < length; i += 1) if (bytes[at + i] !== constants.bytes[i]) break records;
          at += length;
          newlines += constants.newlines;
          continue;
        }
        const first = bytes[at] as number;
        let value: FluxValue;
        let stop: number;
        if (first === delimiter || first === 10 || (first === 13 && bytes[at + 1] === 10)) {
          value = step.column?.defaultValue ?? null;
          stop = at;
        } else if (first === 34) {
          if (step.type !== STRING && step.type !== TEXT) break records;
          const text = reader.quoted(at);
          value = text === '' ? (step.column?.defaultValue ?? null) : text;
          newlines += reader.newlines;
          stop = reader.at;
        } else {
          value = reader.value(step.type, at);
          stop = reader.at;
        }
        if (stop < 0) break records;
        const after = bytes[stop];
        if (step.last) {
          if (after === delimiter) break records;
          at = after === 13 ? stop + 2 : stop + 1;
        } else {
          if (after !== delimiter) break records;
          at = stop + 1;
        }
        if (step.owner) row[step.label] = value;
      }
      rows.push(row);
      line += 1 + newlines;
      start = at;
    }
    this.row += rows.length - before;
    this.line = line;
    return start;
  }
}
