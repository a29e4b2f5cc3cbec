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

/** Offset of the first thing that is not JSON; the text's length where it merely ends too early. */
export function brokenOffset(text: string): number {
  const scanner = new Scanner(text);
  try {
    scanner.skipSpace();
    scanner.skipValue();
    return scanner.skipSpace();
  } catch {
    return scanner.at;
  }
}

const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids control characters in strings
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
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
    this.skipSpace();
    const start = this.at;
    this.#match(STRING);
    const name: unknown = JSON.parse(this.#text.slice(start, this.at));
    if (this.#text[this.skipSpace()] !== ':') throw new SyntaxError('no colon');
    this.at++;
    return String(name);
  }

  /** Whether another member or element follows; otherwise the closing character is at hand. */
  #comma(closer: string): boolean {
    const character = this.#text[this.skipSpace()];
    if (character === ',') {
      this.at++;
      const next = this.#text[this.skipSpace()];
      if (next === closer) throw new SyntaxError('a comma before the end');
      return true;
    }
    if (character !== closer) throw new SyntaxError('neither comma nor end');
    return false;
  }

  #scalar(): void {
    this.#match(this.#text[this.at] === '"' ? STRING : LITERAL);
  }

  #match(pattern: RegExp): void {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.#text)) throw new SyntaxError('not JSON');
    this.at = pattern.lastIndex;
  }
}
