import type { RowDecoder, TableHead, TableStart } from './row-decoder.js';
import type { FluxRow } from './row-template.js';

/** A table with all its rows. */
export interface FluxTable<Row = FluxRow> extends TableHead {
  readonly rows: readonly Row[];
}

/** Rows and where tables begin among them. */
export interface TableBatch {
  readonly rows: readonly FluxRow[];
  readonly starts: readonly TableStart[];
}

/** What a decoder holds, or undefined where it holds nothing. */
export const takeTables = (decoder: RowDecoder): TableBatch | undefined => {
  const starts = decoder.tableStarts;
  const rows = decoder.take();
  return rows.length === 0 && starts.length === 0 ? undefined : { rows, starts };
};

/** Puts tables together from batches; each is given once it is complete. */
export class Tables implements AsyncIterableIterator<FluxTable[]> {
  readonly #batches: AsyncIterableIterator<TableBatch>;
  #head: TableHead | undefined;
  #rows: FluxRow[] = [];
  #ended = false;

  constructor(batches: AsyncIterableIterator<TableBatch>) {
    this.#batches = batches;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<FluxTable[], undefined>> {
    while (!this.#ended) {
      const { done, value } = await this.#batches.next();
      this.#ended = done === true;
      const tables = value === undefined ? this.#complete(undefined) : this.#add(value);
      if (tables.length > 0) return { done: false, value: tables };
    }
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<FluxTable[], undefined>> {
    this.#ended = true;
    await this.#batches.return?.();
    return { done: true, value: undefined };
  }

  #add({ rows, starts }: TableBatch): FluxTable[] {
    const tables: FluxTable[] = [];
    let from = 0;
    for (const { head, at } of starts) {
      this.#append(rows, from, at);
      tables.push(...this.#complete(head));
      from = at;
    }
    this.#append(rows, from, rows.length);
    return tables;
  }

  #append(rows: readonly FluxRow[], from: number, to: number): void {
    for (let i = from; i < to; i += 1) this.#rows.push(rows[i] as FluxRow);
  }

  /** Ends the table that is being read and begins another. */
  #complete(next: TableHead | undefined): FluxTable[] {
    const head = this.#head;
    const rows = this.#rows;
    this.#head = next;
    this.#rows = [];
    return head === undefined ? [] : [{ ...head, rows }];
  }
}
