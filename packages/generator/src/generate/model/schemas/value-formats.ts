import type { FormatTypeNames } from '../../../config/product-config.js';
import { findProperty, heldSchemas } from './properties.js';
import type { JsonType, NamedSchema, Schema, SchemaNode } from './schema-form.js';

// Values that are read as `Date` or `bigint`, where the configuration asks for it. What a value is made of must follow from
// where it stands alone, for nothing else is known when it is read: schemas that may hold for one value, as the members of a
// union do, are of one class, and so are their properties of one name. A class whose schemas disagree is as JSON has it.

/** What a kind of values of a class is read as; `plain`: as JSON has it. */
type Reading = 'format' | 'plain';

/** Schemas that may hold for the same values. */
export interface ValueClass {
  strings?: Reading;
  numbers?: Reading;
  readonly properties: Map<string, SchemaNode>;
  readonly patterns: Map<string, SchemaNode>;
  others?: SchemaNode;
  prefix: (SchemaNode | undefined)[];
  items?: SchemaNode;
  /** Members of unions, each with the schema that the union stands in. */
  readonly members: (readonly [around: SchemaNode, member: SchemaNode])[];
  /** A schema of it that has a name. */
  named?: NamedSchema;
}

/** What is known of the formats of all values of a contract. */
export class ValueFormats {
  readonly #types: FormatTypeNames;
  readonly #parents = new Map<SchemaNode, SchemaNode>();
  readonly #classes = new Map<SchemaNode, ValueClass>();
  readonly #waiting: (readonly [SchemaNode, SchemaNode])[] = [];
  #carriers: ReadonlySet<ValueClass> | undefined;

  constructor(types: FormatTypeNames, all: readonly NamedSchema[]) {
    this.#types = types;
    for (const named of all) {
      const found = this.add(named.schema);
      if (found) this.#classOf(found).named ??= named;
    }
  }

  /** Takes in a schema and what it is made of. */
  add(schema: Schema): SchemaNode | undefined {
    if (typeof schema === 'boolean') return undefined;
    const unread: SchemaNode[] = [schema];
    for (let node = unread.pop(); node; node = unread.pop()) {
      if (this.#parents.has(node)) continue;
      this.#parents.set(node, node);
      this.#classes.set(node, this.#ownClass(node, unread));
      // Schemas that hold for the same value as this one. Conditions are not: nor are they in its type.
      for (const part of [...(node.allOf ?? []), ...(node.anyOf ?? []), ...(node.oneOf ?? [])]) {
        if (typeof part === 'boolean') {
          if (part && !node.allOf?.includes(part)) this.makePlain(node);
          continue;
        }
        unread.push(part);
        // A part of `allOf` that says nothing of types says nothing against any.
        if (!(node.allOf?.includes(part) && saysNothing(part))) this.#waiting.push([node, part]);
      }
      const target = node.reference?.schema;
      if (typeof target === 'object') {
        unread.push(target);
        this.#waiting.push([node, target]);
      } else if (target) this.makePlain(node);
    }
    this.#uniteWaiting();
    return schema;
  }

  /** Makes values of both schemas of one class: where they stand, nothing tells them apart. */
  unite(one: Schema, other: Schema): void {
    const [a, b] = [this.add(one), this.add(other)];
    if (a && b) this.#waiting.push([a, b]);
    this.#uniteWaiting();
  }

  /** Leaves strings and numbers of a schema as they are, for where it stands they are not read as JSON. */
  makePlain(schema: Schema): void {
    if (typeof schema === 'boolean') return;
    const own = this.#classOf(schema);
    own.strings = 'plain';
    own.numbers = 'plain';
  }

  /** The type of the values of a scalar kind, where it is not JSON's. */
  typeOf(node: SchemaNode, kind: JsonType): 'Date' | 'bigint' | undefined {
    // What emitters have put together themselves stands for no value by itself.
    if (!this.#parents.has(node)) return undefined;
    const { strings, numbers } = this.#classOf(node);
    if (kind === 'string') return strings === 'format' ? 'Date' : undefined;
    const isNumber = kind === 'integer' || kind === 'number';
    return isNumber && numbers === 'format' ? 'bigint' : undefined;
  }

  /** The class of a schema, where its values hold something that is not as JSON has it. */
  carrier(schema: Schema | undefined): ValueClass | undefined {
    if (typeof schema !== 'object' || !this.#parents.has(schema)) return undefined;
    const own = this.#classOf(schema);
    this.#carriers ??= this.#findCarriers();
    return this.#carriers.has(own) ? own : undefined;
  }

  /** Whether a member of a union takes whatever value as a property of this name. */
  isOpen({ members }: ValueClass, name: string): boolean {
    return members.some(([around, member]) => !findProperty(around, name) && leavesOpen(member, name));
  }

  #ownClass(node: SchemaNode, unread: SchemaNode[]): ValueClass {
    const own: ValueClass = {
      properties: new Map(),
      patterns: new Map(),
      prefix: [],
      members: [],
      ...this.#scalars(node),
    };
    const taken = (part: Schema | undefined): SchemaNode | undefined => {
      // A schema of its own, for it is a class of its own: all of them are one and the same value.
      const schema = part === true ? {} : part;
      if (typeof schema !== 'object') return undefined;
      unread.push(schema);
      return schema;
    };
    const { object, array } = node;
    for (const part of [...(node.anyOf ?? []), ...(node.oneOf ?? [])])
      if (typeof part === 'object') own.members.push([node, part]);
    for (const [name, part] of object?.properties ?? []) {
      const property = taken(part);
      if (property) own.properties.set(name, property);
    }
    for (const { pattern, schema } of object?.patterns ?? []) {
      const property = taken(schema);
      if (!property) continue;
      const known = own.patterns.get(pattern);
      if (known) this.#waiting.push([known, property]);
      else own.patterns.set(pattern, property);
    }
    // What may be anything says nothing against what others say.
    const others = object?.additional === true ? undefined : taken(object?.additional);
    if (others) own.others = others;
    own.prefix = (array?.prefix ?? []).map(taken);
    const items = array?.items === true ? undefined : taken(array?.items);
    if (items) own.items = items;
    for (const [name, property] of own.properties)
      for (const each of matching(own.patterns, name)) this.#waiting.push([property, each]);
    const [first, ...more] = own.patterns.values();
    // A name may match several.
    for (const each of more) this.#waiting.push([first as SchemaNode, each]);
    return own;
  }

  #scalars(node: SchemaNode): Pick<ValueClass, 'strings' | 'numbers'> {
    if (saysNothing(node)) return { strings: 'plain', numbers: 'plain' };
    const { types = [], values, format } = node;
    if (values)
      return {
        ...(values.some((value) => typeof value === 'string') && { strings: 'plain' }),
        ...(values.some((value) => typeof value === 'number') && { numbers: 'plain' }),
      };
    const isDate = format === 'date-time' && this.#types['date-time'] !== undefined;
    const isInteger = format === 'int64' && this.#types.int64 !== undefined;
    return {
      ...(types.includes('string') && { strings: isDate ? 'format' : 'plain' }),
      ...(types.some((type) => type === 'integer' || type === 'number') && { numbers: isInteger ? 'format' : 'plain' }),
    };
  }

  #rootOf(node: SchemaNode): SchemaNode {
    let root = node;
    for (let next = this.#parents.get(root); next && next !== root; next = this.#parents.get(root)) root = next;
    // The way is shorter from now on.
    for (let at = node; at !== root; ) {
      const next = this.#parents.get(at) as SchemaNode;
      this.#parents.set(at, root);
      at = next;
    }
    return root;
  }

  #classOf(node: SchemaNode): ValueClass {
    return this.#classes.get(this.#rootOf(node)) as ValueClass;
  }

  #uniteWaiting(): void {
    for (let next = this.#waiting.pop(); next; next = this.#waiting.pop()) {
      const [into, from] = [this.#rootOf(next[0]), this.#rootOf(next[1])];
      if (into === from) continue;
      this.#carriers = undefined;
      const [own, other] = [this.#classes.get(into) as ValueClass, this.#classes.get(from) as ValueClass];
      this.#parents.set(from, into);
      this.#classes.delete(from);
      this.#merge(own, other);
    }
  }

  #merge(own: ValueClass, other: ValueClass): void {
    const both = (a: SchemaNode | undefined, b: SchemaNode | undefined): SchemaNode | undefined => {
      if (a && b) this.#waiting.push([a, b]);
      return a ?? b;
    };
    for (const kind of ['strings', 'numbers'] as const) {
      const reading = own[kind] === 'plain' || other[kind] === 'plain' ? 'plain' : (own[kind] ?? other[kind]);
      if (reading) own[kind] = reading;
    }
    for (const name of new Set([...own.properties.keys(), ...other.properties.keys()])) {
      const property = both(propertyOf(own, name), propertyOf(other, name));
      if (property) own.properties.set(name, property);
    }
    const [pattern] = own.patterns.values();
    for (const [key, part] of other.patterns) {
      both(pattern ?? own.others, part);
      own.patterns.set(key, both(own.patterns.get(key), part) as SchemaNode);
    }
    if (pattern) both(pattern, other.others);
    const others = both(own.others, other.others);
    if (others) own.others = others;
    const length = Math.max(own.prefix.length, other.prefix.length);
    own.prefix = Array.from({ length }, (_, index) =>
      both(own.prefix[index] ?? own.items, other.prefix[index] ?? other.items),
    );
    const items = both(own.items, other.items);
    if (items) own.items = items;
    own.members.push(...other.members);
    const named = own.named ?? other.named;
    if (named) own.named = named;
  }

  /** The classes that have a format, or hold something that has one. */
  #findCarriers(): Set<ValueClass> {
    const holders = new Map<ValueClass, ValueClass[]>();
    const waiting: ValueClass[] = [];
    for (const own of this.#classes.values()) {
      if (own.strings === 'format' || own.numbers === 'format') waiting.push(own);
      for (const part of partsOfClass(own)) {
        const held = this.#classOf(part);
        const known = holders.get(held);
        if (known) known.push(own);
        else holders.set(held, [own]);
      }
    }
    const found = new Set<ValueClass>();
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      waiting.push(...(holders.get(next) ?? []));
    }
    return found;
  }
}

/** Whether values of a schema may be objects of which it says nothing of a property, in itself or in what it is made of. */
function leavesOpen(schema: SchemaNode, name: string): boolean {
  if (findProperty(schema, name)) return false;
  const held = [...heldSchemas(schema)];
  // A union of its own: its members are asked.
  if (held.some(({ anyOf, oneOf }) => anyOf ?? oneOf)) return false;
  return held.every(({ types, values, object }) => {
    const isObject = types === undefined ? values === undefined : types.includes('object');
    const { additional, patterns = [] } = object ?? {};
    const isSaid = typeof additional === 'object' || additional === false;
    return isObject && !isSaid && patterns.every(({ pattern }) => !new RegExp(pattern, 'u').test(name));
  });
}

/** Whether a schema takes whatever value, as far as its type says. */
function saysNothing({ types, values, reference, allOf, anyOf, oneOf, object, array }: SchemaNode): boolean {
  return (types ?? values ?? reference ?? allOf ?? anyOf ?? oneOf ?? object ?? array) === undefined;
}

function* matching(patterns: ReadonlyMap<string, SchemaNode>, name: string): Generator<SchemaNode> {
  for (const [pattern, part] of patterns) if (new RegExp(pattern, 'u').test(name)) yield part;
}

/** What a property of a name is. All of it is of one class. */
function propertyOf({ properties, patterns, others }: ValueClass, name: string): SchemaNode | undefined {
  const [first] = matching(patterns, name);
  return properties.get(name) ?? first ?? others;
}

function* partsOfClass({ properties, patterns, others, prefix, items }: ValueClass): Generator<SchemaNode> {
  yield* properties.values();
  yield* patterns.values();
  for (const part of [others, items, ...prefix]) if (part) yield part;
}
