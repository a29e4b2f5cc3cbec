import type { Batch } from './batch.js';
import { type AbortReason, type Delivered, deliverBatch } from './batch-delivery.js';
import type { BufferPool } from './buffer-pool.js';
import type { BufferedErrors } from './error-buffer.js';
import type { MemoryBudget } from './memory-budget.js';
import { callSafely, type Reporter } from './reporter.js';
import { AttemptLog, type Sender } from './sender.js';
import { count, DeliveryError, type WriteError } from './write-errors.js';

/** A batch on its way. */
interface Job {
  readonly batch: Batch;
  readonly attempts: AttemptLog;
  readonly abort: AbortController;
  readonly queuedAt: number;
  /** Whether it was aborted to make room; its memory is released then. */
  isDropped: boolean;
  /** Whether a caller of `drain()` gets its errors. */
  isAwaited: boolean;
  done: Promise<Settled>;
}

/** What is known once a batch has ended: all its lines are counted and reported, and its memory is released. */
export interface Settled {
  readonly errors: readonly WriteError[];
  /** Bytes, before compression, of the smallest body that was too large for the server. */
  readonly tooLarge: number | undefined;
}

export interface DeliveryQueueOptions {
  readonly sender: Sender;
  readonly reporter: Reporter;
  /** Where the bytes of batches were reserved. */
  readonly memory: MemoryBudget;
  /** Takes the buffers of what is stored. */
  readonly pool: BufferPool;
  /** Whether batches of one partition wait for each other. */
  readonly ordered: boolean;
  /** Takes the place of the server. */
  readonly dryRun: ((lines: string) => void) | undefined;
}

/** Delivers batches, several at a time, and settles each: counts, reports, and releases its memory. */
export class DeliveryQueue {
  readonly #options: DeliveryQueueOptions;
  readonly #jobs = new Set<Job>();
  /** By partition, what ends when all its batches have; only kept where order counts. */
  readonly #tails = new Map<number, Promise<unknown>>();
  #batches = 0;
  #requests = 0;
  #sentBytes = 0;

  constructor(options: DeliveryQueueOptions) {
    this.#options = options;
  }

  /** Batches that came to an end. */
  get batches(): number {
    return this.#batches;
  }

  /** Requests of those batches. */
  get requests(): number {
    return this.#requests;
  }

  /** Bytes of those requests. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  get isEmpty(): boolean {
    return this.#jobs.size === 0;
  }

  /** Delivers a batch. Never rejects. */
  deliver(batch: Batch): Promise<Settled> {
    const job: Job = {
      batch,
      attempts: new AttemptLog(),
      abort: new AbortController(),
      queuedAt: performance.now(),
      isDropped: false,
      isAwaited: false,
      done: Promise.resolve({ errors: [], tooLarge: undefined }),
    };
    this.#jobs.add(job);
    if (this.#options.ordered) {
      job.done = this.#run(job, this.#tails.get(batch.partition));
      this.#tails.set(batch.partition, job.done);
    } else {
      job.done = this.#run(job, undefined);
    }
    return job.done;
  }

  /** Waits for all batches that are on their way now, and returns their errors with those that no caller got before. */
  async drain(): Promise<BufferedErrors> {
    const { errors, omitted, lines } = this.#options.reporter.takeErrors();
    const jobs = [...this.#jobs];
    for (const job of jobs) job.isAwaited = true;
    const settled = await Promise.all(jobs.map((job) => job.done));
    const more = settled.flatMap((one) => one.errors);
    return {
      errors: [...errors, ...more],
      omitted,
      lines: more.reduce((sum, error) => sum + error.lines, lines),
    };
  }

  /** Waits until all batches that are on their way now have ended. */
  async idle(): Promise<void> {
    await Promise.all([...this.#jobs].map((job) => job.done));
  }

  /** Gives up all batches that have not ended. */
  abort(): void {
    for (const job of this.#jobs) job.abort.abort('closed' satisfies AbortReason);
  }

  /** Gives up the oldest batch, rather one that is not under way, and releases its memory. False where there is none. */
  dropOldest(): boolean {
    let oldest: Job | undefined;
    for (const job of this.#jobs) {
      if (job.isDropped) continue;
      oldest ??= job;
      if (!job.attempts.isUnderWay) {
        oldest = job;
        break;
      }
    }
    if (!oldest) return false;
    oldest.isDropped = true;
    this.#options.memory.release(oldest.batch.lines.bytes.length);
    oldest.abort.abort('dropped' satisfies AbortReason);
    return true;
  }

  async #run(job: Job, before: Promise<unknown> | undefined): Promise<Settled> {
    if (before) await before;
    const { batch, attempts } = job;
    let delivered: Delivered;
    try {
      delivered = await this.#send(job);
    } catch (error) {
      // no failure is expected here; a defect must lose no line silently all the same
      delivered = { written: 0, errors: [defect(batch, attempts, error)] };
    }
    this.#settle(job, delivered);
    return { errors: delivered.errors, tooLarge: attempts.tooLarge };
  }

  async #send({ batch, attempts, abort }: Job): Promise<Delivered> {
    const { sender, dryRun } = this.#options;
    if (!dryRun) return await deliverBatch(batch, sender, attempts, abort.signal);
    callSafely(() => dryRun(new TextDecoder().decode(batch.lines.bytes)));
    // later, as a response would come: nobody is called back from within write()
    await Promise.resolve();
    return { written: batch.lines.lines, errors: [] };
  }

  #settle(job: Job, { written, errors }: Delivered): void {
    const { reporter, memory, pool } = this.#options;
    const { batch, attempts } = job;
    this.#jobs.delete(job);
    this.#batches++;
    this.#requests += attempts.requests;
    this.#sentBytes += attempts.sentBytes;
    reporter.counters.write(written);
    for (const error of errors) {
      reporter.counters.fail(error);
      if (job.isAwaited) reporter.notify(error);
      else reporter.report(error);
    }
    reporter.batch({
      lines: batch.lines.lines,
      bytes: batch.lines.bytes.length,
      sentBytes: attempts.sentBytes,
      attempts: attempts.requests,
      duration: performance.now() - job.queuedAt,
      written,
      errors,
    });
    if (!job.isDropped) memory.release(batch.lines.bytes.length);
    // An error may hold lines, and a request that was given up may still be read from.
    if (errors.length === 0 && attempts.requests === 1) pool.keep(batch.lines);
  }
}

function defect({ lines, position }: Batch, attempts: AttemptLog, error: unknown): DeliveryError {
  const reason = error instanceof Error ? error.message : String(error);
  return new DeliveryError(
    `${count(lines.lines)} not delivered: ${reason}`,
    { position, lineProtocol: lines.bytes, lines: lines.lines, attempts: attempts.requests },
    error,
  );
}
