import { monotonicNow } from '@influxkit/internal/clock';
import type { Batch } from './batch.js';
import type { AbortReason, Outgoing } from './batch-delivery.js';
import { cut, cutParts, fitting, joined, type Part } from './merge.js';
import { RetryBudget } from './retry-budget.js';
import { AttemptLog } from './sender.js';
import type { WriteError } from './write-errors.js';

/** What is known once a batch has ended: all its lines are counted and reported, and its memory is released. */
export interface Settled {
  readonly errors: readonly WriteError[];
  /** Bytes, before compression, of the smallest body that was too large for the server. */
  readonly tooLarge: number | undefined;
}

/** Lines that go from one job to another. */
export interface MovedLines {
  readonly batch: Batch;
  readonly parts: readonly Part[];
}

/** What a job asks of its queue. */
export interface JobQueue {
  fill(job: Job): void;
  giveUp(job: Job, isOver: readonly boolean[], reason: string, cause: unknown): void;
}

/** A batch on its way. What waits for the server is put together with others before it is sent. */
export class Job implements Outgoing {
  readonly attempts: AttemptLog = new AttemptLog();
  readonly queuedAt: number = monotonicNow();
  readonly #queue: JobQueue;
  readonly #abort: AbortController = new AbortController();
  /** Those that some of its lines went to, or all of them. */
  readonly #partners: Set<Job> = new Set();
  /** Errors of parts that were given up before the others. */
  readonly #errors: WriteError[] = [];
  #batch: Batch;
  /** Its lines by how long they have been tried: one part, unless others joined them. */
  #parts: readonly Part[];
  #isDropped = false;
  #isAwaited = false;
  #isWaiting = false;
  #hasWaited = false;
  #settled: Promise<Settled> = Promise.resolve({ errors: [], tooLarge: undefined });

  constructor(batch: Batch, queue: JobQueue) {
    this.#batch = batch;
    this.#parts = [{ lines: batch.lines.lines, budget: new RetryBudget() }];
    this.#queue = queue;
  }

  get batch(): Batch {
    return this.#batch;
  }

  get budgets(): readonly RetryBudget[] {
    return this.#parts.map(({ budget }) => budget);
  }

  get errors(): readonly WriteError[] {
    return this.#errors;
  }

  /** Aborts when the lines are to be sent no more; the reason is an `AbortReason`. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Whether it was aborted to make room; its memory is released then. */
  get isDropped(): boolean {
    return this.#isDropped;
  }

  /** Whether all its lines went to another. */
  get isMerged(): boolean {
    return this.signal.reason === ('merged' satisfies AbortReason);
  }

  /** Whether a caller of `drain()` gets its errors. */
  get isAwaited(): boolean {
    return this.#isAwaited;
  }

  /** Whether it waits for a retry, or because all requests hold. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Begins, with the promise of its end. */
  start(settled: Promise<Settled>): void {
    this.#settled = settled;
  }

  /** Notes that a caller of `drain()` gets its errors. */
  noteAwaited(): void {
    this.#isAwaited = true;
  }

  /** Gives it up. */
  abort(reason: 'closed' | 'dropped'): void {
    this.#isDropped ||= reason === 'dropped';
    this.#abort.abort(reason satisfies AbortReason);
  }

  /** Takes lines of another, as many of its first ones as fit; undefined where not even one does. */
  linesFrom(other: Job, maxLines: number, maxBytes: number): MovedLines | undefined {
    const moved = other.#give(this, fitting(other.#batch, maxLines, maxBytes));
    if (moved !== undefined) this.#isAwaited ||= other.#isAwaited;
    return moved;
  }

  /** Puts lines of others behind its own. */
  add(others: readonly MovedLines[]): void {
    this.#batch = joined([this.#batch, ...others.map(({ batch }) => batch)]);
    this.#parts = [...this.#parts, ...others.flatMap(({ parts }) => parts)];
  }

  /** Takes some of its parts away, and returns their lines. */
  remove(isRemoved: readonly boolean[]): Batch {
    const pieces: Record<'removed' | 'left', Batch[]> = { removed: [], left: [] };
    let at = 0;
    this.#parts.forEach(({ lines }, index) => {
      pieces[isRemoved[index] ? 'removed' : 'left'].push(cut(this.#batch, at, at + lines));
      at += lines;
    });
    this.#batch = joined(pieces.left as [Batch, ...Batch[]]);
    this.#parts = this.#parts.filter((_, index) => !isRemoved[index]);
    return joined(pieces.removed as [Batch, ...Batch[]]);
  }

  /** Notes why lines that were taken away are not stored. */
  noteError(error: WriteError): void {
    this.#errors.push(error);
  }

  /** Resolves when all lines that it had have ended, those that went with others among them. */
  async whole(): Promise<Settled> {
    const jobs = new Set<Job>([this]);
    const errors = new Set<WriteError>();
    let tooLarge: number | undefined;
    // the set grows as it is gone through: a batch that has ended names those that it gave lines to
    for (const job of jobs) {
      const settled = await job.#settled;
      for (const error of settled.errors) errors.add(error);
      if (settled.tooLarge !== undefined) tooLarge = Math.min(tooLarge ?? settled.tooLarge, settled.tooLarge);
      for (const partner of job.#partners) jobs.add(partner);
    }
    return { errors: [...errors], tooLarge };
  }

  body(): Uint8Array {
    return this.#batch.lines.bytes;
  }

  wait(): void {
    this.#isWaiting = true;
    this.#hasWaited = true;
  }

  prepare(): void {
    this.#isWaiting = false;
    if (this.#hasWaited) this.#queue.fill(this);
  }

  giveUp(isOver: readonly boolean[], reason: string, cause: unknown): void {
    this.#queue.giveUp(this, isOver, reason, cause);
  }

  /** Gives its first lines to another; with the last of them it ends. */
  #give(to: Job, lines: number): MovedLines | undefined {
    if (lines === 0) return undefined;
    const batch = this.#batch;
    const total = batch.lines.lines;
    const [going, staying] = cutParts(this.#parts, lines);
    this.#partners.add(to);
    if (lines === total) {
      this.#abort.abort('merged' satisfies AbortReason);
      return { batch, parts: going };
    }
    this.#batch = cut(batch, lines, total);
    this.#parts = staying;
    return { batch: cut(batch, 0, lines), parts: going };
  }
}
