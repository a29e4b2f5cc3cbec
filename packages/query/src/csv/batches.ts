import type { Chunks, ReadOptions } from './chunks.js';
import { guarded } from './chunks.js';

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
  /** Says that the answer broke off. */
  abort(reason: unknown): void;
}

/**
 * Gives what a decoder made of each piece of an answer.
 *
 * Written by hand: an async generator costs several promises a value, and leaves the source open when it is abandoned
 * before its first value.
 */
export class Batches<Batch> implements AsyncIterableIterator<Batch> {
  readonly #open: () => Promise<Chunks>;
  readonly #decoder: Decoder;
  readonly #take: () => Batch | undefined;
  readonly #options: ReadOptions;
  #chunks: Chunks | undefined;
  #chunk: Uint8Array = new Uint8Array(0);
  #offset = 0;
  #ended = false;
  /** Closed: nothing more is read or given. */
  #closed = false;
  #queue: Promise<unknown> = Promise.resolve();

  /** `take` gives the batch that the decoder holds, or undefined where it holds none. */
  constructor(open: () => Promise<Chunks>, decoder: Decoder, take: () => Batch | undefined, options: ReadOptions) {
    this.#open = open;
    this.#decoder = decoder;
    this.#take = take;
    this.#options = options;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Calls that overlap are answered one after another. */
  next(): Promise<IteratorResult<Batch, undefined>> {
    const result = this.#queue.then(() => this.#next());
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async return(): Promise<IteratorResult<Batch, undefined>> {
    await this.#close();
    return { done: true, value: undefined };
  }

  async #next(): Promise<IteratorResult<Batch, undefined>> {
    while (!this.#closed) {
      const batch = this.#take();
      if (batch !== undefined) return { done: false, value: batch };
      const { failure } = this.#decoder;
      if (failure !== undefined) {
        await this.#close(failure);
        throw failure;
      }
      if (this.#ended) {
        this.#closed = true;
        break;
      }
      await this.#advance();
    }
    return { done: true, value: undefined };
  }

  /** Decodes one more piece, or the end. */
  async #advance(): Promise<void> {
    if (this.#offset >= this.#chunk.length) {
      const chunk = await this.#read();
      if (this.#closed || this.#decoder.failure !== undefined) return;
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
    try {
      signal?.throwIfAborted();
      if (this.#chunks === undefined) {
        const chunks = await this.#open();
        this.#chunks = guarded(chunks, this.#options);
        if (this.#closed) await this.#chunks.cancel();
      }
      if (this.#closed) return undefined;
    } catch (error) {
      this.#closed = true;
      throw error;
    }
    try {
      return await this.#chunks.read();
    } catch (error) {
      if (signal?.aborted) {
        await this.#close(signal.reason);
        throw signal.reason;
      }
      this.#decoder.abort(error);
      return undefined;
    }
  }

  async #close(reason?: unknown): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#chunk = new Uint8Array(0);
    if (!this.#ended) await this.#chunks?.cancel(reason);
  }
}
