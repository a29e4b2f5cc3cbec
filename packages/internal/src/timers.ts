// Timers that keep any delay, and waiting that an abort ends.
// Who waits between two attempts takes `sleep`; who bounds how long something may take takes `startTimer` or `withDeadline`.
// Measure intervals with `monotonicNow()`: the wall clock may be set back or forward while one waits.
import { onAbort } from './abort.js';

/** Milliseconds: timers of every platform hold 31 bits. A longer delay would fire at once. */
export const LONGEST_DELAY: number = 2 ** 31 - 1;

/**
 * Calls back once after any number of milliseconds; never for `Infinity`. What is not a number counts as no time at all,
 * as it does for `setTimeout`.
 *
 * @returns what cancels it
 */
export function startTimer(callback: () => void, ms: number): () => void {
  if (ms === Number.POSITIVE_INFINITY) return () => {};
  let timer: ReturnType<typeof setTimeout>;
  const start = (left: number): void => {
    timer =
      left > LONGEST_DELAY ? setTimeout(() => start(left - LONGEST_DELAY), LONGEST_DELAY) : setTimeout(callback, left);
  };
  start(ms);
  return () => clearTimeout(timer);
}

/** Resolves after so many milliseconds, or as soon as the signal aborts. It never rejects: the caller looks at the signal. */
export async function sleep(ms: number, signal?: AbortSignal | undefined): Promise<void> {
  let cancel = (): void => {};
  let ignore = (): void => {};
  await new Promise<void>((resolve) => {
    cancel = startTimer(resolve, ms);
    ignore = onAbort(signal, resolve);
  });
  cancel();
  ignore();
}

/**
 * Settles as the promise does, or rejects with an error once so many milliseconds have passed; 0 waits for any time.
 *
 * @param lateError makes the error, when it is needed
 */
export function withDeadline<T>(promise: Promise<T>, ms: number, lateError: () => Error): Promise<T> {
  if (ms === 0) return promise;
  return new Promise((resolve, reject) => {
    const cancel = startTimer(() => reject(lateError()), ms);
    promise.then(resolve, reject).finally(cancel);
  });
}
