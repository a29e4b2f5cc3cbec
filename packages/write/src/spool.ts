import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { captureCaller } from '@influxkit/internal/call-site';
import { monotonicNow } from '@influxkit/internal/clock';
import { describe } from '@influxkit/internal/message';
import { startTimer } from '@influxkit/internal/timers';
import {
  columnPoints,
  type Dialect,
  type PointColumns,
  type PointInput,
  PreparedPoint,
  type RowEncoder,
  type TablePoints,
} from '@influxkit/line-protocol';
import type { Batch } from './batch.js';
import { BatchEncoder } from './batch-encoder.js';
import { notStored } from './error-buffer.js';
import { MemoryBudget } from './memory-budget.js';
import { Reporter } from './reporter.js';
import { retryPolicy } from './retry-budget.js';
import { Sender } from './sender.js';
import type { SegmentHead } from './spool/segment.js';
import { SpoolDelivery } from './spool/spool-delivery.js';
import { SpoolError, SpoolFullError, toSpoolError } from './spool/spool-errors.js';
import { type LockLoss, SpoolLock } from './spool/spool-lock.js';
import { type Recovery, SpoolLog } from './spool/spool-log.js';
import type { SpoolOptions } from './spool/spool-options.js';
import { Mutex } from './spool/synchronization.js';
import {
  BufferFullError,
  type CloseReport,
  count,
  DamagedError,
  DeliveryError,
  DroppedError,
  InvalidLineError,
  NotStoredError,
  notStoredAtClose,
  RepairedPointError,
  WriteError,
  WriterClosedError,
} from './write-errors.js';
import { isMany, type LineSource, linesOf, type WriteInput } from './write-input.js';
import type { WriteApi } from './write-response.js';
import type { LineStats } from './write-stats.js';
import { endpointOf, type WriteTarget } from './write-target.js';
import { checkChoice, checkNumber } from './writer-options.js';

export { type CommandOutput, runSpoolCommand } from './spool/spool-command.js';
export { SpoolError, SpoolFullError, SpoolLockedError } from './spool/spool-errors.js';
export type { Recovery } from './spool/spool-log.js';
export type { SpoolOptions, SpoolSettings } from './spool/spool-options.js';
export {
  listSpool,
  readSpool,
  repairSpool,
  type SpoolContents,
  type SpooledLines,
  type SpoolFile,
  type SpoolRepair,
} from './spool/spool-tools.js';
export { DamagedError } from './write-errors.js';
export type { WriteApi } from './write-response.js';

const MIB = 1_048_576;

/** A spool's numbers since it was opened. Lines that an earlier process left count as accepted. */
export interface SpoolStats extends LineStats {
  /** Bytes of the folder's files of lines, delivered or not. */
  readonly spooledBytes: number;
  /** Requests, further attempts among them. */
  readonly requests: number;
  /** Requests that are under way. */
  readonly inFlight: number;
  /** Bytes of all bodies as they were sent. */
  readonly sentBytes: number;
  /** Whether delivery pauses, because the server rejected the credentials or the bucket: see {@link Spool.resume}. */
  readonly halted: boolean;
}

/** How a spool ended; lines that are `pending` are in the folder, for the next start. */
export interface SpoolCloseReport extends CloseReport<SpoolStats> {
  /** Why the folder can no longer be used, where that is so. */
  readonly failure: SpoolError | undefined;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Writes points to a folder first, and from there to the server. Make one with {@link openSpool}. */
export class Spool {
  /** What was found in the folder. */
  readonly recovered: Recovery;
  readonly #log: SpoolLog;
  readonly #lock: SpoolLock;
  readonly #reporter: Reporter;
  readonly #mutex = new Mutex();
  readonly #delivery: SpoolDelivery;
  readonly #encoder: BatchEncoder;
  /** Bytes of lines that wait to be synced. */
  readonly #memory: MemoryBudget;
  readonly #maxBytes: number;
  readonly #maxBufferBytes: number;
  readonly #whenFull: 'block' | 'drop-oldest' | 'error';
  /** Batches that wait to be synced. */
  #full: Batch[] = [];
  #waiters: Waiter[] = [];
  /** Gives an error the stack of the first of them: the error that a sync fails with is one, and so is all they get. */
  #atFirstWaiter: ReturnType<typeof captureCaller> | undefined;
  #committing: Promise<void> | undefined;
  /** Lines that are on disk, since the start, those of an earlier process among them. */
  #onDisk: number;
  #closing: Promise<{ report: SpoolCloseReport; lines: number }> | undefined;
  #abandoned = false;
  /** Why nothing more is accepted. */
  #broken: SpoolError | undefined;
  readonly #onInvalid: 'throw' | 'drop' | 'repair';
  readonly #dialect: Dialect;
  #cancelSync: (() => void) | undefined;

  /** @internal */
  constructor(
    api: WriteApi,
    options: SpoolOptions,
    settings: { maxBytes: number; log: SpoolLog; lock: SpoolLock; errors: readonly DamagedError[] },
  ) {
    const { log, lock, maxBytes, errors } = settings;
    const endpoint = endpointOf(options);
    const dialect = options.dialect ?? endpoint.dialect;
    const {
      precision = 'ns',
      batchLines = endpoint.defaults.batchLines,
      batchBytes = endpoint.defaults.batchBytes,
      flushInterval = 1000,
      concurrency = endpoint.defaults.concurrency,
      maxBufferBytes = 64 * MIB,
      retry,
    } = options;
    this.#log = log;
    this.#lock = lock;
    this.#maxBytes = maxBytes;
    this.#maxBufferBytes = maxBufferBytes;
    this.#whenFull = options.whenFull ?? 'block';
    this.#onInvalid = options.onInvalid ?? 'throw';
    this.#dialect = dialect;
    this.recovered = log.recovered;
    this.#onDisk = log.recovered.lines;
    this.#reporter = new Reporter(options);
    // a `write()` that began is accepted as a whole: the limit is looked at before the next one
    this.#memory = new MemoryBudget({ limit: Number.POSITIVE_INFINITY, pauseAbove: maxBufferBytes });
    this.#encoder = new BatchEncoder({
      encoding: { ...options, precision, dialect },
      batchLines,
      batchBytes: Math.min(batchBytes, Math.floor(maxBytes / 8)),
      partitions: 1,
      acceptedBefore: log.recovered.lines + log.recovered.lostLines,
      memory: this.#memory,
      repair: this.#onInvalid === 'repair',
    });
    const policy = retryPolicy({ ...retry, retries: Number.POSITIVE_INFINITY, maxTime: Number.POSITIVE_INFINITY });
    const senders = new Map<string, Sender>();
    this.#delivery = new SpoolDelivery({
      log,
      mutex: this.#mutex,
      senderFor: ({ target }) => {
        const key = JSON.stringify(target);
        const known = senders.get(key);
        if (known) return known;
        const to = endpointOf(target);
        // lines of an earlier process may have been written for another reader
        const written = key === JSON.stringify(targetOf(options)) ? dialect : to.dialect;
        const sender = new Sender(api, {
          endpoint: to,
          dialect: written,
          options,
          policy,
          reporter: this.#reporter,
        });
        senders.set(key, sender);
        return sender;
      },
      batchLines,
      batchBytes,
      flushInterval,
      concurrency: options.ordered ? 1 : concurrency,
      pause: Math.max(1000, policy.maxDelay),
      positionBefore: log.recovered.lostLines,
      reporter: this.#reporter,
    });
    for (const error of errors) this.#reporter.fail(error);
    lock.onLost((loss) => this.#break(loss));
    if (options.sync === 'interval') this.#syncEvery(options.syncInterval ?? 1000);
    this.#delivery.start();
  }

  /** Brings to disk, every so often, what was acknowledged since. */
  #syncEvery(interval: number): void {
    this.#cancelSync = startTimer(() => {
      const synced = this.#log.sync().catch((error: unknown) => {
        const failure = toSpoolError('the spool cannot be synced', error);
        this.#reporter.notify(new WriteError(`${failure.message}; what was acknowledged last may be lost`, 0, failure));
      });
      synced.then(() => {
        if (!this.#closing) this.#syncEvery(interval);
      });
    }, interval);
  }

  /** Ends all work, for the folder is not ours any more. */
  #break({ error, isFolderGone }: LockLoss): void {
    if (this.#broken) return;
    this.#broken = error;
    if (isFolderGone) {
      // what another process took over is its to deliver; what is gone is lost
      const lines = this.#onDisk - this.#delivery.passed;
      if (lines > 0)
        this.#reporter.fail(new DamagedError(`${count(lines)} lost: ${error.message}`, lines, 0, undefined));
      else this.#reporter.notify(new WriteError(error.message, 0, error));
    } else {
      this.#reporter.notify(new WriteError(error.message, 0, error));
    }
    this.#abandoned = true;
    this.#delivery.stop();
  }

  /**
   * Accepts points, and resolves when they are on disk, synced: from then on no end of the process and no restart of the
   * machine loses them. Calls that come while another is being synced share the next sync.
   *
   * @example
   * import { createOssV2, tokenAuth } from '@influxkit/influxdb/oss-v2';
   * import { openSpool } from '@influxkit/influxdb/spool';
   *
   * const api = createOssV2({ baseUrl: 'http://localhost:8086', auth: tokenAuth(process.env.INFLUX_TOKEN ?? '') });
   * const spool = await openSpool(api, { org: 'acme', bucket: 'metrics', dir: '/var/spool/metrics' });
   * await spool.write({ measurement: 'meter', fields: { kwh: 1234.5 } }); // on disk now
   *
   * @throws InvalidLineError for a point that line protocol cannot carry; NotStoredError for several. The others of the
   *   call are accepted, and on disk by then
   * @throws SpoolFullError when the folder is full, with `whenFull: 'error'`
   * @throws BufferFullError when too much waits to be synced: await `write()`
   * @throws SpoolError when the disk fails. The lines that are not on disk are reported to `onError`; others of the call may be
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

  /**
   * Accepts points as columns: what `writeColumns()` of a writer takes.
   *
   * @throws TypeError for columns that do not make rows: nothing is accepted
   * @throws what `write()` throws
   */
  writeColumns(columns: PointColumns | TablePoints): Promise<void> {
    const written = (async () => this.#write(columnPoints(columns), undefined))();
    written.catch(() => {});
    return written;
  }

  async #write(data: WriteInput | RowEncoder<unknown>, row: unknown): Promise<void> {
    if (this.#closing) throw new WriterClosedError();
    if (this.#broken) throw this.#broken;
    if (!this.#memory.isReady) throw new BufferFullError(this.#maxBufferBytes, 0, 0);
    const invalid: InvalidLineError[] = [];
    let valid = 0;
    const accept = (line: LineSource): void => {
      const error = this.#accept(line);
      if (!error) valid++;
      else if (this.#onInvalid === 'throw') invalid.push(error);
    };
    let failure: { error: unknown } | undefined;
    try {
      if (row !== undefined) accept(new PreparedPoint(data as RowEncoder<unknown>, row));
      else if (isMany(data)) for (const line of linesOf(data, this.#dialect)) accept(line);
      else accept(data as PointInput);
    } catch (error) {
      // an iterable or a getter of the caller failed: what came before is accepted
      failure = { error };
    }
    const [first] = invalid;
    // made before anything is awaited, so that its stack names the caller
    const rejection = first && invalid.length > 1 ? new NotStoredError(invalid, 0, invalid.length) : first;
    if (valid > 0) {
      if (this.#waiters.length === 0) this.#atFirstWaiter = captureCaller(this.#write);
      await new Promise<void>((resolve, reject) => {
        this.#waiters.push({ resolve, reject });
        this.#committing ??= this.#commit();
      });
    }
    if (failure) throw failure.error;
    if (rejection) throw rejection;
  }

  /** Encodes a line; returns the error of an invalid one, which is reported. */
  #accept(line: LineSource): InvalidLineError | undefined {
    try {
      const batch = this.#encoder.append(line);
      for (const repair of this.#encoder.takeRepairs())
        this.#reporter.notify(new RepairedPointError(repair, this.#encoder.accepted));
      if (batch) this.#full.push(batch);
      return undefined;
    } catch (error) {
      if (!(error instanceof InvalidLineError)) throw error;
      this.#reporter.fail(error);
      return error;
    }
  }

  /**
   * Sends what is on disk without waiting for more, and resolves when everything written so far is stored or reported.
   * That can take as long as the server is down: `close()` need not wait for it.
   *
   * @throws NotStoredError when lines are not stored, which no earlier flush has reported
   * @throws RejectedError when delivery pauses, because the server rejected the credentials or the bucket
   * @throws SpoolError when the folder is not ours any more
   */
  flush(): Promise<void> {
    // the handler below hides from the engine who awaits it
    const atCaller = captureCaller(this.flush);
    const flushed = this.#flush().catch((error: unknown) => {
      throw atCaller(error);
    });
    flushed.catch(() => {});
    return flushed;
  }

  /** Goes on at once where delivery pauses, with the credentials and the bucket that are there now. */
  resume(): void {
    this.#delivery.resume();
  }

  /**
   * Accepts no more points, waits up to a deadline for those on disk to be delivered, and leaves the rest for the next start.
   *
   * @throws NotStoredError when some lines will never be stored, which no flush has reported; its `report` is what
   *   {@link Spool.closeSettled} gives
   * @throws SpoolError when the folder cannot be used any more
   */
  close(options: { readonly timeout?: number | undefined } = {}): Promise<SpoolCloseReport> {
    const atCaller = captureCaller(this.close);
    const closed = this.#closeOnce(options).then(({ report, lines }) => {
      const error = report.failure ?? notStoredAtClose(report, lines);
      if (error) throw atCaller(error);
      return report;
    });
    // whoever does not await it has onError; an unhandled rejection would end the process
    closed.catch(() => {});
    return closed;
  }

  /** Closes as {@link Spool.close} does, and gives the report in either case. */
  async closeSettled(options: { readonly timeout?: number | undefined } = {}): Promise<SpoolCloseReport> {
    return (await this.#closeOnce(options)).report;
  }

  /** Closes at the end of an `await using` block. What is not delivered stays on disk. @throws as {@link Spool.close} does */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  stats(): SpoolStats {
    const { requests, inFlight, sentBytes, halted } = this.#delivery;
    return {
      ...this.#reporter.counters.lines(this.#encoder.accepted),
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
      const { tooLarge } = this.#delivery;
      if (tooLarge !== undefined) this.#encoder.noteTooLarge(tooLarge);
      const waiters = this.#waiters;
      const atFirstWaiter = this.#atFirstWaiter;
      const batches = [...this.#full, ...this.#encoder.flush()];
      const bytes = batches.reduce((sum, batch) => sum + batch.lines.bytes.length, 0);
      this.#waiters = [];
      this.#full = [];
      try {
        // in pieces: after a long wait for room there may be more than fits at a time
        for (let piece = this.#piece(batches); piece.length > 0; piece = this.#piece(batches)) {
          await this.#room(SpoolLog.sizeOf(piece));
          await this.#log.append(piece);
          // after the sync: whoever took the folder over since then finds these lines
          await this.#lock.check();
          await this.#log.acknowledge();
          batches.splice(0, piece.length);
          this.#onDisk += piece.reduce((sum, batch) => sum + batch.lines.lines, 0);
          this.#delivery.wake();
        }
        for (const waiter of waiters) waiter.resolve();
      } catch (error) {
        const failure = this.#broken ?? toSpoolError('the spool cannot be written', await this.#whyNot(error));
        for (const batch of batches) {
          const { lines, position } = batch;
          const facts = { position, lineProtocol: lines.bytes, lines: lines.lines, attempts: 0 };
          this.#reporter.fail(
            new DeliveryError(`${count(lines.lines)} not accepted: ${failure.message}`, facts, failure),
          );
        }
        atFirstWaiter?.(failure);
        for (const waiter of waiters) waiter.reject(failure);
      }
      this.#memory.release(bytes);
    }
    this.#committing = undefined;
  }

  /** The reason of a failure: that the folder is gone explains whatever else went wrong. */
  async #whyNot(error: unknown): Promise<unknown> {
    return await this.#lock.check().then(
      () => error,
      (loss: unknown) => loss,
    );
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
        this.#delivery.skip(dropped.lines);
        if (dropped.lines > 0) {
          const facts = { position, lineProtocol: dropped.bytes, lines: dropped.lines, attempts: 0 };
          this.#reporter.fail(new DroppedError(`${count(dropped.lines)} dropped: the spool is full`, facts));
        }
      }
      this.#delivery.start();
      this.#delivery.changed.raise();
      if (!dropped) throw new SpoolFullError(this.#maxBytes);
    }
  }

  async #flush(): Promise<void> {
    await this.#committing;
    const target = this.#onDisk;
    while (this.#delivery.passed < target) {
      const since = this.#delivery.changed.count;
      if (this.#broken) throw this.#broken;
      if (this.#delivery.halted) throw this.#delivery.halted;
      this.#delivery.hurry();
      await this.#delivery.changed.wait(since, 100);
    }
    const error = notStored(this.#reporter.takeErrors());
    if (error) throw error;
  }

  #closeOnce(options: { readonly timeout?: number | undefined }): Promise<{ report: SpoolCloseReport; lines: number }> {
    this.#closing ??= this.#close(checkNumber('timeout', options.timeout ?? 10_000, 0, false));
    return this.#closing;
  }

  async #close(timeout: number): Promise<{ report: SpoolCloseReport; lines: number }> {
    const deadline = monotonicNow() + timeout;
    const left = (): number => deadline - monotonicNow();
    const isDone = (): boolean => this.#broken !== undefined || this.#delivery.halted !== undefined || left() <= 0;
    while ((this.#committing || this.#delivery.passed < this.#onDisk) && !isDone()) {
      this.#delivery.hurry();
      await this.#delivery.changed.wait(this.#delivery.changed.count, Math.min(100, left()));
    }
    this.#abandoned = true;
    this.#cancelSync?.();
    this.#delivery.changed.raise();
    await this.#committing;
    await this.#delivery.stop();
    try {
      await this.#lock.check();
      await this.#mutex.run(() => this.#log.close());
    } catch (error) {
      this.#broken ??= toSpoolError('the spool cannot be closed in order', await this.#whyNot(error));
    } finally {
      await this.#log.release();
      await this.#lock.release();
    }
    const { errors, omitted, lines } = this.#reporter.takeErrors();
    const failed = errors.filter((error) => error instanceof DeliveryError);
    return { report: { stats: this.stats(), failed, errors, omitted, failure: this.#broken }, lines };
  }
}

/**
 * Opens a folder as a durable spool, for a bucket or a database. What an earlier process left in it is delivered first.
 *
 * @example
 * import { createOssV2, tokenAuth } from '@influxkit/influxdb/oss-v2';
 * import { openSpool } from '@influxkit/influxdb/spool';
 *
 * const api = createOssV2({ baseUrl: 'http://localhost:8086', auth: tokenAuth(process.env.INFLUX_TOKEN ?? '') });
 * const spool = await openSpool(api, { org: 'acme', bucket: 'metrics', dir: '/var/spool/metrics' });
 * await spool.write({ measurement: 'cpu', fields: { usage: 0.5 }, timestamp: new Date() }); // on disk now
 * await spool.close();
 *
 * @throws SpoolLockedError when another process uses the folder
 * @throws SpoolError when the folder cannot be used
 * @throws TypeError for an option that is not understood
 */
export async function openSpool(api: WriteApi, options: SpoolOptions): Promise<Spool> {
  const { maxBytes = 1024 * MIB, whenFull = 'block', precision = 'ns' } = options;
  if (typeof options.dir !== 'string' || options.dir === '') {
    throw new TypeError(`dir: must be the path of a folder; got ${describe(options.dir)}`);
  }
  checkNumber('maxBytes', maxBytes, 65_536);
  const segmentBytes = checkNumber('segmentBytes', options.segmentBytes ?? Math.min(8 * MIB, maxBytes / 8), 1, false);
  checkChoice('whenFull', whenFull, ['block', 'drop-oldest', 'error']);
  checkChoice('precision', precision, ['ns', 'us', 'ms', 's']);
  checkChoice('onInvalid', options.onInvalid ?? 'throw', ['throw', 'drop', 'repair']);
  checkChoice('sync', options.sync ?? 'write', ['write', 'interval']);
  checkNumber('syncInterval', options.syncInterval ?? 1, 1, false);
  checkNumber('batchLines', options.batchLines ?? 1, 1);
  checkNumber('batchBytes', options.batchBytes ?? 1, 1);
  checkNumber('flushInterval', options.flushInterval ?? 0, 0, false);
  checkNumber('maxBufferBytes', options.maxBufferBytes ?? 1024, 1024);
  const endpoint = endpointOf(options);
  const { dialect = endpoint.dialect, retry } = options;
  // refuses options that it does not understand, before anything is done to the disk
  new Sender(api, { endpoint, dialect, options, policy: retryPolicy(retry), reporter: new Reporter(options) });

  const dir = resolve(options.dir);
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new SpoolError(`the folder ${dir} cannot be made: ${(error as Error).message}`, { cause: error });
  }
  let lock: SpoolLock;
  try {
    lock = await SpoolLock.acquire(dir);
  } catch (error) {
    throw toSpoolError(`the folder ${dir} cannot be locked`, error);
  }
  try {
    const head = { target: targetOf(options) };
    const syncEach = options.sync !== 'interval';
    const { log, errors } = await SpoolLog.open({ dir, head, segmentBytes, syncEach });
    return new Spool(api, options, { maxBytes, log, lock, errors });
  } catch (error) {
    await lock.release();
    throw toSpoolError(`the spool ${dir} cannot be read`, error);
  }
}

/** The target alone: options hold functions, and headers that are nobody's business on disk. */
function targetOf(options: SpoolOptions): SegmentHead['target'] {
  const { bucket, org, orgID, db, rp, database, endpoint, acceptPartial, noSync } = options;
  const parts = { bucket, org, orgID, db, rp, database, endpoint, acceptPartial, noSync };
  const named = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(named) as unknown as WriteTarget;
}
