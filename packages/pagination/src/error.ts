import { CallError } from '@influxkit/runtime';
import type { Cursor } from './cursor.js';

/** A list cannot be gone on with: its responses do not lead from page to page as the contract says. */
export class PageError extends CallError {
  /** Where the iteration stood: `paginate` goes on there with its option `cursor`. */
  declare readonly cursor: Cursor | undefined;

  override get name(): string {
    return 'PageError';
  }
}

/**
 * An error of a page with the cursor of that page. It stays the error that it is, so that `instanceof ApiError` means
 * what it always means. What is not an error of a call belongs to the caller (a reason to abort, an error of its own
 * middleware) and is not touched.
 */
export function withCursor(error: unknown, cursor: Cursor): unknown {
  if (!(error instanceof CallError)) return error;
  // One error can fail several calls, such as that of a sign-in which they all waited for: each iteration has its own cursor.
  if (Object.hasOwn(error, 'cursor') || !Object.isExtensible(error))
    return new PageError(error.operation, error.message.slice(error.operation.length + 2), { cursor, cause: error });
  return Object.assign(error, { cursor });
}

/**
 * Where an iteration that failed goes on: the `cursor` of its error. Undefined for what no iteration threw.
 *
 * @example
 * import { createOssV2, cursorOf, paginate, tokenAuth } from '@influxkit/influxdb/oss-v2';
 *
 * const api = createOssV2({ baseUrl: 'http://localhost:8086', auth: tokenAuth(process.env.INFLUX_TOKEN ?? '') });
 *
 * try {
 *   for await (const bucket of paginate(api.buckets.list)) console.log(bucket.name);
 * } catch (error) {
 *   const cursor = cursorOf(error);
 *   if (cursor === undefined) throw error;
 *   console.log(await paginate(api.buckets.list, {}, { cursor }).toArray()); // the rest
 * }
 */
export function cursorOf(error: unknown): Cursor | undefined {
  return error instanceof CallError && Object.hasOwn(error, 'cursor')
    ? (error as CallError & { readonly cursor: Cursor }).cursor
    : undefined;
}
