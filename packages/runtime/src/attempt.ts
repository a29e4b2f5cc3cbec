import { answerOf } from './answer.js';
import { CallError, ConnectionError, RequestError, TimeoutError } from './errors.js';
import { checkHeaders } from './headers.js';
import { isSuccess } from './outcome.js';
import { guarded } from './read.js';
import { redact } from './redact.js';
import type { Transport, WireResponse } from './wire.js';

/**
 * One try: sends the request and reads as much of the answer as the call needs, all within the time allowed.
 * Rejects with an error of ours or with the caller's reason to abort, nothing else.
 *
 * Redirects are followed, but only of GET and HEAD, and only to the origin that the request was sent to: neither a
 * credential nor a body ever reaches another server, nor the same one without TLS. Any other redirect is the answer.
 */
export const attempting =
  (transport: Transport, timeoutByDefault: number, maxAnswerSize: number): Transport =>
  (request) =>
    new Promise((resolve, reject) => {
      const { method, url, operation, read = 'raw', signal: outer, timeout = timeoutByDefault } = request;
      const { name } = operation;
      checkHeaders(request);
      // Not `timeout < 0`, which lets NaN and texts through.
      if (!(timeout >= 0)) throw new RequestError(name, 'timeout must be a number of milliseconds');
      outer?.throwIfAborted();
      const inner = new AbortController();
      const signal = outer ? AbortSignal.any([outer, inner.signal]) : inner.signal;
      // Not left to the transport: one that overlooks its signal must not hold the call.
      const give = (): void => reject(signal.reason);
      if (outer) signal.addEventListener('abort', give);
      const timer =
        // Timers hold 31 bits: a longer time would fire at once.
        timeout && timeout < 2 ** 31
          ? setTimeout(() => {
              inner.abort(new TimeoutError(name, `no whole answer within the timeout of ${timeout} ms`, { timeout }));
              give();
            }, timeout)
          : undefined;

      const ours = (error: unknown): unknown => {
        if (signal.aborted) return signal.reason;
        if (error instanceof CallError) return error;
        // fetch says no more than "fetch failed"; the reason is the cause.
        const { message, code } = Object((error as Error | undefined)?.cause ?? error);
        return new ConnectionError(
          name,
          `no whole answer from ${new URL(url).origin}: ${message || code}`,
          { code },
          error,
        );
      };

      const follow = async (to: string, hops: number): Promise<WireResponse> => {
        const answer = await transport({ ...request, url: to, signal });
        const { status, headers, body } = answer;
        const location = status > 300 && status < 400 && headers.get('location');
        if (location && hops && /GET|HEAD/.test(method)) {
          const next = new URL(location, to);
          if (next.origin === new URL(to).origin) {
            body?.cancel();
            return follow(next.href, hops - 1);
          }
        }
        if (read === 'raw') return answer;
        const ok = isSuccess(answer);
        if (ok && read === 'stream')
          return { ...answerOf(answer, ''), body: body && guarded(body, request, ours, Infinity) };
        const limit = ok ? maxAnswerSize : 2 ** 20;
        const source =
          // HTTP holds a server to the length it states, which makes the platform's own, faster way safe. What it
          // states is the length before decompression, though.
          !body || (+(headers.get('content-length') ?? Infinity) <= limit && !headers.get('content-encoding'))
            ? answer
            : new Response(guarded(body, request, ours, limit, !ok));
        if (read === 'bytes') return answerOf(answer, new Uint8Array(await source.arrayBuffer()));
        const text = await source.text();
        return answerOf(answer, ok ? text : redact(text, request));
      };
      follow(url, 5)
        .then(resolve, (error) => reject(ours(error)))
        .finally(() => clearTimeout(timer));
    });
