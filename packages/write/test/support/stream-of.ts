import { ReadableStream as NodeReadableStream } from 'node:stream/web';

/** A stream of what an iterable yields; typed as browsers have it. */
export function streamOf<Item>(items: Iterable<Item> | AsyncIterable<Item>): ReadableStream<Item> {
  return NodeReadableStream.from(items) as unknown as ReadableStream<Item>;
}
