import { captureCaller } from '@influxkit/internal/call-site';
import { startTimer } from '@influxkit/internal/timers';
import {
  ColumnPoints,
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
import { BufferPool } from './buffer-pool.js';
import { DeliveryQueue } from './delivery-queue.js';
import { notStored } from './error-buffer.js';
import { MemoryBudget } from './memory-budget.js';
import { Reporter } from './reporter.js';
import { retryPolicy } from './retry-budget.js';
import { Sender } from './sender.js';
import { type Progress, type WriteAllOptions, writeAll } from './write-all.js';
import {
  BufferFullError,
  type CloseReport,
  count,
  DeliveryError,
  DroppedError,
  InvalidLineError,
  NotStoredError,
  notStoredAtClose,
  RepairedPointError,
  type WriteError,
  WriterClosedError,
} from './write-errors.js';
import { isMany, type LineSource, linesOf, type RawInput, type WriteInput } from './write-input.js';
import type { WriteApi } from './write-response.js';
import type { WriterStats } from './write-stats.js';
import { endpointOf } from './write-target.js';
import { checkChoice, checkNames, checkNumber, type WriterOptions } from './writer-options.js';

export interface CloseOptions {
  /**
   * Milliseconds to wait for what is under way and for retries; 0 to give up at once. InfluxDB 3 responds when its log is
   * flushed, once a second: less than two seconds may give up what it is about to store.
   *
   * @default 30000
   */
  readonly timeout?: number | undefined;
}

/** A report, and the lines of all its errors, those that are omitted among them. */
interface Closed {
  readonly report: CloseReport;
  readonly lines: number;
}

/**
 * Lines of the first batch, unless the caller says how many one has: the first request connects, and may load what the
 * platform sends it with, while the next batch fills.
 */
const FIRST_LINES = 1000;

/** Open batches of an ordered writer, each with memory of its own, where more requests may be under way: also without a limit. */
const MOST_PARTITIONS = 1024;

/** Milliseconds that the first request has for itself, to connect and leave. */
const CONNECTING = 25;

/** Writes points in batches. Make one with {@link createWriter}. */
export class Writer {
  readonly #reporter: Reporter;
  readonly #memory: MemoryBudget;
  readonly #encoder: BatchEncoder;
  readonly #queue: DeliveryQueue;
  readonly #sender: Sender;
  readonly #flushInterval: number;
  readonly #whenFull: 'block' | 'drop-oldest' | 'error';
  readonly #throwInvalid: boolean;
  readonly #repairs: boolean;
  readonly #dialect: Dialect;
  readonly #subscribers = new Set<() => void>();
  /** Cancels the timer that ends open batches which have waited long enough. */
  #cancelTimer: (() => void) | undefined;
  #closing: Promise<Closed> | undefined;
  /** What `close()` returned. */
  #closed: Promise<CloseReport> | undefined;
  #isClosed = false;
  /** Whether a request has been given to the client. */
  #hasStarted = false;
  /** Whether a batch has ended. */
  #hasResponse = false;
  #writable: WritableStream<WriteInput> | undefined;

  /** @internal */
  constructor(api: WriteApi, options: WriterOptions) {
    const endpoint = endpointOf(options);
    const {
      precision = 'ns',
      dialect = endpoint.dialect,
      batchLines = endpoint.defaults.batchLines,
      batchBytes = endpoint.defaults.batchBytes,
      flushInterval = 1000,
      ordered = false,
      concurrency = endpoint.defaults.concurrency,
      maxBufferBytes = 67_108_864,
      whenFull = 'block',
      onInvalid = 'throw',
      dryRun = false,
    } = options;
    checkNames(options);
    checkChoice('precision', precision, ['ns', 'us', 'ms', 's']);
    checkChoice('whenFull', whenFull, ['block', 'drop-oldest', 'error']);
    checkChoice('onInvalid', onInvalid, ['throw', 'drop', 'repair']);
    checkNumber('batchLines', batchLines, 1);
    checkNumber('batchBytes', batchBytes, 1);
    checkNumber('flushInterval', flushInterval, 0, false);
    checkNumber('maxBufferBytes', maxBufferBytes, 1024);

    this.#reporter = new Reporter(options);
    this.#sender = new Sender(api, {
      endpoint,
      dialect,
      options,
      policy: retryPolicy(options.retry),
      reporter: this.#reporter,
    });
    this.#sender.started.then(() => this.#resumeSoon());
    this.#dialect = dialect;
    this.#flushInterval = flushInterval;
    this.#whenFull = whenFull;
    this.#throwInvalid = onInvalid === 'throw';
    this.#repairs = onInvalid === 'repair';

    const partitions = ordered ? Math.min(concurrency, MOST_PARTITIONS) : 1;
    // All open batches together take half of the memory at most, so that there is always one to wait for or to drop.
    const openBatches = partitions + 1;
    const fittingBytes = Math.max(1, Math.min(batchBytes, Math.floor(maxBufferBytes / (2 * openBatches))));
    // A batch under way for each request: what is written beyond would only wait.
    const busyBytes = (partitions - 1 + concurrency) * fittingBytes;
    this.#memory = new MemoryBudget({
      limit: maxBufferBytes,
      pauseAbove:
        whenFull === 'error'
          ? Number.POSITIVE_INFINITY
          : Math.max(openBatches * fittingBytes, Math.min(maxBufferBytes * 0.75, busyBytes)),
    });
    const pool = new BufferPool(concurrency);
    this.#encoder = new BatchEncoder({
      encoding: { ...options, precision, dialect },
      batchLines,
      firstLines: options.batchLines === undefined ? FIRST_LINES : undefined,
      batchBytes: fittingBytes,
      partitions,
      memory: this.#memory,
      repair: this.#repairs,
      pool,
    });
    this.#queue = new DeliveryQueue({
      sender: this.#sender,
      reporter: this.#reporter,
      memory: this.#memory,
      pool,
      limits: () => ({ lines: this.#encoder.batchLines, bytes: this.#encoder.batchBytes }),
      ordered,
      dryRun: dryRun === true ? (lines) => console.log(lines) : dryRun || undefined,
    });
  }

  /**
   * Accepts points; sends nothing yet. Synchronous and cheap.
   *
   * @example
   * import { createOssV2, createWriter, tokenAuth } from '@influxkit/influxdb/oss-v2';
   *
   * const api = createOssV2({ baseUrl: 'http://localhost:8086', auth: tokenAuth(process.env.INFLUX_TOKEN ?? '') });
   * const writer = createWriter(api, { org: 'acme', bucket: 'metrics' });
   * if (!writer.write({ measurement: 'cpu', fields: { usage: 0.5 } })) await writer.ready;
   * await writer.close();
   *
   * @returns false when it is time to wait for {@link Writer.ready}; and after `close()`, where that is not an error
   * @throws InvalidLineError for a point that line protocol cannot carry, unless `onInvalid: 'drop'`. Of many points the
   *   others are accepted; several invalid ones are a NotStoredError
   * @throws BufferFullError when memory is full, unless `whenFull: 'drop-oldest'`
   * @throws WriterClosedError after `close()`, unless `whenFull: 'drop-oldest'` or `onInvalid` is other than `'throw'`: the
   *   lines are then reported as a {@link DroppedError}
   */
  write(data: WriteInput): boolean;
  /** The same for a row of what `defineMeasurement()` or its `series()` made: the cheapest way there is. */
  write<Row>(encoder: RowEncoder<Row>, row: Row): boolean;
  write(data: WriteInput | RowEncoder<unknown>, row?: unknown): boolean {
    if (this.#closing) return this.#writeClosed(data, row);
    if (row === undefined && isMany(data)) {
      if (data instanceof ColumnPoints && this.#throwInvalid) {
        const fault = this.#encoder.columnsFault(data);
        if (fault !== undefined) throw fault;
      }
      this.#writeMany(data);
    } else {
      const line = row === undefined ? (data as PointInput) : new PreparedPoint(data as RowEncoder<unknown>, row);
      const invalid = this.#accept(line);
      if (invalid !== undefined) this.#throwOrReport(invalid);
    }
    return this.#memory.isReady;
  }

  /**
   * Accepts points that stand in columns, without an object of each: one array for each tag, each field and the timestamps, or
   * the columns of a table as `@influxkit/arrow` makes them. In all else it is `write()` of many points; what is invalid names
   * its row. The arrays are read here, once.
   *
   * @example
   * import { createOssV2, createWriter } from '@influxkit/influxdb/oss-v2';
   *
   * const writer = createWriter(createOssV2({ baseUrl: 'http://localhost:8086' }), { org: 'acme', bucket: 'metrics' });
   * const isReady = writer.writeColumns({
   *   measurement: 'cpu',
   *   tags: { region: 'eu', host: ['a', 'b'] },
   *   fields: { usage: new Float64Array([0.5, 0.25]) },
   *   timestamps: new BigInt64Array([1700000000000000000n, 1700000000000000001n]),
   * });
   * if (!isReady) await writer.ready;
   * await writer.close();
   *
   * @returns false when it is time to wait for {@link Writer.ready}
   * @throws TypeError for columns that do not make rows, whatever `onInvalid` is: nothing is accepted
   * @throws InvalidLineError, with nothing accepted, for a measurement, a key or a constant tag that no row can be written
   *   with, unless `onInvalid` is other than `'throw'`
   * @throws what `write()` throws
   */
  writeColumns(columns: PointColumns | TablePoints): boolean {
    return this.write(columnPoints(columns));
  }

  /** Resolves as soon as more points should be written: at once, unless the server is slower than the caller. */
  get ready(): Promise<void> {
    return this.#memory.ready;
  }

  /**
   * Writes everything that an iterable yields, as fast as the server accepts it and no faster, and waits until all of it
   * is stored or reported. Invalid points are reported, whatever `onInvalid` is; the others are written.
   *
   * @example
   * import { createOssV2, createWriter, tokenAuth } from '@influxkit/influxdb/oss-v2';
   *
   * const api = createOssV2({ baseUrl: 'http://localhost:8086', auth: tokenAuth(process.env.INFLUX_TOKEN ?? '') });
   * const writer = createWriter(api, { org: 'acme', bucket: 'metrics' });
   *
   * async function* readings() {
   *   for (let kwh = 0; kwh < 1e6; kwh++) yield { measurement: 'meter', fields: { kwh } };
   * }
   * const { written } = await writer.writeAll(readings(), { onProgress: ({ rate }) => console.log(rate) });
   * await writer.close();
   *
   * @throws NotStoredError at the end, when some lines are not stored
   * @throws BufferFullError with `whenFull: 'error'`
   * @throws what the iterable throws, or the signal's reason, after what was accepted is stored or reported
   */
  async writeAll(
    data: Iterable<WriteInput> | AsyncIterable<WriteInput>,
    options: WriteAllOptions = {},
  ): Promise<Progress> {
    return await writeAll(
      {
        accept: (item) => this.#acceptPaced(item),
        ready: () => (this.#memory.isReady ? undefined : this.#memory.ready),
        flush: () => this.#flush(),
        stats: () => this.#reporter.counters.lines(this.#encoder.accepted),
        subscribe: (onSettled) => {
          this.#subscribers.add(onSettled);
          return () => this.#subscribers.delete(onSettled);
        },
      },
      data,
      options,
    );
  }

  /**
   * A stream to pipe points or lines into, with backpressure. Closing it flushes, and fails as `flush()` does; it does not
   * close the writer. Once it has ended, the next one is new.
   */
  get writable(): WritableStream<WriteInput> {
    const ended = (): void => {
      this.#writable = undefined;
    };
    this.#writable ??= new WritableStream<WriteInput>({
      write: async (chunk) => {
        try {
          await this.#acceptPaced(chunk);
        } catch (error) {
          ended();
          throw error;
        }
        await this.ready;
      },
      close: () => {
        ended();
        return this.#flush();
      },
      abort: ended,
    });
    return this.#writable;
  }

  /**
   * Sends what is buffered, and resolves when everything written so far is stored or reported.
   *
   * @throws NotStoredError when some lines are not stored, which no earlier flush has reported
   */
  flush(): Promise<void> {
    // the handler below hides from the engine who awaits it
    const atCaller = captureCaller(this.flush);
    const flushed = this.#flush().catch((error: unknown) => {
      throw atCaller(error);
    });
    // whoever does not await it has onError; an unhandled rejection would end the process
    flushed.catch(() => {});
    return flushed;
  }

  /**
   * Accepts no more points, sends what is buffered, and waits for what is under way and for retries, up to a deadline.
   *
   * @example
   * import { createOssV2, createWriter, tokenAuth } from '@influxkit/influxdb/oss-v2';
   *
   * const api = createOssV2({ baseUrl: 'http://localhost:8086', auth: tokenAuth(process.env.INFLUX_TOKEN ?? '') });
   * const writer = createWriter(api, { org: 'acme', bucket: 'metrics' });
   * writer.write({ measurement: 'cpu', fields: { usage: 0.5 } });
   * await writer.close({ timeout: 5000 });
   *
   * @throws NotStoredError when some lines are not stored, which no flush has reported; its `report` is what
   *   {@link Writer.closeSettled} gives
   */
  close(options: CloseOptions = {}): Promise<CloseReport> {
    if (this.#closed) return this.#closed;
    const atCaller = captureCaller(this.close);
    const closed = this.#closeOnce(options).then(({ report, lines }) => {
      const error = notStoredAtClose(report, lines);
      if (error) throw atCaller(error);
      return report;
    });
    // whoever does not await it has onError; an unhandled rejection would end the process
    closed.catch(() => {});
    this.#closed = closed;
    return closed;
  }

  /**
   * Closes as {@link Writer.close} does, and gives the report in either case: it never throws for lines that are not stored.
   *
   * @example
   * import { createOssV2, createWriter, tokenAuth } from '@influxkit/influxdb/oss-v2';
   *
   * const api = createOssV2({ baseUrl: 'http://localhost:8086', auth: tokenAuth(process.env.INFLUX_TOKEN ?? '') });
   * const writer = createWriter(api, { org: 'acme', bucket: 'metrics' });
   * writer.write({ measurement: 'cpu', fields: { usage: 0.5 } });
   * const { stats, failed } = await writer.closeSettled({ timeout: 5000 });
   */
  async closeSettled(options: CloseOptions = {}): Promise<CloseReport> {
    return (await this.#closeOnce(options)).report;
  }

  /**
   * Closes at the end of an `await using` block.
   *
   * @throws NotStoredError as {@link Writer.close} does
   */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The writer's numbers since it was made. */
  stats(): WriterStats {
    const { batches, requests, sentBytes } = this.#queue;
    const { retries, inFlight } = this.#sender;
    const lines = this.#reporter.counters.lines(this.#encoder.accepted);
    const bufferedBytes = this.#memory.used;
    return { ...lines, bufferedBytes, batches, requests, retries, inFlight, sentBytes };
  }

  /** Drops what comes after `close()`, and reports it, or throws where `write()` throws for other lines, too. */
  #writeClosed(data: WriteInput | RowEncoder<unknown>, row: unknown): boolean {
    if (this.#throwInvalid && this.#whenFull !== 'drop-oldest') throw new WriterClosedError();
    const line = row === undefined ? (data as PointInput) : new PreparedPoint(data as RowEncoder<unknown>, row);
    const lines = row === undefined && isMany(data) ? linesOf(data, this.#dialect) : [line];
    for (const one of lines) {
      const late = this.#encodeLate(one);
      if (late === undefined) continue;
      this.#reporter.counters.fail(late);
      // what comes before the end is in its report
      if (this.#isClosed) this.#reporter.notify(late);
      else this.#reporter.report(late);
    }
    return false;
  }

  /** Why a line that came too late is not stored. */
  #encodeLate(line: LineSource): WriteError | undefined {
    try {
      const full = this.#encoder.append(line);
      if (this.#repairs) this.#takeRepairs();
      const [batch] = full ? [full] : this.#encoder.flush();
      if (batch === undefined) return undefined;
      const { lines, position } = batch;
      this.#memory.release(lines.bytes.length);
      const facts = { position, lineProtocol: lines.bytes, lines: lines.lines, attempts: 0 };
      return new DroppedError(`${count(lines.lines)} dropped: the writer is closed`, facts);
    } catch (error) {
      if (error instanceof InvalidLineError) return error;
      throw error;
    }
  }

  #throwOrReport(invalid: InvalidLineError): void {
    if (this.#throwInvalid) throw invalid;
    this.#reporter.report(invalid);
  }

  /** Accepts points from columns, and gives how many at a time; those that are to be accepted one by one it gives as they are. */
  *#columnLines(points: ColumnPoints): Generator<LineSource | number> {
    for (let row = 0; row < points.length; ) {
      if (this.#closing) throw new WriterClosedError();
      const { rows, batch } = this.#encoder.appendColumns(points, row);
      if (batch !== undefined) this.#deliver(batch);
      else if (rows > 0 && this.#cancelTimer === undefined && this.#flushInterval > 0) this.#startTimer();
      row += rows;
      yield rows > 0 ? rows : points.point(row++);
    }
  }

  /** The lines of an input that can be more than one, and how many others of columns are accepted already. */
  #linesOf(data: RawInput | Iterable<PointInput | RawInput>): Iterable<LineSource | number> {
    return data instanceof ColumnPoints ? this.#columnLines(data) : linesOf(data, this.#dialect);
  }

  /** Writes all lines that are valid, then throws for the others. */
  #writeMany(data: RawInput | Iterable<PointInput | RawInput>): void {
    const invalid: InvalidLineError[] = [];
    let accepted = 0;
    try {
      for (const line of this.#linesOf(data)) {
        if (typeof line === 'number') {
          accepted += line;
          continue;
        }
        const error = this.#accept(line);
        accepted++;
        if (error === undefined) continue;
        if (this.#throwInvalid) invalid.push(error);
        else this.#reporter.report(error);
      }
    } catch (error) {
      // the caller gets this error in place of those
      for (const earlier of invalid) this.#reporter.report(earlier);
      if (error instanceof BufferFullError) throw new BufferFullError(this.#memory.limit, accepted, error.lineBytes);
      throw error;
    }
    const [first] = invalid;
    if (first) throw invalid.length === 1 ? first : new NotStoredError(invalid, 0, invalid.length);
  }

  /** Accepts an item, and waits for memory where needed. What is invalid is reported, never thrown. */
  #acceptPaced(item: WriteInput): Promise<void> | undefined {
    return isMany(item) ? this.#acceptManyPaced(this.#linesOf(item)) : this.#acceptLinePaced(item as PointInput);
  }

  async #acceptManyPaced(lines: Iterable<LineSource | number>): Promise<void> {
    for (const line of lines) {
      const later = typeof line === 'number' ? undefined : this.#acceptLinePaced(line);
      if (later) await later;
      if (!this.#memory.isReady) await this.#memory.ready;
    }
  }

  #acceptLinePaced(line: LineSource): Promise<void> | undefined {
    if (this.#closing) throw new WriterClosedError();
    try {
      const invalid = this.#accept(line);
      if (invalid !== undefined) this.#reporter.report(invalid);
      return undefined;
    } catch (error) {
      if (error instanceof BufferFullError && this.#whenFull === 'block') return this.#acceptLater(line);
      throw error;
    }
  }

  /** Accepts a line once everything before it is settled. */
  async #acceptLater(line: LineSource): Promise<void> {
    this.#deliverAll(this.#encoder.flush());
    await this.#queue.idle();
    await this.#acceptLinePaced(line);
  }

  /**
   * Encodes a line, and delivers the batch that is full with it.
   *
   * @returns the error of an invalid line, which is counted and neither thrown nor reported yet
   * @throws BufferFullError where it does not fit, and older batches cannot make room
   */
  #accept(line: LineSource): InvalidLineError | undefined {
    try {
      const batch = this.#encoder.append(line);
      if (this.#repairs) this.#takeRepairs();
      if (batch !== undefined) this.#deliver(batch);
      else if (this.#cancelTimer === undefined && this.#flushInterval > 0) this.#startTimer();
      return undefined;
    } catch (error) {
      return this.#recover(line, error);
    }
  }

  /** Reports what was left out of the point that was just encoded, or replaced in it. */
  #takeRepairs(): void {
    for (const repair of this.#encoder.takeRepairs())
      this.#reporter.notify(new RepairedPointError(repair, this.#encoder.accepted));
  }

  #recover(line: LineSource, error: unknown): InvalidLineError | undefined {
    if (error instanceof InvalidLineError) {
      this.#reporter.counters.fail(error);
      return error;
    }
    if (error instanceof BufferFullError && this.#makeRoom(error.lineBytes)) return this.#accept(line);
    throw error;
  }

  /** Makes room for a line, as the options have it. False where there is none. */
  #makeRoom(bytes: number): boolean {
    if (this.#whenFull !== 'drop-oldest') {
      // the open batches alone fill the memory, and would wait for ever to be full
      if (this.#queue.isEmpty) this.#deliverAll(this.#encoder.flush());
      return false;
    }
    while (!this.#memory.fits(bytes)) {
      if (this.#queue.dropOldest()) continue;
      const open = this.#encoder.flush();
      if (open.length === 0) return false;
      this.#deliverAll(open);
    }
    return true;
  }

  #deliverAll(batches: readonly Batch[]): void {
    for (const batch of batches) this.#deliver(batch);
  }

  #deliver(batch: Batch): void {
    if (this.#encoder.isEmpty) this.#stopTimer();
    if (!this.#hasResponse) this.#memory.pause();
    if (this.#hasStarted) this.#resumeSoon();
    this.#queue.deliver(batch).then(({ tooLarge }) => {
      this.#hasResponse = true;
      this.#memory.resume();
      if (tooLarge !== undefined) this.#encoder.noteTooLarge(tooLarge);
      for (const onSettled of this.#subscribers) onSettled();
    });
  }

  /**
   * Lets the platform do what it has to do, before more is written: a loop that never waits would keep it from connecting,
   * and with that the first request from leaving, until the next batch is full. A response ends the wait before its time.
   */
  #resumeSoon(): void {
    this.#hasStarted = true;
    if (!this.#hasResponse) startTimer(() => this.#memory.resume(), CONNECTING);
  }

  #startTimer(): void {
    const age = this.#encoder.oldest;
    if (age === undefined) return;
    const rest = Math.max(1, Math.ceil(this.#flushInterval - age));
    this.#cancelTimer = startTimer(() => this.#flushOld(), rest);
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  /** Ends the batches that have waited long enough, though they are not full. */
  #flushOld(): void {
    this.#cancelTimer = undefined;
    // timers and the monotonic clock differ by fractions of a millisecond
    this.#deliverAll(this.#encoder.takeOlderThan(this.#flushInterval - 1));
    this.#startTimer();
  }

  async #flush(): Promise<void> {
    this.#deliverAll(this.#encoder.flush());
    const error = notStored(await this.#queue.drain());
    if (error) throw error;
  }

  #closeOnce(options: CloseOptions): Promise<Closed> {
    this.#closing ??= this.#close(checkNumber('timeout', options.timeout ?? 30_000, 0, false));
    return this.#closing;
  }

  async #close(timeout: number): Promise<Closed> {
    this.#deliverAll(this.#encoder.flush());
    // what comes from now on is held for no longer than it takes to report it
    this.#memory.liftLimit();
    const drained = this.#queue.drain();
    if (timeout === 0) {
      this.#queue.abort();
    } else {
      const cancel = startTimer(() => this.#queue.abort(), timeout);
      await drained;
      cancel();
    }
    const settled = await drained;
    const late = this.#reporter.takeErrors();
    this.#isClosed = true;
    const errors = [...settled.errors, ...late.errors];
    const failed = errors.filter((error) => error instanceof DeliveryError);
    const omitted = settled.omitted + late.omitted;
    return { report: { stats: this.stats(), failed, errors, omitted }, lines: settled.lines + late.lines };
  }
}

/**
 * Makes a writer for a database of InfluxDB 3 (`/api/v3/write_lp`), a bucket (`/api/v2/write`), or a database of InfluxDB 1.x
 * (`/write`).
 *
 * @example
 * import { createOssV2, createWriter, tokenAuth } from '@influxkit/influxdb/oss-v2';
 *
 * const api = createOssV2({ baseUrl: 'http://localhost:8086', auth: tokenAuth(process.env.INFLUX_TOKEN ?? '') });
 * const writer = createWriter(api, { org: 'acme', bucket: 'metrics', onError: (error) => console.warn(error) });
 * writer.write({ measurement: 'cpu', tags: { host: 'a' }, fields: { usage: 0.5 }, timestamp: new Date() });
 * await writer.close();
 *
 * @throws TypeError for an option that is not understood
 */
export function createWriter(api: WriteApi, options: WriterOptions): Writer {
  // plain JavaScript may leave them out
  return new Writer(api, options ?? {});
}
