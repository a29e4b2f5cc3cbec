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
  return raceWith(promise, (reject) => onAbort(signal, () => reject(abortReason(signal))));
}

/** Settles as the promise does, or as soon as what it listens to rejects it, which is given up once it has settled. */
export function raceWith<T>(
  promise: Promise<T>,
  listen: (reject: (reason: unknown) => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const ignore = listen(reject);
    promise.then(
      (value) => {
        ignore();
        resolve(value);
      },
      (error) => {
        ignore();
        reject(error);
      },
    );
  });
}

/** Why a signal was aborted; signals of React Native do not say. */
export const abortReason = (signal: AbortSignal): unknown =>
  signal.reason ?? Object.assign(new Error('This operation was aborted'), { name: 'AbortError' });

/** Throws the signal's reason where it has been aborted; signals of React Native cannot do so themselves. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortReason(signal);
}

/** A signal that aborts as soon as either does. */
export function eitherSignal(signal: AbortSignal | undefined, own: AbortController): AbortSignal {
  if (!signal) return own.signal;
  // React Native has no such function; there the listener stays as long as the signal does.
  if (typeof AbortSignal.any === 'function') return AbortSignal.any([signal, own.signal]);
  onAbort(signal, () => own.abort(abortReason(signal)));
  return own.signal;
}
