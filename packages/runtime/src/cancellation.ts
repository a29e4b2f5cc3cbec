import { abortReason, eitherSignal, onAbort, raceWith } from '@influxkit/internal/abort';
import type { Transport, WireRequest } from './transport.js';

/**
 * Ends one attempt, by its timeout or by the caller's signal. fetch needs a signal for that; a transport that needs none gets
 * none, for an `AbortController` and its listeners take a fifth of the time of a request.
 */
export class Cancellation {
  readonly signal: AbortSignal | undefined;
  readonly #controller: AbortController | undefined;
  readonly #callbacks = new Set<(reason: unknown) => void>();
  #reason: unknown;

  constructor(ofCaller: AbortSignal | undefined, needsSignal: boolean) {
    if (!ofCaller && !needsSignal) return;
    this.#controller = new AbortController();
    this.signal = eitherSignal(ofCaller, this.#controller);
  }

  /** Why it was cancelled; undefined where it was not. */
  get reason(): unknown {
    return this.signal?.aborted ? abortReason(this.signal) : this.#reason;
  }

  cancel(reason: unknown): void {
    this.#reason ??= reason;
    this.#controller?.abort(reason);
    for (const callback of this.#callbacks) callback(reason);
  }

  /**
   * Calls back when it is cancelled; at once where it has been.
   *
   * @returns what takes the callback away again
   */
  onCancel(callback: (reason: unknown) => void): () => void {
    const { signal } = this;
    if (signal) return onAbort(signal, () => callback(abortReason(signal)));
    if (this.#reason !== undefined) callback(this.#reason);
    this.#callbacks.add(callback);
    return () => this.#callbacks.delete(callback);
  }

  /** Settles as the promise does, or rejects with the reason as soon as it is cancelled. */
  race<T>(promise: Promise<T>): Promise<T> {
    return raceWith(promise, (reject) => this.onCancel(reject));
  }
}

/** Where the request of an attempt has its cancellation, and where a transport says that it looks for it there. */
const key: unique symbol = /* @__PURE__ */ Symbol('cancellation');

interface CancellableRequest extends WireRequest {
  readonly [key]?: Cancellation;
}

/** A transport that ends its requests by `onCancel`, and so needs no signal. */
export const withoutSignal = <Own extends Transport>(transport: Own): Own => Object.assign(transport, { [key]: true });

export const needsSignal = (transport: Transport): boolean => !(key in transport);

/** The request of an attempt. */
export const cancellable = (request: WireRequest, cancellation: Cancellation): WireRequest & CancellableRequest => ({
  ...request,
  signal: cancellation.signal,
  [key]: cancellation,
});

/**
 * Calls back when an attempt is cancelled.
 *
 * @returns what takes the callback away again
 */
export function onCancel(request: CancellableRequest, callback: (reason: unknown) => void): () => void {
  const { signal, [key]: cancellation } = request;
  // A transport around this one may have put in a signal of its own.
  if (cancellation && cancellation.signal === signal) return cancellation.onCancel(callback);
  return onAbort(signal, () => callback(abortReason(signal as AbortSignal)));
}
