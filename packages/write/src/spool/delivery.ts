import { type Cost, noCost, type Sender } from '../attempts.js';
import { callUser } from '../call-user.js';
import { type AbortReason, type Delivered, deliver } from '../deliver.js';
import { RefusedError, UndeliveredError, WriteError } from '../errors.js';
import type { BatchReport } from '../options.js';
import { sleep } from '../slots.js';
import type { Place } from './cursor.js';
import { type Gathered, Gatherer } from './gather.js';
import type { SpoolLog, StoredRecord } from './log.js';
import type { Mutex } from './mutex.js';
import type { SegmentHead } from './segment.js';
import { Signal } from './signal.js';

/** A request on its way. */
interface Entry {
  readonly gathered: Gathered;
  readonly cost: Cost;
  readonly abort: AbortController;
  readonly began: number;
  outcome: Delivered | undefined;
  done: Promise<void>;
}

export interface DeliveryOptions {
  readonly log: SpoolLog;
  /** Guards the reading side of the log. */
  readonly mutex: Mutex;
  readonly senderOf: (head: SegmentHead) => Sender;
  readonly batchLines: number;
  readonly batchBytes: number;
  readonly flushInterval: number;
  readonly concurrency: number;
  /** Milliseconds before a request that cannot be made now is tried again. */
  readonly pause: number;
  readonly onError: (error: WriteError) => void;
  readonly onBatch: ((report: BatchReport) => void) | undefined;
  /** Told of what is final: written or reported, and removed from the spool. */
  readonly onFinal: (delivered: Delivered, lines: number) => void;
}

/** Answers that say nothing about lines: with other credentials, or another bucket, the same lines would be stored. */
const NOT_ABOUT_LINES: ReadonlySet<number> = /* @__PURE__ */ new Set([401, 403, 404]);

/**
 * Reads the spool in its order, sends several requests at a time, and lets the cursor follow: only over what is
 * delivered or reported, with nothing left behind.
 */
export class Delivery {
  /** Given whenever something ended, stopped or went on. */
  readonly changed: Signal = new Signal();
  /** Why delivery stopped. */
  halted: RefusedError | undefined;
  /** Lines up to the cursor, since the start of this process. */
  passed = 0;
  requests = 0;
  sentBytes = 0;
  readonly #options: DeliveryOptions;
  readonly #window: Entry[] = [];
  readonly #gatherer: Gatherer;
  readonly #wake: Signal = new Signal();
  /** A record that was read and did not fit. */
  #peeked: StoredRecord | undefined;
  #read = 0;
  #hurry = false;
  #stopped = false;
  #interrupted = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#gatherer = new Gatherer(options.batchLines, options.batchBytes);
  }

  start(): void {
    this.#stopped = false;
    this.#running = this.#run();
  }

  /** There is something new to read. */
  poke(): void {
    this.#wake.give();
  }

  /** Sends what there is, full or not. */
  hurry(): void {
    this.#hurry = true;
    this.#wake.give();
  }

  resume(): void {
    this.halted = undefined;
    this.#wake.give();
  }

  get inFlight(): number {
    return this.#window.filter(({ cost }) => cost.busy).length;
  }

  /** Ends all requests, and reads again from the cursor when it is started. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#abort();
    this.#wake.give();
    this.changed.give();
    await this.#running;
  }

  #abort(): void {
    this.#interrupted = true;
    for (const { abort } of this.#window) abort.abort('closed' satisfies AbortReason);
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
          const gathered = await this.#gather();
          if (gathered) this.#send(gathered);
        } catch (error) {
          await this.#unreadable(error);
        }
      }
      await Promise.all(this.#window.map(({ done }) => done));
      this.#window.length = 0;
      this.#gatherer.clear();
      this.#peeked = undefined;
      await this.#options.mutex.run(async () => {
        this.#options.log.rewind();
        this.#read = this.passed;
      });
      while (this.halted && !this.#stopped) await this.#wake.wait(this.#wake.count);
    }
  }

  /** A disk that cannot be read now may be later. */
  async #unreadable(error: unknown): Promise<void> {
    const { onError, pause } = this.#options;
    onError(
      new WriteError(`the spool cannot be read: ${error instanceof Error ? error.message : String(error)}`, 0, error),
    );
    this.#interrupted = true;
    const until = Date.now() + pause;
    for (let rest = pause; rest > 0 && !this.#stopped; rest = until - Date.now()) {
      await this.#wake.wait(this.#wake.count, rest);
    }
  }

  /** The next request's lines; undefined when there are none yet, and after an interruption. */
  async #gather(): Promise<Gathered | undefined> {
    const { log, mutex, flushInterval } = this.#options;
    let began: number | undefined;
    while (!this.#interrupted && !this.#stopped) {
      const since = this.#wake.count;
      const record = this.#peeked ?? (await mutex.run(() => log.next()));
      this.#peeked = undefined;
      if (record) {
        if (!this.#gatherer.takes(record)) {
          this.#peeked = record;
          break;
        }
        began ??= Date.now();
        this.#gatherer.add(record);
        if (this.#gatherer.isFull) break;
        continue;
      }
      const rest = began === undefined ? undefined : flushInterval - (Date.now() - began);
      if (rest !== undefined && (rest <= 0 || this.#hurry)) break;
      this.#hurry = this.#hurry && began !== undefined;
      await this.#wake.wait(since, rest);
    }
    if (this.#interrupted || this.#stopped) return undefined;
    const gathered = this.#gatherer.take(this.#read + 1);
    this.#read += gathered?.batch.lines.lines ?? 0;
    return gathered;
  }

  #send(gathered: Gathered): void {
    const entry: Entry = {
      gathered,
      cost: noCost(),
      abort: new AbortController(),
      began: Date.now(),
      outcome: undefined,
      done: Promise.resolve(),
    };
    this.#window.push(entry);
    entry.done = this.#deliver(entry).catch((error: unknown) => {
      // A disk that cannot be written, or a defect: nothing is lost, for the cursor stays where it is.
      this.#options.onError(
        new UndeliveredError(
          `the spool could not go on: ${error instanceof Error ? error.message : String(error)}`,
          factsOf(entry),
          error,
        ),
      );
    });
  }

  async #deliver(entry: Entry): Promise<void> {
    const { senderOf, pause, onError } = this.#options;
    const { gathered, cost, abort } = entry;
    const sender = senderOf(gathered.head);
    for (let told = false; ; ) {
      const attempts = cost.attempts;
      const sent = cost.sentBytes;
      const delivered = await deliver(gathered.batch, sender, cost, abort.signal);
      this.requests += cost.attempts - attempts;
      this.sentBytes += cost.sentBytes - sent;
      if (abort.signal.aborted) return;
      const refused = delivered.errors.find(
        (error): error is RefusedError => error instanceof RefusedError && NOT_ABOUT_LINES.has(error.status),
      );
      if (refused) {
        if (this.halted) return;
        this.halted = refused;
        onError(refused);
        this.#abort();
        this.changed.give();
        return;
      }
      const given = delivered.errors.find((error) => error instanceof UndeliveredError);
      if (!given) {
        entry.outcome = delivered;
        await this.#advance();
        return;
      }
      if (!told) onError(given);
      told = true;
      await sleep(pause, abort.signal);
      if (abort.signal.aborted) return;
    }
  }

  /** Moves the cursor over all that has ended, in order. */
  async #advance(): Promise<void> {
    const { log, mutex, onFinal, onBatch } = this.#options;
    await mutex.run(async () => {
      let place: Place | undefined;
      for (let entry = this.#window[0]; entry?.outcome; entry = this.#window[0]) {
        this.#window.shift();
        const { gathered, outcome, cost, began } = entry;
        const { lines } = gathered.batch;
        place = gathered.end;
        this.passed += lines.lines;
        onFinal(outcome, lines.lines);
        if (onBatch) {
          callUser(() =>
            onBatch({
              lines: lines.lines,
              bytes: lines.bytes.length,
              sentBytes: cost.sentBytes,
              attempts: cost.attempts,
              duration: Date.now() - began,
              written: outcome.written,
              errors: outcome.errors,
            }),
          );
        }
      }
      if (place) await log.deliveredTo(place);
    });
    this.changed.give();
  }
}

function factsOf({ gathered, cost }: Entry): {
  position: number;
  lineProtocol: Uint8Array;
  lines: number;
  attempts: number;
} {
  const { lines, position } = gathered.batch;
  return { position, lineProtocol: lines.bytes, lines: lines.lines, attempts: cost.attempts };
}
