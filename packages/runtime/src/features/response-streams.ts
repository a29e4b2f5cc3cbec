import { type BodyReader, streamOfReader } from '@influxkit/internal/stream-of-reader';
import type { FirstRead, ResponseStreams } from '../operation.js';
import { BufferedResponse, isItemCodec } from '../response.js';
import type { WireResponse } from '../wire-response.js';
import { featureOf } from './feature.js';
import { sentBy } from './item-stream.js';

/** Responses that are read while they come. */
export const responseStreams: ResponseStreams = {
  open: async (response, toClientError, firstRead = (read) => read()) => {
    const own = response.reader?.();
    if (own === undefined) {
      // Without the platform's own streams it is had whole alone, and then nothing can break.
      if (response.body === undefined) return firstRead(() => readWhole(response));
      if (typeof ReadableStream === 'undefined') return response;
      if (response.body === null) return response;
    }
    const reader = withErrors(
      own ?? (response.body as ReadableStream<Uint8Array>).getReader(),
      toClientError,
      firstRead,
    );
    let body: ReadableStream<Uint8Array> | undefined;
    // A stream is made of it where that is wanted, and a `Response` where it is wanted whole: to load the platform's own takes
    // Node milliseconds.
    const opened: WireResponse & { readonly body: ReadableStream<Uint8Array> } = {
      status: response.status,
      headers: response.headers,
      get body() {
        body ??= streamOfReader(reader);
        return body;
      },
      text() {
        return new Response(this.body).text();
      },
      arrayBuffer() {
        return new Response(this.body).arrayBuffer();
      },
      reader: () => (body ? undefined : reader),
    };
    return opened;
  },
  decode: (response, source, features) => {
    const { codec } = source;
    const { operation } = sentBy(source).request;
    if (codec === 'stream') return response.body ?? new Response('').body;
    return featureOf(codec.startsWith('sse') ? 'serverSentEvents' : 'jsonItems', operation, features)(response, source);
  },
  iterable: (types = {}, data) =>
    Object.values(types).some(isItemCodec) ? { [Symbol.asyncIterator]: () => iterate(data) } : undefined,
};

/** The items of a response that has some, once it is there. */
async function* iterate(data: Promise<unknown>): AsyncGenerator<unknown, void> {
  const items = (await data) as AsyncIterable<unknown> | undefined;
  if (items) yield* items;
}

/** A reader that fails with our errors. */
function withErrors(reader: BodyReader, toClientError: (error: unknown) => unknown, firstRead: FirstRead): BodyReader {
  const read = (): ReturnType<BodyReader['read']> => reader.read();
  let isFirst = true;
  return {
    read: async () => {
      try {
        const next = isFirst ? firstRead(read) : read();
        isFirst = false;
        return await next;
      } catch (error) {
        // Not waited for: a source that does not send may never be done with it.
        reader.cancel(error).catch(() => {});
        throw toClientError(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  };
}

/**
 * A response that is read whole and whose body can be read as a stream: on React Native a `Response` has none, and neither
 * have many that tests make up.
 */
async function readWhole(response: WireResponse): Promise<WireResponse> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  return Object.defineProperty(new BufferedResponse(response, bytes), 'body', { value: streamOf(bytes) });
}

/** The bytes as far as a stream is needed of them, for platforms without streams. */
function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  // No bytes are a stream, too: there is no other way here to make one of them.
  let left = bytes.length > 0 ? bytes : undefined;
  const read = async () => {
    const value = left;
    left = undefined;
    return { done: value === undefined, value };
  };
  const cancel = async () => {
    left = undefined;
  };
  return { getReader: () => ({ read, cancel, releaseLock() {} }), cancel } as unknown as ReadableStream<Uint8Array>;
}
