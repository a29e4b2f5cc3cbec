import { describe, describeChoice } from '@influxkit/internal/message';
import { checkOptionNames } from '@influxkit/internal/option-names';
import type { Dialect, EncodeOptions } from '@influxkit/line-protocol';
import type { WritePrecision } from './batch.js';
import type { WriteError } from './write-errors.js';
import type { WriteTarget } from './write-target.js';

/** How long a failed batch is tried again. Which failures are is fixed: see the package's README. */
export interface WriteRetryOptions {
  /**
   * How many times after the first.
   *
   * @default no limit but `maxTime`
   */
  readonly retries?: number | undefined;
  /**
   * Milliseconds: the first wait is a random time up to this, and the bound doubles with each retry.
   *
   * @default 500
   */
  readonly minDelay?: number | undefined;
  /**
   * Milliseconds: the random wait is never longer. `Retry-After` may ask for more.
   *
   * @default 30000
   */
  readonly maxDelay?: number | undefined;
  /**
   * Milliseconds from the first attempt after which no further one begins. What the server asks to wait with
   * `Retry-After` does not count: the writer holds for as long, within its memory.
   *
   * @default 300000 (5 minutes)
   */
  readonly maxTime?: number | undefined;
}

/** How bodies are compressed. */
export interface GzipOptions {
  /**
   * Bytes from which a body is compressed.
   *
   * @default 1024
   */
  readonly threshold?: number | undefined;
  /**
   * 1 (fastest) to 9 (smallest); only zlib knows levels, `CompressionStream` has one.
   *
   * @default 1
   */
  readonly level?: number | undefined;
}

/** What became of a batch. */
export interface BatchReport {
  readonly lines: number;
  /** Bytes of line protocol. */
  readonly bytes: number;
  /** Bytes of all requests' bodies, as they were sent: compressed, and once for each attempt. */
  readonly sentBytes: number;
  /** Requests that were made. */
  readonly attempts: number;
  /** Milliseconds from the batch's end to its outcome: waiting for its turn, all attempts and the waits between. */
  readonly duration: number;
  /** Lines that are stored. */
  readonly written: number;
  /** Why the others are not. Empty when all are. */
  readonly errors: readonly WriteError[];
}

/** A request failed, and its lines will be sent again. */
export interface RetryReport {
  /** What went wrong: the error's message, or the status with the message of the server. */
  readonly reason: string;
  /** Status of the response; undefined where there was none. */
  readonly status: number | undefined;
  /** Requests that were made for these lines so far. */
  readonly attempts: number;
  /** Milliseconds until the next: the random wait, or what `Retry-After` asks for, which the wait exceeds by up to a tenth. */
  readonly delay: number;
  /** Bytes of line protocol that wait. */
  readonly bytes: number;
}

/** How lines are encoded: what a writer and a spool have in common. */
export interface EncodingOptions
  extends Pick<EncodeOptions, 'timestampUnit' | 'rounding' | 'skipEmpty' | 'checkTimestamps'> {
  /**
   * The unit of timestamps on the wire, and of `number` and `bigint` timestamps of points.
   *
   * @default 'ns'
   */
  readonly precision?: WritePrecision | undefined;
  /**
   * What reads the lines.
   *
   * @default `'v3'` for a `database` of InfluxDB 3, `'v2'` for a `bucket`, `'v1'` for a `db` of 1.x
   */
  readonly dialect?: Dialect | undefined;
  /** Tags for every point; its own tag of the same key wins. Raw lines stay as they are. */
  readonly defaultTags?: Readonly<Record<string, string>> | undefined;
}

export interface SendingOptions {
  /**
   * Requests under way at the same time.
   *
   * @default 4; 8 by `/api/v3/write_lp`, which responds once a second
   */
  readonly concurrency?: number | undefined;
  /**
   * `false` for never.
   *
   * @default on, except in browsers, where InfluxDB's preflight forbids it
   */
  readonly gzip?: boolean | GzipOptions | undefined;
  /** Options, how many retries, or `false` for none. */
  readonly retry?: WriteRetryOptions | number | false | undefined;
  /**
   * Milliseconds for one request with its response; 0 for none.
   *
   * @default 30000
   */
  readonly timeout?: number | undefined;
  /** Sent with every request, such as `zap-trace-span`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Called for each failure that is not final: that a server is away shows here at once, in `onError` only when its lines
   * are given up, after minutes.
   *
   * @default the first retry is a `console.warn`, where `onError` is not set either
   */
  readonly onRetry?: ((report: RetryReport) => void) | undefined;
}

/** Options of a writer beside where to write. */
export interface WriterSettings extends EncodingOptions, SendingOptions {
  /**
   * Lines of a batch at most. By default the first one has 1000, so that its request leaves soon.
   *
   * @default 5000; 50000 by `/api/v3/write_lp`
   */
  readonly batchLines?: number | undefined;
  /**
   * Bytes of a batch, uncompressed; a batch ends before a line that is likely to exceed it.
   *
   * @default 1048576 (1 MiB); 8388608 (8 MiB) by `/api/v3/write_lp`
   */
  readonly batchBytes?: number | undefined;
  /**
   * Milliseconds after its first line when a batch is sent even if it is not full; 0 for never.
   *
   * @default 1000
   */
  readonly flushInterval?: number | undefined;
  /**
   * Keeps the order of lines within each series: one request at a time for each.
   *
   * @default false
   */
  readonly ordered?: boolean | undefined;
  /**
   * Bytes of line protocol that the writer holds at most, sent or not.
   *
   * @default 67108864 (64 MiB)
   */
  readonly maxBufferBytes?: number | undefined;
  /**
   * What happens when that much is held:
   * - `'block'`: `ready`, `writeAll()` and `writable` wait long before; a `write()` that does not wait throws
   *   {@link BufferFullError}.
   * - `'drop-oldest'`: the oldest batch makes room, and is reported as a {@link DroppedError}.
   * - `'error'`: nothing waits; `write()`, `writeAll()` and `writable` fail with {@link BufferFullError}.
   *
   * @default 'block'
   */
  readonly whenFull?: 'block' | 'drop-oldest' | 'error' | undefined;
  /**
   * A point that line protocol cannot carry:
   * - `'throw'` it at the caller of `write()`; `writeAll()` and `writable` drop it.
   * - `'drop'` it, and report it to `onError`.
   * - `'repair'` it: fields that cannot be written (NaN, infinities, integers out of range …) are left out, line breaks and
   *   backslashes at the end of tags are replaced, and each is reported to `onError` as a {@link RepairedPointError}. What
   *   cannot be repaired is dropped.
   *
   * @default 'throw'
   */
  readonly onInvalid?: 'throw' | 'drop' | 'repair' | undefined;
  /**
   * Called for every failure to store lines, when it is final.
   *
   * @default the first failure is a `console.warn`, where `onRetry` is not set either
   */
  readonly onError?: ((error: WriteError) => void) | undefined;
  /**
   * Called when a batch has ended.
   *
   * @default none
   */
  readonly onBatch?: ((report: BatchReport) => void) | undefined;
  /**
   * Sends nothing, and shows the lines of each batch instead: to this function, or with `true` to the console. They count as written.
   *
   * @default false
   */
  readonly dryRun?: boolean | ((lines: string) => void) | undefined;
}

/** Options of a writer. */
export type WriterOptions = WriteTarget & WriterSettings;

/** @throws TypeError that names the option, what it must be and what it is */
export function checkNumber(name: string, value: number, least: number, integer = true): number {
  if (
    typeof value === 'number' &&
    value >= least &&
    (!integer || Number.isInteger(value) || value === Number.POSITIVE_INFINITY)
  ) {
    return value;
  }
  const kind = integer ? 'a whole number' : 'a number';
  throw new TypeError(`${name}: must be ${kind} of ${least} or more; got ${describe(value)}`);
}

/** @throws TypeError that names the option and what it may be */
export function checkChoice<Choice extends string>(name: string, value: Choice, choices: readonly Choice[]): Choice {
  if (choices.includes(value)) return value;
  const expected = choices.map((choice) => `'${choice}'`).join(', ');
  throw new TypeError(`${name}: must be one of ${expected}; got ${describeChoice(value)}`);
}

/** What InfluxDB's own client calls the options of a writer that are set most, and what they are called here. */
const RENAMED = {
  batchSize: 'batchLines',
  maxBufferLines: 'maxBufferBytes',
  gzipThreshold: 'gzip.threshold',
  maxRetries: 'retry.retries',
};

const RETRY: Record<keyof WriteRetryOptions, 1> = { retries: 1, minDelay: 1, maxDelay: 1, maxTime: 1 };
const GZIP: Record<keyof GzipOptions, 1> = { threshold: 1, level: 1 };
const NAMES: Record<keyof WriterOptions, 1> = {
  bucket: 1,
  org: 1,
  orgID: 1,
  db: 1,
  rp: 1,
  database: 1,
  endpoint: 1,
  acceptPartial: 1,
  noSync: 1,
  precision: 1,
  dialect: 1,
  defaultTags: 1,
  timestampUnit: 1,
  rounding: 1,
  skipEmpty: 1,
  checkTimestamps: 1,
  concurrency: 1,
  gzip: 1,
  retry: 1,
  timeout: 1,
  headers: 1,
  onRetry: 1,
  batchLines: 1,
  batchBytes: 1,
  flushInterval: 1,
  ordered: 1,
  maxBufferBytes: 1,
  whenFull: 1,
  onInvalid: 1,
  onError: 1,
  onBatch: 1,
  dryRun: 1,
};

/** Options that are functions. */
const CALLBACKS = ['onError', 'onRetry', 'onBatch'] as const;

/**
 * @throws TypeError for an option that there is not, and for a callback that cannot be called: it would take the place of the
 *   warning
 */
export function checkNames(options: WriterOptions): void {
  checkOptionNames('createWriter', options, NAMES, RENAMED);
  // Numbers and booleans have no names.
  checkOptionNames('createWriter: retry', Object(options.retry), RETRY);
  checkOptionNames('createWriter: gzip', Object(options.gzip), GZIP);
  for (const name of CALLBACKS) {
    const value: unknown = options[name];
    if (value !== undefined && typeof value !== 'function')
      throw new TypeError(`${name}: must be a function; got ${describe(value)}`);
  }
}
