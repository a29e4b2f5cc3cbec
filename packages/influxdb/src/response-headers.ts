const refuse = (): never => {
  throw new TypeError('the headers of a response cannot be changed');
};

/** Headers that a response came with. They read as the platform's do, for the first of which Node loads all of its fetch. */
export class ResponseHeaders implements Headers {
  readonly append: () => never = refuse;
  readonly delete: () => never = refuse;
  readonly set: () => never = refuse;
  /** Values by name in lower case, in the order of the names. */
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(values: Readonly<Record<string, readonly string[] | undefined>>) {
    const sorted = Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1));
    this.#values = new Map(sorted.map(([name, all = []]) => [name.toLowerCase(), all]));
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase())?.join(', ') ?? null;
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  getSetCookie(): string[] {
    return [...(this.#values.get('set-cookie') ?? [])];
  }

  forEach(visit: (value: string, name: string, headers: Headers) => void, thisArg?: unknown): void {
    for (const [name, value] of this) visit.call(thisArg, value, name, this);
  }

  *entries(): Generator<[string, string], undefined> {
    for (const [name, values] of this.#values) {
      // Two of them cannot be told apart once they are joined.
      if (name === 'set-cookie') for (const value of values) yield [name, value];
      else yield [name, values.join(', ')];
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
