// Bytes that come in chunks, from whatever holds them: read until they end, a signal says so, or nothing comes.

import { abortReason, onAbort } from './abort.js';
import type { BodyReader } from './stream-of-reader.js';
import { startTimer } from './timers.js';

/** What annotated CSV can be read from. */
export type CsvSource =
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | { readonly body: ReadableStream<Uint8Array> | null; readonly arrayBuffer?: () => Promise<ArrayBuffer> }
  | Uint8Array
  | string;

/** Gives chunks until there are none, and is cancelled when no more are wanted. */
export interface Chunks {
  /** The next chunk, or undefined at the end. */
  read(): Promise<Uint8Array | undefined>;
  /**
   * Releases the source: a connection is closed. Never throws, and does not wait for the source, which may never be done
   * with it: a decompressor that has met a fault does not say so to whoever cancels it.
   */
  cancel(reason?: unknown): void;
}

/** How reading can end early. */
export interface ReadOptions {
  /**
   * Stops reading and cancels the source; the iteration rejects with the signal's reason.
   *
   * @default none
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds that may pass without a byte before the response counts as broken off; 0 for any.
   *
   * @default 0
   */
  readonly idleTimeout?: number | undefined;
  /**
   * Bytes that `text()` reads at most, after decompression.
   *
   * @default 134217728 (128 MiB)
   */
  readonly maxTextBytes?: number | undefined;
}

const once = (bytes: Uint8Array): Chunks => {
  let left: Uint8Array | undefined = bytes;
  return {
    read: () => {
      const chunk = left;
      left = undefined;
      return Promise.resolve(chunk);
    },
    cancel: () => {
      left = undefined;
    },
  };
};

/** Errors of a source that is released concern nobody. */
const quietly = (action: () => unknown): void => {
  // async, so that what is thrown at once is no error either.
  (async () => action())().catch(() => {});
};

/** Chunks that a reader of a stream reads, or what reads like one. */
export const chunksOfReader = (reader: BodyReader): Chunks => ({
  read: async () => {
    const { done, value } = await reader.read();
    return done ? undefined : value;
  },
  cancel: (reason) => quietly(() => reader.cancel(reason)),
});

/** Chunks of a stream of the platform, or of what reads like one. */
export const chunksOfStream = (stream: ReadableStream<Uint8Array>): Chunks => chunksOfReader(stream.getReader());

const fromIterable = (iterable: AsyncIterable<Uint8Array>): Chunks => {
  const iterator = iterable[Symbol.asyncIterator]();
  return {
    read: async () => {
      const { done, value } = await iterator.next();
      return done ? undefined : value;
    },
    cancel: () => quietly(() => iterator.return?.()),
  };
};

/** A body that can be had whole alone, as a `Response` of React Native has it, which has no streams. */
const fromWhole = (read: () => Promise<ArrayBuffer>): Chunks => {
  let bytes: Promise<ArrayBuffer> | undefined;
  return {
    read: async () => {
      if (bytes !== undefined) return undefined;
      bytes = read();
      const whole = await bytes;
      return whole.byteLength === 0 ? undefined : new Uint8Array(whole);
    },
    cancel: () => {
      bytes ??= Promise.resolve(new ArrayBuffer(0));
    },
  };
};

/** Chunks of any source. */
export const chunksOf = (source: CsvSource): Chunks => {
  if (typeof source === 'string') return once(new TextEncoder().encode(source));
  if (source instanceof Uint8Array) return once(source);
  // A stream may be asynchronously iterable too, but not on every platform.
  if ('getReader' in source) return chunksOfStream(source);
  if (Symbol.asyncIterator in source) return fromIterable(source);
  if (source.body) return chunksOfStream(source.body);
  if (typeof source.arrayBuffer === 'function') return fromWhole(() => (source as Response).arrayBuffer());
  if (source.body === null) return once(new Uint8Array(0));
  throw new TypeError('a response is read from a stream, an async iterable, a Response, bytes or a string');
};

/** No byte came for as long as was allowed. Its message may stand in another. */
class IdleError extends Error {
  override readonly name: string = 'IdleError';
}

/** What an error that broke a response off says to whoever reads that it did: nothing, for other messages may hold anything. */
export const idleMessage = (error: unknown): string => (error instanceof IdleError ? `: ${error.message}` : '');

/** Chunks that stop when a signal says so, or when too long nothing came. */
export const withLimits = (chunks: Chunks, { signal, idleTimeout = 0 }: ReadOptions): Chunks => {
  if (signal === undefined && idleTimeout <= 0) return chunks;
  const read = (): Promise<Uint8Array | undefined> =>
    new Promise((resolve, reject) => {
      let cancel = (): void => {};
      let ignore = (): void => {};
      const settle = (act: () => void): void => {
        cancel();
        ignore();
        act();
      };
      const stop = (reason: unknown): void => {
        chunks.cancel(reason);
        settle(() => reject(reason));
      };
      if (signal?.aborted) {
        stop(abortReason(signal));
        return;
      }
      ignore = onAbort(signal, () => stop(signal && abortReason(signal)));
      if (idleTimeout > 0)
        cancel = startTimer(
          () => stop(new IdleError(`no byte came for ${idleTimeout} ms; set idleTimeout to allow more`)),
          idleTimeout,
        );
      chunks.read().then(
        (chunk) => settle(() => resolve(chunk)),
        (error: unknown) => settle(() => reject(error)),
      );
    });
  return { read, cancel: (reason) => chunks.cancel(reason) };
};

/**
 * All chunks as a string of UTF-8, a byte order mark left out; undefined, and the source released, where they are more
 * bytes than allowed.
 */
export const readText = async (chunks: Chunks, maxBytes: number): Promise<string | undefined> => {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for (let chunk = await chunks.read(); chunk !== undefined; chunk = await chunks.read()) {
    size += chunk.length;
    if (size > maxBytes) {
      chunks.cancel();
      return undefined;
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
};

/** Bytes that a string may have unless more are allowed. */
export const LARGEST_TEXT: number = 128 * 1024 * 1024;
