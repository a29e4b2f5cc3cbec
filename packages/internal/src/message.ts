// How a value is named in a message. A message says what was expected and what came: by its kind, for a value may be a
// secret; what a document or a configuration says may be quoted.

/** How much of a string a message quotes by default, in UTF-16 units. */
const QUOTED = 80;

/** The kind of a value, with its article: `a string`, `null`, `an array`, `an object (Date)`. Never the value itself. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const name = platformClassOf(value);
  return name === 'Object' ? 'an object' : `an object (${name})`;
}

/**
 * The class of the platform that a value is of, such as `Date` or `FormData`, from whatever realm; `Object` for others.
 * Asking for it loads nothing, as naming the class would.
 */
export const platformClassOf = (value: unknown): string =>
  Object.prototype.toString.call(value).slice('[object '.length, -1);

/**
 * What came in place of a valid value: numbers and booleans as they are, which keep no secret, an empty string as such,
 * and everything else by its kind. It follows `got`: `got 1.5`, `got an empty string`, `got an array`.
 */
export function describe(value: unknown): string {
  if (value === '') return 'an empty string';
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return kindOf(value);
}

/** What came in place of one of a few words: a string is quoted, for it was meant as such a word. */
export function describeChoice(value: unknown): string {
  return typeof value === 'string' && value !== '' ? quote(value) : describe(value);
}

/** A string in double quotes: on one line, shortened, with invisible characters written out. */
export function quote(text: string, length: number = QUOTED): string {
  return printable(JSON.stringify(excerpt(text, length)));
}

/** The beginning of a string, at most `length` UTF-16 units and an ellipsis, which never splits a surrogate pair. */
export function excerpt(text: string, length: number): string {
  if (text.length <= length) return text;
  // The last unit may be the first half of a pair.
  return `${text.slice(0, length).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Writes out the characters that a terminal or an editor would act upon instead of showing. */
export function printable(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/g;
