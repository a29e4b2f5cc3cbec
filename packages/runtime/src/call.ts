import { isSuccess } from '@influxkit/internal/status';
import { splitArguments } from './arguments.js';
import type { Core } from './core.js';
import { findFeature } from './features/feature.js';
import type { ItemStream, OperationDescriptor } from './operation.js';
import { buildRequest, pathValues } from './request.js';
import { decode, errorOf, toResponse } from './response.js';
import type { Failure, Success } from './result.js';
import type { WireResponse } from './transport.js';

/**
 * What a method returns. Awaited, it is the decoded body; the other methods give more of the response.
 * The request is sent once, whichever of them are used.
 *
 * @example
 * import { createOssV2, tokenAuth } from '@influxkit/influxdb/oss-v2';
 *
 * const api = createOssV2({ baseUrl: 'http://localhost:8086', auth: tokenAuth(process.env.INFLUX_TOKEN ?? '') });
 *
 * const bucket = await api.buckets.get('0123456789abcdef');
 * const { data, status, headers } = await api.buckets.get('0123456789abcdef').withResponse();
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

/** What a method returns whose response is items, one after another: `for await (const event of api.events.list())`. */
export interface StreamCall<Item, Result = Success<number, ItemStream<Item>> | Failure>
  extends Call<ItemStream<Item>, Result>,
    AsyncIterable<Item> {}

/** A decoded body and the head of its response. */
export interface WithResponse<Data> {
  readonly data: Data;
  readonly status: number;
  readonly headers: Headers;
}

/** What a method returns whose responses have headers that the contract declares. */
export interface CallWithHeaders<Data, Result, Declared> extends Call<Data, Result> {
  /**
   * The decoded body together with status and headers, which know by name what the contract declares.
   *
   * @throws ApiError for a status that is not one of success
   */
  withResponse(): Promise<WithHeaders<Data, Declared>>;
}

/** A decoded body and the head of its response, whose headers the contract declares. */
export interface WithHeaders<Data, Declared> extends WithResponse<Data> {
  readonly headers: DeclaredHeaders<Declared> & Headers;
}

/** Headers by the names that the contract declares, in its spelling or in lower case; null where one may be absent. */
export interface DeclaredHeaders<Declared> {
  /** A header that the contract declares. */
  get<Name extends keyof AnyCase<Declared>>(name: Name): AnyCase<Declared>[Name];
}

/** Names as the contract writes them, and in lower case. */
type AnyCase<Declared> = Declared & { [Name in keyof Declared & string as Lowercase<Name>]: Declared[Name] };

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
      return { ok: false, status, error: await errorOf(request, head, core), headers: head.headers };
    return {
      ok: true,
      status,
      data: isUnread ? undefined : await decode(request, codec, head, core),
      headers: head.headers,
    };
  };
  const sent = send();
  const data = withCaller(core, sent, (result) => succeed(result).data);
  /** Whoever asks for more than the data learns of a failure from that. */
  const insteadOfData = <T, R>(promise: Promise<T>, take: (value: T) => R): Promise<R> => {
    data.catch(() => {});
    return withCaller(core, promise, take);
  };
  const streams = findFeature('responseStreams', operation, core.features);
  return Object.assign(data, streams?.iterable(operation.response, data), {
    withResponse: () => insteadOfData(sent, succeed),
    result: () => insteadOfData(sent, (result) => result),
    raw: () => {
      isUnread ??= true;
      // Asked for late, the response may have been one that does not decode.
      const settled = sent.catch((error) => response ?? Promise.reject(error));
      return insteadOfData(settled, () => toResponse(response as WireResponse));
    },
  });
}

function requestOf(core: Core, operation: OperationDescriptor, args: readonly unknown[]) {
  const { path, query, body, options } = splitArguments(operation, args);
  return buildRequest(core, operation, { pathValue: pathValues(operation, core.bound, path), query, body, options });
}

function succeed(result: Success | Failure): Success {
  if (!result.ok) throw result.error;
  return result;
}

/** What a caller takes of what a promise gives. */
export const withCaller = <T, R>({ features }: Core, promise: Promise<T>, take: (value: T) => R): Promise<R> =>
  features?.awaitCall ? features.awaitCall(promise, take) : (promise.then(take) as Promise<R>);
