import { monotonicNow } from '@influxkit/internal/clock';
import { sleep } from '@influxkit/internal/timers';
import { LineBuffer } from '@influxkit/line-protocol';
import type { Batch } from '../batch.js';
import { type AbortReason, type Delivered, deliverBatch, outgoing } from '../batch-delivery.js';
import type { Reporter } from '../reporter.js';
import { AttemptLog, type Sender } from '../sender.js';
import { count, DamagedError, DeliveryError, RejectedError, WriteError } from '../write-errors.js';
import type { SegmentHead } from './segment.js';
import type { Loss, Place, SpoolLog, StoredRecord } from './spool-log.js';
import { type Mutex, Signal } from './synchronization.js';

/** A request on its way. */
interface Entry {
  readonly request: SpoolRequest;
  readonly attempts: AttemptLog;
  readonly abort: AbortController;
  readonly began: number;
}

export interface SpoolDeliveryOptions {
  readonly log: SpoolLog;
  /** Guards the reading side of the log. */
  readonly mutex: Mutex;
  readonly senderFor: (head: SegmentHead) => Sender;
  readonly batchLines: number;
  readonly batchBytes: number;
  /** Lines that are lost before the first one. */
  readonly positionBefore: number;
  readonly flushInterval: number;
  readonly concurrency: number;
  /** Milliseconds before a request that cannot be made now is tried again. */
  readonly pause: number;
  /** Counts what is final: written or reported, and removed from the spool. */
  readonly reporter: Reporter;
}

/** Milliseconds: a credential that was renewed is not left waiting for longer. */
const LONGEST_HALT = 300_000;

/** Responses that are not about lines: with other credentials, or another bucket, the same lines would be stored. */
const NOT_ABOUT_LINES: ReadonlySet<number> = /* @__PURE__ */ new Set([401, 403, 404]);

/**
 * Reads the spool in its order, sends several requests at a time, and lets the cursor follow: only over what is
 * delivered or reported, with nothing left behind.
 */
export class SpoolDelivery {
  /** Raised whenever something ended, stopped or went on. */
  readonly changed: Signal = new Signal();
  #halted: RejectedError | undefined;
  #passed = 0;
  #lostLines = 0;
  #requests = 0;
  #sentBytes = 0;
  readonly #options: SpoolDeliveryOptions;
  /** In the order of the spool, those that are not behind the cursor yet. */
  readonly #window: Entry[] = [];
  /** How those ended that have: the cursor passes them once all before them have, too. */
  readonly #outcomes = new Map<Entry, Delivered>();
  readonly #deliveries = new Set<Promise<void>>();
  #tooLarge: number | undefined;
  readonly #builder: RequestBuilder;
  readonly #wake: Signal = new Signal();
  /** A record that was read and did not fit. */
  #peeked: StoredRecord | undefined;
  #read = 0;
  #hurry = false;
  #stopped = false;
  #interrupted = false;
  #running: Promise<void> = Promise.resolve();
  /** How often in a row the server rejected the credentials or the bucket. */
  #rejections = 0;

  constructor(options: SpoolDeliveryOptions) {
    this.#options = options;
    this.#builder = new RequestBuilder(options.batchLines, options.batchBytes);
  }

  /** Why delivery stopped. */
  get halted(): RejectedError | undefined {
    return this.#halted;
  }

  /** Lines up to the cursor, since the start of this process, and those that were found lost. */
  get passed(): number {
    return this.#passed + this.#lostLines;
  }

  get requests(): number {
    return this.#requests;
  }

  /** Bytes of the smallest request that a server called too large. */
  get tooLarge(): number | undefined {
    return this.#tooLarge;
  }

  get sentBytes(): number {
    return this.#sentBytes;
  }

  /** Notes lines that were removed from the spool, while delivery is stopped. */
  skip(lines: number): void {
    this.#passed += lines;
  }

  start(): void {
    this.#stopped = false;
    this.#running = this.#run();
  }

  /** There is something new to read. */
  wake(): void {
    this.#wake.raise();
  }

  /** Sends what there is, full or not. */
  hurry(): void {
    this.#hurry = true;
    this.#wake.raise();
  }

  resume(): void {
    this.#halted = undefined;
    this.#rejections = 0;
    this.#wake.raise();
  }

  get inFlight(): number {
    return this.#window.filter(({ attempts }) => attempts.isUnderWay).length;
  }

  /** Ends all requests, and reads again from the cursor when it is started. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#abort();
    this.#wake.raise();
    this.changed.raise();
    await this.#running;
  }

  #abort(): void {
    this.#interrupted = true;
    for (const { abort } of this.#window) abort.abort('closed' satisfies AbortReason);
    // whoever waits for more to read need not
    this.#wake.raise();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#interrupted = false;
      while (!this.#interrupted && !this.#stopped) {
        if (this.#window.length >= this.#options.concurrency) {
          await this.changed.wait(this.changed.count);
          continue;
        }
        try {
          const request = await this.#nextRequest();
          if (request) this.#send(request);
        } catch (error) {
          await this.#unreadable(error);
        }
      }
      await Promise.all(this.#deliveries);
      this.#window.length = 0;
      this.#outcomes.clear();
      this.#builder.clear();
      this.#peeked = undefined;
      await this.#options.mutex.run(async () => {
        this.#options.log.rewind();
        this.#read = this.#passed;
      });
      await this.#waitHalted();
    }
  }

  /**
   * Waits until delivery is to go on with what the server rejected: later, for a credential may be renewed, or on
   * request.
   */
  async #waitHalted(): Promise<void> {
    const halted = this.#halted;
    if (!halted) return;
    const pause = Math.min(LONGEST_HALT, this.#options.pause * 2 ** Math.min(this.#rejections++, 20));
    const until = monotonicNow() + pause;
    for (let left = pause; left > 0 && this.#halted === halted && !this.#stopped; left = until - monotonicNow()) {
      await this.#wake.wait(this.#wake.count, Math.min(60_000, Math.ceil(left)));
    }
    if (this.#halted === halted && !this.#stopped) {
      this.#halted = undefined;
      this.changed.raise();
    }
  }

  /** Reports lines that cannot be read any more, and goes on behind them. */
  #lose({ lines, bytes, file }: Loss): void {
    const where = file === undefined ? '' : ` in ${file}, which is kept as *.damaged`;
    this.#options.reporter.fail(
      new DamagedError(
        `${count(lines)} lost: the disk changed or lost ${bytes} bytes of the spool${where}`,
        lines,
        bytes,
        file,
      ),
    );
  }

  /** A disk that cannot be read now may be later. */
  async #unreadable(error: unknown): Promise<void> {
    const { reporter, pause } = this.#options;
    reporter.notify(
      new WriteError(`the spool cannot be read: ${error instanceof Error ? error.message : String(error)}`, 0, error),
    );
    this.#interrupted = true;
    const until = monotonicNow() + pause;
    for (let rest = pause; rest > 0 && !this.#stopped; rest = until - monotonicNow()) {
      await this.#wake.wait(this.#wake.count, rest);
    }
  }

  /** The next request's lines; undefined when there are none yet, and after an interruption. */
  async #nextRequest(): Promise<SpoolRequest | undefined> {
    const { log, mutex, flushInterval } = this.#options;
    let began: number | undefined;
    while (!this.#interrupted && !this.#stopped) {
      const since = this.#wake.count;
      const record = this.#peeked ?? (await mutex.run(() => log.next()));
      this.#peeked = undefined;
      if (record && !('payload' in record)) {
        this.#lose(record);
        this.#lostLines += record.lines;
        this.changed.raise();
        continue;
      }
      if (record) {
        if (!this.#builder.accepts(record)) {
          this.#peeked = record;
          break;
        }
        began ??= monotonicNow();
        this.#builder.add(record);
        if (this.#builder.isFull) break;
        continue;
      }
      const rest = began === undefined ? undefined : flushInterval - (monotonicNow() - began);
      if (rest !== undefined && (rest <= 0 || this.#hurry)) break;
      this.#hurry = this.#hurry && began !== undefined;
      await this.#wake.wait(since, rest);
    }
    if (this.#interrupted || this.#stopped) return undefined;
    const request = this.#builder.take(this.#options.positionBefore + this.#lostLines + this.#read + 1);
    this.#read += request?.batch.lines.lines ?? 0;
    return request;
  }

  #send(request: SpoolRequest): void {
    const entry: Entry = {
      request,
      attempts: new AttemptLog(),
      abort: new AbortController(),
      began: monotonicNow(),
    };
    this.#window.push(entry);
    const delivery = this.#deliver(entry).catch((error: unknown) => {
      // A disk that cannot be written, or a defect: nothing is lost, for the cursor stays where it is.
      this.#options.reporter.notify(
        new WriteError(
          `the spool could not go on: ${error instanceof Error ? error.message : String(error)}`,
          0,
          error,
        ),
      );
    });
    this.#deliveries.add(delivery);
    delivery.then(() => this.#deliveries.delete(delivery));
  }

  async #deliver(entry: Entry): Promise<void> {
    const { senderFor, pause, reporter } = this.#options;
    const { request, attempts, abort } = entry;
    const sender = senderFor(request.head);
    for (let isReported = false; ; ) {
      const { requests, sentBytes } = attempts;
      const delivered = await deliverBatch(outgoing(request.batch), sender, attempts, abort.signal);
      this.#requests += attempts.requests - requests;
      this.#sentBytes += attempts.sentBytes - sentBytes;
      if (abort.signal.aborted) return;
      if (attempts.tooLarge !== undefined) {
        this.#builder.noteTooLarge(attempts.tooLarge);
        this.#tooLarge = Math.min(this.#tooLarge ?? attempts.tooLarge, attempts.tooLarge);
      }
      const rejected = delivered.errors.find(
        (error): error is RejectedError => error instanceof RejectedError && NOT_ABOUT_LINES.has(error.status),
      );
      if (rejected) {
        if (this.#halted) return;
        this.#halted = rejected;
        reporter.notify(rejected);
        this.#abort();
        this.changed.raise();
        return;
      }
      const failed = delivered.errors.find((error) => error instanceof DeliveryError);
      if (!failed) {
        this.#rejections = 0;
        this.#outcomes.set(entry, delivered);
        await this.#advance();
        return;
      }
      if (!isReported) reporter.notify(failed);
      isReported = true;
      await sleep(pause, abort.signal);
      if (abort.signal.aborted) return;
    }
  }

  /** Moves the cursor over all that has ended, in order. */
  async #advance(): Promise<void> {
    const { log, mutex } = this.#options;
    try {
      await mutex.run(async () => {
        let place: Place | undefined;
        for (const entry of [...this.#window]) {
          const outcome = this.#outcomes.get(entry);
          if (outcome === undefined) break;
          this.#window.shift();
          this.#outcomes.delete(entry);
          place = entry.request.end;
          this.#passed += entry.request.batch.lines.lines;
          this.#settle(entry, outcome);
        }
        if (place) await log.deliveredTo(place);
      });
    } finally {
      // also where the cursor stayed behind: there is room for the next request all the same
      this.changed.raise();
    }
  }

  #settle({ request, attempts, began }: Entry, { written, errors }: Delivered): void {
    const { reporter } = this.#options;
    const { lines } = request.batch;
    reporter.counters.write(written);
    for (const error of errors) reporter.fail(error);
    reporter.batch({
      lines: lines.lines,
      bytes: lines.bytes.length,
      sentBytes: attempts.sentBytes,
      attempts: attempts.requests,
      duration: monotonicNow() - began,
      written,
      errors,
    });
  }
}

/** Records put together for one request. */
interface SpoolRequest {
  readonly batch: Batch;
  readonly head: SegmentHead;
  /** The place after the last of them. */
  readonly end: Place;
}

/** Collects records until they fill a request: those with the same target and precision. */
class RequestBuilder {
  readonly #maxLines: number;
  #maxBytes: number;
  #buffer: LineBuffer | undefined;
  #first: StoredRecord | undefined;
  #last: StoredRecord | undefined;

  constructor(maxLines: number, maxBytes: number) {
    this.#maxLines = maxLines;
    this.#maxBytes = maxBytes;
  }

  /** Makes requests smaller, after the server called one of some bytes too large. */
  noteTooLarge(bytes: number): void {
    this.#maxBytes = Math.min(this.#maxBytes, Math.max(1, bytes >> 1));
  }

  /** Whether a record still fits; the first one always does. */
  accepts(record: StoredRecord): boolean {
    const first = this.#first;
    if (!first || !this.#buffer) return true;
    return (
      JSON.stringify(first.head) === JSON.stringify(record.head) &&
      first.info.precision === record.info.precision &&
      this.#buffer.lines + record.info.lines <= this.#maxLines &&
      this.#buffer.byteLength + record.payload.length <= this.#maxBytes
    );
  }

  get isFull(): boolean {
    const buffer = this.#buffer;
    return buffer !== undefined && (buffer.lines >= this.#maxLines || buffer.byteLength >= this.#maxBytes);
  }

  add(record: StoredRecord): void {
    this.#buffer ??= new LineBuffer({ capacity: 16_384 });
    this.#first ??= record;
    this.#last = record;
    this.#buffer.appendLines(record.payload);
  }

  /** @param position of the first line among all lines of the spool */
  take(position: number): SpoolRequest | undefined {
    const first = this.#first;
    const last = this.#last;
    if (!first || !last || !this.#buffer) return undefined;
    const batch: Batch = {
      lines: this.#buffer.take(),
      precision: first.info.precision ?? 'ns',
      partition: 0,
      position,
      positions: undefined,
    };
    this.clear();
    return { batch, head: first.head, end: last.end };
  }

  clear(): void {
    this.#buffer?.clear();
    this.#first = undefined;
    this.#last = undefined;
  }
}
