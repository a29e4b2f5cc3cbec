/** Something that others wait for, again and again. Whoever says since when they have looked never misses one. */
export class Signal {
  /** How often it was given. */
  count = 0;
  #waiting = new Set<() => void>();

  give(): void {
    this.count++;
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const go of waiting) go();
  }

  /** Resolves when it was given since `count` was `since`, or after some milliseconds where they are given. */
  wait(since: number, ms?: number): Promise<void> {
    if (this.count !== since) return Promise.resolve();
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(go);
        resolve();
      };
      const timer = ms === undefined ? undefined : setTimeout(go, ms);
      this.#waiting.add(go);
    });
  }
}
