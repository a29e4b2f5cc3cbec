/** Waits no longer than a caller does; what it waits for goes on for the others. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
  });
}

/** Waits so many milliseconds at most, and then rejects with an error of the given message; 0 waits for any time. */
export function within<T>(promise: Promise<T>, timeout: number, message: string): Promise<T> {
  // Timers hold 31 bits: a longer time would fire at once.
  if (timeout === 0 || timeout >= 2 ** 31) return promise;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(message)), timeout);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
