export interface MemoryBudgetOptions {
  /** Bytes that may be held at most. */
  readonly limit: number;
  /** Bytes above which callers should wait: more than is needed to keep all requests busy. */
  readonly pauseAbove: number;
}

/** The bytes of lines that a writer holds, sent or not: each line is reserved when it is accepted, and released when it is settled. */
export class MemoryBudget {
  #limit: number;
  readonly #pauseAbove: number;
  #used = 0;
  #waiting: (() => void)[] = [];
  /** Whether callers should wait whatever is used. */
  #isPaused = false;

  constructor({ limit, pauseAbove }: MemoryBudgetOptions) {
    this.#limit = limit;
    this.#pauseAbove = pauseAbove;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Bytes that are reserved. */
  get used(): number {
    return this.#used;
  }

  /** Bytes that fit beside those that are reserved. */
  get free(): number {
    return Math.max(0, this.#limit - this.#used);
  }

  /** Whether to go on without waiting. */
  get isReady(): boolean {
    return this.#used <= this.#pauseAbove && !this.#isPaused;
  }

  /** Resolves as soon as there is no reason to wait. */
  get ready(): Promise<void> {
    return this.isReady ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Lets any number of bytes in, from now on. */
  liftLimit(): void {
    this.#limit = Number.POSITIVE_INFINITY;
  }

  /** Whether some bytes fit. */
  fits(bytes: number): boolean {
    return this.#used === 0 || this.#used + bytes <= this.#limit;
  }

  /** Reserves some bytes; false, with nothing reserved, where they do not fit. */
  reserve(bytes: number): boolean {
    const used = this.#used + bytes;
    // an empty writer takes any line, even one longer than the limit: it could never be written otherwise
    if (used > this.#limit && this.#used > 0) return false;
    this.#used = used;
    return true;
  }

  /** Has callers wait until {@link resume}, where they wait at all. */
  pause(): void {
    this.#isPaused = this.#pauseAbove !== Number.POSITIVE_INFINITY;
  }

  /** Ends a pause. */
  resume(): void {
    this.#isPaused = false;
    this.#wake();
  }

  /** Gives reserved bytes back, and wakes those that wait where that is enough. */
  release(bytes: number): void {
    this.#used -= bytes;
    this.#wake();
  }

  #wake(): void {
    if (!this.isReady || this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}
