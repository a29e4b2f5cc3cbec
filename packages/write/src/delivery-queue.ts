import { monotonicNow } from '@influxkit/internal/clock';
import type { Batch } from './batch.js';
import { type Delivered, deliverBatch, notDelivered } from './batch-delivery.js';
import type { BufferPool } from './buffer-pool.js';
import type { BufferedErrors } from './error-buffer.js';
import { Job, type JobQueue, type MovedLines, type Settled } from './job.js';
import type { MemoryBudget } from './memory-budget.js';
import { callSafely, type Reporter } from './reporter.js';
import type { AttemptLog, Sender } from './sender.js';
import { count, DeliveryError, type WriteError } from './write-errors.js';
import type { BatchReport } from './writer-options.js';

export interface DeliveryQueueOptions {
  readonly sender: Sender;
  readonly reporter: Reporter;
  /** Where the bytes of batches were reserved. */
  readonly memory: MemoryBudget;
  /** Takes the buffers of what is stored. */
  readonly pool: BufferPool;
  /** How large a request may be now. */
  readonly limits: () => { readonly lines: number; readonly bytes: number };
  /** Whether batches of one partition wait for each other. */
  readonly ordered: boolean;
  /** Takes the place of the server. */
  readonly dryRun: ((lines: string) => void) | undefined;
}

/** Delivers batches, several at a time, and settles each: counts, reports, and releases its memory. */
export class DeliveryQueue implements JobQueue {
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
    const job = new Job(batch, this);
    this.#jobs.add(job);
    const before = this.#options.ordered ? this.#tails.get(batch.partition) : undefined;
    job.start(this.#run(job, before));
    const whole = job.whole();
    if (this.#options.ordered) this.#tails.set(batch.partition, whole);
    return whole;
  }

  /** Waits for all batches that are on their way now, and returns their errors with those that no caller got before. */
  async drain(): Promise<BufferedErrors> {
    const { errors, omitted, lines } = this.#options.reporter.takeErrors();
    const jobs = [...this.#jobs];
    for (const job of jobs) job.noteAwaited();
    const settled = await Promise.all(jobs.map((job) => job.whole()));
    // lines of several batches may have gone in one request
    const more = [...new Set(settled.flatMap((one) => one.errors))];
    return {
      errors: [...errors, ...more],
      omitted,
      lines: more.reduce((sum, error) => sum + error.lines, lines),
    };
  }

  /** Waits until all batches that are on their way now have ended. */
  async idle(): Promise<void> {
    await Promise.all([...this.#jobs].map((job) => job.whole()));
  }

  /** Gives up all batches that have not ended. */
  abort(): void {
    for (const job of this.#jobs) job.abort('closed');
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
    this.#options.memory.release(oldest.batch.lines.bytes.length);
    oldest.abort('dropped');
    return true;
  }

  /**
   * Fills a batch that waited, and is about to be sent, with lines of others that wait: after an outage there are as many
   * requests as there are full batches, and not one for each batch that began to wait.
   */
  fill(job: Job): void {
    const { ordered, limits } = this.#options;
    const { lines: maxLines, bytes: maxBytes } = limits();
    const moved: MovedLines[] = [];
    let lines = job.batch.lines.lines;
    let bytes = job.batch.lines.bytes.length;
    let isLater = false;
    for (const other of this.#jobs) {
      if (other === job) {
        isLater = true;
        continue;
      }
      if (other.batch.precision !== job.batch.precision || other.signal.aborted) continue;
      // where order counts, the next ones of the partition have not begun: they wait for this one
      if (ordered ? !isLater || other.batch.partition !== job.batch.partition : !other.isWaiting) continue;
      const taken = job.linesFrom(other, maxLines - lines, maxBytes - bytes);
      if (taken === undefined) {
        if (ordered) break;
        continue;
      }
      moved.push(taken);
      lines += taken.batch.lines.lines;
      bytes += taken.batch.lines.bytes.length;
      if (!other.isMerged) break;
      this.#jobs.delete(other);
    }
    if (moved.length > 0) job.add(moved);
  }

  /** Gives up the lines of some parts of a batch; the others go on. */
  giveUp(job: Job, isOver: readonly boolean[], reason: string, cause: unknown): void {
    const lost = job.remove(isOver);
    const facts = {
      position: lost.position,
      lineProtocol: lost.lines.bytes,
      lines: lost.lines.lines,
      attempts: job.attempts.requests,
    };
    const error = notDelivered(facts, reason, cause);
    job.noteError(error);
    this.#report(job, error);
    this.#options.reporter.batch(reportOf(job, lost, { written: 0, errors: [error] }));
    if (!job.isDropped) this.#options.memory.release(lost.lines.bytes.length);
  }

  async #run(job: Job, before: Promise<unknown> | undefined): Promise<Settled> {
    if (before) await before;
    let delivered: Delivered;
    try {
      // where order counts, it may have gone with the one before
      delivered = job.isMerged ? { written: 0, errors: [] } : await this.#send(job);
    } catch (error) {
      // no failure is expected here; a defect must lose no line silently all the same
      delivered = { written: 0, errors: [defect(job.batch, job.attempts, error)] };
    }
    const { attempts } = job;
    this.#requests += attempts.requests;
    this.#sentBytes += attempts.sentBytes;
    if (job.isMerged) return { errors: job.errors, tooLarge: undefined };
    this.#settle(job, delivered);
    return { errors: [...job.errors, ...delivered.errors], tooLarge: attempts.tooLarge };
  }

  async #send(job: Job): Promise<Delivered> {
    const { sender, dryRun } = this.#options;
    const { batch, attempts, signal } = job;
    if (!dryRun) return await deliverBatch(job, sender, attempts, signal);
    callSafely(() => dryRun(new TextDecoder().decode(batch.lines.bytes)));
    // later, as a response would come: nobody is called back from within write()
    await Promise.resolve();
    return { written: batch.lines.lines, errors: [] };
  }

  #settle(job: Job, delivered: Delivered): void {
    const { reporter, memory, pool } = this.#options;
    const { batch, attempts } = job;
    const { written, errors } = delivered;
    this.#jobs.delete(job);
    this.#batches++;
    reporter.counters.write(written);
    for (const error of errors) this.#report(job, error);
    reporter.batch(reportOf(job, batch, delivered));
    if (!job.isDropped) memory.release(batch.lines.bytes.length);
    // An error may hold lines, and a request that was given up may still be read from.
    if (errors.length === 0 && attempts.requests === 1) pool.keep(batch.lines);
  }

  #report(job: Job, error: WriteError): void {
    const { reporter } = this.#options;
    reporter.counters.fail(error);
    if (job.isAwaited) reporter.notify(error);
    else reporter.report(error);
  }
}

function reportOf({ attempts, queuedAt }: Job, { lines }: Batch, { written, errors }: Delivered): BatchReport {
  return {
    lines: lines.lines,
    bytes: lines.bytes.length,
    sentBytes: attempts.sentBytes,
    attempts: attempts.requests,
    duration: monotonicNow() - queuedAt,
    written,
    errors,
  };
}

function defect({ lines, position }: Batch, attempts: AttemptLog, error: unknown): DeliveryError {
  const reason = error instanceof Error ? error.message : String(error);
  return new DeliveryError(
    `${count(lines.lines)} not delivered: ${reason}`,
    { position, lineProtocol: lines.bytes, lines: lines.lines, attempts: attempts.requests },
    error,
  );
}
