/**
 * How the values of a column are read: a small number, because the decoder branches on it for every value.
 */
export const WRITTEN = 0;
export const TEXT = 1;
export const FLOAT = 2;
export const INTEGER = 3;
export const UNSIGNED = 4;
export const BOOLEAN = 5;
export const TIME = 6;
export const DECIMAL = 7;
export const BYTES = 8;
export const LIST = 9;
export const STRUCT = 10;
/** The column `time` of a response whose types are not known: a time where it looks like one. */
export const LIKELY_TIME = 11;
/** A float of 32 bits or fewer, which is written with the digits that tell it from its neighbours. */
export const SHORT_FLOAT = 12;
/** An object of any keys, whose values have one type. */
export const MAP = 13;
/** The text of an interval. */
export const INTERVAL = 14;

/** A type of values. */
export interface ValueType {
  /** One of the constants of this module. */
  readonly kind: number;
  /** The type of a list's elements, or of a map's values. */
  readonly item?: ValueType;
  /** The members of a struct, in order. */
  readonly members?: readonly (readonly [name: string, type: ValueType])[];
}

const SCALARS: readonly (readonly [RegExp, number])[] = [
  [/^Float64/, FLOAT],
  [/^Float/, SHORT_FLOAT],
  [/^Int\d/, INTEGER],
  [/^UInt/, UNSIGNED],
  [/^Timestamp/, TIME],
  [/^(?:Large)?Utf8/, TEXT],
  [/^Bool/, BOOLEAN],
  [/^Decimal/, DECIMAL],
  [/^(?:Large|FixedSize)?Binary/, BYTES],
  [/^(?:Date|Time|Duration)/, TEXT],
  [/^Interval/, INTERVAL],
];

/** Reads a type as Arrow's Rust library writes it, such as `Struct("value": Float64, "time": Timestamp(ns))`. */
class TypeParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The type; as it is written for one that is not known, such as a union. */
  parse(): ValueType {
    const type = this.#type();
    return this.#at === this.#text.length ? type : { kind: WRITTEN };
  }

  #type(): ValueType {
    this.#take(/(?:non-null|nullable) /y);
    const name = this.#take(/\w+/y);
    if (/^(?:Large|FixedSize)?List(?:View)?$/.test(name)) {
      this.#take(/\((?:\d+ x )?/y);
      const item = this.#type();
      return this.#closed({ kind: LIST, item });
    }
    if (name === 'Struct') {
      this.#take(/\(/y);
      const members: [string, ValueType][] = [];
      for (let key = this.#key(); key !== undefined; key = this.#key()) members.push([key, this.#type()]);
      return this.#closed({ kind: STRUCT, members });
    }
    if (name === 'Map') {
      this.#take(/\("entries": /y);
      const { members = [] } = this.#type();
      this.#take(/, (?:un)?sorted/y);
      return this.#closed({ kind: MAP, item: members[1]?.[1] ?? { kind: WRITTEN } });
    }
    if (name === 'Dictionary') {
      // The keys are how values are stored, not what they are.
      this.#take(/\(\w+, /y);
      return this.#closed(this.#type());
    }
    const known = SCALARS.find(([pattern]) => pattern.test(name));
    this.#take(/\([^()]*\)/y);
    return { kind: known?.[1] ?? WRITTEN };
  }

  /** The type, if it ends here; otherwise one that no text fits. */
  #closed(type: ValueType): ValueType {
    if (this.#take(/\)/y) === '') this.#at = -1;
    return type;
  }

  #key(): string | undefined {
    const found = this.#take(/(?:, )?"(?:[^"\\]|\\.)*": /y);
    if (found === '') return undefined;
    try {
      return JSON.parse(found.replace(/^, |: $/g, ''));
    } catch {
      return undefined;
    }
  }

  #take(pattern: RegExp): string {
    if (this.#at < 0) return '';
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }
}

/** How values of a type of Arrow are read. */
export const valueTypeOf = (datatype: string): ValueType => new TypeParser(datatype).parse();

/** What a value of a type must look like, for errors. */
export const expected = (kind: number): string =>
  ({
    [TEXT]: 'a string',
    [INTERVAL]: 'a string',
    [FLOAT]: 'a number',
    [SHORT_FLOAT]: 'a number',
    [INTEGER]: 'an integer of 64 bits',
    [UNSIGNED]: 'an unsigned integer of 64 bits',
    [BOOLEAN]: 'true or false',
    [TIME]: "a time from 1677 to 2262 (times: 'rfc3339' takes all of four digits of a year)",
    [DECIMAL]: 'a decimal number',
    [BYTES]: 'bytes in hexadecimal',
    [LIST]: 'an array',
    [STRUCT]: 'an object',
    [MAP]: 'an object',
  })[kind] ?? 'a value';
