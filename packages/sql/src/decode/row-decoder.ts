import { JsonLineDecoder } from './json-line-decoder.js';
import type { SqlRowValue } from './value-reader.js';

/** A row: its values by column. */
export type SqlRow = Record<string, SqlRowValue>;

/** Decodes JSON lines to row objects. */
export class RowDecoder extends JsonLineDecoder {
  #rows: SqlRow[] = [];
  /** Whether a column has a name that cannot be assigned to. */
  #defines = false;

  /** The rows decoded since the last call; undefined where there are none. */
  take(): SqlRow[] | undefined {
    const rows = this.#rows;
    if (rows.length === 0) return undefined;
    this.#rows = [];
    return rows;
  }

  protected override columnsChanged(): void {
    this.#defines = this.labels.includes('__proto__');
    // The rows that are still here have the new column as well.
    this.#rows = this.#rows.map((row) =>
      this.#rowOf(this.labels.map((label) => (Object.hasOwn(row, label) ? (row[label] as SqlRowValue) : null))),
    );
  }

  protected override add(values: readonly SqlRowValue[]): void {
    this.#rows.push(this.#rowOf(values));
  }

  protected override clear(): void {
    this.#rows = [];
  }

  #rowOf(values: readonly SqlRowValue[]): SqlRow {
    const { labels } = this;
    if (this.#defines) return Object.fromEntries(labels.map((label, index) => [label, values[index] as SqlRowValue]));
    const row: SqlRow = {};
    for (let index = 0; index < labels.length; index += 1) row[labels[index] as string] = values[index] as SqlRowValue;
    return row;
  }
}
