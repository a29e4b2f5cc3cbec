import type { ApiError } from './errors.js';

/** What `.result()` gives for a response of success. */
export interface Success<Status extends number = number, Data = unknown> {
  readonly ok: true;
  readonly status: Status;
  readonly data: Data;
  readonly headers: Headers;
}

/** What `.result()` gives for any other response. */
export interface Failure<Status extends number = number, Body = unknown> {
  readonly ok: false;
  readonly status: Status;
  /** What the server said; `error.body` is typed as far as the contract describes it. */
  readonly error: ApiError<Body, Status>;
  readonly headers: Headers;
}

/** The statuses that stand for success. */
export type SuccessStatus = 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226;

/** The statuses that stand for anything but success. */
export type ErrorStatus =
  | 300
  | 301
  | 302
  | 303
  | 304
  | 305
  | 307
  | 308
  | 400
  | 401
  | 402
  | 403
  | 404
  | 405
  | 406
  | 407
  | 408
  | 409
  | 410
  | 411
  | 412
  | 413
  | 414
  | 415
  | 416
  | 417
  | 418
  | 421
  | 422
  | 423
  | 424
  | 425
  | 426
  | 428
  | 429
  | 431
  | 451
  | 500
  | 501
  | 502
  | 503
  | 504
  | 505
  | 506
  | 507
  | 508
  | 510
  | 511;

/** Every error status but those that an operation lists: what its `default` response stands for. */
export type OtherStatus<Known extends number> = Exclude<ErrorStatus, Known>;
