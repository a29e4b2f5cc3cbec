import { retryDelay } from '@influxkit/internal/backoff';
import { IDEMPOTENT_METHODS } from '@influxkit/internal/http-methods';
import { parseRetryAfter } from '@influxkit/internal/retry-after';
import { RETRYABLE_STATUSES } from '@influxkit/internal/status';
import { sleep } from '@influxkit/internal/timers';
import { ConnectionError } from './errors.js';
import type { Middleware, RetryOptions, WireRequest, WireResponse } from './transport.js';

/**
 * Sends an idempotent request again after a broken connection or a status that may pass. Waits a random time up to a
 * bound that doubles (full jitter), or as long as `Retry-After` asks; no attempt begins after `maxTime`.
 */
export const withRetry =
  (clientRetry: RetryOptions | number | false = {}): Middleware =>
  async (request, next) => {
    const { retry: option = clientRetry } = request;
    const {
      retries = 3,
      minDelay = 250,
      maxDelay = 30_000,
      maxTime = 60_000,
      statuses = RETRYABLE_STATUSES,
    } = typeof option === 'object' ? option : { retries: Number(option) };
    const started = performance.now();

    for (let retry = 0; ; retry++) {
      let response: WireResponse | undefined;
      let failure: unknown;
      try {
        response = await next(request);
        if (!statuses.includes(response.status)) return response;
      } catch (error) {
        failure = error;
      }
      const mayPass = response !== undefined || failure instanceof ConnectionError;
      // `retry < retries`, not the opposite of `>=`, which would go on for ever where it is not a number.
      const delay =
        mayPass && retry < retries && canBeSentAgain(request)
          ? retryDelay(
              { minDelay, maxDelay, maxTime },
              {
                retry,
                elapsed: performance.now() - started,
                retryAfter: parseRetryAfter(response?.headers.get('retry-after')),
              },
            )
          : undefined;
      if (delay === undefined) {
        if (response) return response;
        throw failure;
      }
      response?.body?.cancel().catch(() => {});
      // An abort ends the wait; the next attempt finds it and rejects.
      await sleep(delay, request.signal);
    }
  };

/** Whether a second time does no more than the first did. A stream is spent after the first. */
const canBeSentAgain = ({ operation, method, body }: WireRequest): boolean =>
  (operation.idempotent ?? IDEMPOTENT_METHODS.has(method)) && !(body instanceof ReadableStream);
