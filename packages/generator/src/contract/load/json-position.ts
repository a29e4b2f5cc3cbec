import { excerpt } from '@influxkit/internal/message';
import { quote } from '../../base/diagnostics.js';
import type { Tokens } from '../document/pointer.js';

/**
 * Where in a JSON text the member or element stands that a pointer names, as an offset: at the key of a member, at the
 * first character of an element. Follows the pointer as far as it leads. Of a string that is not JSON, the offset where
 * it stops being JSON.
 */
export function offsetInJson(text: string, tokens: Tokens): { offset: number; broken: boolean } {
  const scanner = new Scanner(text);
  let found = scanner.skipSpace();
  try {
    for (const token of tokens) {
      const next = scanner.enter(token);
      if (next === undefined) break;
      found = next;
    }
    return { offset: found, broken: false };
  } catch {
    return { offset: scanner.at, broken: true };
  }
}

/** Where a text stops being JSON: what could have stood there, what does, and what to do about it. */
export interface JsonMistake {
  /** The text's length where it merely ends too early. */
  readonly offset: number;
  readonly expected: string;
  /** For a message, in quotes where it is a piece of the text. */
  readonly found: string;
  readonly fix: string | undefined;
}

/** The first thing in a text that is not JSON. */
export function jsonMistake(text: string): JsonMistake {
  const scanner = new Scanner(text);
  try {
    scanner.skipSpace();
    scanner.skipValue();
    scanner.skipSpace();
    return mistakeAt(text, scanner.at, new Unexpected('the end of the document'));
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error;
    return mistakeAt(text, scanner.at, error);
  }
}

function mistakeAt(text: string, offset: number, { expected, found, fix }: Unexpected): JsonMistake {
  const rest = text.slice(offset, offset + 200);
  const [word = ''] = WORD.exec(rest) ?? [];
  return { offset, expected, found: found ?? shown(word), fix: fixOf(rest, word) ?? fix };
}

/** Something that reads as one: a string as far as its line goes, a name or a number, a character. */
const WORD = /^(?:"[^"\n]*"?|'[^'\n]*'?|\/[/*]|[\w.+-]+|.)/su;

function shown(word: string): string {
  if (word === '') return 'the end of the document';
  // A string in quotes has them already.
  return /^"[^\\]{0,40}"$/.test(word) ? word : quote(excerpt(word, 40));
}

/** For what other languages allow, and JSON does not. */
function fixOf(rest: string, word: string): string | undefined {
  if (word === '') return 'The document ends too early: fetch or save it anew, or close what is open.';
  if (/^(?:\/[/*]|#)/.test(rest)) return 'JSON has no comments: remove it.';
  if (word.startsWith("'")) return 'Strings and names of JSON stand in double quotes.';
  if (/^(?:[+-]?(?:NaN|Infinity)|undefined)$/.test(word))
    return `JSON has no ${word}: use null, or leave the member out.`;
  return undefined;
}

class Unexpected extends SyntaxError {
  readonly expected: string;
  readonly fix: string | undefined;
  /** Where that is not what stands at the place. */
  readonly found: string | undefined;

  constructor(expected: string, fix?: string, found?: string) {
    super(`expected ${expected}`);
    this.expected = expected;
    this.fix = fix;
    this.found = found;
  }
}

const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids control characters in strings
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
/** A string as far as it is one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids control characters in strings
const BROKEN_STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*/y;
const SPACE = /[ \t\r\n]*/y;

class Scanner {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  skipSpace(): number {
    SPACE.lastIndex = this.at;
    SPACE.test(this.#text);
    this.at = SPACE.lastIndex;
    return this.at;
  }

  /** Steps into the value at hand, to what `token` names; leaves the scanner before that value. */
  enter(token: string): number | undefined {
    const opening = this.#text[this.skipSpace()];
    if (opening === '{') {
      for (const key of this.#members()) {
        const start = key.at;
        if (key.name === token) return start;
        this.skipValue();
      }
    } else if (opening === '[') {
      let index = 0;
      this.at++;
      while (this.#text[this.skipSpace()] !== ']') {
        if (String(index++) === token) return this.at;
        this.skipValue();
        this.#comma(']');
      }
    }
    return undefined;
  }

  /** Skips a value of any depth without recursion: a document must not decide how deep the stack grows. */
  skipValue(): void {
    const closers: string[] = [];
    do {
      const character = this.#text[this.skipSpace()];
      if (character === '{' || character === '[') {
        const closer = character === '{' ? '}' : ']';
        this.at++;
        if (this.#text[this.skipSpace()] === closer) this.at++;
        else {
          closers.push(closer);
          if (closer === '}') this.#key();
          continue;
        }
      } else this.#scalar();
      while (closers.length > 0) {
        const closer = closers[closers.length - 1];
        if (this.#comma(closer ?? '')) {
          if (closer === '}') this.#key();
          break;
        }
        this.at++;
        closers.pop();
      }
    } while (closers.length > 0);
  }

  *#members(): Generator<{ name: string; at: number }> {
    this.at++;
    if (this.#text[this.skipSpace()] === '}') return;
    do {
      this.skipSpace();
      const at = this.at;
      const name = this.#key();
      yield { name, at };
    } while (this.#comma('}'));
  }

  #key(): string {
    const start = this.skipSpace();
    this.#string('a name in double quotes');
    const name: unknown = JSON.parse(this.#text.slice(start, this.at));
    if (this.#text[this.skipSpace()] !== ':') throw new Unexpected('":" after the name of a member');
    this.at++;
    return String(name);
  }

  /** Whether another member or element follows; otherwise the closing character is at hand. */
  #comma(closer: string): boolean {
    const character = this.#text[this.skipSpace()];
    if (character === ',') {
      this.at++;
      const next = this.#text[this.skipSpace()];
      if (next === closer) {
        const expected = closer === '}' ? 'another member after ","' : 'another element after ","';
        throw new Unexpected(expected, `Remove the comma before "${closer}".`);
      }
      return true;
    }
    if (character !== closer) throw new Unexpected(`"," or "${closer}"`, this.#fixOfMissingComma());
    return false;
  }

  /** Where a value follows a value, what is missing is between them. */
  #fixOfMissingComma(): string | undefined {
    return /["\w{[-]/.test(this.#text[this.at] ?? '') ? 'Put a comma between the two.' : undefined;
  }

  #scalar(): void {
    if (this.#text[this.at] === '"') this.#string('a string');
    else if (!this.#matches(LITERAL)) throw new Unexpected('a value');
  }

  #string(expected: string): void {
    if (this.#matches(STRING)) return;
    if (this.#text[this.at] !== '"') throw new Unexpected(expected);
    BROKEN_STRING.lastIndex = this.at;
    BROKEN_STRING.test(this.#text);
    const end = this.#text.slice(BROKEN_STRING.lastIndex, BROKEN_STRING.lastIndex + 2);
    if (end.length === 2 && end.startsWith('\\')) {
      throw new Unexpected('a string', 'Write a backslash as \\\\.', `one with the escape ${quote(end)}`);
    }
    const found = end === '' || end === '\\' ? 'the end of the document' : 'the end of the line or a control character';
    throw new Unexpected('the closing quote of the string that begins here', 'Close the string.', found);
  }

  #matches(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.test(this.#text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }
}
