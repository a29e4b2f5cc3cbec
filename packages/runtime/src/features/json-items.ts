import { DecodeError } from '../errors.js';
import type { DecodeItems, ItemSource } from '../operation.js';
import { asItems, chunksOf, decodeError, LARGEST_ITEM, parseItem } from './item-stream.js';

/** JSON lines (application/jsonl, application/x-ndjson), and sequences of JSON (application/json-seq, RFC 7464). */
export const jsonItems: DecodeItems = (response, source) => asItems(parse(response.body, source));

async function* parse(body: ReadableStream<Uint8Array> | null, source: ItemSource): AsyncGenerator<unknown, void> {
  // A record of a sequence begins with a mark and is only whole when the next begins: it may have line breaks in it.
  const separator = source.codec === 'json-seq' ? '\x1e' : '\n';
  let count = 0;
  const parseNext = (text: string): unknown => {
    count++;
    try {
      return parseItem(text, source);
    } catch (error) {
      if (error instanceof DecodeError) throw error;
      // Not the parser's own message: it quotes the text.
      throw decodeError(source, `item ${count} of the response is not JSON`);
    }
  };
  let rest: string[] = [];
  let restLength = 0;
  for await (const text of textOf(body)) {
    const pieces = text.split(separator);
    const last = pieces.pop() as string;
    for (const piece of pieces) {
      const item = rest.length > 0 ? rest.join('') + piece : piece;
      rest = [];
      restLength = 0;
      if (item.trim() !== '') yield parseNext(item);
    }
    rest.push(last);
    restLength += last.length;
    if (restLength > LARGEST_ITEM)
      throw decodeError(source, `item ${count + 1} of the response is larger than ${LARGEST_ITEM} characters`);
  }
  const item = rest.join('');
  if (item.trim() !== '') yield parseNext(item);
}

async function* textOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  for await (const chunk of chunksOf(body)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
