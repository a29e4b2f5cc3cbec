import type { PointInput, RowEncoder } from '@influxkit/line-protocol';
import type { WriteApi } from './api.js';
import type { Sender } from './attempts.js';
import { Dispatcher } from './dispatcher.js';
import {
  BufferFullError,
  InvalidLineError,
  NotStoredError,
  UndeliveredError,
  type WriteError,
  WriterClosedError,
} from './errors.js';
import { HeldErrors } from './held-errors.js';
import { isIterable, isRaw, type RawInput, type WriteInput } from './inputs.js';
import { Intake } from './intake.js';
import { Ledger } from './ledger.js';
import { SpareMemory } from './memory.js';
import { checkChoice, checkNumber, type WriterOptions } from './options.js';
import { Pace } from './pace.js';
import { type RawLine, type RawText, rawLines, rawText } from './raw-lines.js';
import { retryPolicy } from './retry.js';
import { makeSender } from './sender-options.js';
import type { Accounting, WriterStats } from './stats.js';
import { endpointOf } from './target.js';
import { type Progress, type WriteAllOptions, writeAll } from './write-all.js';

/** Least bytes of a batch after a server called larger ones too large. */
const LEAST_BATCH = 65_536;

export interface CloseOptions {
  /** Milliseconds to wait for what is under way and for retries; 0 to give up at once. Default: 30,000. */
  readonly timeout?: number | undefined;
}

/** What `close()` tells: the account of all lines, and what went wrong since the last flush. */
export interface CloseReport {
  /** What became of all lines that the writer was given. */
  readonly account: Accounting;
  /** What could not be delivered before the deadline, or within the retries. The lines are in `lineProtocol` of each. */
  readonly undelivered: readonly UndeliveredError[];
  /** All errors that neither `flush()` nor `writeAll()` has told yet, those of `undelivered` among them. */
  readonly errors: readonly WriteError[];
  /** How many older errors are not in `errors`, because only a bounded number is kept. */
  readonly omitted: number;
}

/** Writes points in batches. Make one with {@link createWriter}. */
export class Writer {
  readonly #ledger = new Ledger();
  readonly #intake: Intake;
  readonly #dispatcher: Dispatcher;
  readonly #sender: Sender;
  readonly #pace: Pace;
  readonly #maxBytes: number;
  readonly #whenFull: 'block' | 'drop-oldest' | 'error';
  readonly #throwInvalid: boolean;
  readonly #hasOnError: boolean;
  readonly #progress = new Set<() => void>();
  /** Bytes held from which each line is looked at by itself: whether it fits, and whether to wait. */
  readonly #watchedBytes: number;
  #closing: Promise<CloseReport> | undefined;
  #writable: WritableStream<WriteInput> | undefined;

  /** @internal */
  constructor(api: WriteApi, options: WriterOptions) {
    const endpoint = endpointOf(options);
    const {
      precision = 'ns',
      dialect = endpoint.dialect,
      batchLines = 5000,
      batchBytes = 1_048_576,
      flushInterval = 1000,
      ordered = false,
      concurrency = 4,
      maxBufferBytes = 67_108_864,
      whenFull = 'block',
      onInvalid = 'throw',
      dryRun = false,
    } = options;
    checkChoice('precision', precision, ['ns', 'us', 'ms', 's']);
    checkChoice('whenFull', whenFull, ['block', 'drop-oldest', 'error']);
    checkChoice('onInvalid', onInvalid, ['throw', 'drop']);
    checkNumber('batchLines', batchLines, 1);
    checkNumber('batchBytes', batchBytes, 1);
    checkNumber('flushInterval', flushInterval, 0, false);
    checkNumber('maxBufferBytes', maxBufferBytes, 1024);

    this.#sender = makeSender(api, endpoint, options, retryPolicy(options.retry));
    const lanes = ordered ? concurrency : 1;
    // All open batches together take half of the memory at most, so that there is always one to wait for or to drop.
    const openBatches = lanes + 1;
    const bytes = Math.max(1, Math.min(batchBytes, Math.floor(maxBufferBytes / (2 * openBatches))));
    this.#maxBytes = maxBufferBytes;
    this.#whenFull = whenFull;
    this.#throwInvalid = onInvalid === 'throw';
    this.#hasOnError = options.onError !== undefined;
    // A batch under way for each request: what is written beyond would only wait.
    const enough =
      whenFull === 'error'
        ? Number.POSITIVE_INFINITY
        : Math.max(openBatches * bytes, Math.min(maxBufferBytes * 0.75, (lanes - 1 + concurrency) * bytes));
    this.#pace = new Pace(enough);
    this.#watchedBytes = Math.min(enough, maxBufferBytes);
    const memory = new SpareMemory(concurrency);
    this.#intake = new Intake(
      {
        encoding: {
          precision,
          dialect,
          timestampUnit: options.timestampUnit,
          rounding: options.rounding,
          skipEmpty: options.skipEmpty,
          defaultTags: options.defaultTags,
        },
        batchLines,
        flushInterval: flushInterval === Number.POSITIVE_INFINITY ? 0 : flushInterval,
        lanes,
        ledger: this.#ledger,
        memory,
        admit: (size) => this.#admit(size),
        onBatch: (batch, lane) => {
          this.#dispatcher.dispatch(batch, lane);
          this.#limit();
        },
      },
      bytes,
    );
    this.#dispatcher = new Dispatcher({
      sender: this.#sender,
      ledger: this.#ledger,
      memory,
      ordered,
      onError: options.onError,
      onBatch: options.onBatch,
      show: dryRun === true ? (lines) => console.log(lines) : dryRun || undefined,
      onSettled: (tooLarge) => {
        if (tooLarge !== undefined) {
          this.#intake.batchBytes = Math.min(this.#intake.batchBytes, Math.max(LEAST_BATCH, tooLarge >> 1));
        }
        this.#limit();
        this.#pace.update(this.#heldBytes);
        for (const tell of this.#progress) tell();
      },
    });
  }

  /**
   * Takes points; sends nothing yet. Synchronous and cheap.
   *
   * @returns false when it is time to wait for {@link Writer.ready}
   * @throws InvalidLineError for a point that line protocol cannot carry, unless `onInvalid: 'drop'`. Of many points the
   *   others are taken; several invalid ones are a NotStoredError
   * @throws BufferFullError when memory is full, unless `whenFull: 'drop-oldest'`
   * @throws WriterClosedError after `close()`
   */
  write(data: WriteInput): boolean;
  /** The same for a row of what `defineMeasurement()` or its `series()` made: the cheapest way there is. */
  write<Row>(encoder: RowEncoder<Row>, row: Row): boolean;
  write(data: WriteInput | RowEncoder<unknown>, row?: unknown): boolean {
    if (this.#closing) throw new WriterClosedError();
    if (row !== undefined) {
      this.#takeRow(data as RowEncoder<unknown>, row);
    } else if (isRaw(data) || isIterable(data)) {
      this.#writeMany(data);
    } else {
      this.#takePoint(data as PointInput);
    }
    return this.#pace.isOpen;
  }

  /** Resolves as soon as more points should be written: at once, unless the server is slower than the caller. */
  get ready(): Promise<void> {
    return this.#pace.wait();
  }

  /**
   * Writes everything that an iterable yields, as fast as the server takes it and no faster, and waits until all of it is
   * stored or reported. Invalid points are reported, whatever `onInvalid` says; the others are written.
   *
   * @throws NotStoredError at the end, when some lines are not stored
   * @throws BufferFullError with `whenFull: 'error'`
   * @throws what the iterable throws, or the signal's reason, after what was taken is stored or reported
   */
  async writeAll(
    data: Iterable<WriteInput> | AsyncIterable<WriteInput>,
    options: WriteAllOptions = {},
  ): Promise<Progress> {
    return await writeAll(
      {
        put: (item) => this.#putPaced(item),
        wait: () => (this.#pace.isOpen ? undefined : this.ready),
        flush: () => this.#flush(),
        account: () => this.#ledger.snapshot(),
        watch: (tell) => {
          this.#progress.add(tell);
          return () => this.#progress.delete(tell);
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
          await this.#putPaced(chunk);
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
   * Sends what is held, and resolves when everything written so far is stored or reported.
   *
   * @throws NotStoredError when some lines are not stored, of which no earlier flush told
   */
  flush(): Promise<void> {
    const flushed = this.#flush();
    // whoever does not await it has onError; an unhandled rejection would end the process
    flushed.catch(() => {});
    return flushed;
  }

  /**
   * Takes no more points, sends what is held, and waits for what is under way and for retries, up to a deadline. Never
   * throws for lines that are not stored: they are in the report.
   */
  close(options: CloseOptions = {}): Promise<CloseReport> {
    this.#closing ??= this.#close(checkNumber('timeout', options.timeout ?? 30_000, 0, false));
    return this.#closing;
  }

  /**
   * Closes at the end of an `await using` block.
   *
   * @throws NotStoredError when lines are not stored and there is no `onError` that was told
   */
  async [Symbol.asyncDispose](): Promise<void> {
    const { errors, omitted } = await this.close();
    if (errors.length === 0 || this.#hasOnError) return;
    throw new NotStoredError(
      errors,
      omitted,
      errors.reduce((lines, error) => lines + error.lines, 0),
    );
  }

  /** The writer's numbers since it was made. */
  stats(): WriterStats {
    const { batches, requests, sentBytes } = this.#dispatcher;
    const { retries, inFlight } = this.#sender;
    return {
      ...this.#ledger.snapshot(),
      bufferedBytes: this.#heldBytes,
      batches,
      requests,
      retries,
      inFlight,
      sentBytes,
    };
  }

  get #heldBytes(): number {
    return this.#intake.openBytes + this.#dispatcher.heldBytes;
  }

  /** Lets lines in unasked while all that is held stays below what is watched. */
  #limit(): void {
    this.#intake.openLimit = this.#watchedBytes - this.#dispatcher.heldBytes;
  }

  /**
   * Lets a line of some bytes in, which is in the open batch already but not yet counted.
   *
   * @throws BufferFullError where it does not fit, and older batches cannot make room
   */
  #admit(size: number): void {
    if (this.#whenFull === 'drop-oldest') while (!this.#fits(size) && this.#dispatcher.dropOldest()) this.#limit();
    if (!this.#fits(size)) throw new BufferFullError(this.#maxBytes, 0);
    this.#pace.update(this.#heldBytes + size);
  }

  #fits(size: number): boolean {
    const held = this.#heldBytes;
    // an empty writer takes any line, even one longer than the limit: it could never be written otherwise
    return held === 0 || held + size <= this.#maxBytes;
  }

  #takePoint(point: PointInput): void {
    try {
      this.#intake.point(point);
    } catch (error) {
      if (this.#refuse(error)) this.#takePoint(point);
    }
  }

  #takeRow<Row>(encoder: RowEncoder<Row>, row: Row): void {
    try {
      this.#intake.row(encoder, row);
    } catch (error) {
      if (this.#refuse(error)) this.#takeRow(encoder, row);
    }
  }

  #takeRaw(text: RawText, line: RawLine): void {
    try {
      this.#intake.raw(text.bytes, line);
    } catch (error) {
      if (this.#refuse(error)) this.#takeRaw(text, line);
    }
  }

  /**
   * An invalid line is counted, then thrown or reported. Any other error is the caller's.
   *
   * @returns true where there is room now for a line that did not fit
   */
  #refuse(error: unknown): boolean {
    if (error instanceof BufferFullError) {
      // the open batch alone fills the memory, and would wait for ever to be full
      if (this.#intake.openBytes > 0 && (this.#whenFull === 'drop-oldest' || this.#dispatcher.heldBytes === 0)) {
        this.#intake.seal();
        if (this.#whenFull === 'drop-oldest') return true;
      }
    }
    if (!(error instanceof InvalidLineError)) throw error;
    this.#ledger.count(error);
    if (this.#throwInvalid) throw error;
    this.#dispatcher.report(error);
    return false;
  }

  /** Takes all that are valid, then throws for the others. */
  #writeMany(data: RawInput | Iterable<PointInput | RawInput>): void {
    const invalid: InvalidLineError[] = [];
    let accepted = 0;
    const attempt = (take: () => void): void => {
      try {
        take();
        accepted++;
      } catch (error) {
        if (error instanceof BufferFullError) throw new BufferFullError(this.#maxBytes, accepted);
        if (!(error instanceof InvalidLineError)) throw error;
        invalid.push(error);
      }
    };
    const takeRaw = (item: RawInput): void => {
      const text = rawText(item);
      for (const line of rawLines(text)) attempt(() => this.#takeRaw(text, line));
    };
    if (isRaw(data)) takeRaw(data);
    else {
      for (const item of data) {
        if (isRaw(item)) takeRaw(item);
        else attempt(() => this.#takePoint(item));
      }
    }
    const [first] = invalid;
    if (first) throw invalid.length === 1 ? first : new NotStoredError(invalid, 0, invalid.length);
  }

  /** Takes an item in pieces, and waits between them where needed. What is invalid is reported, never thrown. */
  #putPaced(item: WriteInput): Promise<void> | undefined {
    if (isRaw(item) || isIterable(item)) return this.#putMany(item);
    return this.#putPoint(item);
  }

  async #putMany(data: RawInput | Iterable<PointInput | RawInput>): Promise<void> {
    if (isRaw(data)) {
      const text = rawText(data);
      for (const line of rawLines(text)) {
        await this.#putRaw(text, line);
        if (!this.#pace.isOpen) await this.ready;
      }
      return;
    }
    for (const item of data) {
      await (isRaw(item) ? this.#putMany(item) : this.#putPoint(item));
      if (!this.#pace.isOpen) await this.ready;
    }
  }

  #putPoint(point: PointInput): Promise<void> | undefined {
    if (this.#closing) throw new WriterClosedError();
    try {
      this.#takePoint(point);
    } catch (error) {
      if (this.#waits(error)) return this.#putPointLater(point);
    }
    return undefined;
  }

  async #putPointLater(point: PointInput): Promise<void> {
    await this.#dispatcher.idle();
    await this.#putPoint(point);
  }

  async #putRaw(text: RawText, line: RawLine): Promise<void> {
    for (;;) {
      if (this.#closing) throw new WriterClosedError();
      try {
        this.#takeRaw(text, line);
        return;
      } catch (error) {
        if (!this.#waits(error)) return;
      }
      await this.#dispatcher.idle();
    }
  }

  /** Whether a line that was not taken is to wait for memory. An invalid one is reported instead. */
  #waits(error: unknown): boolean {
    if (error instanceof BufferFullError && this.#whenFull === 'block') {
      this.#intake.seal();
      return true;
    }
    if (!(error instanceof InvalidLineError)) throw error;
    this.#dispatcher.report(error);
    return false;
  }

  async #flush(): Promise<void> {
    const claim = new HeldErrors();
    this.#intake.seal();
    await this.#dispatcher.settled(claim);
    const error = claim.takeError();
    if (error) throw error;
  }

  async #close(timeout: number): Promise<CloseReport> {
    const claim = new HeldErrors();
    this.#intake.seal();
    const settled = this.#dispatcher.settled(claim);
    if (timeout === 0) this.#dispatcher.abandon();
    else {
      const deadline = setTimeout(() => this.#dispatcher.abandon(), Math.min(timeout, 2_147_483_647));
      await settled;
      clearTimeout(deadline);
    }
    await settled;
    const { errors, omitted } = claim.take();
    return {
      account: this.#ledger.snapshot(),
      undelivered: errors.filter((error) => error instanceof UndeliveredError),
      errors,
      omitted,
    };
  }
}

/**
 * Makes a writer for a bucket (`/api/v2/write`) or for a database of InfluxDB 1.x (`/write`).
 *
 * @example
 * const writer = createWriter(api, { org: 'acme', bucket: 'metrics', onError: (error) => log.warn(error) });
 * writer.write({ measurement: 'cpu', tags: { host: 'a' }, fields: { usage: 0.5 }, timestamp: new Date() });
 * await writer.close();
 *
 * @throws TypeError for an option that is not understood
 */
export function createWriter(api: WriteApi, options: WriterOptions): Writer {
  return new Writer(api, options);
}
