/** What a value would stand in at the end of a piece of Flux text. */
export type Place = 'code' | 'string' | 'comment' | 'regular expression';

/** After these words and signs an operand is due, so that a slash begins a regular expression, not a division. */
const BEFORE_OPERAND = /(?:^|[=~(,:[{<>+\-*/%^!|?]|\b(?:and|or|not|if|then|else|return|in|exists|import|option|with))$/;

/**
 * Follows Flux text far enough to know where its strings, comments and regular expressions are.
 *
 * A literal is safe where an expression may stand. Inside a string it would close that string, and its content would
 * be read as code; so the template must know.
 */
export class FluxPosition {
  place: Place = 'code';
  /** Open braces of each `${` that has not been closed, innermost last. */
  readonly #interpolations: number[] = [];
  /** The last sign or word of code, for telling a division from a regular expression. */
  #before = '';

  /** Reads on. */
  read(text: string): void {
    let at = 0;
    while (at < text.length) {
      at = this.#step(text, at);
    }
  }

  /** Notes that there is an expression here. */
  operand(): void {
    this.#before = 'x';
  }

  /** Whether Flux that ends here is complete: no string, regular expression or interpolation is open. */
  get isWhole(): boolean {
    return (this.place === 'code' || this.place === 'comment') && this.#interpolations.length === 0;
  }

  #step(text: string, at: number): number {
    const character = text[at] as string;
    switch (this.place) {
      case 'comment':
        if (character === '\n') this.place = 'code';
        return at + 1;
      case 'regular expression':
        if (character === '\\') return at + 2;
        if (character === '/') {
          this.place = 'code';
          this.operand();
        }
        return at + 1;
      case 'string':
        return this.#inString(text, at, character);
      default:
        return this.#inCode(text, at, character);
    }
  }

  #inString(text: string, at: number, character: string): number {
    if (character === '\\') return at + 2;
    if (character === '"') {
      this.place = 'code';
      this.operand();
    } else if (character === '$' && text[at + 1] === '{') {
      this.place = 'code';
      this.#before = '{';
      this.#interpolations.push(0);
      return at + 2;
    }
    return at + 1;
  }

  #inCode(text: string, at: number, character: string): number {
    const depth = this.#interpolations.length - 1;
    if (character === '"') {
      this.place = 'string';
      return at + 1;
    }
    if (character === '/') {
      if (text[at + 1] === '/') {
        this.place = 'comment';
        return at + 2;
      }
      if (BEFORE_OPERAND.test(this.#before)) this.place = 'regular expression';
      this.#before = '/';
      return at + 1;
    }
    if (character === '{' && depth >= 0) {
      this.#interpolations[depth] = (this.#interpolations[depth] ?? 0) + 1;
    } else if (character === '}' && depth >= 0) {
      const open = this.#interpolations[depth] ?? 0;
      if (open === 0) {
        this.#interpolations.pop();
        this.place = 'string';
        return at + 1;
      }
      this.#interpolations[depth] = open - 1;
    }
    if (!/\s/.test(character)) {
      const isWord = /\w/.test(character);
      const continues = isWord && at > 0 && /\w/.test(text[at - 1] ?? '') && /\w$/.test(this.#before);
      this.#before = continues ? this.#before + character : character;
    }
    return at + 1;
  }
}
