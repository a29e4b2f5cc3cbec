// Waiting for an abort, without leaving a listener behind: a signal that lives as long as the process would collect them.

/**
 * Calls back when the signal aborts; at once where it has. Without a signal it does nothing.
 *
 * @returns what takes the listener away again; call it as soon as nobody waits any more
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (!signal) return () => {};
  if (signal.aborted) {
    callback();
    return () => {};
  }
  signal.addEventListener('abort', callback, { once: true });
  return () => signal.removeEventListener('abort', callback);
}

/**
 * Settles as the promise does, or rejects with the signal's reason as soon as it aborts. What the promise stands for goes
 * on, for others may wait for it as well.
 */
export function raceAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const ignore = onAbort(signal, () => reject(signal.reason));
    promise.then(resolve, reject).finally(ignore);
  });
}
