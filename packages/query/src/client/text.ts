import { DecodeError } from '@influxkit/runtime';
import { chunksOf, guarded, type ReadOptions } from '../csv/chunks.js';

const LARGEST_TEXT = 128 * 1024 * 1024;

/**
 * All of an answer as text, for an answer may never end.
 *
 * @throws DecodeError where it is longer than allowed
 */
export async function textOf(stream: ReadableStream<Uint8Array>, options: ReadOptions): Promise<string> {
  const { maxTextBytes = LARGEST_TEXT } = options;
  const chunks = guarded(chunksOf(stream), options);
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for (let chunk = await chunks.read(); chunk !== undefined; chunk = await chunks.read()) {
    size += chunk.length;
    if (size > maxTextBytes) {
      await chunks.cancel();
      throw new DecodeError(
        'text()',
        `the answer has more than ${maxTextBytes} bytes; raise maxTextBytes if it is meant to, or use stream()`,
      );
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
