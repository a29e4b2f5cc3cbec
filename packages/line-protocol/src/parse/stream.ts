import { ParseError } from './error.js';
import { Parser } from './parser.js';
import type { ParsedPoint, ParseOptions } from './types.js';

const DEFAULT_MAX_LINE = 4 * 1024 * 1024;

/** Options of {@link parsePointStream}. */
export interface ParseStreamOptions extends ParseOptions {
  /** Characters a line may have: what has no end must not fill the memory. Default 4 Mi. */
  readonly maxLineLength?: number | undefined;
}

/** Chunks of line protocol, cut anywhere: a fetch response's body, a file's stream. */
export type LineSource = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>;

/**
 * The points of a stream, read as they are asked for: `for await (const point of stream)`. It can be read once.
 */
export class PointStream implements AsyncIterable<ParsedPoint> {
  /** What could not be read so far, with `onError: 'collect'`. */
  readonly errors: ParseError[] = [];
  private readonly source: LineSource;
  private readonly parser: Parser;
  private readonly maxLine: number;
  private used = false;

  /** @internal */
  constructor(source: LineSource, options: ParseStreamOptions) {
    const { maxLineLength = DEFAULT_MAX_LINE } = options;
    if (!(maxLineLength > 0)) throw new TypeError('maxLineLength: must be a number of characters above 0');
    this.source = source;
    this.maxLine = maxLineLength;
    this.parser = new Parser(options, (error) => {
      if (options.onError === 'collect') this.errors.push(error);
    });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ParsedPoint, void, undefined> {
    for await (const points of this.batches()) yield* points;
  }

  /** The points in the portions in which they came: cheaper than one by one. */
  async *batches(): AsyncGenerator<ParsedPoint[], void, undefined> {
    if (this.used) throw new TypeError('the stream of points has been read already; make a new one');
    this.used = true;
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    let rest = '';
    let skipping = false;
    for await (const chunk of chunksOf(this.source)) {
      let text = typeof chunk === 'string' ? chunk : this.decode(decoder, chunk);
      if (skipping) {
        const newline = text.indexOf('\n');
        if (newline < 0) continue;
        this.parser.skipLine();
        text = text.slice(newline + 1);
        skipping = false;
      }
      rest = rest === '' ? text : rest + text;
      // a chunk without a newline ends no line: nothing to read again
      if (text.includes('\n')) {
        const points: ParsedPoint[] = [];
        const outcome = this.attempt(rest, points, false);
        if (points.length > 0) yield points;
        if (outcome instanceof ParseError) throw outcome;
        rest = rest.slice(outcome);
      }
      if (rest.length > this.maxLine) {
        this.parser.report('too-long', `the line is longer than maxLineLength, ${this.maxLine} characters`);
        rest = '';
        skipping = true;
      }
    }
    rest += this.decode(decoder, undefined);
    const points: ParsedPoint[] = [];
    const outcome = skipping ? 0 : this.attempt(rest, points, true);
    if (points.length > 0) yield points;
    if (outcome instanceof ParseError) throw outcome;
  }

  /** Reads what it can. An error comes back, so that the points before it are handed over first. */
  private attempt(text: string, points: ParsedPoint[], final: boolean): number | ParseError {
    try {
      return this.parser.parse(text, points, final);
    } catch (error) {
      if (error instanceof ParseError) return error;
      throw error;
    }
  }

  private decode(decoder: TextDecoder, chunk: Uint8Array | undefined): string {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      this.parser.report('not-utf8', 'the bytes are not UTF-8');
      return '';
    }
  }
}

/** A stream's chunks; leaving the loop early cancels the stream. Not every browser's streams can be iterated. */
async function* chunksOf(source: LineSource): AsyncGenerator<Uint8Array | string, void, undefined> {
  if (!('getReader' in source)) {
    yield* source;
    return;
  }
  const reader = source.getReader();
  let done = false;
  try {
    for (;;) {
      const result = await reader.read();
      if (result.done) {
        done = true;
        return;
      }
      yield result.value;
    }
  } finally {
    if (!done) await reader.cancel().catch(() => undefined);
    reader.releaseLock();
  }
}

/**
 * Reads line protocol from a stream, whose chunks may be cut anywhere.
 *
 * @example
 * for await (const point of parsePointStream(response.body)) console.log(point);
 *
 * @throws ParseError while it is read, with line, column and reason, unless `onError` says otherwise
 */
export function parsePointStream(source: LineSource, options: ParseStreamOptions = {}): PointStream {
  return new PointStream(source, options);
}
