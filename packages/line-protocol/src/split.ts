const NEWLINE = 10;
const SPACE = 32;
const QUOTE = 34;
const EQUALS = 61;
const BACKSLASH = 92;

/**
 * Where the line that starts at `from` ends: the place of its newline, or the end of the bytes. A newline inside a
 * string field does not end a line.
 */
export function lineEnd(bytes: Uint8Array, from: number): number {
  const newline = bytes.indexOf(NEWLINE, from);
  const limit = newline < 0 ? bytes.length : newline;
  // without a quote before the newline there is no string it could be in
  const quote = bytes.indexOf(QUOTE, from);
  if (quote < 0 || quote > limit) return limit;
  return scan(bytes, from);
}

function scan(bytes: Uint8Array, from: number): number {
  let i = from;
  while (i < bytes.length && (bytes[i] === SPACE || bytes[i] === 9 || bytes[i] === 0)) i++;
  const comment = bytes[i] === 35;
  let fields = false;
  for (; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === NEWLINE) return i;
    if (comment) continue;
    if (byte === BACKSLASH) {
      if (bytes[i + 1] !== NEWLINE) i++;
    } else if (byte === SPACE) {
      fields = true;
    } else if (
      fields &&
      byte === QUOTE &&
      bytes[i - 1] === EQUALS &&
      (bytes[i - 2] !== BACKSLASH || bytes[i - 3] === BACKSLASH)
    ) {
      i = stringEnd(bytes, i + 1);
    }
  }
  return bytes.length;
}

/** The place of the quote that closes a string, or the end of the bytes. */
function stringEnd(bytes: Uint8Array, from: number): number {
  for (let i = from; i < bytes.length; i++) {
    if (bytes[i] === BACKSLASH) i++;
    else if (bytes[i] === QUOTE) return i;
  }
  return bytes.length;
}
