import { type Cost, noCost, type Sender } from './attempts.js';
import type { Batch } from './batch.js';
import { callUser } from './call-user.js';
import { type AbortReason, type Delivered, deliver } from './deliver.js';
import { count, UndeliveredError, type WriteError } from './errors.js';
import { HeldErrors } from './held-errors.js';
import type { Lane } from './lane.js';
import type { Ledger } from './ledger.js';
import type { SpareMemory } from './memory.js';
import type { BatchReport } from './options.js';

/** Bytes of lines that errors may hold until someone asks for them. */
const HELD_LIMIT = 1_048_576;

/** A batch on its way. */
interface Job {
  readonly batch: Batch;
  readonly cost: Cost;
  readonly abort: AbortController;
  readonly sealed: number;
  /** What it takes of the memory that may be held; 0 once it was told to make room. */
  held: number;
  /** Who waits for it, and wants to know how it ended. */
  readonly claims: HeldErrors[];
  done: Promise<void>;
}

export interface DispatcherOptions {
  readonly sender: Sender;
  readonly ledger: Ledger;
  readonly ordered: boolean;
  readonly onError: ((error: WriteError) => void) | undefined;
  readonly onBatch: ((report: BatchReport) => void) | undefined;
  /** Takes the place of the server. */
  readonly show: ((lines: string) => void) | undefined;
  /** Takes the memory of what is stored. */
  readonly memory: SpareMemory;
  /** Told whenever a batch has ended, and what the server calls too large. */
  readonly onSettled: (tooLarge: number | undefined) => void;
}

/** Sends batches, several at a time, and keeps account of them until each has ended. */
export class Dispatcher {
  /** Bytes of batches that have not ended. */
  heldBytes = 0;
  batches = 0;
  requests = 0;
  sentBytes = 0;
  /** Errors that no flush has taken. */
  readonly errors: HeldErrors = new HeldErrors(HELD_LIMIT);
  readonly #options: DispatcherOptions;
  readonly #jobs = new Set<Job>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  dispatch(batch: Batch, lane: Lane): void {
    const held = batch.lines.bytes.length;
    this.heldBytes += held;
    const job: Job = {
      batch,
      cost: noCost(),
      abort: new AbortController(),
      sealed: Date.now(),
      held,
      claims: [],
      done: Promise.resolve(),
    };
    this.#jobs.add(job);
    job.done = this.#run(job, this.#options.ordered ? lane.tail : undefined);
    if (this.#options.ordered) lane.tail = job.done;
  }

  /** Waits for all batches that are on their way now; their errors, and those that nobody took before, go to `claim`. */
  async settled(claim: HeldErrors): Promise<void> {
    const earlier = this.errors.take();
    for (const error of earlier.errors) claim.add(error);
    claim.omit(earlier.omitted, earlier.lines - earlier.errors.reduce((lines, error) => lines + error.lines, 0));
    const jobs = [...this.#jobs];
    for (const job of jobs) job.claims.push(claim);
    await Promise.all(jobs.map((job) => job.done));
  }

  /** Waits until all batches that are on their way now have ended. */
  async idle(): Promise<void> {
    await Promise.all([...this.#jobs].map((job) => job.done));
  }

  /** Gives up all batches that have not ended. */
  abandon(): void {
    for (const job of this.#jobs) job.abort.abort('closed' satisfies AbortReason);
  }

  /** Gives up the oldest batch, rather one that is not under way. False where there is none. */
  dropOldest(): boolean {
    let oldest: Job | undefined;
    for (const job of this.#jobs) {
      if (job.held === 0) continue;
      oldest ??= job;
      if (!job.cost.busy) {
        oldest = job;
        break;
      }
    }
    if (!oldest) return false;
    this.heldBytes -= oldest.held;
    oldest.held = 0;
    oldest.abort.abort('dropped' satisfies AbortReason);
    return true;
  }

  /** Tells of an error that belongs to no batch. */
  report(error: WriteError, claims: readonly HeldErrors[] = []): void {
    const { onError } = this.#options;
    if (claims.length === 0) this.errors.add(error);
    for (const claim of claims) claim.add(error);
    if (onError) callUser(() => onError(error));
  }

  async #run(job: Job, before: Promise<void> | undefined): Promise<void> {
    const { sender, show, ledger, memory, onBatch, onSettled } = this.#options;
    const { batch, cost } = job;
    if (before) await before;
    let delivered: Delivered;
    try {
      if (show) {
        callUser(() => show(new TextDecoder().decode(batch.lines.bytes)));
        // later, as an answer would come: nobody is called back from within write()
        await Promise.resolve();
        delivered = { written: batch.lines.lines, errors: [] };
      } else {
        delivered = await deliver(batch, sender, cost, job.abort.signal);
      }
    } catch (error) {
      // no failure is expected here; a defect must lose no line silently all the same
      delivered = { written: 0, errors: [lost(batch, cost, error)] };
    }

    this.#jobs.delete(job);
    this.heldBytes -= job.held;
    this.batches++;
    this.requests += cost.attempts;
    this.sentBytes += cost.sentBytes;
    ledger.written += delivered.written;
    for (const error of delivered.errors) {
      ledger.count(error);
      this.report(error, job.claims);
    }
    if (onBatch) {
      const report: BatchReport = {
        lines: batch.lines.lines,
        bytes: batch.lines.bytes.length,
        sentBytes: cost.sentBytes,
        attempts: cost.attempts,
        duration: Date.now() - job.sealed,
        written: delivered.written,
        errors: delivered.errors,
      };
      callUser(() => onBatch(report));
    }
    // An error may hold lines, and a request that was given up may still be read from.
    if (delivered.errors.length === 0 && cost.attempts === 1) memory.keep(batch.lines);
    onSettled(cost.tooLarge);
  }
}

function lost(batch: Batch, cost: Cost, error: unknown): UndeliveredError {
  return new UndeliveredError(
    `${count(batch.lines.lines)} not delivered: ${error instanceof Error ? error.message : String(error)}`,
    {
      position: batch.position,
      lineProtocol: batch.lines.bytes,
      lines: batch.lines.lines,
      attempts: cost.attempts,
    },
    error,
  );
}
