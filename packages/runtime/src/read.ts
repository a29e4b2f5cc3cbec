import { DecodeError } from './errors.js';
import type { WireRequest, WireResponse } from './wire.js';

/**
 * A body that fails with our errors, and gives no more than `limit` bytes, decompressed.
 *
 * @param cut what to do with more: `true` drops the rest, `false` fails
 */
export function guarded(
  body: ReadableStream<Uint8Array>,
  { operation }: WireRequest,
  ours: (error: unknown) => unknown,
  limit: number,
  cut?: boolean,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let left = limit;
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) {
            left -= value.length;
            controller.enqueue(value);
          }
          if (left < 0) {
            reader.cancel();
            if (!cut)
              throw new DecodeError(
                operation.name,
                `the answer is larger than maxAnswerSize, ${limit} bytes: raise it, or read a stream by raw()`,
              );
          }
          if (done || left < 0) controller.close();
        } catch (error) {
          controller.error(ours(error));
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
