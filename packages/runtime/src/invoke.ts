import { toResponse } from './answer.js';
import { splitArguments } from './arguments.js';
import type { Call } from './call.js';
import type { Core } from './client.js';
import type { OperationDescriptor } from './operation.js';
import { decode, errorOf, isSuccess } from './outcome.js';
import { fillPath } from './path.js';
import { type MethodOptions, requestOf } from './request.js';
import type { Failure, Success } from './result.js';
import type { WireResponse } from './wire.js';

/**
 * Calls an operation. The request is made at once, for the caller may change or use again what it passed, and sent at
 * the end of the current step, so that `raw()`, asked for at once, still gets the body unread. Unlike a lazy promise
 * it is sent even if nobody waits for it.
 */
export function invoke(core: Core, row: OperationDescriptor, args: readonly unknown[]): Call<unknown> {
  let unread: boolean | undefined;
  let answer: WireResponse | undefined;

  const run = async (): Promise<Success | Failure> => {
    const { path, query, body, options } = splitArguments(row, args);
    let next = 0;
    const filled = fillPath(row, (name) => (row.bound?.includes(name) ? core.bound[name] : path[next++]));
    const [request, coding] = requestOf(core, row, filled, query, body, options as MethodOptions);
    await undefined;
    unread ??= false;
    if (unread) request.read = 'raw';
    answer = await core.send(request);
    const head = answer;
    const { status } = head;
    // Of an unread body it is the caller's to say what it is, and what its status means.
    if (unread || isSuccess(head))
      return {
        ok: true,
        status,
        data: unread ? undefined : await decode(row.name, coding, head),
        // A transport may make them only when they are asked for.
        get headers() {
          return head.headers;
        },
      };
    return { ok: false, status, error: await errorOf(row.name, head), headers: head.headers };
  };
  const result = run();
  const data = result.then((got) => succeed(got).data);
  // Whoever asks for more than the data takes a failure by that.
  const more = <T>(promise: Promise<T>): Promise<T> => {
    data.catch(() => {});
    return promise;
  };
  return Object.assign(data, {
    withResponse: () => more(result.then(succeed)),
    result: () => more(result),
    raw: () => {
      unread ??= true;
      // Asked for late, the answer may have been one that does not decode.
      return more(
        result.catch((error) => answer ?? Promise.reject(error)).then(() => toResponse(answer as WireResponse)),
      );
    },
  });
}

function succeed(result: Success | Failure): Success {
  if (!result.ok) throw result.error;
  return result;
}
