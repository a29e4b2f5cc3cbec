// The clock by which intervals and deadlines are measured.
import type { Milliseconds } from './retry-after.js';

/**
 * Milliseconds by a clock that only goes forward, whatever is done to the wall clock meanwhile. Only differences mean
 * something. The wall clock (`Date.now()`) is for what others get to see: timestamps, and what an HTTP date is compared
 * with.
 */
export const monotonicNow = (): Milliseconds => performance.now();
