import type { WriteInput } from './inputs.js';
import type { Accounting } from './stats.js';

/** How far a `writeAll()` is. */
export interface Progress {
  /** Lines taken from the iterable so far. */
  readonly given: number;
  /** Of all lines that ended since it began: stored. */
  readonly written: number;
  /** Of all lines that ended since it began: not stored, and reported. */
  readonly failed: number;
  /** Milliseconds since it began. */
  readonly elapsed: number;
  /** Lines stored a second, on average. */
  readonly rate: number;
  /** What the caller said there is in all. */
  readonly total: number | undefined;
  /** Milliseconds that the rest will take at this rate, where the total is known and something is stored. */
  readonly remaining: number | undefined;
}

export interface WriteAllOptions {
  /** Told whenever a batch has ended, and at the end. Other writes to the same writer in the meantime count too. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** How many lines there are, for `remaining`. */
  readonly total?: number | undefined;
  /** Stops reading; what was read is still stored or reported before `writeAll()` rejects. */
  readonly signal?: AbortSignal | undefined;
}

/** What `writeAll` needs of a writer. */
export interface WriteAllHost {
  /** Takes one item; a promise where it has to wait within it. */
  put(item: WriteInput): Promise<void> | undefined;
  /** Undefined where there is nothing to wait for. */
  wait(): Promise<void> | undefined;
  flush(): Promise<void>;
  account(): Accounting;
  /** Has a function called whenever a batch has ended, until the returned one is called. */
  watch(tell: () => void): () => void;
}

export async function writeAll(
  host: WriteAllHost,
  data: Iterable<WriteInput> | AsyncIterable<WriteInput>,
  options: WriteAllOptions,
): Promise<Progress> {
  const { onProgress, total, signal } = options;
  const started = Date.now();
  const before = host.account();
  const progress = (): Progress => {
    const now = host.account();
    const elapsed = Date.now() - started;
    const given = now.given - before.given;
    const written = now.written - before.written;
    const failed = given - written - (now.pending - before.pending);
    const rate = elapsed > 0 ? (written * 1000) / elapsed : 0;
    const remaining =
      total !== undefined && rate > 0 ? Math.max(0, ((total - written - failed) * 1000) / rate) : undefined;
    return { given, written, failed, elapsed, rate, total, remaining };
  };
  const unwatch = onProgress ? host.watch(() => onProgress(progress())) : undefined;
  try {
    let failure: { error: unknown } | undefined;
    try {
      signal?.throwIfAborted();
      if (Symbol.asyncIterator in data) {
        for await (const item of data) {
          await host.put(item);
          await host.wait();
          signal?.throwIfAborted();
        }
      } else {
        for (const item of data) {
          // most items need no wait: a promise for each would cost more than its line
          const put = host.put(item);
          if (put) await put;
          const wait = host.wait();
          if (wait) {
            await wait;
            signal?.throwIfAborted();
          }
        }
      }
    } catch (error) {
      failure = { error };
    }
    try {
      await host.flush();
    } catch (error) {
      if (!failure) throw error;
    }
    if (failure) throw failure.error;
  } finally {
    unwatch?.();
    onProgress?.(progress());
  }
  return progress();
}
