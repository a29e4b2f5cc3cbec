// How long to wait before something is tried again. Everything that retries asks `retryDelay`, and has these option names.
import type { Milliseconds } from './retry-after.js';

/** The bounds of a retry, in milliseconds. */
export interface RetryBounds {
  /** The first wait is a random time up to this, and the bound doubles with each retry. */
  readonly minDelay: Milliseconds;
  /** The random wait is never longer. It does not bound what the server asks for with `Retry-After`. */
  readonly maxDelay: Milliseconds;
  /** From the first attempt on: no attempt begins later, whatever made it wait. */
  readonly maxTime: Milliseconds;
}

/** Where a retry stands. */
export interface RetryState {
  /** Retries so far: 0 before the first. */
  readonly retry: number;
  /** Milliseconds since the first attempt began, by a monotonic clock. */
  readonly elapsed: Milliseconds;
  /** What the server asks to wait. */
  readonly retryAfter?: Milliseconds | undefined;
}

/** Milliseconds: a retry that waits for nothing would be a busy loop. */
const SHORTEST_DELAY = 10;

/** A doubling further than this is beyond every bound. */
const MOST_DOUBLINGS = 30;

/**
 * How long to wait before the next attempt: a random time up to a bound that doubles with each retry (full jitter), so
 * that clients that failed together do not come back together; or what the server asks for if that is longer.
 *
 * @returns undefined where the attempt would begin after `maxTime`: give up at once, waiting would be for nothing
 */
export function retryDelay(
  { minDelay, maxDelay, maxTime }: RetryBounds,
  { retry, elapsed, retryAfter = 0 }: RetryState,
  random: () => number = Math.random,
): Milliseconds | undefined {
  const bound = Math.min(maxDelay, minDelay * 2 ** Math.min(retry, MOST_DOUBLINGS));
  const delay = Math.max(SHORTEST_DELAY, random() * bound, retryAfter);
  return elapsed + delay > maxTime ? undefined : delay;
}

/**
 * A wait that many clients were asked for at the same time, longer by up to a tenth: they do not come back together,
 * and none comes too early.
 */
export function spread(retryAfter: Milliseconds, random: () => number = Math.random): Milliseconds {
  return retryAfter * (1 + random() / 10);
}
