import { NEWLINE } from '@influxkit/internal/ascii';
import { describe } from '@influxkit/internal/message';
import { Parser } from './line-parser.js';
import { ParseError } from './parse-error.js';
import type { ParsedPoint, ParseOptions, ParseResult } from './parsed-point.js';

/**
 * What is read at a time. It stays in the processor's cache, engines keep text of this size where garbage is cheap (four
 * times as much took twice the time), and a value that is kept keeps no more than this alive.
 */
const PORTION = 32 * 1024;
const NOTHING: Uint8Array = /* @__PURE__ */ new Uint8Array(0);

const utf8: TextEncoder = /* @__PURE__ */ new TextEncoder();

/**
 * Gives bytes to a parser in portions that end with a line. They are put together as bytes and decoded in one go: text
 * that engines have put together from parts is slow to take parts from.
 */
class LineFeed {
  private readonly parser: Parser;
  private rest: Uint8Array = NOTHING;

  constructor(parser: Parser) {
    this.parser = parser;
  }

  /** Bytes of a line that has not ended yet. */
  get pending(): number {
    return this.rest.length;
  }

  /** Forgets the line that has not ended. */
  drop(): void {
    this.rest = NOTHING;
  }

  /** Reads the lines that end in these bytes. */
  push(chunk: Uint8Array, points: ParsedPoint[]): void {
    for (let from = 0; from < chunk.length; ) {
      // up to the last newline of a portion, or else to the first one after it
      let newline = chunk.lastIndexOf(NEWLINE, from + PORTION - 1);
      if (newline < from) newline = chunk.indexOf(NEWLINE, from);
      if (newline < 0) {
        this.rest = join(this.rest, chunk.slice(from));
        return;
      }
      this.read(join(this.rest, chunk.subarray(from, newline + 1)), points, false);
      from = newline + 1;
    }
  }

  /** Reads what is left, as the last line. */
  end(points: ParsedPoint[]): void {
    const { rest } = this;
    this.rest = NOTHING;
    this.read(rest, points, true);
  }

  private read(bytes: Uint8Array, points: ParsedPoint[], final: boolean): void {
    this.rest = NOTHING;
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      this.parser.report('not-utf8', 'the bytes are not UTF-8');
      this.parser.skipLines(bytes);
      return;
    }
    const read = this.parser.parse(text, points, final);
    // the newline was one of a string that goes on
    if (read < text.length) this.rest = utf8.encode(text.slice(read));
  }
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

/**
 * Reads line protocol to points, with exact types: floats are numbers, integers `Int` and `Uint`, timestamps bigint
 * nanoseconds.
 *
 * @throws ParseError with line, column and reason, unless `onError` says otherwise
 *
 * @example
 * import { parsePoints } from '@influxkit/influxdb';
 *
 * const [point] = parsePoints('room,name=lab ppm=424.6 1700000000', { precision: 's' });
 * point?.fields['ppm']; // 424.6
 */
export function parsePoints(
  input: string | Uint8Array,
  options: ParseOptions & { readonly onError: 'collect' },
): ParseResult;
export function parsePoints(
  input: string | Uint8Array,
  options?: ParseOptions & { readonly onError?: 'throw' | 'skip' | undefined },
): ParsedPoint[];
export function parsePoints(input: string | Uint8Array, options: ParseOptions = {}): ParsedPoint[] | ParseResult {
  const points: ParsedPoint[] = [];
  const errors: ParseError[] = [];
  const parser = new Parser(options, (error) => errors.push(error));
  if (typeof input === 'string') parser.parse(input, points, true);
  else {
    const feed = new LineFeed(parser);
    feed.push(input, points);
    feed.end(points);
  }
  return options.onError === 'collect' ? { points, errors } : points;
}

const DEFAULT_MAX_LINE = 4 * 1024 * 1024;

/** Options of {@link parsePointStream}. */
export interface ParseStreamOptions extends ParseOptions {
  /**
   * Bytes a line may have: what has no end must not fill the memory.
   *
   * @default 4194304
   */
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
    if (!(maxLineLength > 0)) {
      throw new TypeError(`maxLineLength: must be a number of bytes above 0, got ${describe(maxLineLength)}`);
    }
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
    const feed = new LineFeed(this.parser);
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

/** Chunks of strings as bytes; the end of a chunk may split a surrogate pair. */
async function* bytesOf(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array, void, undefined> {
  const utf8 = new TextEncoder();
  let splitPair = '';
  for await (const chunk of chunks) {
    if (typeof chunk !== 'string') {
      yield chunk;
      continue;
    }
    const text = splitPair + chunk;
    splitPair = /[\ud800-\udbff]$/.exec(text)?.[0] ?? '';
    yield utf8.encode(text.slice(0, text.length - splitPair.length));
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
 * import { createReadStream } from 'node:fs';
 * import { parsePointStream } from '@influxkit/influxdb';
 *
 * for await (const point of parsePointStream(createReadStream('points.lp'))) console.log(point);
 *
 * @throws ParseError while it is read, with line, column and reason, unless `onError` says otherwise
 */
export function parsePointStream(source: LineSource, options: ParseStreamOptions = {}): PointStream {
  return new PointStream(source, options);
}
