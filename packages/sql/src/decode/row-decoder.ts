import { type Clone, cloneOf, define, templateOf } from '@influxkit/internal/row-template';
import { JsonLineDecoder } from './json-line-decoder.js';
import type { SqlRowValue } from './value-reader.js';

/** A row: its values by column. */
export type SqlRow = Record<string, SqlRowValue>;

/** Decodes JSON lines to row objects. */
export class RowDecoder extends JsonLineDecoder {
  #rows: SqlRow[] = [];
  #row: SqlRow = {};
  #template: SqlRow = {};
  #clone: Clone = cloneOf([]);

  /** The rows decoded since the last call; undefined where there are none. */
  take(): SqlRow[] | undefined {
    const rows = this.#rows;
    if (rows.length === 0) return undefined;
    this.#rows = [];
    return rows;
  }

  protected override columnsChanged(): void {
    const { labels } = this;
    this.#template = templateOf<SqlRowValue>(labels, [0, '', null]);
    this.#clone = cloneOf(labels);
    // The rows that are still here have the new column as well.
    for (const row of [...this.#rows, this.#row])
      for (const label of labels) if (!Object.hasOwn(row, label)) define<SqlRowValue>(row, label, null);
  }

  protected override begin(): void {
    this.#row = this.#clone(this.#template);
  }

  protected override set(index: number, value: SqlRowValue): void {
    this.#row[this.labels[index] as string] = value;
  }

  protected override end(): void {
    this.#rows.push(this.#row);
  }

  protected override clear(): void {
    this.#rows = [];
    this.#row = {};
  }
}
