// Rows, and whatever else a decoder makes of bytes, as they arrive.
import { abortReason, throwIfAborted } from './abort.js';
import { attachCaller } from './call-site.js';
import { type Chunks, type ReadOptions, withLimits } from './chunk-source.js';

/** How many values are wanted. */
export interface LimitOptions {
  /**
   * At most so many; the rest of the response is not read.
   *
   * @default all
   */
  readonly limit?: number | undefined;
}

/** Values that come one by one, or in the batches they arrive in. Each iteration asks for the response anew. */
export interface RowStream<Row> extends AsyncIterable<Row> {
  /** The rows of each piece of the response as it arrives: faster than row by row. No batch is empty. */
  batches(): AsyncIterableIterator<Row[]>;
  /** All rows, or the first `limit`. */
  toArray(options?: LimitOptions): Promise<Row[]>;
}

/** Whether an error is of the package that made the stream, and not the caller's own, such as the reason of an abort. */
export type IsOurs = (error: unknown) => boolean;

/**
 * Waits for a promise; an error of ours gets the stack of the functions that wait. Hand on the very promise that it gives,
 * for only so the engine knows who does: see `attachCaller`.
 */
export const forCaller = async <Result>(promise: Promise<Result>, isOurs: IsOurs): Promise<Result> => {
  try {
    return await promise;
  } catch (error) {
    throw isOurs(error) ? attachCaller(error) : error;
  }
};

/** Batches whose errors name who iterates. */
const batchesForCaller = <Batch>(
  batches: AsyncIterableIterator<Batch, undefined>,
  isOurs: IsOurs,
): AsyncIterableIterator<Batch, undefined> => {
  const iterator: AsyncIterableIterator<Batch, undefined> = {
    [Symbol.asyncIterator]: () => iterator,
    next: () => forCaller(batches.next(), isOurs),
    return: async () => {
      await batches.return?.();
      return { done: true, value: undefined };
    },
  };
  return iterator;
};

/** Gives the rows of batches one by one. A promise a row is all that it costs while a batch lasts. */
class Rows<Row> implements AsyncIterableIterator<Row> {
  readonly #batches: AsyncIterator<Row[], undefined>;
  /** Rows of the batch; those that were given are let go of, so that they need not outlive their use. */
  #batch: (Row | undefined)[] = [];
  #index = 0;
  #queue: Promise<unknown> | undefined;
  readonly #isOurs: IsOurs;

  constructor(batches: AsyncIterator<Row[], undefined>, isOurs: IsOurs) {
    this.#batches = batches;
    this.#isOurs = isOurs;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Row, undefined>> {
    if (this.#queue === undefined && this.#index < this.#batch.length) return Promise.resolve(this.#take());
    // Calls that overlap wait for each other, so that no row is given twice.
    const result = (this.#queue ?? Promise.resolve()).then(() => this.#fetch());
    const settled: Promise<void> = result.then(
      () => this.#leave(settled),
      () => this.#leave(settled),
    );
    this.#queue = settled;
    return forCaller(result, this.#isOurs);
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
    return this.#take();
  }

  #take(): IteratorResult<Row, undefined> {
    const index = this.#index++;
    const value = this.#batch[index] as Row;
    this.#batch[index] = undefined;
    return { done: false, value };
  }
}

const checkLimit = (limit: number): number => {
  if (limit === Number.POSITIVE_INFINITY || (Number.isSafeInteger(limit) && limit >= 0)) return limit;
  throw new RangeError(`limit must be a whole number of rows from 0 on, not ${String(limit)}`);
};

/** Collects the first `limit` rows and lets go of the rest. */
const collect = async <Row>(open: () => AsyncIterator<Row[], undefined>, limit: number): Promise<Row[]> => {
  checkLimit(limit);
  const batches = open();
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

/**
 * A stream of rows over whatever makes their batches.
 *
 * @param isOurs which errors get the stack of who iterates
 */
export const rowStream = <Row>(open: () => AsyncIterableIterator<Row[]>, isOurs: IsOurs): RowStream<Row> => ({
  [Symbol.asyncIterator]: () => new Rows(open(), isOurs),
  batches: () => batchesForCaller(open(), isOurs),
  toArray: ({ limit = Number.POSITIVE_INFINITY } = {}) => forCaller(collect(open, limit), isOurs),
});

/** One array a column: awaited, the whole response; or in batches. Each use asks for the response anew. */
export interface ColumnStream<Batch> extends PromiseLike<Batch> {
  /** The columns of each piece of the response as it arrives. */
  batches(): AsyncIterableIterator<Batch>;
}

/**
 * A stream of columns over whatever makes their batches, and the whole.
 *
 * @param isOurs which errors get the stack of who waits
 */
export const columnStream = <Batch>(
  open: () => AsyncIterableIterator<Batch>,
  whole: () => Promise<Batch>,
  isOurs: IsOurs,
): ColumnStream<Batch> => ({
  batches: () => batchesForCaller(open(), isOurs),
  // biome-ignore lint/suspicious/noThenProperty: being awaited is what it is for, and it must not ask before.
  then: (onfulfilled, onrejected) => forCaller(whole(), isOurs).then(onfulfilled, onrejected),
});

/** Bytes decoded at a time: rows of a batch share one text, which lives as long as any string cut from it. */
const PIECE = 65_536;

/** What turns bytes into something to take. */
export interface Decoder {
  /** What went wrong; to be thrown once everything before it has been taken. */
  readonly failure: unknown;
  /** Takes the next bytes, and does not keep them. */
  push(bytes: Uint8Array): void;
  /** Says that no more bytes follow. */
  finish(): void;
  /** Says that the response broke off. */
  abort(reason: unknown): void;
}

/**
 * An iterator whose calls are served one after another, and which gives nothing more once it is closed.
 *
 * Written by hand: an async generator costs several promises a value, and leaves the source open when it is abandoned
 * before its first value.
 */
export abstract class SerialIterator<Value> implements AsyncIterableIterator<Value> {
  #queue: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Value, undefined>> {
    // Not after a call that waits for a source which was let go of: it may never come back.
    if (this.#isClosed) return Promise.resolve({ done: true, value: undefined });
    const result = this.#queue.then(() => this.#next());
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async return(): Promise<IteratorResult<Value, undefined>> {
    this.close();
    return { done: true, value: undefined };
  }

  protected get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The next value; undefined at the end, or where the iterator was closed meanwhile. */
  protected abstract advance(): Promise<Value | undefined>;

  /** Lets go of the source; called once. */
  protected abstract release(reason: unknown): void;

  protected close(reason?: unknown): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.release(reason);
  }

  async #next(): Promise<IteratorResult<Value, undefined>> {
    try {
      const value = this.#isClosed ? undefined : await this.advance();
      if (value !== undefined && !this.#isClosed) return { done: false, value };
    } catch (error) {
      // Who left while a value was awaited hears of no error.
      if (!this.#isClosed) {
        this.close(error);
        throw error;
      }
    }
    this.close();
    return { done: true, value: undefined };
  }
}

/** Gives what a decoder made of each piece of a response. */
export class Batches<Batch> extends SerialIterator<Batch> {
  readonly #open: () => Promise<Chunks>;
  readonly #decoder: Decoder;
  readonly #take: () => Batch | undefined;
  readonly #options: ReadOptions;
  #chunks: Chunks | undefined;
  #chunk: Uint8Array = new Uint8Array(0);
  #offset = 0;
  #ended = false;
  #hasRead = false;

  /** `take` gives the batch that the decoder holds, or undefined where it holds none. */
  constructor(open: () => Promise<Chunks>, decoder: Decoder, take: () => Batch | undefined, options: ReadOptions) {
    super();
    this.#open = open;
    this.#decoder = decoder;
    this.#take = take;
    this.#options = options;
  }

  protected override async advance(): Promise<Batch | undefined> {
    while (!this.isClosed) {
      const batch = this.#take();
      if (batch !== undefined) return batch;
      const { failure } = this.#decoder;
      if (failure !== undefined) throw failure;
      if (this.#ended) break;
      await this.#decodeMore();
    }
    return undefined;
  }

  protected override release(reason: unknown): void {
    this.#chunk = new Uint8Array(0);
    if (!this.#ended) this.#chunks?.cancel(reason);
  }

  /** Decodes one more piece, or the end. */
  async #decodeMore(): Promise<void> {
    if (this.#offset >= this.#chunk.length) {
      const chunk = await this.#read();
      if (this.isClosed || this.#decoder.failure !== undefined) return;
      if (chunk === undefined) {
        this.#ended = true;
        this.#decoder.finish();
        return;
      }
      this.#chunk = chunk;
      this.#offset = 0;
    }
    const end = Math.min(this.#offset + PIECE, this.#chunk.length);
    this.#decoder.push(this.#chunk.subarray(this.#offset, end));
    this.#offset = end;
  }

  async #read(): Promise<Uint8Array | undefined> {
    const { signal } = this.#options;
    throwIfAborted(signal);
    if (this.#chunks === undefined) {
      const chunks = await this.#open();
      this.#chunks = withLimits(chunks, this.#options);
      if (this.isClosed) this.#chunks.cancel();
    }
    if (this.isClosed) return undefined;
    try {
      const chunk = await this.#chunks.read();
      this.#hasRead = true;
      return chunk;
    } catch (error) {
      if (signal?.aborted) throw abortReason(signal);
      // Before the first byte nothing has broken off: it took too long.
      if (!this.#hasRead && (error as Error | undefined)?.name === 'TimeoutError') throw error;
      this.#decoder.abort(error);
      return undefined;
    }
  }
}
