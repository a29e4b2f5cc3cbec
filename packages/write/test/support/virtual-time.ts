import { vi } from 'vitest';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly call: () => void;
  isCancelled: boolean;
}

/**
 * Time that passes as fast as its timers are called: for thousands of writers, where looking through all timers for the
 * next one, as fake timers do, would take longer than the time itself. In place of the platform's timers and clocks.
 */
export class VirtualTime {
  now = 0;
  readonly #heap: Timer[] = [];
  #order = 0;
  readonly #immediate = setImmediate;

  start(): void {
    const set = (call: () => void, ms = 0): unknown => this.at(this.now + Math.max(0, Math.trunc(ms)), call);
    vi.stubGlobal('setTimeout', set);
    vi.stubGlobal('clearTimeout', (timer: Timer | undefined) => {
      if (timer) timer.isCancelled = true;
    });
    vi.spyOn(performance, 'now').mockImplementation(() => this.now);
    vi.spyOn(Date, 'now').mockImplementation(() => 1_750_000_000_000 + this.now);
  }

  stop(): void {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  }

  /** Calls a function at a time. */
  at(at: number, call: () => void): Timer {
    const timer = { at, order: this.#order++, call, isCancelled: false };
    const heap = this.#heap;
    let index = heap.push(timer) - 1;
    for (let parent = (index - 1) >> 1; index > 0 && isBefore(timer, heap[parent]); parent = (index - 1) >> 1) {
      heap[index] = heap[parent] as Timer;
      index = parent;
    }
    heap[index] = timer;
    return timer;
  }

  /** Lets time pass up to a moment; all that is due at one moment is called together. */
  async run(until: number): Promise<void> {
    for (let next = this.#heap[0]; next && next.at <= until; next = this.#heap[0]) {
      this.now = Math.max(this.now, next.at);
      for (let due = this.#heap[0]; due && due.at <= this.now; due = this.#heap[0]) {
        this.#pop();
        if (!due.isCancelled) due.call();
      }
      await new Promise<void>((resolve) => this.#immediate(() => resolve()));
    }
    this.now = until;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= heap.length) break;
      if (isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], last)) break;
      heap[index] = heap[child] as Timer;
      index = child;
    }
    heap[index] = last;
  }
}

function isBefore(a: Timer | undefined, b: Timer | undefined): boolean {
  return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order));
}
