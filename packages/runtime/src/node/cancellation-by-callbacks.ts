import { abortReason, onAbort } from '@influxkit/internal/abort';
import {
  type CancellableRequest,
  type Cancellation,
  type CancellingTransport,
  cancellation,
  cancellationBySignal,
} from '../cancellation.js';
import type { Transport } from '../transport.js';

/** A cancellation without a signal: an `AbortController` and its listeners take a fifth of the time of a request. */
function cancellationByCallbacks(): Cancellation {
  const callbacks = new Set<(reason: unknown) => void>();
  let reason: unknown;
  return {
    signal: undefined,
    reason: () => reason,
    cancel: (given) => {
      reason ??= given;
      for (const callback of callbacks) callback(given);
    },
    onCancel: (callback) => {
      if (reason !== undefined) callback(reason);
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
  };
}

/** A transport that ends its requests by `onCancel`, and so needs no signal but the caller's. */
export const withoutSignal = <Own extends Transport>(transport: Own): Own & CancellingTransport =>
  Object.assign(transport, {
    [cancellation]: (ofCaller: AbortSignal | undefined): Cancellation =>
      ofCaller ? cancellationBySignal(ofCaller) : cancellationByCallbacks(),
  });

/**
 * Calls back when the attempt of a request is cancelled.
 *
 * @returns what takes the callback away again
 */
export function onCancel(request: CancellableRequest, callback: (reason: unknown) => void): () => void {
  const { signal, [cancellation]: ofAttempt } = request;
  // A transport around this one may have put in a signal of its own.
  if (ofAttempt && ofAttempt.signal === signal) return ofAttempt.onCancel(callback);
  return onAbort(signal, () => callback(abortReason(signal as AbortSignal)));
}
