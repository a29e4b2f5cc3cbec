import { kindOf } from '@influxkit/internal/message';
import { ESCAPED, FORBIDDEN, type NamePart, NEWLINE, type Rules } from './dialect.js';
import { EncodeError } from './point-error.js';

/** From this length on, native code (`indexOf`, `encodeInto`) outruns a loop over characters. */
const LONG = 48;

/** From this length on, it is worth looking for what is to be escaped before the first byte is copied. */
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

/**
 * Writes short text with its escapes, and returns the place after it. `classes` says of each ASCII character what it means
 * in this part of a line.
 *
 * @throws EncodeError for what the part cannot carry
 */
function writeCharacters(
  bytes: Uint8Array,
  start: number,
  text: string,
  classes: Uint8Array,
  part: NamePart | 'string',
  doublesBackslash: boolean,
): number {
  let pos = start;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 128) {
      const kind = classes[code] as number;
      if (kind <= ESCAPED) {
        bytes[pos] = 92;
        pos += kind;
        bytes[pos++] = code;
      } else {
        pos = writeSpecial(bytes, pos, text, i, kind, part, doublesBackslash);
      }
    } else {
      const end = writeWide(bytes, pos, text, i, code);
      if (end - pos === 4) i++;
      pos = end;
    }
  }
  return pos;
}

/** Room that text of a length may need: three bytes a UTF-16 unit, quotes, and what {@link writePairs} touches beyond. */
export const textRoom = (length: number): number => length * 3 + 6;

/** Strings of today's engines know whether they hold a lone surrogate. */
const isWellFormed: ((this: string) => boolean) | undefined = /* @__PURE__ */ (() =>
  ('' as { isWellFormed?: (this: string) => boolean }).isWellFormed)();

/** @throws EncodeError for a lone surrogate */
function checkSurrogates(text: string): void {
  if (isWellFormed === undefined ? /\p{Surrogate}/u.test(text) : !isWellFormed.call(text)) throw loneSurrogate();
}

/**
 * Whether one of at least four bytes is the first of U+FFFD, which a lone surrogate becomes. Bytes are searched several
 * times faster than the characters of a string.
 */
function mayHoldReplacement(view: DataView, start: number, end: number): boolean {
  const last = end - 4;
  let word = view.getInt32(last, true) ^ 0xefefefef;
  let found = (word - 0x01010101) & ~word;
  for (let i = start; i < last; i += 4) {
    word = view.getInt32(i, true) ^ 0xefefefef;
    found |= (word - 0x01010101) & ~word;
  }
  return (found & 0x80808080) !== 0;
}

/** Writes long text that needs no escapes by native code. */
function writeNative(bytes: Uint8Array, view: DataView, pos: number, text: string): number {
  const { written } = utf8.encodeInto(text, bytes.subarray(pos));
  const end = pos + written;
  // one byte a character: ASCII, so there are no surrogates to check
  if (written !== text.length && mayHoldReplacement(view, pos, end)) checkSurrogates(text);
  return end;
}

/** Where long text is turned into bytes, a part after the other, before its escapes are put in; small enough to stay in the processor's cache. */
const PART: Uint8Array = /* @__PURE__ */ new Uint8Array(16_384);
const PART_VIEW: DataView = /* @__PURE__ */ (() => new DataView(PART.buffer))();

/** Marks, among the lengths of pairs, those that hold a character which no escape makes fit; the length is below it. */
const UNFIT = 0x80;

/** What each pair of bytes becomes. Made for the first long text: most programs have none. */
class Escapes {
  /** Its bytes, in the lowest ones of a number. */
  readonly pairs: Int32Array = new Int32Array(65_536);
  /** How many bytes those are. */
  readonly lengths: Uint8Array = new Uint8Array(65_536);

  /** UTF-8 has no ASCII character in what is not ASCII: a byte is escaped whatever it stands beside. */
  constructor(escaped: string, unfit: string) {
    const isOneOf = (byte: number, characters: string): boolean =>
      byte < 128 && characters.includes(String.fromCharCode(byte));
    const bytes = Array.from({ length: 256 }, (_, byte) => {
      const isEscaped = isOneOf(byte, escaped);
      return {
        bytes: isEscaped ? 92 | (byte << 8) : byte,
        length: isEscaped ? 2 : 1,
        mark: isOneOf(byte, unfit) ? UNFIT : 0,
      };
    });
    bytes.forEach((second, high) => {
      bytes.forEach((first, low) => {
        const pair = low | (high << 8);
        this.pairs[pair] = first.bytes | (second.bytes << (first.length * 8));
        this.lengths[pair] = (first.length + second.length) | first.mark | second.mark;
      });
    });
  }
}

let ofStrings: Escapes | undefined;
let ofTags: Escapes | undefined;

/**
 * Copies so many bytes of {@link PART}, in words of four, with their escapes. Gives the place after them, or -1 where a character does not fit.
 * All arrays are variables of its own, which makes the loop faster where bundlers make variables of constants.
 */
function copyPairs({ pairs, lengths }: Escapes, view: DataView, start: number, count: number): number {
  const words = PART_VIEW;
  let pos = start;
  let seen = 0;
  for (let i = 0; i < count; i += 4) {
    const word = words.getInt32(i, true);
    const low = word & 0xffff;
    const high = word >>> 16;
    const lowLength = lengths[low] as number;
    const highLength = lengths[high] as number;
    if (lowLength + highLength === 4) {
      view.setInt32(pos, word, true);
      pos += 4;
      continue;
    }
    seen |= lowLength | highLength;
    view.setInt32(pos, pairs[low] as number, true);
    pos += lowLength & ~UNFIT;
    view.setInt32(pos, pairs[high] as number, true);
    pos += highLength & ~UNFIT;
  }
  return seen < UNFIT ? pos : -1;
}

/**
 * Writes text with its escapes: it becomes bytes by native code, which go four at a time where none of them is escaped, and
 * else two at a time by a table, which has no branch to guess. Gives the place after it, or -1 for a tag value with a
 * character that is not merely escaped.
 */
function writePairs(view: DataView, start: number, text: string, escapes: Escapes): number {
  let pos = start;
  let isSuspect = false;
  for (let rest = text; rest !== ''; ) {
    const { read, written } = utf8.encodeInto(rest, PART);
    if (written !== read && !isSuspect) isSuspect = written < 4 || mayHoldReplacement(PART_VIEW, 0, written);
    // The last word is filled up with letters, which are taken off again.
    const letters = -written & 3;
    for (let i = 0; i < letters; i++) PART[written + i] = 97;
    pos = copyPairs(escapes, view, pos, written + letters);
    if (pos < 0) return -1;
    pos -= letters;
    rest = read === rest.length ? '' : rest.slice(read);
  }
  if (isSuspect) checkSurrogates(text);
  return pos;
}

/** Where the next quote or backslash is, or the end. */
const orEnd = (place: number, text: string): number => (place < 0 ? text.length : place);

/** Text with an escape for each so many characters at most is moved between its escapes; other text goes by words. */
const SPARSE = 32;

/** From this length on, it is worth moving bytes for few escapes. */
const MOVED = 400;

/** Places of escapes, for texts that have few. */
const PLACES: Int32Array = /* @__PURE__ */ new Int32Array(4096);

/** Escapes that tell whether text has few, and characters that tell whether it is likely to be ASCII. */
const SAMPLE_ESCAPES = 4;
const SAMPLE = 64;

/** Whether a character that is not ASCII is among the first ones. */
function beginsWide(text: string): boolean {
  for (let i = 0; i < SAMPLE; i++) if (text.charCodeAt(i) > 127) return true;
  return false;
}

/** Fills {@link PLACES}, and returns how many escapes there are; -1 for more than few. */
function findEscapes(text: string): number {
  const { length } = text;
  let count = 0;
  let quote = orEnd(text.indexOf('"'), text);
  let backslash = orEnd(text.indexOf('\\'), text);
  if (length < MOVED && (quote < length || backslash < length)) return -1;
  while (quote < length || backslash < length) {
    const place = quote < backslash ? quote : backslash;
    if (count === PLACES.length || (count >= SAMPLE_ESCAPES && place < count * SPARSE)) return -1;
    if (quote < backslash) {
      PLACES[count++] = quote;
      quote = orEnd(text.indexOf('"', quote + 1), text);
    } else {
      PLACES[count++] = backslash;
      backslash = orEnd(text.indexOf('\\', backslash + 1), text);
    }
  }
  return count;
}

/** Writes long text with the escapes of a string. Where it has few it becomes bytes in one call, and these move apart. */
function writeQuoted(bytes: Uint8Array, view: DataView, start: number, text: string): number {
  const { length } = text;
  ofStrings ??= new Escapes('"\\', '');
  const escapes = ofStrings;
  const count = length < SEARCHED ? -1 : findEscapes(text);
  if (count < 0 || (count > 0 && beginsWide(text))) return writePairs(view, start, text, escapes);
  const end = writeNative(bytes, view, start + count, text);
  // of text that is not ASCII, places are not those of bytes
  if (count > 0 && end - start - count !== length) return writePairs(view, start, text, escapes);
  let pos = start;
  let from = 0;
  for (let n = 0; n < count; n++) {
    const place = PLACES[n] as number;
    bytes.copyWithin(pos, start + count + from, start + count + place);
    pos += place - from;
    bytes[pos++] = 92;
    from = place;
  }
  return end;
}

/**
 * Writes a string field value in quotes, where there is {@link textRoom}, and returns the place after it. `view` shows the
 * same memory as `bytes`.
 *
 * @throws EncodeError for a lone surrogate
 */
export function writeString(bytes: Uint8Array, view: DataView, start: number, text: string): number {
  bytes[start] = 34;
  const end =
    text.length >= LONG
      ? writeQuoted(bytes, view, start + 1, text)
      : writeCharacters(bytes, start + 1, text, QUOTED, 'string', false);
  bytes[end] = 34;
  return end + 1;
}

/** What tag values cannot hold, or not everywhere. */
const UNFIT_IN_TAGS = '\\\n\0\t';

/** From this length on, it is worth searching a tag value for each of these, for native code to write one with none. */
const SEARCHED_TAG = 192;
const NOT_PLAIN: readonly string[] = [' ', ',', '=', '\\', '\n', '\0', '\t'];

function isPlainTag(text: string): boolean {
  for (const character of NOT_PLAIN) if (text.includes(character)) return false;
  return true;
}

/**
 * Writes a tag value with its escapes, where there is {@link textRoom}, and returns the place after it. `classes` says
 * of each ASCII character what it means there; `view` shows the same memory as `bytes`.
 *
 * @throws EncodeError for what a tag value cannot carry
 */
export function writeTagValue(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  text: string,
  classes: Uint8Array,
  doublesBackslash: boolean,
): number {
  const { length } = text;
  if (length >= LONG) {
    if (length >= SEARCHED_TAG && isPlainTag(text)) return writeNative(bytes, view, start, text);
    ofTags ??= new Escapes(',= ', UNFIT_IN_TAGS);
    const end = writePairs(view, start, text, ofTags);
    if (end >= 0) return end;
  }
  return writeCharacters(bytes, start, text, classes, 'tag value', doublesBackslash);
}

/** Writes what is neither plain nor simply escaped: a backslash, or a character that is refused. */
function writeSpecial(
  bytes: Uint8Array,
  pos: number,
  text: string,
  index: number,
  kind: number,
  part: NamePart | 'string',
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
function checkBackslash(text: string, index: number, part: NamePart | 'string'): void {
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
  const bytes = new Uint8Array(textRoom(name.length));
  const pos = writeCharacters(bytes, 0, name, classes, part, rules.doublesBackslash);
  if (pos > rules.componentLimit) {
    throw new EncodeError(
      'too-long',
      `the ${part} takes ${pos} bytes, more than the ${rules.componentLimit} that servers accept`,
    );
  }
  return bytes.slice(0, pos);
}
