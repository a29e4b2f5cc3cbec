import type { WireResponse } from '../wire-response.js';

/** Hands a response on before its body is read; what breaks the body off is made an error of ours. */
export type ResponseStreams = (response: WireResponse, toClientError: (error: unknown) => unknown) => WireResponse;

/** Responses that are read while they come. */
export const responseStreams: ResponseStreams = (response, toClientError) =>
  new Response(response.body && wrapErrors(response.body, toClientError), response);

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
