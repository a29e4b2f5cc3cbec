/** How long a failed batch is tried again. Which failures are is fixed: see the package's README. */
export interface WriteRetryOptions {
  /** How many times after the first. Default: no limit but `maxTime`. */
  readonly retries?: number | undefined;
  /** Milliseconds: the first wait is a random time up to this, and the bound doubles with each retry. Default: 500. */
  readonly minDelay?: number | undefined;
  /** Milliseconds: the random wait is never longer. `Retry-After` may ask for more. Default: 30,000. */
  readonly maxDelay?: number | undefined;
  /** Milliseconds from the first attempt after which no further one begins. Default: 300,000 (5 minutes). */
  readonly maxTime?: number | undefined;
}

export interface RetryPolicy {
  readonly retries: number;
  readonly minDelay: number;
  readonly maxDelay: number;
  readonly maxTime: number;
}

const DEFAULTS: RetryPolicy = {
  retries: Number.POSITIVE_INFINITY,
  minDelay: 500,
  maxDelay: 30_000,
  maxTime: 300_000,
};

/**
 * Cloud v2 answers 429 without `Retry-After` for a limit that will not reset by itself. It cannot be told from a proxy
 * that leaves the header out, so such an answer gets this many retries and no more.
 */
export const RETRIES_OF_BARE_429 = 3;

/** The policy of a writer: what is given, over the defaults. */
export function retryPolicy(
  given: WriteRetryOptions | number | false | undefined,
  defaults: RetryPolicy = DEFAULTS,
): RetryPolicy {
  if (given === false) return { ...defaults, retries: 0 };
  if (typeof given === 'number') return { ...defaults, retries: given };
  return {
    retries: given?.retries ?? defaults.retries,
    minDelay: given?.minDelay ?? defaults.minDelay,
    maxDelay: given?.maxDelay ?? defaults.maxDelay,
    maxTime: given?.maxTime ?? defaults.maxTime,
  };
}

/**
 * Milliseconds before retry number `retry` (from 1): a random time up to a bound that doubles (full jitter, so that
 * clients that failed together do not come back together), or what the server asks for if that is longer.
 */
export function retryDelay(
  policy: RetryPolicy,
  retry: number,
  retryAfter: number | undefined,
  random: () => number,
): number {
  const bound = Math.min(policy.maxDelay, policy.minDelay * 2 ** Math.min(retry - 1, 30));
  return Math.max(random() * bound, retryAfter ?? 0);
}
