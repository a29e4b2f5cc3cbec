import { ApiError, DecodeError } from './errors.js';
import type { Coding } from './operation.js';
import type { WireResponse } from './wire.js';

export const isSuccess = ({ status }: WireResponse): boolean => status > 199 && status < 300;

/** The error that an answer stands for. */
export const errorOf = async (operation: string, answer: WireResponse): Promise<ApiError> =>
  new ApiError(operation, answer, await answer.text());

/**
 * The data of an answer of success, by the coding of the media type that was asked for.
 *
 * @throws DecodeError where it was asked for JSON and this is none
 */
export async function decode(operation: string, coding: Coding | undefined, answer: WireResponse): Promise<unknown> {
  if (coding === 'stream') return answer.body ?? new Response('').body;
  if (!coding || answer.status === 204) return undefined;
  if (coding === 'bytes') return new Uint8Array(await answer.arrayBuffer());
  const text = await answer.text();
  if (coding !== 'json') return text;
  try {
    return JSON.parse(text);
  } catch {
    // Without the parser's own message: it quotes the text, which may be a secret that the server was asked for.
    // And of the header no more than a type, for it may be anything else.
    const type = /^\w+\/[\w+.-]{0,99}/.exec(`${answer.headers.get('content-type')}`);
    throw new DecodeError(operation, `the answer is not JSON, by its header ${type}`);
  }
}
