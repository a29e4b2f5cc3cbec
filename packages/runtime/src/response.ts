// Reading responses: bytes off a stream, data by a codec, errors from failures.

import type { Core } from './core.js';
import { ApiError, DecodeError } from './errors.js';
import { featureOf } from './features/feature.js';
import type { Codec } from './operation.js';
import type { WireRequest, WireResponse } from './transport.js';

/**
 * A response that was read whole; it can be read again. Reading makes no `Response` of it: to load what that takes costs
 * Node tens of milliseconds once, and to make one more than all else a request needs.
 */
export class BufferedResponse implements WireResponse {
  readonly status: number;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #head: Pick<WireResponse, 'headers'>;

  constructor(head: Pick<WireResponse, 'status' | 'headers'>, bytes: Uint8Array<ArrayBuffer>) {
    this.status = head.status;
    this.#head = head;
    this.#bytes = bytes;
  }

  // Not copied: a transport may make them only when they are asked for.
  get headers(): Headers {
    return this.#head.headers;
  }

  get body(): ReadableStream<Uint8Array> | null {
    return this.#bytes.length > 0 ? (new Response(this.#bytes).body ?? streamOf(this.#bytes)) : null;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(this.#bytes);
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    // A copy: a piece of Node's is part of a larger buffer.
    return new Uint8Array(this.#bytes).buffer;
  }
}

/**
 * A response whose body can be read as a stream. On React Native a `Response` has none, and neither have many that tests make
 * up: that one is read whole.
 */
export const withBody = async (response: WireResponse): Promise<WireResponse> =>
  // Where there is `take`, the body must not be touched before it.
  response.take === undefined && response.body === undefined
    ? new BufferedResponse(response, new Uint8Array(await response.arrayBuffer()))
    : response;

/** The bytes as far as a stream is needed of them, for platforms without streams. */
function streamOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
  let left: Uint8Array<ArrayBuffer> | undefined = bytes;
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

/** The response as the platform's own kind. */
export const toResponse = (response: WireResponse): Response =>
  response instanceof Response ? response : new Response(response.body, response);

/**
 * Reads a body whole, or until it is more than `limit` bytes, decompressed: what comes back is larger then, and the rest
 * is dropped.
 */
export async function readBody(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body.getReader();
  while (size <= limit) {
    const { done, value } = await reader.read();
    if (done) return concatBytes(chunks);
    chunks.push(value);
    size += value.length;
  }
  reader.cancel().catch(() => {});
  return concatBytes(chunks);
}

/** One array of many. */
export async function concatBytes(chunks: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const [first, second] = chunks;
  if (!first) return new Uint8Array();
  // By far the most responses are one chunk, which need not be copied.
  if (!second) return first as Uint8Array<ArrayBuffer>;
  return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

/**
 * The data of a response of success, by the codec of the media type that was asked for.
 *
 * @throws DecodeError where it was asked for JSON and this is not JSON
 */
export async function decode(
  request: WireRequest,
  codec: Codec | undefined,
  response: WireResponse,
  { features }: Core,
): Promise<unknown> {
  if (codec === 'stream') return response.body ?? new Response('').body;
  // A status without a body that the contract does not know is what came in place of the body.
  const { success = [200] } = request.operation;
  if (codec === undefined || (response.status === 204 && (codec !== 'json' || success.includes(204)))) return undefined;
  const contentType = response.headers.get('content-type') ?? '';
  const found = codec === 'any' ? featureOf('codecOf', request.operation, features)(contentType) : codec;
  if (found === 'bytes') return new Uint8Array(await response.arrayBuffer());
  const text = await response.text();
  if (found !== 'json') return text;
  try {
    return JSON.parse(text);
  } catch {
    // Without the parser's own message: it quotes the text, which may be a secret that the server was asked for.
    // And of the header no more than a type, for it may be anything else.
    const [type] = /^\w+\/[\w+.-]{0,99}/.exec(contentType) ?? ['none'];
    throw new DecodeError(
      request,
      `the response is not JSON but ${kindOf(text)}; its status is ${response.status}, its content-type is ${type}`,
    );
  }
}

const kindOf = (text: string): string =>
  text.trim() === ''
    ? 'empty'
    : /^\s*</.test(text)
      ? 'HTML or XML'
      : /^\s*[{[]/.test(text)
        ? 'broken or cut JSON'
        : 'text';

/** The error that a response of failure stands for. */
export const errorOf = async (
  request: WireRequest,
  response: WireResponse,
  { errorHeaders, features }: Core,
): Promise<ApiError> => new ApiError(request, response, await response.text(), errorHeaders, features?.errorDetails);
