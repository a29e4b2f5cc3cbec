/**
 * Letters that names are made of: ASCII, Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari, Thai, kana, CJK, Hangul.
 * Fixed ranges, not `\p{L}`: what that is grows with each version of the platform, and compilers follow years later.
 */
export const LETTERS: string =
  'A-Za-z\xaa\xb5\xba\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03f5' +
  '\u03f7-\u03ff\u0400-\u0481\u048a-\u0527\u05d0-\u05ea\u0620-\u064a\u0904-\u0939\u0e01-\u0e30\u3041-\u3096' +
  '\u30a1-\u30fa\u3400-\u4db5\u4e00-\u9fa5\uac00-\ud7a3';

const RUN = new RegExp(`[${LETTERS}0-9]+`, 'gu');
const SEPARATOR = new RegExp(`[^${LETTERS}0-9]`, 'u');

/**
 * Runs of letters and digits in a name, each with its own capitals: `list-branches` → `list`, `branches`.
 * Everything else separates, so nothing but letters and digits of a document gets past this point.
 */
function runs(text: string): string[] {
  return text.normalize('NFC').match(RUN) ?? [];
}

/** `list-branches` → `listBranches`, `GetDBRPs` → `getDBRPs`, `HTTPServer` → `httpServer`, `MAX_AGE` → `maxAge`. */
export function camelCase(text: string): string {
  const [first = '', ...rest] = runs(lowerShouting(text));
  return lowerFirstWord(first) + rest.map(capitalize).join('');
}

/** `list-branches` → `ListBranches`, `HTTPServer` → `HTTPServer`. */
export function pascalCase(text: string): string {
  return runs(lowerShouting(text)).map(capitalize).join('');
}

/** A name all in capitals with separators (`MAX_AGE`) has its words between the separators, not in the capitals. */
function lowerShouting(text: string): string {
  return !/\p{Ll}/u.test(text) && SEPARATOR.test(text.trim()) ? toLower(text) : text;
}

export function capitalize(word: string): string {
  const first = word.slice(0, 1);
  const upper = first.toUpperCase();
  // A few letters have no capital of one letter: `ß` would become two, others a letter and an accent.
  return (upper.length === 1 ? upper : first) + word.slice(1);
}

function toLower(text: string): string {
  const lower = text.toLowerCase();
  // Likewise `İ`, the only letter that grows.
  return lower.length === text.length ? lower : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** An abbreviation at the start is one word: `HTTPServer` → `httpServer`, `DBRPs` → `dbrps`, `ID` → `id`. */
function lowerFirstWord(word: string): string {
  const capitals = /^\p{Lu}+/u.exec(word)?.[0] ?? '';
  const rest = word.slice(capitals.length);
  if (capitals.length <= 1 || rest === '' || /^s(?!\p{Ll})/u.test(rest)) return toLower(capitals) + rest;
  return /^\p{Ll}/u.test(rest) ? toLower(capitals.slice(0, -1)) + capitals.slice(-1) + rest : toLower(capitals) + rest;
}
