import { retryDelay } from '@influxkit/internal/backoff';
import { monotonicNow } from '@influxkit/internal/clock';
import { parseRetryAfter } from '@influxkit/internal/retry-after';
import { RETRYABLE_STATUSES } from '@influxkit/internal/status';
import { sleep } from '@influxkit/internal/timers';
import { canBeSentAgain } from './can-be-sent-again.js';
import { ConnectionError } from './errors.js';
import type { Middleware, RetryOptions, WireResponse } from './transport.js';

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
    const bounds = { minDelay, maxDelay, maxTime };
    const started = monotonicNow();

    for (let retry = 0; ; retry++) {
      let response: WireResponse | undefined;
      let failure: unknown;
      try {
        response = await next(request);
        if (!statuses.includes(response.status)) return response;
      } catch (error) {
        if (!(error instanceof ConnectionError)) throw error;
        failure = error;
      }
      const elapsed = monotonicNow() - started;
      const retryAfter = parseRetryAfter(response?.headers.get('retry-after'));
      const delay = retryDelay(bounds, { retry, elapsed, retryAfter });
      // Not `retry >= retries`, which would go on for ever where it is not a number.
      if (delay === undefined || !(retry < retries) || !canBeSentAgain(request, isRefusal(response, failure))) {
        if (response) return response;
        throw failure;
      }
      response?.body?.cancel().catch(() => {});
      // An abort ends the wait; the next attempt finds it and rejects.
      await sleep(delay, request.signal);
    }
  };

/** The codes of a refused connection: of Node and Deno, and of Bun. */
const REFUSED: readonly unknown[] = ['ECONNREFUSED', 'ConnectionRefused'];

/** Whether the server says that it did nothing, or there was none. */
const isRefusal = (response: WireResponse | undefined, failure: unknown): boolean =>
  response ? response.status === 429 || response.status === 503 : REFUSED.includes((failure as ConnectionError).code);
