import { BACKSLASH, COMMA, EQUALS, HASH, NEWLINE, QUOTE, RETURN, SPACE, TAB } from '@influxkit/internal/ascii';
import { quote } from '@influxkit/internal/message';
import type { Dialect } from './dialect.js';
import type { Encoder } from './encoder.js';
import { SelfWritingPoint } from './prepared-point.js';

/** One line of raw line protocol, as {@link rawLines} gives it. */
export class RawLine extends SelfWritingPoint {
  /** A view of its bytes, without its end: a carriage return before the newline is left out. */
  readonly bytes: Uint8Array;
  /** Whether it has fields and no timestamp. */
  readonly needsTimestamp: boolean;
  /** Why it must not be sent: it would swallow the line after it, or harm its table. */
  readonly problem: string | undefined;

  constructor(bytes: Uint8Array, needsTimestamp: boolean, problem: string | undefined) {
    super();
    this.bytes = bytes;
    this.needsTimestamp = needsTimestamp;
    this.problem = problem;
  }

  /** Without a timestamp it gets that of the clock, as a point does. @internal called by a `LineBuffer` */
  writeTo(encoder: Encoder): void {
    const { out } = encoder;
    const { bytes, needsTimestamp } = this;
    out.room(bytes.length);
    out.bytes.set(bytes, out.pos);
    out.pos += bytes.length;
    if (needsTimestamp) encoder.writeTimestamp('', undefined);
  }
}

const utf8: TextEncoder = /* @__PURE__ */ new TextEncoder();

function isVisible(byte: number | undefined): boolean {
  return byte !== undefined && byte !== SPACE && byte !== RETURN && byte !== NEWLINE;
}

/** Whether U+FFFD is in a part of some bytes. */
function hasReplacement(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to - 2; at++) {
    if (bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) return true;
  }
  return false;
}

const decoder: TextDecoder = /* @__PURE__ */ new TextDecoder();

/** 1 for the bytes that mean something within a line: most do not. */
const MEANING: Uint8Array = /* @__PURE__ */ Uint8Array.from({ length: 256 }, (_, byte) =>
  [NEWLINE, SPACE, QUOTE, COMMA, EQUALS, BACKSLASH].includes(byte) ? 1 : 0,
);

/** Tags up to which each is compared with each: that costs less than to make strings of them. */
const FEW_TAGS = 16;

/** What is wrong where a tag key is there twice in a measurement with its tags, in whichever spelling. */
function repeatedTag(bytes: Uint8Array, start: number, end: number, dialect: Dialect): string | undefined {
  const text = decoder.decode(bytes.subarray(start, end));
  const seen = new Set<string>();
  // -1: in the measurement or in a value
  let keyStart = -1;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    // 1.x and 2.x look one character back for a backslash, 3 reads in pairs
    if (char === '\\' && (dialect === 'v3' || /[,= ]/.test(text[at + 1] ?? ''))) at++;
    else if (char === ',') keyStart = at + 1;
    else if (char === '=' && keyStart >= 0) {
      const key = text.slice(keyStart, at).replace(dialect === 'v3' ? /\\([,=\\ ])/g : /\\([,= ])/g, '$1');
      if (seen.has(key)) return `the tag ${quote(key)} is given twice: leave one of the two out`;
      seen.add(key);
      keyStart = -1;
    }
  }
  return undefined;
}

/** Where the commas before the first tags of the line at hand are. */
const tagStarts: Int32Array = /* @__PURE__ */ new Int32Array(FEW_TAGS);

/** The first bytes of their keys, as one number each. */
const tagBeginnings: Int32Array = /* @__PURE__ */ new Int32Array(FEW_TAGS);

/** Whether two of the first keys are the same, of a line in which nothing is escaped. */
function hasEqualKeys(bytes: Uint8Array, tags: number, end: number): boolean {
  for (let a = 1; a < tags; a++) {
    const beginning = tagBeginnings[a];
    for (let b = 0; b < a; b++) {
      if (tagBeginnings[b] === beginning && areEqualKeys(bytes, tagStarts[a] as number, tagStarts[b] as number, end))
        return true;
    }
  }
  return false;
}

function areEqualKeys(bytes: Uint8Array, first: number, second: number, end: number): boolean {
  let length = 1;
  while (first + length < end && bytes[first + length] === bytes[second + length] && bytes[first + length] !== EQUALS)
    length++;
  return bytes[first + length] === EQUALS && bytes[second + length] === EQUALS;
}

/**
 * Cuts raw line protocol into lines as servers do: a newline inside a string field does not end one. Blank lines and
 * comments are left out. A tag key that is given twice is found, for InfluxDB 3 stores it, and can neither query its table
 * any more nor start again. Nothing else is checked: whether a line is right is for the server to decide.
 *
 * @param data line protocol, as text or in UTF-8
 * @param dialect which server is to read it
 *
 * @example
 * import { rawLines } from '@influxkit/line-protocol';
 *
 * [...rawLines('cpu usage=1 1\n# a comment\nlog text="two\nrows" 2', 'v3')].length; // 2
 */
export function* rawLines(data: string | Uint8Array, dialect: Dialect): Generator<RawLine> {
  const bytes = typeof data === 'string' ? utf8.encode(data) : data;
  // UTF-8 cannot carry a lone surrogate: U+FFFD stands in its place.
  const hasSurrogate = typeof data === 'string' && /\p{Surrogate}/u.test(data);
  for (let at = 0; at < bytes.length; ) {
    let byte = bytes[at];
    if (byte === SPACE || byte === TAB || byte === NEWLINE || byte === RETURN || byte === 0) {
      at++;
      continue;
    }
    if (byte === HASH) {
      const newline = bytes.indexOf(NEWLINE, at);
      at = newline < 0 ? bytes.length : newline + 1;
      continue;
    }

    const start = at;
    let inFields = false;
    let quoted = false;
    let equals = 0;
    let commas = 0;
    let tags = 0;
    let tagsEnd = 0;
    let escapes = false;
    let hasTimestamp = false;
    for (; at < bytes.length; at++) {
      byte = bytes[at] as number;
      if (MEANING[byte] === 0) continue;
      if (quoted) {
        if (byte === BACKSLASH) at++;
        else if (byte === QUOTE) quoted = false;
      } else if (byte === NEWLINE) {
        break;
      } else if (byte === BACKSLASH) {
        if (!inFields) escapes = true;
        if (bytes[at + 1] !== NEWLINE) at++;
      } else if (byte === SPACE) {
        if (!inFields) tagsEnd = at;
        inFields = true;
        if (equals > 0 && isVisible(bytes[at + 1])) hasTimestamp = true;
      } else if (inFields) {
        if (byte === EQUALS) equals++;
        else if (byte === COMMA) commas++;
        // the quote that opens a string follows an = that is not yet followed by a comma
        else if (byte === QUOTE && equals > commas) quoted = true;
      } else if (byte === COMMA) {
        if (tags < FEW_TAGS) {
          tagStarts[tags] = at;
          // a key of one byte has its equals sign as the second
          tagBeginnings[tags] = ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
        }
        tags++;
      }
    }
    at = Math.min(at, bytes.length);
    let end = at;
    while (end > start && (bytes[end - 1] === RETURN || (bytes[end - 1] === SPACE && bytes[end - 2] !== BACKSLASH)))
      end--;
    const problem = quoted
      ? 'a string field is not closed: put a " at its end'
      : bytes[end - 1] === BACKSLASH
        ? 'it ends in a backslash, which would join it to the next line'
        : hasSurrogate && hasReplacement(bytes, start, end)
          ? 'it has a lone surrogate, which UTF-8 cannot carry'
          : tags > 1 && (escapes || tags > FEW_TAGS || hasEqualKeys(bytes, tags, inFields ? tagsEnd : end))
            ? repeatedTag(bytes, start, inFields ? tagsEnd : end, dialect)
            : undefined;
    yield new RawLine(bytes.subarray(start, end), equals > 0 && !hasTimestamp, problem);
    at++;
  }
}
