import { type RetryBounds, retryDelay } from '@influxkit/internal/backoff';
import { checkNumber, type WriteRetryOptions } from './writer-options.js';

/**
 * Cloud v2 responds 429 without `Retry-After` for a limit that will not reset by itself. It cannot be distinguished
 * from a proxy that leaves the header out, so such a response gets this many retries and no more.
 */
const RETRIES_OF_BARE_429 = 3;

/** How long a failed request is tried again. */
export interface RetryPolicy extends RetryBounds {
  readonly retries: number;
}

/** The policy of a writer: the caller's options, over the defaults. @throws TypeError for an option that is no such number */
export function retryPolicy(options: WriteRetryOptions | number | false | undefined): RetryPolicy {
  const {
    retries = Number.POSITIVE_INFINITY,
    minDelay = 500,
    maxDelay = 30_000,
    maxTime = 300_000,
  } = options === false ? { retries: 0 } : typeof options === 'number' ? { retries: options } : (options ?? {});
  const policy = { retries, minDelay, maxDelay, maxTime };
  for (const [name, value] of Object.entries(policy)) checkNumber(`retry.${name}`, value, 0, name === 'retries');
  return policy;
}

/** How often some lines have been tried, and for how long. Lines that are put together keep theirs. */
export class RetryBudget {
  #started: number | undefined;
  /** Milliseconds that the server asked to wait: they do not count. */
  #held = 0;
  #retries = 0;
  /** Counted by themselves: whatever else went wrong says nothing about a limit. */
  #bare429s = 0;

  /** Notes that an attempt begins. */
  begin(now: number): void {
    this.#started ??= now;
  }

  /** Notes that a wait was at the server's request. */
  hold(ms: number): void {
    if (this.#started !== undefined) this.#held += ms;
  }

  /** Whether the last failure was one 429 too many without a word on when it ends. */
  get isLimited(): boolean {
    return this.#bare429s > RETRIES_OF_BARE_429;
  }

  /**
   * Notes that an attempt failed.
   *
   * @returns milliseconds to wait before the next; undefined where there is none
   */
  fail(policy: RetryPolicy, now: number, isBare429: boolean, random: () => number): number | undefined {
    if (isBare429) this.#bare429s++;
    const elapsed = now - (this.#started ?? now) - this.#held;
    const delay = retryDelay(policy, { retry: this.#retries, elapsed }, random);
    if (this.isLimited || this.#retries >= policy.retries) return undefined;
    this.#retries++;
    return delay;
  }

  /** The same for lines that go another way from here on. */
  copy(): RetryBudget {
    const copy = new RetryBudget();
    copy.#started = this.#started;
    copy.#held = this.#held;
    copy.#retries = this.#retries;
    copy.#bare429s = this.#bare429s;
    return copy;
  }
}
