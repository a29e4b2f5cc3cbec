const refuse = (): never => {
  throw new TypeError('the headers of a response cannot be changed');
};

/** Headers as Node's HTTP and undici give them: names in lower case, the values of one that came more than once as a list. */
export type ReceivedHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Headers that a response came with. They read as the platform's do, for the first of which Node loads all of its fetch, and
 * each of which copies and checks what is right already.
 */
export class ResponseHeaders implements Headers {
  readonly append: () => never = refuse;
  readonly delete: () => never = refuse;
  readonly set: () => never = refuse;
  readonly #received: ReceivedHeaders;

  constructor(received: ReceivedHeaders) {
    this.#received = received;
  }

  /** Values by name in lower case. */
  #valuesOf(name: string): readonly string[] {
    const values = Object.hasOwn(this.#received, name) ? this.#received[name] : undefined;
    return typeof values === 'string' ? [values] : (values ?? []);
  }

  get(name: string): string | null {
    const values = this.#valuesOf(name.toLowerCase());
    return values.length > 0 ? values.join(', ') : null;
  }

  has(name: string): boolean {
    return this.#valuesOf(name.toLowerCase()).length > 0;
  }

  getSetCookie(): string[] {
    return [...this.#valuesOf('set-cookie')];
  }

  forEach(visit: (value: string, name: string, headers: Headers) => void, thisArg?: unknown): void {
    for (const [name, value] of this) visit.call(thisArg, value, name, this);
  }

  *entries(): Generator<[string, string], undefined> {
    for (const name of Object.keys(this.#received).sort()) {
      const values = this.#valuesOf(name);
      // Two of them cannot be told apart once they are joined.
      if (name === 'set-cookie') for (const value of values) yield [name, value];
      else if (values.length > 0) yield [name, values.join(', ')];
    }
  }

  *keys(): Generator<string, undefined> {
    for (const [name] of this) yield name;
  }

  *values(): Generator<string, undefined> {
    for (const [, value] of this) yield value;
  }

  [Symbol.iterator](): Generator<[string, string], undefined> {
    return this.entries();
  }
}
