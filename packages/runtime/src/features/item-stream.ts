import { attachCaller } from '@influxkit/internal/call-site';
import type { Core } from '../core.js';
import { CallError, DecodeError } from '../errors.js';
import type { ItemSource, ItemStream } from '../operation.js';
import type { WireRequest } from '../transport.js';
import { findFeature } from './feature.js';

/**
 * The request and the core of a source. What the types of descriptors know of them is less, for the types of requests are
 * made from those.
 */
export const sentBy = (source: ItemSource): { readonly request: WireRequest; readonly core: Core } =>
  source as ItemSource & { readonly request: WireRequest; readonly core: Core };

/** The error of a response that is not what its media type says. */
export const decodeError = (source: ItemSource, message: string): DecodeError =>
  new DecodeError(sentBy(source).request, message);

/** Parses an item that is JSON; a SyntaxError, which nobody is shown, for what is not. */
export function parseItem(text: string, source: ItemSource): unknown {
  const { request, core } = sentBy(source);
  const { operation } = request;
  const shape = operation.shapes?.items;
  const formats = shape && findFeature('formatTypes', operation, core.features);
  return formats ? formats.read(text, shape, (message) => decodeError(source, message)) : JSON.parse(text);
}

/** The chunks of a body; leaving the loop cancels it. */
export async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array, void> {
  if (!body) return;
  const reader = body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } catch (error) {
    // To whoever reads the items their own loop is of interest, not what became of the connection in the background.
    throw error instanceof CallError ? attachCaller(error) : error;
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Characters that one item may take: a server that never ends one must not fill the memory. */
export const LARGEST_ITEM = 134_217_728;

/** Items that are read once. */
export const asItems = (items: AsyncGenerator<unknown, void>, rest: object = {}): ItemStream<unknown> =>
  Object.defineProperties({ [Symbol.asyncIterator]: () => items }, Object.getOwnPropertyDescriptors(rest)) as never;
