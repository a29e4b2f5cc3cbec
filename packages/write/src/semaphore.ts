import { onAbort } from '@influxkit/internal/abort';

/** Lets a bounded number of holders in at a time, in the order in which they came. */
export class Semaphore {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves to true once it is held, or to false as soon as the signal aborts. */
  acquire(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const enter = (): void => {
        ignoreAbort();
        resolve(true);
      };
      const ignoreAbort = onAbort(signal, () => {
        this.#waiting.delete(enter);
        resolve(false);
      });
      this.#waiting.add(enter);
    });
  }

  release(): void {
    for (const enter of this.#waiting) {
      this.#waiting.delete(enter);
      enter();
      return;
    }
    this.#free++;
  }
}
