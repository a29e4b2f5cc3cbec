const NEWLINE = 10;
const SPACE = 32;
const TAB = 9;
const RETURN = 13;
const QUOTE = 34;
const HASH = 35;
const COMMA = 44;
const EQUALS = 61;
const BACKSLASH = 92;

/** What becomes one line and is not a point: one check distinguishes it from what most lines are made of. */
export abstract class NonPoint {}

/** One line of raw line protocol. */
export class RawLine extends NonPoint {
  /** A view of its bytes, without its end: a carriage return before the newline is left out. */
  readonly bytes: Uint8Array;
  /** It has fields and no timestamp. */
  readonly needsTimestamp: boolean;
  /** Why it must not be sent: it would swallow the line after it. */
  readonly problem: string | undefined;

  constructor(bytes: Uint8Array, needsTimestamp: boolean, problem: string | undefined) {
    super();
    this.bytes = bytes;
    this.needsTimestamp = needsTimestamp;
    this.problem = problem;
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

/**
 * Cuts raw line protocol into lines as servers do: a newline inside a string field does not end one. Blank lines and
 * comments are left out. Nothing else is checked: whether a line is right is for the server to decide.
 */
export function* rawLines(data: string | Uint8Array): Generator<RawLine> {
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
    let hasTimestamp = false;
    for (; at < bytes.length; at++) {
      byte = bytes[at];
      if (quoted) {
        if (byte === BACKSLASH) at++;
        else if (byte === QUOTE) quoted = false;
      } else if (byte === NEWLINE) {
        break;
      } else if (byte === BACKSLASH) {
        if (bytes[at + 1] !== NEWLINE) at++;
      } else if (byte === SPACE) {
        inFields = true;
        if (equals > 0 && isVisible(bytes[at + 1])) hasTimestamp = true;
      } else if (inFields) {
        if (byte === EQUALS) equals++;
        else if (byte === COMMA) commas++;
        // the quote that opens a string follows an = that is not yet followed by a comma
        else if (byte === QUOTE && equals > commas) quoted = true;
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
          : undefined;
    yield new RawLine(bytes.subarray(start, end), equals > 0 && !hasTimestamp, problem);
    at++;
  }
}
