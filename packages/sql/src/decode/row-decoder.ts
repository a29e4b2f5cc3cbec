import type { RowValue } from '@influxkit/internal/columns';
import { JsonLineDecoder } from './json-line-decoder.js';

/** A row: its values by column. */
export type SqlRow = Record<string, RowValue>;

/** Decodes JSON lines to row objects. */
export class RowDecoder extends JsonLineDecoder {
  #rows: SqlRow[] = [];
  #row: SqlRow = {};
  /** Whether a column has a name that cannot be assigned to: only an own property of that name can. */
  #defines = false;

  /** The rows decoded since the last call; undefined where there are none. */
  take(): SqlRow[] | undefined {
    const rows = this.#rows;
    if (rows.length === 0) return undefined;
    this.#rows = [];
    return rows;
  }

  protected override columnsChanged(): void {
    const { labels } = this;
    this.#defines = labels.includes('__proto__');
    // The rows that are still here have the new column as well.
    for (const row of [...this.#rows, this.#row])
      for (const label of labels)
        if (!Object.hasOwn(row, label))
          Object.defineProperty(row, label, { value: null, writable: true, enumerable: true, configurable: true });
  }

  protected override begin(): void {
    const { labels } = this;
    if (this.#defines) {
      this.#row = Object.fromEntries(labels.map((label) => [label, null]));
      return;
    }
    const row: SqlRow = {};
    for (let index = 0; index < labels.length; index += 1) row[labels[index] as string] = null;
    this.#row = row;
  }

  protected override set(index: number, value: RowValue): void {
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
