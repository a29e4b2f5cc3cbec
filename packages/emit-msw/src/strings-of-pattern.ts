import { Random } from './data.js';

/** What a part of a regular expression matches, made with random numbers. */
type Part = (random: Random) => string;

/** Most repetitions where a pattern sets no end to them, beyond the fewest. */
const MORE = 3;
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const DIGITS = PRINTABLE.filter((each) => /\d/.test(each));
const LETTERS = PRINTABLE.filter((each) => /\w/.test(each));
/** What is tried first for a class that takes much. */
const PLAIN = PRINTABLE.filter((each) => /[a-z0-9]/.test(each));

/**
 * Strings that a regular expression of a contract matches, each once; none where it has something that is not understood
 * here, such as an assertion that looks ahead.
 */
export function stringsOfPattern(pattern: string, most: number, takes: (text: string) => boolean): string[] {
  const found = new Set<string>();
  const make = new PatternReader(pattern).whole();
  if (!make) return [];
  const random = new Random(pattern);
  for (let tries = 0; tries < most * 40 && found.size < most; tries++) {
    const text = make(random);
    if (takes(text)) found.add(text);
  }
  return [...found];
}

class NotUnderstood extends Error {}

class PatternReader {
  #at = 0;
  readonly #pattern: string;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  whole(): Part | undefined {
    try {
      const part = this.#alternatives();
      return this.#at === this.#pattern.length ? part : undefined;
    } catch (error) {
      if (error instanceof NotUnderstood) return undefined;
      throw error;
    }
  }

  #peek(): string {
    return this.#pattern[this.#at] ?? '';
  }

  #take(text: string): boolean {
    if (!this.#pattern.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #alternatives(): Part {
    const all = [this.#sequence()];
    while (this.#take('|')) all.push(this.#sequence());
    return (random) => (all[random.upTo(all.length - 1)] as Part)(random);
  }

  #sequence(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#pattern.length && this.#peek() !== '|' && this.#peek() !== ')') {
      if (this.#take('^') || this.#take('$') || this.#take('\\b')) continue;
      parts.push(this.#repeated(this.#atom()));
    }
    return (random) => parts.map((part) => part(random)).join('');
  }

  #repeated(part: Part): Part {
    const [min, max] = this.#quantifier();
    this.#take('?');
    return (random) => Array.from({ length: min + random.upTo(max - min) }, () => part(random)).join('');
  }

  #quantifier(): [number, number] {
    if (this.#take('*')) return [0, MORE];
    if (this.#take('+')) return [1, 1 + MORE];
    if (this.#take('?')) return [0, 1];
    const found = /^\{(\d+)(,(\d*))?\}/.exec(this.#pattern.slice(this.#at));
    if (!found) return [1, 1];
    this.#at += found[0].length;
    const min = Number(found[1]);
    if (found[2] === undefined) return [min, min];
    return [min, found[3] ? Math.min(Number(found[3]), min + 4 * MORE) : min + MORE];
  }

  #atom(): Part {
    if (this.#take('(')) {
      if (this.#take('?') && !this.#take(':')) throw new NotUnderstood();
      const part = this.#alternatives();
      if (!this.#take(')')) throw new NotUnderstood();
      return part;
    }
    const characters = this.#take('[') ? this.#class() : this.#take('.') ? PLAIN : this.#character();
    if (characters.length === 0) throw new NotUnderstood();
    return (random) => characters[random.upTo(characters.length - 1)] ?? '';
  }

  /** What stands for one character outside a class, or is an end of a range in one. */
  #character(): readonly string[] {
    if (!this.#take('\\')) {
      const character = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0);
      this.#at += character.length;
      return [character];
    }
    const letter = this.#peek();
    this.#at += 1;
    if (letter === 'd') return DIGITS;
    if (letter === 'w') return LETTERS;
    if (letter === 's') return [' '];
    if (letter === 't' || letter === 'n' || letter === 'r') return [JSON.parse(`"\\${letter}"`) as string];
    if (letter === 'D' || letter === 'S' || letter === 'W') {
      const without = new RegExp(`\\${letter}`);
      return PRINTABLE.filter((each) => without.test(each));
    }
    const code = /^(?:u([\da-f]{4})|x([\da-f]{2}))/i.exec(this.#pattern.slice(this.#at - 1));
    if (code) {
      this.#at += code[0].length - 1;
      return [String.fromCharCode(Number.parseInt(code[1] ?? code[2] ?? '', 16))];
    }
    if (/[a-z0-9]/i.test(letter) || letter === '') throw new NotUnderstood();
    return [letter];
  }

  #class(): readonly string[] {
    const isNegated = this.#take('^');
    const taken = new Set<string>();
    while (!this.#take(']')) {
      if (this.#at >= this.#pattern.length) throw new NotUnderstood();
      const from = this.#character();
      const isRange = from.length === 1 && this.#peek() === '-' && this.#pattern[this.#at + 1] !== ']';
      if (!isRange) {
        for (const each of from) taken.add(each);
        continue;
      }
      this.#at += 1;
      const [start, end] = [from[0]?.codePointAt(0) ?? 0, this.#character()[0]?.codePointAt(0) ?? 0];
      for (let code = start; code <= Math.min(end, start + 200); code++) taken.add(String.fromCodePoint(code));
    }
    if (!isNegated) return [...taken];
    const plain = PLAIN.filter((each) => !taken.has(each));
    return plain.length > 0 ? plain : PRINTABLE.filter((each) => !taken.has(each));
  }
}
