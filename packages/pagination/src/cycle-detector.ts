import { digest } from '@influxkit/internal/hash';

/** How many pages are remembered. It bounds what an iteration keeps: half a megabyte, however long the list is. */
const REMEMBERED = 10_000;

/**
 * Detects when what a server says comes again. Cycles of up to 10,000 pages are noticed as soon as they close (after
 * more pages than that: within one round). For longer ones there is Brent's method: one page at 1, 2, 4, 8, … is compared
 * to all that follow.
 */
export class CycleDetector {
  readonly #seen = new Set<number>();
  #anchor = -1;
  #steps = 0;
  #power = 1;

  /** Whether this string came before. */
  hasSeen(text: string): boolean {
    const now = digest(text);
    if (this.#seen.has(now) || now === this.#anchor) return true;
    if (this.#seen.size === REMEMBERED) this.#seen.clear();
    this.#seen.add(now);
    if (++this.#steps === this.#power) {
      this.#anchor = now;
      this.#power *= 2;
      this.#steps = 0;
    }
    return false;
  }
}
