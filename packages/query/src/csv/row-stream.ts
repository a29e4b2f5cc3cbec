/** How many values are wanted. */
export interface LimitOptions {
  /** At most so many; the rest of the answer is not read. Default: all. */
  readonly limit?: number | undefined;
}

/** Values that come one by one, or in the batches they arrive in. Each iteration asks for the answer anew. */
export interface RowStream<Row> extends AsyncIterable<Row> {
  /** The rows of each piece of the answer as it arrives: faster than row by row. No batch is empty. */
  batches(): AsyncIterableIterator<Row[]>;
  /** All rows, or the first `limit`. */
  toArray(options?: LimitOptions): Promise<Row[]>;
}

/** Gives the rows of batches one by one. A promise a row is all that it costs while a batch lasts. */
class Rows<Row> implements AsyncIterableIterator<Row> {
  readonly #batches: AsyncIterator<Row[], undefined>;
  #batch: readonly Row[] = [];
  #index = 0;
  #queue: Promise<unknown> | undefined;

  constructor(batches: AsyncIterator<Row[], undefined>) {
    this.#batches = batches;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Row, undefined>> {
    if (this.#queue === undefined && this.#index < this.#batch.length) {
      const value = this.#batch[this.#index++] as Row;
      return Promise.resolve({ done: false, value });
    }
    // Calls that overlap wait for each other, so that no row is given twice.
    const result = (this.#queue ?? Promise.resolve()).then(() => this.#fetch());
    const settled: Promise<void> = result.then(
      () => this.#leave(settled),
      () => this.#leave(settled),
    );
    this.#queue = settled;
    return result;
  }

  async return(): Promise<IteratorResult<Row, undefined>> {
    this.#batch = [];
    this.#index = 0;
    await this.#batches.return?.();
    return { done: true, value: undefined };
  }

  #leave(settled: Promise<void>): void {
    if (this.#queue === settled) this.#queue = undefined;
  }

  async #fetch(): Promise<IteratorResult<Row, undefined>> {
    while (this.#index >= this.#batch.length) {
      const { done, value } = await this.#batches.next();
      if (done) return { done: true, value: undefined };
      this.#batch = value;
      this.#index = 0;
    }
    return { done: false, value: this.#batch[this.#index++] as Row };
  }
}

const checkLimit = (limit: number): number => {
  if (limit === Number.POSITIVE_INFINITY || (Number.isSafeInteger(limit) && limit >= 0)) return limit;
  throw new RangeError(`limit must be a whole number of rows from 0 on, not ${String(limit)}`);
};

/** Collects the first `limit` rows and lets go of the rest. */
const collect = async <Row>(batches: AsyncIterator<Row[], undefined>, limit: number): Promise<Row[]> => {
  const rows: Row[] = [];
  while (rows.length < limit) {
    const { done, value } = await batches.next();
    if (done) return rows;
    const room = limit - rows.length;
    // One by one: a batch may hold more rows than a call takes arguments.
    for (const row of value.length > room ? value.slice(0, room) : value) rows.push(row);
  }
  await batches.return?.();
  return rows;
};

/** A stream of rows over whatever makes their batches. */
export const rowStream = <Row>(open: () => AsyncIterableIterator<Row[]>): RowStream<Row> => ({
  [Symbol.asyncIterator]: () => new Rows(open()),
  batches: open,
  toArray: async ({ limit = Number.POSITIVE_INFINITY } = {}) => collect(open(), checkLimit(limit)),
});
