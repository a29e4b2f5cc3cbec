import type { JsonValue } from '../../../base/json.js';
import { findProperty, heldSchemas, listedValues } from './properties.js';
import { referenceOnly } from './reference-cycles.js';
import { type Discriminator, type NamedSchema, partsOf, type Schema, type SchemaNode } from './schema-form.js';

type Values = readonly JsonValue[];

/**
 * The values that discriminators give to properties of named schemas.
 *
 * - A member of a union has those that the mapping gives it, otherwise those that it lists itself, otherwise its name. In
 *   several unions it has the values of all.
 * - A subtype (`allOf` with a base that has a discriminator) likewise. What takes in a union is still any of the union's
 *   members, which have their values already, and has none of its own.
 * - What the values without a mapping stand for (`defaultMapping`) has none: any value may be its.
 * - What a schema lists by `enum` or `const` is never widened.
 */
export class Discriminators {
  readonly #values = new Map<NamedSchema, Map<string, JsonValue[]>>();
  readonly #takesUnion = new Map<Schema, boolean>();
  /** Properties that may have any value in some union. */
  readonly #open: [named: NamedSchema, property: string][] = [];

  constructor(all: readonly NamedSchema[]) {
    const subtypes = subtypesOf(all);
    for (const named of all) {
      for (const node of nodesIn(named.schema)) {
        const { discriminator } = node;
        if (!discriminator) continue;
        const members = [...(node.oneOf ?? []), ...(node.anyOf ?? [])];
        for (const member of members) this.#takeMember(discriminator, referenceOnly(member));
        if (members.length === 0 && node === named.schema) this.#takeSubtypes(discriminator, named, subtypes);
      }
    }
    for (const [named, property] of this.#open) this.#values.get(named)?.delete(property);
    for (const [named, properties] of this.#values) {
      for (const [property, values] of properties) {
        const listed = listedValues(named.schema, property);
        // What a base has by its own name would leave no value for what a subtype of it lists.
        const isBelow = basesOf(named).some((base) => this.#values.get(base)?.has(property));
        if (!isBelow && listed?.every((each) => values.includes(each))) properties.delete(property);
      }
    }
  }

  /** Values that a property of a schema has by discriminators, where they say more than the schema itself. */
  of(named: NamedSchema): ReadonlyMap<string, Values> | undefined {
    return this.#values.get(named);
  }

  /** Values of a member that does not declare the property: only as a member of this union does it have them. */
  inUnion(discriminator: Discriminator, member: Schema): Values | undefined {
    const named = referenceOnly(member);
    if (!named || named === discriminator.otherwise) return undefined;
    if (this.#hasUnion(named.schema) || findProperty(named.schema, discriminator.property)) return undefined;
    return isObjectLike(named.schema) ? tagsOf(discriminator, named) : undefined;
  }

  #takeMember(discriminator: Discriminator, member: NamedSchema | undefined): void {
    if (!member || this.#hasUnion(member.schema) || !findProperty(member.schema, discriminator.property)) return;
    this.#add(member, discriminator);
  }

  #takeSubtypes(
    discriminator: Discriminator,
    base: NamedSchema,
    subtypes: ReadonlyMap<NamedSchema, readonly NamedSchema[]>,
  ): void {
    if (this.#hasUnion(base.schema)) return;
    const seen = new Set<NamedSchema>([base]);
    for (const each of seen) {
      for (const subtype of subtypes.get(each) ?? []) {
        // One with a discriminator of its own begins a hierarchy of its own.
        const hasOwn = typeof subtype.schema === 'object' && subtype.schema.discriminator !== undefined;
        if (seen.has(subtype) || hasOwn || this.#hasUnion(subtype.schema)) continue;
        seen.add(subtype);
        this.#add(subtype, discriminator);
      }
    }
  }

  #add(named: NamedSchema, discriminator: Discriminator): void {
    const { property, otherwise } = discriminator;
    if (named === otherwise) this.#open.push([named, property]);
    const values = tagsOf(discriminator, named);
    const properties = this.#values.get(named) ?? new Map<string, JsonValue[]>();
    this.#values.set(named, properties);
    const known = properties.get(property) ?? [];
    properties.set(property, [...known, ...values.filter((value) => !known.includes(value))]);
  }

  #hasUnion(schema: Schema): boolean {
    const known = this.#takesUnion.get(schema);
    if (known !== undefined) return known;
    let found = false;
    for (const { oneOf, anyOf } of heldSchemas(schema)) {
      // A union of what is required has no members.
      if ([...(oneOf ?? []), ...(anyOf ?? [])].some((member) => referenceOnly(member) !== undefined)) found = true;
      if (found) break;
    }
    this.#takesUnion.set(schema, found);
    return found;
  }
}

function tagsOf({ property, mapping }: Discriminator, member: NamedSchema): Values {
  const listed = listedValues(member.schema, property);
  const mapped = mapping.get(member);
  if (!listed) return mapped ?? [member.name ?? member.key];
  const both = listed.filter((each) => typeof each === 'string' && mapped?.includes(each));
  return both.length > 0 ? both : listed;
}

function isObjectLike(schema: Schema): boolean {
  for (const { object, types } of heldSchemas(schema)) if (object || types?.includes('object')) return true;
  return false;
}

/** The schemas that take in another one by `allOf`, by that one. */
function subtypesOf(all: readonly NamedSchema[]): Map<NamedSchema, NamedSchema[]> {
  const subtypes = new Map<NamedSchema, NamedSchema[]>();
  for (const named of all) {
    for (const base of basesOf(named)) {
      const known = subtypes.get(base);
      if (known) known.push(named);
      else subtypes.set(base, [named]);
    }
  }
  return subtypes;
}

/** The schemas that one takes in by `allOf`. */
function basesOf({ schema }: NamedSchema): NamedSchema[] {
  const parts = typeof schema === 'boolean' ? [] : (schema.allOf ?? []);
  return parts.flatMap((part) => (typeof part === 'object' && part.reference) || []);
}

/** A schema and all that it is made of, references not followed. */
function* nodesIn(schema: Schema): Generator<SchemaNode> {
  const waiting: Schema[] = [schema];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if (typeof each === 'boolean') continue;
    yield each;
    for (const part of partsOf(each)) waiting.push(part);
  }
}
