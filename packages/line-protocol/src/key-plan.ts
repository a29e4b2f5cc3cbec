import { COMMA, EQUALS } from '@influxkit/internal/ascii';
import { kindOf } from '@influxkit/internal/message';
import { ByteWriter, EncodedKey, writeEncoded } from './byte-writer.js';
import { type NamePart, type Rules, rulesOf } from './dialect.js';
import { encodeName, textRoom, writeTagValue } from './escape.js';
import { PointError, type PointPart, withContext } from './point-error.js';

/** Keys that are kept encoded, by number and by bytes; beyond either, all are forgotten and learned anew. */
const MAX_NODES = 16384;
const MAX_BYTES = 2 * 1024 * 1024;

/** `,key=` */
function keyPrefix(key: string, part: NamePart, rules: Rules): EncodedKey {
  const name = encodeName(key, part, rules);
  const prefix = new Uint8Array(name.length + 2);
  prefix[0] = COMMA;
  prefix.set(name, 1);
  prefix[prefix.length - 1] = EQUALS;
  return new EncodedKey(prefix);
}

/** Orders keys by their bytes, as servers do: by code points, where JavaScript's own order goes by UTF-16 units. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const xHigh = x >= 0xd800 && x <= 0xdfff;
    const yHigh = y >= 0xd800 && y <= 0xdfff;
    return xHigh === yHigh ? x - y : xHigh ? 1 : -1;
  }
  return a.length - b.length;
}

/** A tag of one combination of keys: which value to take, and what to write before it. */
export interface OrderedTag {
  readonly key: string;
  /** Index of the value among those collected, or −1 where the prefix is a whole default tag. */
  readonly slot: number;
  readonly prefix: EncodedKey;
  /** The default tag of the same key, for a value that is skipped. */
  readonly fallback: EncodedKey | undefined;
}

/**
 * One key in the order in which an object has its keys; the path from the root is what has been seen so far. Objects
 * of one shape take one path, so each step is a comparison of two pointers, and the end of the path knows all about the
 * combination. This works for objects that change, which a cache by object would not.
 */
export class KeyNode {
  readonly key: string;
  readonly parent: KeyNode | undefined;
  /** `,key=` in bytes. */
  readonly prefix: EncodedKey;
  /** Whether a key occurs twice on the path. Objects cannot; a fluent point can. */
  readonly repeats: boolean;
  /** Bytes of the longest key on the path. */
  readonly longest: number;
  /** The step taken last, and the others. */
  nextKey: string | undefined;
  nextNode: KeyNode;
  #others: Map<string, KeyNode> | undefined;
  #order: readonly OrderedTag[] | undefined;

  constructor(key: string, parent: KeyNode | undefined, prefix: EncodedKey) {
    this.key = key;
    this.parent = parent;
    this.prefix = prefix;
    this.repeats = parent !== undefined && (parent.repeats || parent.#has(key));
    this.longest = parent === undefined ? 0 : Math.max(parent.longest, prefix.length - 2);
    this.nextKey = undefined;
    this.nextNode = this;
    this.#others = undefined;
    this.#order = undefined;
  }

  #has(key: string): boolean {
    for (let node: KeyNode | undefined = this; node?.parent !== undefined; node = node.parent) {
      if (node.key === key) return true;
    }
    return false;
  }

  /** The step for a key that is not the one taken last. */
  step(key: string, plan: MeasurementPlan, part: 'tag' | 'field'): KeyNode {
    let node = this.#others?.get(key);
    if (node === undefined) {
      node = plan.makeNode(key, this, part);
      this.#others ??= new Map();
      this.#others.set(key, node);
    }
    this.nextKey = key;
    this.nextNode = node;
    return node;
  }

  /** The tags of the path, sorted, with the default tags among them. */
  tagOrder(defaultTags: DefaultTags): readonly OrderedTag[] {
    this.#order ??= this.#makeOrder(defaultTags);
    return this.#order;
  }

  #makeOrder(defaultTags: DefaultTags): readonly OrderedTag[] {
    const path: KeyNode[] = [];
    for (let node: KeyNode | undefined = this; node?.parent !== undefined; node = node.parent) path.unshift(node);
    const tags = new Map<string, OrderedTag>();
    for (const [key, prefix] of defaultTags) tags.set(key, { key, slot: -1, prefix, fallback: undefined });
    path.forEach(({ key, prefix }, slot) => {
      tags.set(key, { key, slot, prefix, fallback: defaultTags.get(key) });
    });
    return [...tags.values()].sort((a, b) => compareKeys(a.key, b.key));
  }
}

/** Default tags by key, each whole: `,key=value`. */
export type DefaultTags = ReadonlyMap<string, EncodedKey>;

/** What is known of one measurement: its name in bytes, and its keys. */
export class MeasurementPlan {
  readonly name: string;
  readonly head: EncodedKey;
  readonly tags: KeyNode;
  readonly fields: KeyNode;
  readonly #context: Context;

  constructor(name: string, context: Context) {
    this.name = name;
    this.#context = context;
    this.head = context.attempt(
      name,
      'measurement',
      undefined,
      () => new EncodedKey(encodeName(name, 'measurement', context.rules)),
    );
    this.tags = new KeyNode('', undefined, new EncodedKey(new Uint8Array(0)));
    this.fields = new KeyNode('', undefined, new EncodedKey(new Uint8Array(0)));
  }

  /** @throws PointError for a key that cannot be written or is reserved */
  makeNode(key: string, parent: KeyNode, part: 'tag' | 'field'): KeyNode {
    const prefix = this.#context.keyPrefix(this.name, part, key);
    this.#context.count(prefix.length);
    return new KeyNode(key, parent, prefix);
  }
}

/** What lines of one dialect with the same default tags have in common: rules, and keys already encoded. */
export class Context {
  readonly rules: Rules;
  readonly defaultTags: DefaultTags;
  #plans: Map<string, MeasurementPlan> = new Map();
  #last: MeasurementPlan | undefined;
  #nodes = 0;
  #bytes = 0;

  constructor(rules: Rules, defaultTags: { readonly [key: string]: string } = {}) {
    this.rules = rules;
    this.defaultTags = this.#encodeDefaultTags(defaultTags);
  }

  /** The plan of a measurement. @throws PointError for a name that cannot be written */
  planFor(measurement: string): MeasurementPlan {
    const last = this.#last;
    if (last !== undefined && last.name === measurement) return last;
    let plan = this.#plans.get(measurement);
    if (plan === undefined) {
      if (typeof measurement !== 'string') {
        throw new PointError(
          measurement,
          'measurement',
          undefined,
          'type',
          `must be a string, got ${kindOf(measurement)}`,
        );
      }
      plan = new MeasurementPlan(measurement, this);
      this.count(plan.head.length);
      this.#plans.set(measurement, plan);
    }
    this.#last = plan;
    return plan;
  }

  /** Keeps the memory of keys bounded when their names never end. */
  count(bytes: number): void {
    this.#nodes++;
    this.#bytes += bytes;
    if (this.#nodes <= MAX_NODES && this.#bytes <= MAX_BYTES) return;
    this.#plans.clear();
    this.#last = undefined;
    this.#nodes = 0;
    this.#bytes = 0;
  }

  /** `,key=`, checked. @throws PointError for a key that cannot be written or is reserved */
  keyPrefix(measurement: unknown, part: 'tag' | 'field', key: string): EncodedKey {
    if (part === 'field' ? key === 'time' : this.rules.reservedTags.has(key)) {
      throw new PointError(measurement, part, key, 'reserved', `the name is reserved by ${this.rules.dialect} servers`);
    }
    return this.attempt(measurement, part, key, () =>
      keyPrefix(key, part === 'tag' ? 'tag key' : 'field key', this.rules),
    );
  }

  /** `,key=value`, checked. @throws PointError for a key or a value that cannot be written */
  wholeTag(measurement: unknown, key: string, value: unknown): EncodedKey {
    const out = new ByteWriter(new Uint8Array(64));
    this.writeWholeTag(out, measurement, this.keyPrefix(measurement, 'tag', key), key, value);
    return new EncodedKey(out.bytes.slice(0, out.pos));
  }

  /** Appends `,key=value`. @throws PointError for a value that cannot be written */
  writeWholeTag(out: ByteWriter, measurement: unknown, prefix: EncodedKey, key: string, value: unknown): void {
    if (typeof value !== 'string') {
      throw new PointError(measurement, 'tag', key, 'type', `the tag value must be a string, got ${kindOf(value)}`);
    }
    if (value === '') throw new PointError(measurement, 'tag', key, 'empty', 'the tag value is empty');
    writeEncoded(out, prefix);
    out.room(textRoom(value.length));
    const { key: classes, doublesBackslash } = this.rules;
    try {
      out.pos = writeTagValue(out.bytes, out.view, out.pos, value, classes, doublesBackslash);
    } catch (error) {
      throw withContext(error, measurement, 'tag', key);
    }
  }

  /** Runs a value writer; what it throws gets the place of what was written. */
  attempt<Result>(measurement: unknown, part: PointPart, key: string | undefined, write: () => Result): Result {
    try {
      return write();
    } catch (error) {
      throw withContext(error, measurement, part, key);
    }
  }

  #encodeDefaultTags(tags: { readonly [key: string]: string }): DefaultTags {
    const encoded = new Map<string, EncodedKey>();
    for (const [key, value] of Object.entries(tags)) encoded.set(key, this.wholeTag('(default tags)', key, value));
    return encoded;
  }
}

const shared: Map<string, Context> = /* @__PURE__ */ new Map();

/** The context of a dialect without default tags: one for all, so that short calls find their keys encoded. */
export function sharedContext(rules: Rules): Context {
  let context = shared.get(rules.dialect);
  if (context === undefined) {
    context = new Context(rulesOf(rules.dialect));
    shared.set(rules.dialect, context);
  }
  return context;
}

const own = Object.prototype.hasOwnProperty;

/**
 * Whether a `for…in` that met `last` as its last key met inherited ones too. Every engine, by the specification, meets the
 * object's own keys first: so the last one decides for all, and to ask for each would cost a fifth of the time of a
 * row.
 */
export function inherited(object: object, last: string): boolean {
  return !own.call(object, last);
}

/** The same keys and values without what is inherited, from anywhere. */
export function ownOnly<Kind extends object>(object: Kind): Kind {
  return Object.assign(Object.create(null), object);
}
