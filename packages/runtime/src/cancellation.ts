import { abortReason, eitherSignal, onAbort, raceWith } from '@influxkit/internal/abort';
import type { WireRequest } from './transport.js';

/**
 * Ends one attempt, by its timeout or by the caller's signal. fetch needs a signal for that, which is made for who asks for
 * it: an `AbortController` and its listeners take a fifth of the time of a request on a transport that does without.
 */
export class Cancellation {
  readonly #callbacks = new Set<(reason: unknown) => void>();
  #controller: AbortController | undefined;
  #signal: AbortSignal | undefined;
  #reason: unknown;

  constructor(ofCaller: AbortSignal | undefined) {
    if (!ofCaller) return;
    this.#controller = new AbortController();
    this.#signal = eitherSignal(ofCaller, this.#controller);
  }

  get signal(): AbortSignal {
    if (!this.#signal) {
      this.#controller = new AbortController();
      this.#signal = this.#controller.signal;
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#signal;
  }

  /** Why it was cancelled; undefined where it was not. */
  get reason(): unknown {
    return this.#signal?.aborted ? abortReason(this.#signal) : this.#reason;
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
    const signal = this.#signal;
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

/** Where the request of an attempt has its cancellation. */
const key: unique symbol = /* @__PURE__ */ Symbol('cancellation');

/** The accessor of all such requests: objects whose accessors are their own each are slow to make and to read. */
const LAZY_SIGNAL: PropertyDescriptor & ThisType<{ [key]: Cancellation }> = {
  get() {
    return this[key].signal;
  },
  enumerable: true,
};

/** The request of an attempt, whose signal is made when it is asked for. */
export function cancellable(request: WireRequest, cancellation: Cancellation): WireRequest {
  const attempt = { ...request };
  // Not enumerable: in a copy of the request, somebody may have put in a signal of their own.
  return Object.defineProperties(attempt, { [key]: { value: cancellation }, signal: LAZY_SIGNAL });
}

/**
 * Calls back when an attempt is cancelled, without a signal where none is needed.
 *
 * @returns what takes the callback away again
 */
export function onCancel(request: WireRequest, callback: (reason: unknown) => void): () => void {
  const cancellation = (request as { [key]?: Cancellation })[key];
  if (cancellation) return cancellation.onCancel(callback);
  const { signal } = request;
  return onAbort(signal, () => callback(abortReason(signal as AbortSignal)));
}
