// Bytes that come in chunks, from whatever holds them: read until they end, a signal says so, or nothing comes.

/** What annotated CSV can be read from. */
export type CsvSource =
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | { readonly body: ReadableStream<Uint8Array> | null }
  | Uint8Array
  | string;

/** Gives chunks until there are none, and is cancelled when no more are wanted. */
export interface Chunks {
  /** The next chunk, or undefined at the end. */
  read(): Promise<Uint8Array | undefined>;
  /** Releases the source: a connection is closed. Never rejects. */
  cancel(reason?: unknown): Promise<void>;
}

/** How reading can end early. */
export interface ReadOptions {
  /** Stops reading and cancels the source; the iteration rejects with the signal's reason. */
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
      return Promise.resolve();
    },
  };
};

const quietly = async (action: () => unknown): Promise<void> => {
  try {
    await action();
  } catch {
    // Errors of a source that is released concern nobody.
  }
};

const fromStream = (stream: ReadableStream<Uint8Array>): Chunks => {
  const reader = stream.getReader();
  return {
    read: async () => {
      const { done, value } = await reader.read();
      return done ? undefined : value;
    },
    cancel: (reason) => quietly(() => reader.cancel(reason)),
  };
};

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

/** Chunks of any source. */
export const chunksOf = (source: CsvSource): Chunks => {
  if (typeof source === 'string') return once(new TextEncoder().encode(source));
  if (source instanceof Uint8Array) return once(source);
  // A stream may be asynchronously iterable too, but not on every platform.
  if ('getReader' in source) return fromStream(source);
  if (Symbol.asyncIterator in source) return fromIterable(source);
  if ('body' in source) return source.body === null ? once(new Uint8Array(0)) : fromStream(source.body);
  throw new TypeError('annotated CSV is read from a stream, an async iterable, a Response, bytes or a string');
};

/** No byte came for as long as was allowed. */
class IdleError extends Error {
  override readonly name: string = 'IdleError';
}

/** Chunks that stop when a signal says so, or when too long nothing came. */
export const withLimits = (chunks: Chunks, { signal, idleTimeout = 0 }: ReadOptions): Chunks => {
  if (signal === undefined && idleTimeout <= 0) return chunks;
  const read = (): Promise<Uint8Array | undefined> =>
    new Promise((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const settle = (act: () => void): void => {
        if (timer !== undefined) clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        act();
      };
      const abort = (): void => {
        void chunks.cancel(signal?.reason);
        settle(() => reject(signal?.reason));
      };
      if (signal?.aborted) {
        abort();
        return;
      }
      signal?.addEventListener('abort', abort, { once: true });
      if (idleTimeout > 0) {
        timer = setTimeout(() => {
          const error = new IdleError(`no byte came for ${idleTimeout} ms; set idleTimeout to allow more`);
          void chunks.cancel(error);
          settle(() => reject(error));
        }, idleTimeout);
      }
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
      await chunks.cancel();
      return undefined;
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
};

/** Bytes that a string may have unless more are allowed. */
export const LARGEST_TEXT: number = 128 * 1024 * 1024;
