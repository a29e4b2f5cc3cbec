/** Runs functions one after the other. */
export class Mutex {
  #tail: Promise<unknown> = Promise.resolve();

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => {});
    return result;
  }
}

/** An event that others wait for, again and again. Whoever passes the count that they have seen never misses one. */
export class Signal {
  #count = 0;
  #waiting = new Set<() => void>();

  /** How often it was raised. */
  get count(): number {
    return this.#count;
  }

  raise(): void {
    this.#count++;
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const resume of waiting) resume();
  }

  /** Resolves when it was raised since `count` was `since`, or after `ms`. */
  wait(since: number, ms?: number): Promise<void> {
    if (this.#count !== since) return Promise.resolve();
    return new Promise((resolve) => {
      const resume = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(resume);
        resolve();
      };
      const timer = ms === undefined ? undefined : setTimeout(resume, ms);
      this.#waiting.add(resume);
    });
  }
}
