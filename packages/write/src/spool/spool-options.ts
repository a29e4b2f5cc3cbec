import type { WriteError } from '../write-errors.js';
import type { WriteTarget } from '../write-target.js';
import type { BatchReport, EncodingOptions, SendingOptions } from '../writer-options.js';

/** Options of a spool beside where to write. */
export interface SpoolSettings extends EncodingOptions, Omit<SendingOptions, 'retry'> {
  /**
   * When lines are brought to disk:
   * - `'write'`: before `write()` resolves. What it acknowledged survives a power failure.
   * - `'interval'`: every `syncInterval` milliseconds; `write()` resolves once the system has the lines. They survive the end
   *   of the process, however it comes; a power failure or a crash of the system loses those of the last interval.
   *
   * @default 'write'
   */
  readonly sync?: 'write' | 'interval' | undefined;
  /**
   * Milliseconds between two syncs, with `sync: 'interval'`.
   *
   * @default 1000
   */
  readonly syncInterval?: number | undefined;
  /**
   * A point that line protocol cannot carry: `'throw'` has `write()` reject, `'drop'` reports it to `onError` alone,
   * `'repair'` writes it without what it cannot hold and reports that; see the writer's option.
   *
   * @default 'throw'
   */
  readonly onInvalid?: 'throw' | 'drop' | 'repair' | undefined;
  /** The folder that holds the lines; made where it is not there. Each process needs one of its own. */
  readonly dir: string;
  /**
   * Bytes that the folder holds at most.
   *
   * @default 1073741824 (1 GiB)
   */
  readonly maxBytes?: number | undefined;
  /**
   * Bytes after which a new file is begun; a file is removed when all its lines are delivered.
   *
   * @default 8 MiB, at most an eighth of `maxBytes`
   */
  readonly segmentBytes?: number | undefined;
  /**
   * What happens when it holds that much: `write()` waits for room (`'block'`), the oldest file makes room and is
   * reported as a `DroppedError` (`'drop-oldest'`), or `write()` rejects with a `SpoolFullError` (`'error'`).
   *
   * @default 'block'
   */
  readonly whenFull?: 'block' | 'drop-oldest' | 'error' | undefined;
  /**
   * Bytes of lines that may wait in memory to be synced. `write()` rejects beyond.
   *
   * @default 67108864 (64 MiB)
   */
  readonly maxBufferBytes?: number | undefined;
  /**
   * Lines of a request at most.
   *
   * @default 5000; 50000 by `/api/v3/write_lp`
   */
  readonly batchLines?: number | undefined;
  /**
   * Bytes of a request, uncompressed.
   *
   * @default 1048576 (1 MiB); 8388608 (8 MiB) by `/api/v3/write_lp`
   */
  readonly batchBytes?: number | undefined;
  /**
   * Milliseconds to wait for more lines before a request that is not full is sent.
   *
   * @default 1000
   */
  readonly flushInterval?: number | undefined;
  /**
   * One request at a time, so that lines arrive in the order in which they were written.
   *
   * @default false
   */
  readonly ordered?: boolean | undefined;
  /**
   * Waits between retries, in milliseconds. There is no end to retries: the lines are safe meanwhile.
   *
   * @default `{ minDelay: 500, maxDelay: 30000 }`
   */
  readonly retry?: { readonly minDelay?: number | undefined; readonly maxDelay?: number | undefined } | undefined;
  /**
   * Called for every failure that is final for its lines; and for a response 401, 403 or 404, which is not: the lines stay,
   * and delivery goes on after a while, with the credential that there is then, or at once with `resume()`. It is called
   * again each time that the server rejects them.
   *
   * @default the first failure is a `console.warn`, where `onRetry` is not set either
   */
  readonly onError?: ((error: WriteError) => void) | undefined;
  /**
   * Called when a request's lines have ended.
   *
   * @default none
   */
  readonly onBatch?: ((report: BatchReport) => void) | undefined;
}

/** Options of a spool. */
export type SpoolOptions = WriteTarget & SpoolSettings;
