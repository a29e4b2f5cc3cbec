import { raceAbort } from '@influxkit/internal/abort';
import { monotonicNow } from '@influxkit/internal/clock';
import { sleep } from '@influxkit/internal/timers';
import { callSafely } from './reporter.js';
import type { WriteInput } from './write-input.js';
import type { LineStats } from './write-stats.js';

/** How far a `writeAll()` is. */
export interface Progress {
  /** Lines taken from the iterable so far. */
  readonly accepted: number;
  /** Of all lines that ended since it began: stored. */
  readonly written: number;
  /** Of all lines that ended since it began: not stored, and reported. */
  readonly notStored: number;
  /** Milliseconds since it began. */
  readonly elapsed: number;
  /** Lines stored a second, on average. */
  readonly rate: number;
  /** How many lines there are in all, as the options have it. */
  readonly total: number | undefined;
  /** Milliseconds that the rest will take at this rate, where the total is known and something is stored. */
  readonly remaining: number | undefined;
}

export interface WriteAllOptions {
  /**
   * Called whenever a batch has ended, and at the end. Other writes to the same writer in the meantime count too.
   *
   * @default none
   */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /**
   * How many lines there are, for `remaining`.
   *
   * @default not known
   */
  readonly total?: number | undefined;
  /**
   * Stops reading, also while an async iterable waits for its next item; what was read is still stored or reported before
   * `writeAll()` rejects.
   *
   * @default none
   */
  readonly signal?: AbortSignal | undefined;
}

/** What `writeAll` needs of a writer. */
export interface WriteAllTarget {
  /** Accepts one item; a promise where it has to wait for memory within it. */
  accept(item: WriteInput): Promise<void> | undefined;
  /** Undefined where there is nothing to wait for. */
  ready(): Promise<void> | undefined;
  flush(): Promise<void>;
  stats(): LineStats;
  /** Has a function called whenever a batch has ended, until the returned one is called. */
  subscribe(onSettled: () => void): () => void;
}

export async function writeAll(
  target: WriteAllTarget,
  data: Iterable<WriteInput> | AsyncIterable<WriteInput>,
  options: WriteAllOptions,
): Promise<Progress> {
  const { onProgress, total, signal } = options;
  const started = monotonicNow();
  const before = target.stats();
  const progress = (): Progress => {
    const now = target.stats();
    const elapsed = monotonicNow() - started;
    const accepted = now.accepted - before.accepted;
    const written = now.written - before.written;
    const notStored = accepted - written - (now.pending - before.pending);
    const rate = elapsed > 0 ? (written * 1000) / elapsed : 0;
    const remaining =
      total !== undefined && rate > 0 ? Math.max(0, ((total - written - notStored) * 1000) / rate) : undefined;
    return { accepted, written, notStored, elapsed, rate, total, remaining };
  };
  const report = (): void => {
    if (onProgress) callSafely(() => onProgress(progress()));
  };
  const unsubscribe = target.subscribe(report);
  try {
    let failure: { error: unknown } | undefined;
    try {
      signal?.throwIfAborted();
      if (Symbol.asyncIterator in data) {
        for await (const item of signal ? untilAborted(data, signal) : data) {
          await target.accept(item);
          await target.ready();
          signal?.throwIfAborted();
        }
      } else {
        for (const item of data) {
          // most items need no wait: a promise for each would cost more than its line
          const accepted = target.accept(item);
          if (accepted) await accepted;
          const ready = target.ready();
          if (ready) {
            await ready;
            signal?.throwIfAborted();
          }
        }
      }
    } catch (error) {
      failure = { error };
    }
    try {
      await target.flush();
    } catch (error) {
      if (!failure) throw error;
    }
    if (failure) throw failure.error;
  } finally {
    unsubscribe();
    report();
  }
  return progress();
}

/** What a source yields until a signal aborts, also while the source waits: such a one ends when it can, and nobody waits for it. */
async function* untilAborted<Item>(source: AsyncIterable<Item>, signal: AbortSignal): AsyncGenerator<Item> {
  const iterator = source[Symbol.asyncIterator]();
  for (;;) {
    const next = Promise.resolve(iterator.next());
    const result = await raceAbort(next, signal).catch(async (error: unknown) => {
      // what it is giving at this moment nobody else would write
      const last = signal.aborted ? await Promise.race([next, sleep(0)]) : undefined;
      if (last) return last;
      if (signal.aborted) (async () => iterator.return?.())().catch(() => {});
      throw error;
    });
    if (result.done) return;
    let isTaken = false;
    try {
      yield result.value;
      isTaken = true;
    } finally {
      if (!isTaken) await iterator.return?.();
    }
  }
}
