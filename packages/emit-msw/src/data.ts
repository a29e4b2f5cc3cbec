// What the emitted modules are made of: each function makes data, and data give a value for a seed. Nothing here needs Node,
// MSW or a contract.
import { FNV_OFFSET, fnvStep } from '@influxkit/internal/hash';

/** The same seed gives the same values. */
export type Seed = number | string;

/** Gives a value that its schema takes. */
export type Data<T> = (seed?: Seed | Random) => T;

/** How many named schemas values may be inside each other before they end as soon as their schemas let them. */
const DEEPEST = 5;
/** How many values of named schemas a value may hold before it ends likewise. */
const MOST = 400;

/** Random numbers of one seed, and how far the value has grown that is made with them. */
export class Random {
  depth = 0;
  count = 0;
  #state: number;

  constructor(seed: Seed) {
    let hash = FNV_OFFSET;
    for (const character of String(seed)) hash = fnvStep(hash, character.codePointAt(0) ?? 0);
    this.#state = hash >>> 0;
  }

  /** Whether what may be left out has to be, so that a value that contains itself ends. */
  get isLarge(): boolean {
    return this.depth > DEEPEST || this.count > MOST;
  }

  /** From 0 up to 1, without 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, `max` among those that it may be. */
  upTo(max: number): number {
    return Math.floor(this.next() * (max + 1));
  }
}

/** The one cast: what a schema takes is of the type that is printed for it. */
const data =
  <T>(make: (random: Random) => unknown): Data<T> =>
  (seed = 1) =>
    make(seed instanceof Random ? seed : new Random(seed)) as T;

const WORDS =
  'amber birch cedar delta ember fjord grove harbor island juniper kestrel lagoon maple north ocean pine quartz river sierra tundra umber valley willow zephyr'.split(
    ' ',
  );

const word = (random: Random): string => WORDS[random.upTo(WORDS.length - 1)] ?? '';

const digits = (random: Random, count: number, base = 10): string =>
  Array.from({ length: count }, () => random.upTo(base - 1).toString(base)).join('');

const two = (value: number): string => String(value).padStart(2, '0');

const date = (random: Random): string => `2025-${two(1 + random.upTo(11))}-${two(1 + random.upTo(27))}`;

const time = (random: Random): string => `${two(random.upTo(23))}:${two(random.upTo(59))}:${two(random.upTo(59))}Z`;

const uuid = (random: Random): string =>
  [8, 4, 0, 0, 12]
    .map((count, index) => {
      if (index === 2) return `4${digits(random, 3, 16)}`;
      return index === 3 ? `${(8 + random.upTo(3)).toString(16)}${digits(random, 3, 16)}` : digits(random, count, 16);
    })
    .join('-');

/** Strings of the formats that are known, with names and addresses that nobody has. */
const FORMATS: Readonly<Record<string, (random: Random) => string>> = {
  date,
  time,
  uuid,
  'date-time': (random) => `${date(random)}T${time(random)}`,
  duration: (random) => `PT${1 + random.upTo(58)}M`,
  email: (random) => `${word(random)}.${word(random)}@example.com`,
  hostname: (random) => `${word(random)}.example.com`,
  uri: (random) => `https://example.com/${word(random)}/${random.upTo(999)}`,
  'uri-reference': (random) => `/${word(random)}/${random.upTo(999)}`,
  ipv4: (random) => `192.0.2.${random.upTo(255)}`,
  ipv6: (random) => `2001:db8::${(1 + random.upTo(0xfffe)).toString(16)}`,
  byte: (random) => btoa(word(random)),
};

/** A string of a format: `date-time`, `uuid`, `email` and such. */
export const format = <T>(name: string): Data<T> => data((random: Random): string => (FORMATS[name] ?? word)(random));

/** Words, not shorter and not longer than it says. */
export const text = <T>(min = 0, max: number = Infinity): Data<T> =>
  data((random) => {
    let value = `${word(random)} ${word(random)}`;
    while (value.length < min) value += ` ${word(random)}`;
    // What is cut may end in a space, which is still a character.
    return value.slice(0, Math.max(min, Math.min(max, value.length)));
  });

/** One of these. */
export const pick = <T>(...values: readonly unknown[]): Data<T> =>
  data((random) => structuredClone(values[random.upTo(values.length - 1)]));

export const boolean = <T>(): Data<T> => data((random) => random.next() < 0.5);

/** A multiple of `step`. */
export const integer = <T>(min = 0, max = 1000, step = 1): Data<T> =>
  data((random) => {
    const least = Math.ceil(min / step);
    return (least + random.upTo(Math.floor(max / step) - least)) * step || 0;
  });

/** A number with two digits after the point where that is fine enough. */
export const number = <T>(min = 0, max = 1000): Data<T> =>
  data((random) => {
    const value = min + random.next() * (max - min);
    const rounded = Math.round(value * 100) / 100;
    return rounded > min && rounded < max ? rounded : value;
  });

/** Null, or one time in five. */
export const nullable = <T>(other: Data<unknown>): Data<T> =>
  data((random) => (random.next() < 0.2 || random.isLarge ? null : other(random)));

/** One of these; the first is the one that ends soonest. */
export const either = <T>(first: Data<unknown>, ...others: readonly Data<unknown>[]): Data<T> =>
  data((random) => {
    const index = random.upTo(others.length);
    return (random.isLarge || index === 0 ? first : (others[index - 1] ?? first))(random);
  });

/** A value of a named schema. */
export const reference = <T>(to: () => Data<unknown>): Data<T> =>
  data((random) => {
    random.count += 1;
    random.depth += 1;
    const value = to()(random);
    random.depth -= 1;
    return value;
  });

/** How many elements or properties: none only where the value has to end, or where there may be none. */
function count(random: Random, min: number, max: number): number {
  const least = Math.max(min, Math.min(1, max));
  return random.isLarge ? min : least + random.upTo(Math.max(0, max - least));
}

export const array = <T>(items: Data<unknown>, min = 0, max = 3): Data<T> =>
  data((random) => Array.from({ length: count(random, min, max) }, () => items(random)));

/** An array whose first elements are of schemas of their own. */
export const tuple = <T>(first: readonly Data<unknown>[], items: Data<unknown>, min: number, max: number): Data<T> =>
  data((random) => Array.from({ length: count(random, min, max) }, (_, index) => (first[index] ?? items)(random)));

/** How often it tries to find an element that is not there yet. */
const TRIES = 200;

/** An array in which no element is there twice. */
export const distinct = <T>(items: Data<unknown>, min = 0, max = 3): Data<T> =>
  data((random) => {
    const found: Map<string, unknown> = new Map();
    const wanted = count(random, min, max);
    for (let tries = 0; found.size < wanted && tries < TRIES; tries++) {
      const item = items(random);
      found.set(JSON.stringify(item), item);
    }
    return [...found.values()];
  });

type Properties = Readonly<Record<string, Data<unknown>>>;

/** @param optional three of four are there */
export const object = <T>(required: Properties, optional: Properties = {}): Data<T> =>
  data((random) => {
    const there = Object.entries(optional).filter(() => random.next() < 0.75 && !random.isLarge);
    const entries = [...Object.entries(required), ...there].map(([name, value]) => [name, value(random)]);
    return Object.fromEntries(entries);
  });

/** An object whose keys the contract does not name. */
export const record = <T>(key: Data<unknown>, value: Data<unknown>, min = 0, max = 2): Data<T> =>
  data((random) => {
    const found: Map<string, unknown> = new Map();
    const wanted = count(random, min, max);
    for (let tries = 0; found.size < wanted && tries < TRIES; tries++) found.set(String(key(random)), value(random));
    return Object.fromEntries(found);
  });

/** All properties of several objects. */
export const merged = <T>(...parts: readonly Data<unknown>[]): Data<T> =>
  data((random) => Object.assign({}, ...parts.map((part) => part(random))));

/** A page after which there is none: what would lead to the next one is as it says; undefined: left out. */
export const lastPage = <T>(page: Data<unknown>, path: readonly string[], value?: unknown): Data<T> =>
  data((random) => {
    const whole = page(random);
    const last = path.at(-1) ?? '';
    const holder = path.slice(0, -1).reduce((each, name) => (isRecord(each) ? each[name] : undefined), whole);
    if (isRecord(holder)) {
      if (value === undefined) delete holder[last];
      else holder[last] = value;
    }
    return whole;
  });

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Where no value was found that the schema takes. */
export const none = <T>(schema: string): Data<T> =>
  data(() => {
    throw new Error(
      `No value was found that the schema ${JSON.stringify(schema)} takes. Give it an \`example\` in the contract, or respond with a value of your own.`,
    );
  });
