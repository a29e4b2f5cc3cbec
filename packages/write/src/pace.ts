/** Tells writers when to wait: while more is held than is needed to keep all requests busy. */
export class Pace {
  /** Whether to go on. */
  isOpen = true;
  readonly #limit: number;
  #waiting: (() => void)[] = [];

  /** @param limit bytes that may be held before writers wait */
  constructor(limit: number) {
    this.#limit = limit;
  }

  update(held: number): void {
    this.isOpen = held <= this.#limit;
    if (!this.isOpen || this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }

  wait(): Promise<void> {
    return this.isOpen ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }
}
