import { ReadAnswer } from './answer.js';
import { CallError, ConnectionError, DecodeError, TimeoutError } from './errors.js';
import { checkHeaders } from './headers.js';
import { isSuccess } from './outcome.js';
import { guarded, take } from './read.js';
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
      const { method, url, operation, read, signal: outer, timeout = timeoutByDefault } = request;
      const { name } = operation;
      checkHeaders(request);
      outer?.throwIfAborted();
      const inner = new AbortController();
      const signal = outer ? AbortSignal.any([outer, inner.signal]) : inner.signal;
      // Not left to the transport: one that overlooks its signal must not hold the call.
      const give = (): void => reject(signal.reason);
      if (outer) signal.addEventListener('abort', give);
      const timer =
        // Timers hold 31 bits: a longer time would fire at once. What is no number does, and the error names it.
        timeout !== 0 && !(timeout >= 2 ** 31)
          ? setTimeout(() => {
              inner.abort(new TimeoutError(name, `no whole answer within the timeout of ${timeout} ms`, { timeout }));
              give();
            }, timeout)
          : undefined;

      const safe = (text: unknown): string => redact(`${text}`, request);
      const ours = (error: unknown): unknown => {
        if (signal.aborted) return signal.reason;
        if (error instanceof CallError) return error;
        // fetch says no more than "fetch failed"; the reason is the cause. A copy, for the original may hold what the
        // server sent or the address with its query.
        const { message, code, stack } = Object((error as Error | undefined)?.cause ?? error);
        const said = safe(message || code);
        return new ConnectionError(name, `no whole answer from ${request.baseUrl}: ${said}`, {
          code,
          cause: Object.assign(Error(said), { stack: safe(stack) }),
        });
      };

      const follow = async (to: string, hops: number): Promise<WireResponse> => {
        const answer = await transport({ ...request, url: to, signal });
        const location = answer.status > 300 && answer.status < 400 && answer.headers.get('location');
        if (location && hops && /GET|HEAD/.test(method)) {
          const next = new URL(location, to);
          if (next.origin === new URL(to).origin) {
            answer.body?.cancel();
            return follow(next.href, hops - 1);
          }
        }
        if (read === 'raw') return answer;
        const ok = isSuccess(answer);
        if (ok && read === 'stream') return new Response(answer.body && guarded(answer.body, ours), answer);
        const limit = ok ? maxAnswerSize : 2 ** 20;
        const bytes = await (answer.take?.(limit) ?? take(answer.body, limit));
        if (ok && bytes.length > limit)
          throw new DecodeError(name, `the answer is larger than maxAnswerSize, ${limit} bytes`);
        if (ok) return new ReadAnswer(answer, bytes);
        const headers = [...answer.headers].map(([key, value]) => [key, safe(value)] as [string, string]);
        return new ReadAnswer(
          { status: answer.status, headers: new Headers(headers) },
          new TextEncoder().encode(safe(new TextDecoder().decode(bytes))),
        );
      };
      follow(url, 5)
        .then(resolve, (error) => reject(ours(error)))
        .then(() => {
          clearTimeout(timer);
          // A signal with a listener is kept, and all that the listener knows with it: in Node 20 for as long as the process runs.
          signal.removeEventListener('abort', give);
        });
    });
