import type { WriteError } from '../write-errors.js';
import type { WriteTarget } from '../write-target.js';
import type { BatchReport, EncodingOptions, SendingOptions } from '../writer-options.js';

/** What a spool can be told beside where to write. */
export interface SpoolSettings extends EncodingOptions, Omit<SendingOptions, 'retry'> {
  /** The folder that holds the lines; made where it is not there. Each process needs one of its own. */
  readonly dir: string;
  /** Bytes that the folder holds at most. Default: 1,073,741,824 (1 GiB). */
  readonly maxBytes?: number | undefined;
  /** Bytes after which a new file is begun; a file is removed when all its lines are delivered. Default: 8 MiB, at most an eighth of `maxBytes`. */
  readonly segmentBytes?: number | undefined;
  /**
   * What happens when it holds that much: `write()` waits for room (`'block'`, the default), the oldest file makes room
   * and is reported as a `DroppedError`, or `write()` rejects with a `SpoolFullError`.
   */
  readonly whenFull?: 'block' | 'drop-oldest' | 'error' | undefined;
  /** Bytes of lines that may wait in memory to be synced. `write()` rejects beyond. Default: 67,108,864 (64 MiB). */
  readonly maxBufferBytes?: number | undefined;
  /** Lines of a request at most. Default: 5,000. */
  readonly batchLines?: number | undefined;
  /** Bytes of a request, uncompressed. Default: 1,048,576 (1 MiB). */
  readonly batchBytes?: number | undefined;
  /** Milliseconds to wait for more lines before a request that is not full is sent. Default: 1,000. */
  readonly flushInterval?: number | undefined;
  /** One request at a time, so that lines arrive in the order in which they were written. Default: `false`. */
  readonly ordered?: boolean | undefined;
  /** Waits between retries, in milliseconds. There is no end to retries: the lines are safe meanwhile. */
  readonly retry?: { readonly minDelay?: number | undefined; readonly maxDelay?: number | undefined } | undefined;
  /**
   * Told of every failure that is final for its lines; and of an answer 401, 403 or 404, which is not: delivery stops,
   * the lines stay, and `resume()` or the next start goes on.
   */
  readonly onError?: ((error: WriteError) => void) | undefined;
  /** Told how each request's lines ended. */
  readonly onBatch?: ((report: BatchReport) => void) | undefined;
}

export type SpoolOptions = WriteTarget & SpoolSettings;
