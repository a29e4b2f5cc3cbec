import type { ResponseStreams } from '../operation.js';

/** Responses that are read while they come. */
export const responseStreams: ResponseStreams = (response, toClientError) =>
  // Without the platform's own streams it is in memory already, and nothing can break.
  typeof ReadableStream === 'undefined'
    ? response
    : new Response(response.body && wrapErrors(response.body, toClientError), response);

/** A stream that fails with our errors. */
function wrapErrors(
  body: ReadableStream<Uint8Array>,
  toClientError: (error: unknown) => unknown,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream(
    {
      pull: (controller) =>
        reader.read().then(
          ({ done, value }) => (done ? controller.close() : controller.enqueue(value)),
          (error) => controller.error(toClientError(error)),
        ),
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
