import { toResponse } from './answer.js';
import type { Call } from './call.js';
import type { Core } from './client.js';
import type { OperationRow } from './operation.js';
import { decode, errorOf, isSuccess } from './outcome.js';
import { type MethodOptions, requestOf } from './request.js';
import type { Failure, Success } from './result.js';
import type { WireResponse } from './wire.js';

/**
 * Calls an operation. The request is made at once, for the caller may change or use again what it passed, and sent at
 * the end of the current step, so that `raw()`, asked for at once, still gets the body unread. Unlike a lazy promise
 * it is sent even if nobody waits for it.
 */
export function invoke(core: Core, row: OperationRow, args: readonly unknown[]): Call<unknown> {
  // A mistake rejects, as all else does.
  const made = new Promise<ReturnType<typeof requestOf>>((resolve) => {
    let next = 0;
    // Path parameters come first, in the path's order; how many they are shows when they are taken.
    const values = (row.path.match(/{/g) ?? []).map(() => args[next++]);
    const given = row.body || row.query ? args[next++] : undefined;
    const options = (args[next] ?? {}) as MethodOptions;
    const [query, body] = row.body ? [options.query, given] : [given];
    resolve(requestOf(core, row, () => values.shift(), query, body, options));
  });
  let sent: Promise<WireResponse> | undefined;
  let unread: boolean | undefined;
  const send = async (): Promise<WireResponse> => {
    const [request] = await made;
    return core.send(unread ? { ...request, read: 'raw' } : request);
  };

  const settled = Promise.resolve().then(async (): Promise<Success | Failure> => {
    sent ??= send();
    const answer = await sent;
    const { status, headers } = answer;
    if (unread) return { ok: true, status, headers, data: undefined };
    return isSuccess(answer)
      ? { ok: true, status, headers, data: await decode(row.name, (await made)[1], answer) }
      : { ok: false, status, headers, error: await errorOf(row.name, answer) };
  });
  const success = settled.then((result) => {
    if (!result.ok) throw result.error;
    const { data, status, headers } = result;
    return { data, status, headers };
  });
  const data = success.then((result) => result.data);
  // Whoever asks for more than the data takes the failure by that.
  const more = <T>(promise: Promise<T>): Promise<T> => {
    data.catch(() => {});
    return promise;
  };
  return Object.assign(data, {
    withResponse: () => more(success),
    result: () => more(settled),
    raw: () => {
      if (!sent) {
        unread = true;
        sent = send();
      }
      return more(sent.then(toResponse));
    },
  });
}
