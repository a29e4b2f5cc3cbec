import { ParseError } from './error.js';
import { Feed } from './feed.js';
import { Parser } from './parser.js';
import type { ParsedPoint, ParseOptions } from './types.js';

const NEWLINE = 10;
const DEFAULT_MAX_LINE = 4 * 1024 * 1024;

/** Options of {@link parsePointStream}. */
export interface ParseStreamOptions extends ParseOptions {
  /** Bytes a line may have: what has no end must not fill the memory. Default 4 MiB. */
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
    if (!(maxLineLength > 0)) throw new TypeError('maxLineLength: must be a number of bytes above 0');
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
    const feed = new Feed(this.parser);
    let skipping = false;
    for await (let chunk of bytesOf(chunksOf(this.source))) {
      if (skipping) {
        const newline = chunk.indexOf(NEWLINE);
        if (newline < 0) continue;
        this.parser.skipLines(chunk.subarray(0, newline + 1));
        chunk = chunk.subarray(newline + 1);
        skipping = false;
      }
      yield* this.attempt((points) => feed.push(chunk, points));
      if (feed.pending > this.maxLine) {
        this.parser.report('too-long', `the line is longer than maxLineLength, ${this.maxLine} bytes`);
        feed.drop();
        skipping = true;
      }
    }
    if (!skipping) yield* this.attempt((points) => feed.end(points));
  }

  /** Reads what it can. Points come before the error that ends them. */
  private *attempt(read: (points: ParsedPoint[]) => void): Generator<ParsedPoint[], void, undefined> {
    const points: ParsedPoint[] = [];
    let failure: unknown;
    try {
      read(points);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      failure = error;
    }
    if (points.length > 0) yield points;
    if (failure !== undefined) throw failure;
  }
}

/** Chunks of text as bytes; a pair of surrogates may be cut by the end of a chunk. */
async function* bytesOf(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array, void, undefined> {
  const utf8 = new TextEncoder();
  let half = '';
  for await (const chunk of chunks) {
    if (typeof chunk !== 'string') {
      yield chunk;
      continue;
    }
    const text = half + chunk;
    half = /[\ud800-\udbff]$/.exec(text)?.[0] ?? '';
    yield utf8.encode(text.slice(0, text.length - half.length));
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
