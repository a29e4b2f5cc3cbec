import { kindOf } from '@influxkit/internal/message';
import { ESCAPED, FORBIDDEN, type NamePart, NEWLINE, PLAIN, type Rules } from './dialect.js';
import { EncodeError } from './point-error.js';

/** From this length on, native code (`indexOf`, `encodeInto`) outruns a loop over characters. */
const LONG = 48;

/** From this length on, it is worth looking whether there is anything to escape before the first byte is copied. */
const SEARCHED = 128;

/** 1 for the bytes that a string escapes. */
const QUOTED: Uint8Array = /* @__PURE__ */ Uint8Array.from({ length: 256 }, (_, code) =>
  code === 34 || code === 92 ? 1 : 0,
);

const utf8: TextEncoder = /* @__PURE__ */ new TextEncoder();

function loneSurrogate(): EncodeError {
  return new EncodeError('lone-surrogate', 'holds a lone surrogate, which UTF-8 cannot carry; use toWellFormed()');
}

/**
 * Writes the character at `index`, which is not ASCII, and returns the place after it. A pair of surrogates takes four
 * bytes: the caller then skips its second half.
 */
function writeWide(bytes: Uint8Array, pos: number, text: string, index: number, code: number): number {
  if (code < 0x800) {
    bytes[pos] = 0xc0 | (code >> 6);
    bytes[pos + 1] = 0x80 | (code & 0x3f);
    return pos + 2;
  }
  if (code < 0xd800 || code > 0xdfff) {
    bytes[pos] = 0xe0 | (code >> 12);
    bytes[pos + 1] = 0x80 | ((code >> 6) & 0x3f);
    bytes[pos + 2] = 0x80 | (code & 0x3f);
    return pos + 3;
  }
  const next = index + 1 < text.length ? text.charCodeAt(index + 1) : 0;
  if (code > 0xdbff || next < 0xdc00 || next > 0xdfff) throw loneSurrogate();
  const point = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00);
  bytes[pos] = 0xf0 | (point >> 18);
  bytes[pos + 1] = 0x80 | ((point >> 12) & 0x3f);
  bytes[pos + 2] = 0x80 | ((point >> 6) & 0x3f);
  bytes[pos + 3] = 0x80 | (point & 0x3f);
  return pos + 4;
}

/** Room that text of a length may need: three bytes a UTF-16 unit, and quotes. */
export const textRoom = (length: number): number => length * 3 + 2;

/** Strings of today's engines know whether they hold a lone surrogate. */
const isWellFormed: ((this: string) => boolean) | undefined = /* @__PURE__ */ (() =>
  ('' as { isWellFormed?: (this: string) => boolean }).isWellFormed)();

/** @throws EncodeError for a lone surrogate */
function checkSurrogates(text: string): void {
  if (isWellFormed === undefined ? /\p{Surrogate}/u.test(text) : !isWellFormed.call(text)) throw loneSurrogate();
}

/** Writes text that needs no escapes by native code. */
function writeNative(bytes: Uint8Array, pos: number, text: string): number {
  const { written } = utf8.encodeInto(text, bytes.subarray(pos));
  // one byte a character: ASCII, so there are no surrogates to check
  if (written !== text.length) checkSurrogates(text);
  return pos + written;
}

/** Where long text is turned into bytes, a part after the other, before its escapes are put in; small enough to stay in the processor's cache. */
const PART = 16_384;
let part: Uint8Array | undefined;
let partWords: Int32Array | undefined;

/** Bytes of a word that are a quote or a backslash have their highest bit set; of the others, those above one alone may. */
function marks(word: number): number {
  const quote = word ^ 0x22222222;
  const backslash = word ^ 0x5c5c5c5c;
  return (((quote - 0x01010101) & ~quote) | ((backslash - 0x01010101) & ~backslash)) & 0x80808080;
}

/**
 * Writes text with the escapes of a string by native code: all of it becomes bytes first, which are then copied four at a
 * time as far as none of them needs an escape. UTF-8 has no quote and no backslash in what is not ASCII.
 */
function writeEscaped(bytes: Uint8Array, view: DataView, start: number, text: string): number {
  if (part === undefined || partWords === undefined) {
    part = new Uint8Array(PART);
    partWords = new Int32Array(part.buffer);
  }
  const source = part;
  const words = partWords;
  let pos = start;
  let wide = false;
  for (let rest = text; rest !== ''; ) {
    const { read, written } = utf8.encodeInto(rest, source);
    if (written !== read) wide = true;
    const whole = written >> 2;
    for (let w = 0; w < whole; w++) {
      const word = words[w] as number;
      if (marks(word) === 0) {
        view.setInt32(pos, word, true);
        pos += 4;
        continue;
      }
      for (let shift = 0; shift < 32; shift += 8) {
        const byte = (word >>> shift) & 0xff;
        // a backslash in any case, written over where none is due: escapes come at random, and a branch would guess
        bytes[pos] = 92;
        pos += QUOTED[byte] as number;
        bytes[pos++] = byte;
      }
    }
    for (let i = whole << 2; i < written; i++) {
      const byte = source[i] as number;
      bytes[pos] = 92;
      pos += QUOTED[byte] as number;
      bytes[pos++] = byte;
    }
    rest = read === rest.length ? '' : rest.slice(read);
  }
  // one byte a character: ASCII, so there are no surrogates to check
  if (wide) checkSurrogates(text);
  return pos;
}

/** Whether the bytes of a number in memory begin with the lowest, as `Int32Array` has them and {@link writeEscaped} needs them. */
const LOW_FIRST: boolean = /* @__PURE__ */ (() => new Uint8Array(new Int32Array([1]).buffer)[0] === 1)();

/**
 * Writes a string field value in quotes, where there is {@link textRoom}, and returns the place after it. `view` shows the
 * same memory as `bytes`.
 *
 * @throws EncodeError for a lone surrogate
 */
export function writeString(bytes: Uint8Array, view: DataView, start: number, text: string): number {
  const length = text.length;
  let pos = start;
  bytes[pos++] = 34;
  if (length >= SEARCHED && text.indexOf('"') < 0 && text.indexOf('\\') < 0) {
    pos = writeNative(bytes, pos, text);
  } else if (length >= LONG && LOW_FIRST) {
    pos = writeEscaped(bytes, view, pos, text);
  } else {
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code < 128) {
        bytes[pos] = 92;
        pos += QUOTED[code] as number;
        bytes[pos++] = code;
      } else {
        const end = writeWide(bytes, pos, text, i, code);
        if (end - pos === 4) i++;
        pos = end;
      }
    }
  }
  bytes[pos++] = 34;
  return pos;
}

/**
 * Writes a tag value with its escapes, where there is {@link textRoom}, and returns the place after it. `classes` says
 * of each ASCII character what it means there.
 *
 * @throws EncodeError for what a tag value cannot carry
 */
export function writeTagValue(
  bytes: Uint8Array,
  start: number,
  text: string,
  classes: Uint8Array,
  doublesBackslash: boolean,
): number {
  const length = text.length;
  let pos = start;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code < 128) {
      const kind = classes[code] as number;
      if (kind <= ESCAPED) {
        bytes[pos] = 92;
        pos += kind;
        bytes[pos++] = code;
      } else {
        pos = writeSpecial(bytes, pos, text, i, kind, 'tag value', doublesBackslash);
      }
    } else {
      const end = writeWide(bytes, pos, text, i, code);
      if (end - pos === 4) i++;
      pos = end;
    }
  }
  return pos;
}

/** Writes what is neither plain nor simply escaped: a backslash, or a character that is refused. */
function writeSpecial(
  bytes: Uint8Array,
  pos: number,
  text: string,
  index: number,
  kind: number,
  part: NamePart,
  doublesBackslash: boolean,
): number {
  if (kind === NEWLINE) {
    throw new EncodeError('newline', `the ${part} holds a newline, which ends a line; only string fields may hold one`);
  }
  if (kind === FORBIDDEN) {
    throw new EncodeError(
      'control-character',
      `the ${part} holds a tab or a NUL character, where v3 servers end a name`,
    );
  }
  if (index === text.length - 1) {
    throw new EncodeError('trailing-backslash', `the ${part} ends in a backslash, which would escape what follows it`);
  }
  bytes[pos] = 92;
  if (doublesBackslash) {
    bytes[pos + 1] = 92;
    return pos + 2;
  }
  checkBackslash(text, index, part);
  return pos + 1;
}

/**
 * 1.x and 2.x cannot carry every backslash. They read `\\,` as a backslash and a comma, but their storage takes the
 * backslash away once more from measurements and field keys, before `,` `=` `"` and a space: found by writing and
 * reading back. And they look for the end of a line in pairs of characters, which shows them an escaped space bare
 * after an odd run of backslashes; what follows may then be taken for a string, over the end of the line.
 */
function checkBackslash(text: string, index: number, part: NamePart): void {
  const next = NAMES[text.charAt(index + 1)];
  if (next === undefined) return;
  if (part === 'tag key' || part === 'tag value') {
    if (text.charCodeAt(index + 1) !== 32) return;
    let run = 1;
    while (index - run >= 0 && text.charCodeAt(index - run) === 92) run++;
    if (run % 2 === 0) return;
  }
  throw new EncodeError('backslash', `the ${part} holds a backslash before ${next}, which 1.x and 2.x servers misread`);
}

const NAMES: { readonly [char: string]: string | undefined } = {
  ' ': 'a space',
  ',': 'a comma',
  '=': 'an equals sign',
  '"': 'a quote',
};

/**
 * The bytes of a measurement or a key, escaped.
 *
 * @throws EncodeError for what the part cannot carry
 */
export function encodeName(name: string, part: NamePart, rules: Rules): Uint8Array {
  if (typeof name !== 'string') throw new EncodeError('type', `the ${part} must be a string, got ${kindOf(name)}`);
  if (name === '') throw new EncodeError('empty', `the ${part} is empty`);
  const classes = part === 'measurement' ? rules.measurement : rules.key;
  const first = name.charCodeAt(0);
  if (part === 'measurement' && first === 35) {
    throw new EncodeError('comment', 'the measurement starts with #, which makes the line a comment');
  }
  if ((part === 'measurement' || part === 'field key') && (first === 9 || first === 0)) {
    throw new EncodeError(
      'control-character',
      `the ${part} starts with a tab or a NUL character, which servers skip as white space`,
    );
  }
  if (part === 'tag key' && rules.dialect === 'v2' && name.includes('\0')) {
    throw new EncodeError(
      'control-character',
      'the tag key holds a NUL character, which 2.x servers keep for themselves',
    );
  }
  const bytes = new Uint8Array(name.length * 3 + 1);
  let pos = 0;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code >= 128) {
      const end = writeWide(bytes, pos, name, i, code);
      if (end - pos === 4) i++;
      pos = end;
      continue;
    }
    const kind = classes[code] as number;
    if (kind === ESCAPED) bytes[pos++] = 92;
    if (kind === PLAIN || kind === ESCAPED) bytes[pos++] = code;
    else pos = writeSpecial(bytes, pos, name, i, kind, part, rules.doublesBackslash);
  }
  if (pos > rules.componentLimit) {
    throw new EncodeError(
      'too-long',
      `the ${part} takes ${pos} bytes, more than the ${rules.componentLimit} that servers accept`,
    );
  }
  return bytes.slice(0, pos);
}
