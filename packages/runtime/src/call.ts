import type { Failure, Success } from './result.js';

/**
 * What a method returns. Awaited, it is the decoded body; the other methods give more of the answer.
 * The request is sent once, whichever of them are used.
 */
export interface Call<Data, Result = Success<number, Data> | Failure> extends Promise<Data> {
  /** The decoded body together with status and headers. */
  withResponse(): Promise<WithResponse<Data>>;
  /** The answer as the platform's `Response`, whatever its status. Unread if this is asked for first; never throws `ApiError`. */
  raw(): Promise<Response>;
  /** Success or failure as a value, narrowed by status: never throws for an answer. */
  result(): Promise<Result>;
}

/** A decoded body and the head of its answer. */
export interface WithResponse<Data> {
  readonly data: Data;
  readonly status: number;
  readonly headers: Headers;
}
