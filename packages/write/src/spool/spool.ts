import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { PointInput, RowEncoder } from '@influxkit/line-protocol';
import type { WriteApi } from '../api.js';
import type { Sender } from '../attempts.js';
import type { Batch } from '../batch.js';
import { callUser } from '../call-user.js';
import type { Delivered } from '../deliver.js';
import {
  BufferFullError,
  count,
  DroppedError,
  InvalidLineError,
  NotStoredError,
  UndeliveredError,
  type WriteError,
  WriterClosedError,
} from '../errors.js';
import { HeldErrors } from '../held-errors.js';
import { isIterable, isRaw, type RawInput, type WriteInput } from '../inputs.js';
import { Intake } from '../intake.js';
import { Ledger } from '../ledger.js';
import { checkChoice, checkNumber } from '../options.js';
import { rawLines, rawText } from '../raw-lines.js';
import { retryPolicy } from '../retry.js';
import { makeSender } from '../sender-options.js';
import type { Accounting } from '../stats.js';
import { endpointOf, type WriteTarget } from '../target.js';
import { Delivery } from './delivery.js';
import { SpoolError, SpoolFullError } from './errors.js';
import { Lock } from './lock.js';
import { type Recovery, SpoolLog } from './log.js';
import { Mutex } from './mutex.js';
import type { SpoolOptions } from './options.js';
import type { SegmentHead } from './segment.js';

const MIB = 1_048_576;
/** Bytes of lines that errors may hold until someone asks for them. */
const HELD_LIMIT = MIB;

/** A spool's numbers since it was opened. Lines that an earlier process left count as given. */
export interface SpoolStats extends Accounting {
  /** Bytes of the folder's files of lines, delivered or not. */
  readonly spooledBytes: number;
  /** Requests, further attempts among them. */
  readonly requests: number;
  /** Requests that are under way. */
  readonly inFlight: number;
  /** Bytes of all bodies as they were sent. */
  readonly sentBytes: number;
  /** Whether delivery stopped, because the server refused the credentials or the bucket: see {@link Spool.resume}. */
  readonly halted: boolean;
}

export interface SpoolCloseReport {
  /** What became of all lines; those that are `pending` are in the folder, for the next start. */
  readonly account: Accounting;
  /** All errors that no `flush()` has told. */
  readonly errors: readonly WriteError[];
  /** How many older errors are not in `errors`. */
  readonly omitted: number;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Writes points to a folder first, and from there to the server. Make one with {@link openSpool}. */
export class Spool {
  /** What was found in the folder. */
  readonly recovered: Recovery;
  readonly #options: SpoolOptions;
  readonly #log: SpoolLog;
  readonly #lock: Lock;
  readonly #ledger = new Ledger();
  readonly #mutex = new Mutex();
  readonly #delivery: Delivery;
  readonly #held = new HeldErrors(HELD_LIMIT);
  readonly #intake: Intake;
  readonly #maxBytes: number;
  readonly #maxBufferBytes: number;
  readonly #whenFull: 'block' | 'drop-oldest' | 'error';
  #sealed: Batch[] = [];
  #waiters: Waiter[] = [];
  #waitingBytes = 0;
  #committing: Promise<void> | undefined;
  /** Lines that are on disk, since the start, those of an earlier process among them. */
  #accepted: number;
  #closing: Promise<SpoolCloseReport> | undefined;
  #abandoned = false;

  /** @internal */
  constructor(api: WriteApi, options: SpoolOptions, settings: { maxBytes: number; log: SpoolLog; lock: Lock }) {
    const { log, lock, maxBytes } = settings;
    const {
      precision = 'ns',
      batchLines = 5000,
      batchBytes = MIB,
      flushInterval = 1000,
      concurrency = 4,
      retry,
    } = options;
    this.#options = options;
    this.#log = log;
    this.#lock = lock;
    this.#maxBytes = maxBytes;
    this.#maxBufferBytes = options.maxBufferBytes ?? 64 * MIB;
    this.#whenFull = options.whenFull ?? 'block';
    this.recovered = log.recovered;
    this.#accepted = log.recovered.lines;
    this.#ledger.given = log.recovered.lines;
    this.#intake = new Intake(
      {
        encoding: { ...options, precision, dialect: options.dialect ?? endpointOf(options).dialect },
        batchLines,
        flushInterval: 0,
        lanes: 1,
        ledger: this.#ledger,
        onBatch: (batch) => this.#sealed.push(batch),
      },
      Math.min(batchBytes, Math.floor(maxBytes / 8)),
    );
    const policy = retryPolicy({ ...retry, retries: Number.POSITIVE_INFINITY, maxTime: Number.POSITIVE_INFINITY });
    const senders = new Map<string, Sender>();
    this.#delivery = new Delivery({
      log,
      mutex: this.#mutex,
      senderOf: ({ target }) => {
        const key = JSON.stringify(target);
        const sender = senders.get(key) ?? makeSender(api, endpointOf(target), options, policy);
        senders.set(key, sender);
        return sender;
      },
      batchLines,
      batchBytes,
      flushInterval,
      concurrency: options.ordered ? 1 : concurrency,
      pause: Math.max(1000, policy.maxDelay),
      onError: (error) => this.#report(error, false),
      onBatch: options.onBatch,
      onFinal: (delivered) => this.#final(delivered),
    });
    this.#delivery.start();
  }

  /**
   * Takes points, and resolves when they are on disk, synced: from then on no end of the process and no restart of the
   * machine loses them. Calls that come while another is being synced share the next sync.
   *
   * @throws InvalidLineError for a point that line protocol cannot carry; NotStoredError for several. The others of the
   *   call are taken, and on disk by then
   * @throws SpoolFullError when the folder is full, with `whenFull: 'error'`
   * @throws BufferFullError when too much waits to be synced: await `write()`
   * @throws SpoolError when the disk fails. `onError` is told of the lines that are not on disk; others of the call may be
   * @throws WriterClosedError after `close()`
   */
  write(data: WriteInput): Promise<void>;
  /** The same for a row of what `defineMeasurement()` or its `series()` made. */
  write<Row>(encoder: RowEncoder<Row>, row: Row): Promise<void>;
  write(data: WriteInput | RowEncoder<unknown>, row?: unknown): Promise<void> {
    const written = this.#write(data, row);
    // whoever does not await it has onError; an unhandled rejection would end the process
    written.catch(() => {});
    return written;
  }

  async #write(data: WriteInput | RowEncoder<unknown>, row: unknown): Promise<void> {
    if (this.#closing) throw new WriterClosedError();
    if (this.#waitingBytes > this.#maxBufferBytes) throw new BufferFullError(this.#maxBufferBytes, 0);
    const invalid: InvalidLineError[] = [];
    const before = this.#ledger.given;
    const take = (put: () => number): void => {
      try {
        this.#waitingBytes += put();
      } catch (error) {
        if (!(error instanceof InvalidLineError)) throw error;
        this.#report(error, true);
        invalid.push(error);
      }
    };
    const takeRaw = (item: RawInput): void => {
      const text = rawText(item);
      for (const line of rawLines(text)) take(() => this.#intake.raw(text.bytes, line));
    };
    let failure: { error: unknown } | undefined;
    try {
      if (row !== undefined) take(() => this.#intake.row(data as RowEncoder<unknown>, row));
      else if (isRaw(data)) takeRaw(data);
      else if (isIterable(data)) {
        for (const item of data) {
          if (isRaw(item)) takeRaw(item);
          else take(() => this.#intake.point(item));
        }
      } else take(() => this.#intake.point(data as PointInput));
    } catch (error) {
      // an iterable or a getter of the caller failed: what came before is taken
      failure = { error };
    }
    const lines = this.#ledger.given - before - invalid.length;
    if (lines > 0) {
      await new Promise<void>((resolve, reject) => {
        this.#waiters.push({ resolve, reject });
        this.#committing ??= this.#commit();
      });
    }
    if (failure) throw failure.error;
    const [first] = invalid;
    if (first) throw invalid.length === 1 ? first : new NotStoredError(invalid, 0, invalid.length);
  }

  /**
   * Sends what is on disk without waiting for more, and resolves when everything written so far is stored or reported.
   * That can take as long as the server is down: `close()` need not wait for it.
   *
   * @throws NotStoredError when lines are not stored, of which no earlier flush told
   * @throws RefusedError when delivery has stopped
   */
  flush(): Promise<void> {
    const flushed = this.#flush();
    flushed.catch(() => {});
    return flushed;
  }

  /** Goes on after delivery stopped, with the credentials and the bucket that are there now. */
  resume(): void {
    this.#delivery.resume();
  }

  /** Takes no more points, waits up to a deadline for those on disk to be delivered, and leaves the rest for the next start. */
  close(options: { readonly timeout?: number | undefined } = {}): Promise<SpoolCloseReport> {
    this.#closing ??= this.#close(checkNumber('timeout', options.timeout ?? 10_000, 0, false));
    return this.#closing;
  }

  /** Closes at the end of an `await using` block. What is not delivered stays on disk. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  stats(): SpoolStats {
    const { requests, inFlight, sentBytes, halted } = this.#delivery;
    return {
      ...this.#ledger.snapshot(),
      spooledBytes: this.#log.bytes,
      requests,
      inFlight,
      sentBytes,
      halted: halted !== undefined,
    };
  }

  /** Brings all that waits to disk, in rounds: what comes in during one is in the next. */
  async #commit(): Promise<void> {
    // what is written in the same turn of the event loop shares a sync
    await Promise.resolve();
    while (this.#waiters.length > 0) {
      this.#intake.seal();
      const waiters = this.#waiters;
      const batches = this.#sealed;
      const waitingBytes = this.#waitingBytes;
      this.#waiters = [];
      this.#sealed = [];
      try {
        // in pieces: after a long wait for room there may be more than fits at a time
        for (let piece = this.#piece(batches); piece.length > 0; piece = this.#piece(batches)) {
          await this.#room(SpoolLog.sizeOf(piece));
          await this.#log.append(piece);
          batches.splice(0, piece.length);
          this.#accepted += piece.reduce((sum, batch) => sum + batch.lines.lines, 0);
          this.#delivery.poke();
        }
        for (const waiter of waiters) waiter.resolve();
      } catch (error) {
        const failure =
          error instanceof SpoolError
            ? error
            : new SpoolError(`the spool cannot be written: ${messageOf(error)}`, { cause: error });
        for (const batch of batches) {
          const { lines, position } = batch;
          const facts = { position, lineProtocol: lines.bytes, lines: lines.lines, attempts: 0 };
          this.#report(
            new UndeliveredError(`${count(lines.lines)} not taken: ${failure.message}`, facts, failure),
            true,
          );
        }
        for (const waiter of waiters) waiter.reject(failure);
      }
      this.#waitingBytes -= waitingBytes;
    }
    this.#committing = undefined;
  }

  /** As many of the next batches as are brought to disk together: one at least. */
  #piece(batches: readonly Batch[]): Batch[] {
    let take = 0;
    let size = 0;
    for (const batch of batches) {
      size += SpoolLog.sizeOf([batch]);
      if (take > 0 && size > this.#maxBytes / 4) break;
      take++;
    }
    return batches.slice(0, take);
  }

  /** Waits or makes room until some bytes fit. */
  async #room(size: number): Promise<void> {
    const fits = (): boolean => this.#log.bytes + size <= this.#maxBytes;
    while (!fits()) {
      const since = this.#delivery.changed.count;
      await this.#mutex.run(() => this.#log.makeRoom());
      if (fits()) return;
      if (this.#whenFull === 'error' || size > this.#maxBytes) throw new SpoolFullError(this.#maxBytes);
      if (this.#whenFull === 'block') {
        if (this.#abandoned) throw new SpoolError('the spool was closed before there was room for the lines');
        await this.#delivery.changed.wait(since);
        continue;
      }
      await this.#delivery.stop();
      const position = this.#delivery.passed + 1;
      const dropped = await this.#mutex.run(() => this.#log.dropOldest());
      if (dropped) {
        this.#delivery.passed += dropped.lines;
        if (dropped.lines > 0) {
          const facts = { position, lineProtocol: dropped.bytes, lines: dropped.lines, attempts: 0 };
          this.#report(new DroppedError(`${count(dropped.lines)} dropped: the spool is full`, facts), true);
        }
      }
      this.#delivery.start();
      this.#delivery.changed.give();
      if (!dropped) throw new SpoolFullError(this.#maxBytes);
    }
  }

  #final(delivered: Delivered): void {
    this.#ledger.written += delivered.written;
    for (const error of delivered.errors) this.#report(error, true);
  }

  #report(error: WriteError, final: boolean): void {
    if (final) {
      this.#ledger.count(error);
      this.#held.add(error);
    }
    const { onError } = this.#options;
    if (onError) callUser(() => onError(error));
  }

  async #flush(): Promise<void> {
    await this.#committing;
    const target = this.#accepted;
    while (this.#delivery.passed < target) {
      const since = this.#delivery.changed.count;
      if (this.#delivery.halted) throw this.#delivery.halted;
      this.#delivery.hurry();
      await this.#delivery.changed.wait(since, 100);
    }
    const error = this.#held.takeError();
    if (error) throw error;
  }

  async #close(timeout: number): Promise<SpoolCloseReport> {
    const deadline = Date.now() + timeout;
    const left = (): number => deadline - Date.now();
    while ((this.#committing || this.#delivery.passed < this.#accepted) && !this.#delivery.halted && left() > 0) {
      this.#delivery.hurry();
      await this.#delivery.changed.wait(this.#delivery.changed.count, Math.min(100, left()));
    }
    this.#abandoned = true;
    this.#delivery.changed.give();
    await this.#committing;
    await this.#delivery.stop();
    try {
      await this.#mutex.run(() => this.#log.close());
    } finally {
      await this.#lock.release();
    }
    const { errors, omitted } = this.#held.take();
    return { account: this.#ledger.snapshot(), errors, omitted };
  }
}

/**
 * Opens a folder as a durable spool, for a bucket or a database. What an earlier process left in it is delivered first.
 *
 * @example
 * const spool = await openSpool(api, { org: 'acme', bucket: 'metrics', dir: '/var/spool/metrics' });
 * await spool.write({ measurement: 'cpu', fields: { usage: 0.5 }, timestamp: new Date() }); // on disk now
 *
 * @throws SpoolLockedError when another process uses the folder
 * @throws SpoolError when the folder cannot be used
 * @throws TypeError for an option that is not understood
 */
export async function openSpool(api: WriteApi, options: SpoolOptions): Promise<Spool> {
  const { maxBytes = 1024 * MIB, whenFull = 'block', precision = 'ns' } = options;
  if (typeof options.dir !== 'string' || options.dir === '') {
    throw new TypeError(
      `dir: must be the path of a folder, got ${options.dir === '' ? 'an empty string' : `a ${typeof options.dir}`}`,
    );
  }
  checkNumber('maxBytes', maxBytes, 65_536);
  const segmentBytes = checkNumber('segmentBytes', options.segmentBytes ?? Math.min(8 * MIB, maxBytes / 8), 1, false);
  checkChoice('whenFull', whenFull, ['block', 'drop-oldest', 'error']);
  checkChoice('precision', precision, ['ns', 'us', 'ms', 's']);
  checkNumber('batchLines', options.batchLines ?? 1, 1);
  checkNumber('batchBytes', options.batchBytes ?? 1, 1);
  checkNumber('flushInterval', options.flushInterval ?? 0, 0, false);
  checkNumber('maxBufferBytes', options.maxBufferBytes ?? 1024, 1024);
  makeSender(api, endpointOf(options), options, retryPolicy(options.retry));

  const dir = resolve(options.dir);
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new SpoolError(`the folder ${dir} cannot be made: ${(error as Error).message}`, { cause: error });
  }
  const lock = await Lock.take(dir);
  try {
    const log = await SpoolLog.open(dir, { target: targetOf(options) }, segmentBytes);
    return new Spool(api, options, { maxBytes, log, lock });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The target alone: options hold functions, and headers that are nobody's business on disk. */
function targetOf({ bucket, org, orgID, db, rp }: SpoolOptions): SegmentHead['target'] {
  const given = Object.entries({ bucket, org, orgID, db, rp }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as unknown as WriteTarget;
}
