import { raceWith, throwIfAborted } from '@influxkit/internal/abort';
import { monotonicNow } from '@influxkit/internal/clock';
import { isSuccess } from '@influxkit/internal/status';
import { startTimer } from '@influxkit/internal/timers';
import { type CancellingTransport, cancellation, cancellationBySignal } from './cancellation.js';
import { CallError, ConnectionError, DecodeError, TimeoutError } from './errors.js';
import { featureOf } from './features/feature.js';
import type { Features, FirstRead } from './operation.js';
import { redact } from './redact.js';
import { checkHeaders } from './request.js';
import { BufferedResponse, codecReceived, isStreamed, readBody } from './response.js';
import type { Transport, WireRequest, WireResponse } from './transport.js';

/** Bytes of the body of a failure that are read. */
const LARGEST_FAILURE = 2 ** 20;

/** Milliseconds for an attempt. */
const DEFAULT_TIMEOUT = 10_000;

/** What holds for every attempt of a client. */
export interface Limits {
  /** Where the call does not say. */
  readonly timeout: number | undefined;
  readonly maxResponseSize: number;
  readonly features: Features | undefined;
}

/**
 * One attempt: sends the request and reads as much of the response as the call needs, all within the time allowed.
 * Rejects with an error of ours or with the caller's reason to abort, nothing else.
 */
export const withTimeout =
  (transport: Transport, limits: Limits): Transport =>
  async (request) => {
    const { operation, timeout = limits.timeout ?? operation.timeout ?? DEFAULT_TIMEOUT } = request;
    checkHeaders(request);
    throwIfAborted(request.signal);

    const own: CancellingTransport = request.transport ?? transport;
    const ofAttempt = (own[cancellation] ?? cancellationBySignal)(request.signal);
    const untilCancelled = <T>(promise: Promise<T>): Promise<T> =>
      raceWith(promise, (reject) => ofAttempt.onCancel(reject));
    const giveUp = (): void => {
      const message = `no complete response within the timeout of ${timeout} ms; the option \`timeout\` allows more`;
      ofAttempt.cancel(new TimeoutError(request, message, { timeout }));
    };
    const begin = monotonicNow();
    /** Starts what gives up after what is left of the timeout. */
    const limitTime = (waited: number): (() => void) =>
      startTimer(giveUp, timeout === 0 ? Number.POSITIVE_INFINITY : Math.max(0, timeout - waited));
    const cancelTimer = limitTime(0);
    const toClientError = (error: unknown): unknown => {
      const reason = ofAttempt.reason();
      if (reason !== undefined) return reason;
      return error instanceof CallError ? error : connectionError(error, request, limits.features);
    };
    let waited = 0;
    /** Only while someone waits for bytes: who reads them later has as much time left as the head did not take. */
    const firstRead: FirstRead = async (read) => {
      const cancel = limitTime(waited);
      try {
        return await untilCancelled(read());
      } finally {
        cancel();
      }
    };
    const exchange = async (): Promise<WireResponse> => {
      const response = await own({ ...request, signal: ofAttempt.signal, [cancellation]: ofAttempt });
      waited = monotonicNow() - begin;
      return readAsAsked(response, request, limits, {
        toClientError,
        firstRead: operation.timeoutUntil && firstRead,
      });
    };
    try {
      // Neither timeout nor abort is left to the transport: one that overlooks its signal must not hold the call.
      return await untilCancelled(exchange());
    } catch (error) {
      throw toClientError(error);
    } finally {
      cancelTimer();
    }
  };

/** What holds for a body that is read as it comes. */
interface BodyReading {
  readonly toClientError: (error: unknown) => unknown;
  readonly firstRead: FirstRead | undefined;
}

/** Reads as much of a response as its request says. */
async function readAsAsked(
  response: WireResponse,
  request: WireRequest,
  { maxResponseSize, features }: Limits,
  { toClientError, firstRead }: BodyReading,
): Promise<WireResponse> {
  const { read, operation } = request;
  if (read === 'raw') return response;
  const isOk = isSuccess(response.status);
  // By the media type that was sent, unless the call wants bytes whatever it is.
  if (isOk && read !== 'bytes' && isStreamed(codecReceived(operation, read, response, features)))
    return featureOf('responseStreams', operation, features).open(response, toClientError, firstRead);

  const limit = isOk ? maxResponseSize : LARGEST_FAILURE;
  const bytes = await (response.take?.(limit) ?? readBody(response, limit));
  if (!isOk) return redacted(response, bytes, request, features);
  if (bytes.length > limit)
    throw new DecodeError(
      request,
      `the response is larger than maxResponseSize, ${limit} bytes; raise it if that is meant to be`,
    );
  return new BufferedResponse(response, bytes);
}

/** A failure without the credentials that the server may have sent back. */
function redacted(
  { status, headers }: WireResponse,
  bytes: Uint8Array,
  request: WireRequest,
  features: Features | undefined,
): WireResponse {
  const safeHeaders = [...headers].map(([name, value]): [string, string] => [name, redact(value, request, features)]);
  const text = features?.decodeText?.(bytes, headers) ?? new TextDecoder().decode(bytes);
  // It is written anew, in UTF-8.
  return new BufferedResponse(
    { status, headers: new Headers(safeHeaders) },
    new TextEncoder().encode(redact(text, request, features)),
  );
}

/**
 * The error of an exchange that broke off. fetch says no more than "fetch failed"; the reason is the cause. It gets a copy
 * of that, for the original may hold what the server sent or the address with its query.
 */
function connectionError(error: unknown, request: WireRequest, features: Features | undefined): ConnectionError {
  const reason: unknown = (error as Error | undefined)?.cause ?? error;
  const { message, code, stack } = Object(reason) as Record<string, unknown>;
  // What is rejected may be no error at all.
  const said = message || code || (typeof reason === 'string' ? reason : typeof reason);
  const safeMessage = redact(String(said), request, features).trim();
  const cause = Object.assign(new Error(safeMessage), { stack: redact(String(stack), request, features) });
  // Protocol and host.
  const server = request.url.split('/', 3).join('/');
  const known = features?.connectionFailure?.(`${code} ${safeMessage}`);
  return new ConnectionError(request, `${known?.text ?? 'no complete response from'} ${server}: ${safeMessage}`, {
    code,
    ...(known && { kind: known.kind }),
    cause,
  });
}
