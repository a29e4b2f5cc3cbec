import type { FluxValue } from './cell-reader.js';
import { ColumnBuilder, type FluxColumnArray } from './column-builder.js';
import { DOUBLE, LONG_BIGINT, LONG_NUMBER, STRING, TEXT, TIME_DATE, TIME_NS, UNSIGNED_BIGINT } from './kinds.js';
import { RecordDecoder } from './record-decoder.js';
import type { Plan, PlannedColumn, Step } from './schema.js';

/** Rows as one array a column. */
export interface FluxColumns {
  /** Rows: every column has as many values. */
  readonly length: number;
  /** In the order in which the answer brought them. */
  readonly columns: readonly FluxColumnArray[];
  /** The column with a label. */
  get(label: string): FluxColumnArray | undefined;
}

/** No kind: values go the general way. */
const MIXED = -1;

const columnsOf = (length: number, columns: readonly FluxColumnArray[]): FluxColumns => ({
  length,
  columns,
  get: (label) => columns.find((column) => column.label === label),
});

/** Decodes annotated CSV to one array a column. */
export class ColumnDecoder extends RecordDecoder {
  #builders: Map<string, ColumnBuilder> = new Map();
  /** The builder of each planned column; undefined for one whose label a later column has. */
  #targets: (ColumnBuilder | undefined)[] = [];
  /** Values of sticky columns, and from which row on they hold. */
  #held: FluxValue[] = [];
  #since = 0;
  #length = 0;

  /** The rows decoded since the last call. */
  take(): FluxColumns {
    const length = this.#length;
    const { plan } = this;
    if (plan !== undefined) this.#settle(plan);
    for (const builder of this.#builders.values()) builder.fill(builder.length, length, null);
    const columns = [...this.#builders.values()].map((builder) => builder.build(length));
    this.#builders = new Map();
    this.#length = 0;
    this.#since = 0;
    if (plan !== undefined) this.#aim(plan);
    return columnsOf(length, columns);
  }

  /** Rows that `take` will return. */
  get length(): number {
    return this.#length;
  }

  protected override open(plan: Plan): void {
    this.#held = plan.columns.map(({ defaultValue }) => defaultValue);
    this.#since = this.#length;
    this.#aim(plan);
  }

  protected override close(plan: Plan): void {
    this.#settle(plan);
    this.#targets = [];
  }

  /** Finds or makes the builder of each column, and gives it nulls for the rows of tables that had no such column. */
  #aim(plan: Plan): void {
    this.#targets = plan.columns.map(({ label, datatype, kind, owner }) => {
      if (!owner) return undefined;
      let builder = this.#builders.get(label);
      if (builder === undefined) {
        builder = new ColumnBuilder(label, datatype, kind);
        this.#builders.set(label, builder);
      }
      builder.fill(builder.length, this.#length, null);
      builder.length = this.#length;
      if (builder.kind !== kind && !builder.mixed) builder.mix(this.#length);
      else if (builder.datatype !== datatype && !builder.mixed) builder.datatype = datatype;
      return builder;
    });
  }

  /** Writes the sticky values of the rows that have gone by, and notes how far every column is filled. */
  #settle(plan: Plan): void {
    plan.columns.forEach(({ sticky }, index) => {
      const target = this.#targets[index];
      if (target === undefined) return;
      if (sticky) target.fill(this.#since, this.#length, this.#held[index] as FluxValue);
      target.length = this.#length;
    });
    this.#since = this.#length;
  }

  protected override data(plan: Plan): void {
    const { columns } = plan;
    const count = columns.length;
    const values: FluxValue[] = [];
    // All values first: a record that turns out to be wrong must leave no trace.
    for (let index = 0; index < count; index += 1) values.push(this.cell(plan, index));
    let changed = false;
    for (let index = 0; index < count; index += 1) {
      if (columns[index]?.sticky === true && values[index] !== this.#held[index]) changed = true;
    }
    if (changed) {
      this.#settle(plan);
      this.#held = values;
    }
    for (const { run } of plan.steps) if (run !== null) this.remember(run);
    for (const { column, index } of plan.steps) {
      if (column !== null) this.#targets[index]?.set(this.#length, values[index] as FluxValue);
    }
    this.#length += 1;
  }

  protected override fast(plan: Plan, position: number): number {
    const { reader } = this;
    const { bytes, end } = reader;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { delimiter } = this.options;
    const targets = this.#targets;
    const steps = plan.steps;
    const count = steps.length;
    const plain = steps[0]?.run === null;
    const before = this.#length;
    let length = before;
    let start = position;
    let { line } = this;
    // A record that is abandoned has written values already; they do no harm, for it is read again into the same row.
    records: while (start < end) {
      let at = start;
      let newlines = 0;
      if (plain && (bytes[at] === 10 || bytes[at] === 13)) break;
      for (let s = 0; s < count; s += 1) {
        const step = steps[s] as Step;
        const { run } = step;
        if (run !== null) {
          const { view: known } = run;
          const size = run.length;
          if (at + size > end) break records;
          let i = 0;
          for (; i + 4 <= size; i += 4) {
            if (view.getInt32(at + i, true) !== known.getInt32(i, true)) break records;
          }
          for (; i < size; i += 1) if (bytes[at + i] !== run.bytes[i]) break records;
          at += size;
          newlines += run.newlines;
          continue;
        }
        const target = targets[step.index];
        const column = step.column as PlannedColumn;
        const first = bytes[at] as number;
        let stop: number;
        // Two columns of one label: rare enough for the slow way.
        if (target === undefined) break records;
        if (first === delimiter || first === 10 || (first === 13 && bytes[at + 1] === 10)) {
          target.set(length, column.defaultValue);
          stop = at;
        } else if (first === 34) {
          if (step.kind !== STRING && step.kind !== TEXT) break records;
          const text = reader.quoted(at);
          target.list[length] = text === '' ? column.defaultValue : text;
          newlines += reader.newlines;
          stop = reader.at;
        } else {
          if (length >= target.capacity) target.grow(length);
          switch (target.mixed ? MIXED : step.kind) {
            case DOUBLE:
              target.floats[length] = reader.double(at);
              break;
            case TIME_NS:
              reader.timeHalves(at);
              target.setHalves(length, reader.halves);
              break;
            case LONG_BIGINT:
              reader.longHalves(at);
              target.setHalves(length, reader.halves);
              break;
            case UNSIGNED_BIGINT:
              reader.unsignedHalves(at);
              target.setHalves(length, reader.halves);
              break;
            case LONG_NUMBER:
              target.floats[length] = reader.safeInteger(at, true);
              break;
            case TIME_DATE:
              target.floats[length] = reader.milliseconds(at);
              break;
            case STRING:
            case TEXT:
              target.list[length] = reader.string(at);
              break;
            default: {
              const value = reader.value(step.kind, at);
              if (reader.at >= 0) target.set(length, value);
              break;
            }
          }
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
      }
      length += 1;
      line += 1 + newlines;
      start = at;
    }
    this.#length = length;
    this.row += length - before;
    this.line = line;
    return start;
  }
}
