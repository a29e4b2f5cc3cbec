import type { Parser } from './parser.js';
import type { ParsedPoint } from './types.js';

const NEWLINE = 10;
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
export class Feed {
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
