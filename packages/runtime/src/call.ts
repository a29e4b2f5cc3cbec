import { attachCaller } from '@influxkit/internal/call-site';
import { isSuccess } from '@influxkit/internal/status';
import { splitArguments } from './arguments.js';
import type { Core } from './core.js';
import { CallError } from './errors.js';
import type { OperationDescriptor } from './operation.js';
import { buildRequest, fillPath, type MethodOptions } from './request.js';
import { decode, errorOf, toResponse } from './response.js';
import type { Failure, Success } from './result.js';
import type { WireResponse } from './transport.js';

/**
 * What a method returns. Awaited, it is the decoded body; the other methods give more of the response.
 * The request is sent once, whichever of them are used.
 *
 * @example
 * const bucket = await api.buckets.get(id);
 * const { data, status, headers } = await api.buckets.get(id).withResponse();
 */
export interface Call<Data, Result = Success<number, Data> | Failure> extends Promise<Data> {
  /**
   * The decoded body together with status and headers.
   *
   * @throws ApiError for a status that is not one of success
   */
  withResponse(): Promise<WithResponse<Data>>;
  /** The platform's `Response`, whatever its status. Unread if this is asked for first; never throws `ApiError`. */
  raw(): Promise<Response>;
  /** Success or failure as a value, narrowed by status: never throws for a response. */
  result(): Promise<Result>;
}

/** A decoded body and the head of its response. */
export interface WithResponse<Data> {
  readonly data: Data;
  readonly status: number;
  readonly headers: Headers;
}

/**
 * Calls an operation. The request is built at once, for the caller may change or use again what it passed, and sent at
 * the end of the current step, so that `raw()`, asked for at once, still gets the body unread. Unlike a lazy promise
 * it is sent even if nobody waits for it.
 */
export function callOperation(core: Core, operation: OperationDescriptor, args: readonly unknown[]): Call<unknown> {
  /** Whether the body is left unread; undefined as long as the call itself may still be asked for it. */
  let isUnread: boolean | undefined;
  let response: WireResponse | undefined;

  const send = async (): Promise<Success | Failure> => {
    const { request, codec } = requestOf(core, operation, args);
    await undefined;
    isUnread ??= false;
    if (isUnread) request.read = 'raw';
    const head = await core.send(request);
    response = head;
    const { status } = head;
    // Of an unread body it is the caller's to say what it is, and what its status means.
    if (!isUnread && !isSuccess(status))
      return { ok: false, status, error: await errorOf(operation.name, head, core), headers: head.headers };
    return {
      ok: true,
      status,
      data: isUnread ? undefined : await decode(operation.name, codec, head),
      // A transport may make them only when they are asked for.
      get headers() {
        return head.headers;
      },
    };
  };
  const sent = send();
  // An async function for each of the ways to wait, for only so the engine knows who waits: see `attachCaller`.
  const data = dataOf(sent);
  /** Whoever asks for more than the data learns of a failure from that. */
  const insteadOfData = <T>(read: () => Promise<T>): Promise<T> => {
    data.catch(() => {});
    return withCaller(read);
  };
  return Object.assign(data, {
    withResponse: () => insteadOfData(async () => succeed(await sent)),
    result: async () => {
      data.catch(() => {});
      try {
        const result = await sent;
        if (!result.ok) attachCaller(result.error);
        return result;
      } catch (error) {
        throw error instanceof CallError ? attachCaller(error) : error;
      }
    },
    raw: () => {
      isUnread ??= true;
      return insteadOfData(async () => {
        // Asked for late, the response may have been one that does not decode.
        await sent.catch((error) => response ?? Promise.reject(error));
        return toResponse(response as WireResponse);
      });
    },
  });
}

function requestOf(core: Core, operation: OperationDescriptor, args: readonly unknown[]) {
  const { path: values, query, body, options } = splitArguments(operation, args);
  let next = 0;
  const path = fillPath(operation, (name) => (operation.bound?.includes(name) ? core.bound[name] : values[next++]));
  return buildRequest(core, operation, { path, query, body, options: options as MethodOptions });
}

async function dataOf(sent: Promise<Success | Failure>): Promise<unknown> {
  try {
    return succeed(await sent).data;
  } catch (error) {
    throw error instanceof CallError ? attachCaller(error) : error;
  }
}

function succeed(result: Success | Failure): Success {
  if (!result.ok) throw result.error;
  return result;
}

/** Runs what a caller waits for; an error of ours that it ends with has the caller's stack. */
export async function withCaller<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    // What is not ours, such as a reason to abort, is not touched.
    throw error instanceof CallError ? attachCaller(error) : error;
  }
}
