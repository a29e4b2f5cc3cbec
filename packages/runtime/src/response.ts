// Reading responses: bytes off a stream, data by a codec, errors from failures.

import { concatBytes } from '@influxkit/internal/concat-bytes';
import { kindOf } from '@influxkit/internal/message';
import type { Core } from './core.js';
import { ApiError, DecodeError } from './errors.js';
import { featureOf, findFeature } from './features/feature.js';
import type { Codec, Features, OperationDescriptor } from './operation.js';
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
    return this.#bytes.length > 0 ? new Response(this.#bytes).body : null;
  }

  async take(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#bytes;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(this.#bytes);
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    // A copy: a piece of Node's is part of a larger buffer.
    return new Uint8Array(this.#bytes).buffer;
  }
}

/** The response as the platform's own kind. */
export const toResponse = (response: WireResponse): Response =>
  response instanceof Response ? response : new Response(response.body, response);

/**
 * Reads a body whole, or until it is more than `limit` bytes, decompressed: what comes back is larger then, and the rest
 * is dropped.
 */
export async function readBody(response: WireResponse, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const { body } = response;
  // Without one, as on React Native and in many that tests make up, it can be had whole alone.
  if (!body) return body === null ? new Uint8Array() : new Uint8Array(await response.arrayBuffer());
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

/** Whether a response is read item by item: as JSON lines, as a sequence of JSON, or as server-sent events of any kind. */
export const isItemCodec = (codec: Codec): boolean =>
  codec === 'jsonl' || codec === 'json-seq' || codec.startsWith('sse');

/** Whether a response is read as it comes, not as a whole. */
export const isStreamed = (codec: Codec | undefined): boolean =>
  codec !== undefined && (codec === 'stream' || isItemCodec(codec));

/**
 * The codec of a response: of the media type that the server sent, among those of the contract; where it is none of them,
 * or the server does not say, of the one that was asked for.
 */
export function codecReceived<Asked>(
  operation: OperationDescriptor,
  asked: Asked,
  response: Pick<WireResponse, 'headers'>,
  features: Features | undefined,
): Codec | Asked {
  const find = findFeature('findMediaType', operation, features);
  const { response: types } = operation;
  // Of one there is no choice.
  if (!find || !types || Object.keys(types).length < 2) return asked;
  const key = find(types, response.headers.get('content-type') ?? '');
  return key === undefined ? asked : (types[key] as Codec);
}

/**
 * The data of a response of success, by the codec of its media type.
 *
 * @param asked the codec of the media type that was asked for; undefined where the response has no body
 * @throws DecodeError where it is JSON by its media type and is not JSON
 */
export async function decode(
  request: WireRequest,
  asked: Codec | undefined,
  response: WireResponse,
  core: Core,
): Promise<unknown> {
  const { operation } = request;
  const { features } = core;
  const codec = asked && codecReceived(operation, asked, response, features);
  // A status without a body that the contract does not know is what came in place of the body.
  const { success = [200] } = operation;
  const isBodiless = response.status === 204 && codec !== 'stream' && (codec !== 'json' || success.includes(204));
  if (codec === undefined || isBodiless) return undefined;
  if (isStreamed(codec))
    return featureOf('responseStreams', operation, features).decode(response, { codec, request, core }, features);
  return decodeAs(codec, request, response, core);
}

/**
 * A body that is read whole, by a codec.
 *
 * @throws DecodeError where it is not JSON and has to be
 */
export async function decodeAs(
  codec: Codec,
  request: WireRequest,
  response: WireResponse,
  { features }: Core,
): Promise<unknown> {
  // Asked for where it is needed: a transport may make headers only then.
  const contentType = (): string => response.headers.get('content-type') ?? '';
  const found = codec === 'any' ? featureOf('codecOf', request.operation, features)(contentType()) : codec;
  if (found === 'bytes') return new Uint8Array(await response.arrayBuffer());
  const toText = findFeature('decodeText', request.operation, features);
  const text = toText ? toText(await bytesOf(response), response.headers) : await response.text();
  if (found !== 'json') return text;
  const { operation } = request;
  const formats = findFeature('formatTypes', operation, features);
  const { shapes } = operation;
  try {
    const fail = (message: string): DecodeError => new DecodeError(request, message);
    const data: unknown = formats
      ? formats.readBody(text, { shapes, status: response.status }, fail)
      : JSON.parse(text);
    // Nothing found and nothing recognised are different: data of another kind is not what the contract speaks of.
    if (operation.holds && kindOf(data) !== `an ${operation.holds}`) {
      throw fail(`the response must be a JSON ${operation.holds}, as the contract has it; got ${kindOf(data)}`);
    }
    return data;
  } catch (error) {
    if (error instanceof DecodeError) throw error;
    // Without the parser's own message: it quotes the text, which may be a secret that the server was asked for.
    // And of the header no more than a type, for it may be anything else.
    const [type] = /^\w+\/[\w+.-]{0,99}/.exec(contentType()) ?? ['none'];
    const kind = features?.textKind ? ` but ${features.textKind(text)}` : '';
    throw new DecodeError(
      request,
      `the response is not JSON${kind}; its status is ${response.status}, its content-type is ${type}`,
    );
  }
}

/** The bytes of a response, to be read and not to be handed on. */
const bytesOf = async (response: WireResponse): Promise<Uint8Array> =>
  (await response.take?.(Infinity)) ?? new Uint8Array(await response.arrayBuffer());

/** The error that a response of failure stands for. */
export async function errorOf(
  request: WireRequest,
  response: WireResponse,
  { errorHeaders, features }: Core,
): Promise<ApiError> {
  const text = await response.text();
  const error = new ApiError(request, response, text, errorHeaders, features?.errorDetails);
  const { operation } = request;
  const formats = findFeature('formatTypes', operation, features);
  if (formats && typeof error.body === 'object') {
    const { shapes } = operation;
    Object.assign(error, { body: formats.readFailure(text, { shapes, status: response.status }) ?? error.body });
  }
  if (response.hint) error.message += `; ${response.hint}`;
  return error;
}
