import { ConnectionError } from './errors.js';
import type { RetryOptions } from './options.js';
import { parseRetryAfter } from './retry-after.js';
import type { Middleware, WireResponse } from './wire.js';

/**
 * Sends an idempotent request again after a broken connection or a status that may pass. Waits a random time up to a
 * bound that doubles (full jitter), or as long as `Retry-After` asks, never more than `maxDelay` nor less than 10 ms.
 */
export const retrying =
  (byDefault: RetryOptions | number | false = {}): Middleware =>
  async (request, next) => {
    const { retry = byDefault, method, operation, body, signal } = request;
    const {
      retries = 3,
      minDelay = 250,
      maxDelay = 30_000,
      statuses = [408, 429, 502, 503, 504],
    } = typeof retry === 'object' ? retry : { retries: +retry };

    for (let tried = 0; ; tried++) {
      let answer: WireResponse | undefined;
      let failure: unknown;
      try {
        answer = await next(request);
        if (!statuses.includes(answer.status)) return answer;
      } catch (error) {
        failure = error;
      }
      const again =
        (operation.idempotent ?? !/^PO|^PA/.test(method)) &&
        !(body instanceof ReadableStream) &&
        (answer ?? failure instanceof ConnectionError);
      // Not `tried >= retries`, which would go on for ever where that is not a number.
      if (!(again && tried < retries)) {
        if (answer) return answer;
        throw failure;
      }
      answer?.body?.cancel();
      const asked = parseRetryAfter(answer?.headers.get('retry-after') ?? '') ?? 0;
      const backoff = Math.random() * minDelay * 2 ** tried;
      // Timers hold 31 bits: a longer time would fire at once.
      const wait = Math.max(10, Math.min(Math.max(asked, backoff), maxDelay, 2 ** 31 - 1));
      // An abort ends the wait; the next attempt finds it and rejects.
      let end = (): void => {};
      let timer: unknown;
      await new Promise<void>((resolve) => {
        end = resolve;
        timer = setTimeout(end, wait);
        signal?.addEventListener('abort', end);
      });
      clearTimeout(timer as number);
      signal?.removeEventListener('abort', end);
    }
  };
