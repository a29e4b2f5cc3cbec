import { abortReason, eitherSignal, onAbort } from '@influxkit/internal/abort';
import type { Transport, WireRequest, WireResponse } from './transport.js';

/** Ends one attempt, by its timeout or by the caller's signal. */
export interface Cancellation {
  /** What transports are given. */
  readonly signal: AbortSignal | undefined;
  /** Why it was cancelled; undefined where it was not. */
  reason(): unknown;
  cancel(reason: unknown): void;
  /**
   * Calls back when it is cancelled; at once where it has been.
   *
   * @returns what takes the callback away again
   */
  onCancel(callback: (reason: unknown) => void): () => void;
}

/** A cancellation by a signal, which fetch needs. */
export const cancellationBySignal = (ofCaller: AbortSignal | undefined): Cancellation => {
  const controller = new AbortController();
  const signal = eitherSignal(ofCaller, controller);
  return {
    signal,
    reason: () => (signal.aborted ? abortReason(signal) : undefined),
    cancel: (reason) => controller.abort(reason),
    onCancel: (callback) => onAbort(signal, () => callback(abortReason(signal))),
  };
};

/** Where the request of an attempt has its cancellation, and a transport that needs no signal what makes another kind. */
export const cancellation: unique symbol = /* @__PURE__ */ Symbol('cancellation');

/** The request of an attempt. */
export interface CancellableRequest extends WireRequest {
  readonly [cancellation]?: Cancellation;
}

/** A transport that may have its own kind of cancellation. */
export interface CancellingTransport {
  (request: CancellableRequest): Promise<WireResponse>;
  readonly [cancellation]?: typeof cancellationBySignal | undefined;
}

/** Has the cancellation of a transport that it passes requests on to. */
export const cancelledAs = (transport: CancellingTransport, own: Transport): Transport =>
  Object.assign(own, { [cancellation]: transport[cancellation] });
