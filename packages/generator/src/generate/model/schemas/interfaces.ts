import type { ReferenceCycles } from './reference-cycles.js';
import type { NamedSchema, Schema, SchemaNode } from './schema-form.js';

/** What is known of a schema. Its members are there until a schema that it is a part of takes them over. */
interface Known {
  readonly isInterface: boolean;
  members: Set<string> | undefined;
}

/**
 * Tells which schemas have a type that can be the base of an interface: an object whose members are all known. Unions,
 * typed index signatures beside members and parts that speak of the same member cannot, or not safely.
 */
export class InterfaceForms {
  readonly #cycles: ReferenceCycles;
  /** A chain of `allOf` is gone through once, not from each link. */
  readonly #known = new Map<SchemaNode, Known>();

  constructor(cycles: ReferenceCycles) {
    this.#cycles = cycles;
  }

  isInterface(named: NamedSchema): boolean {
    const { schema } = named;
    if (typeof schema === 'boolean') return false;
    // The parts first, from the last on, so that a long chain does not become a deep recursion.
    const parts = new Set([schema]);
    const owners = new Map<SchemaNode, NamedSchema>([[schema, named]]);
    for (const each of parts) {
      for (const next of this.#partsOf(each, owners.get(each))) {
        if (!next || this.#known.has(next.node)) continue;
        parts.add(next.node);
        if (next.owner) owners.set(next.node, next.owner);
      }
    }
    for (const part of [...parts].reverse()) {
      if (!this.#known.has(part)) this.#membersOf(part, owners.get(part), new Set());
    }
    return this.#known.get(schema)?.isInterface === true;
  }

  /** What a schema is composed of, references followed; undefined for what has no members to know. */
  #partsOf(
    node: SchemaNode,
    owner: NamedSchema | undefined,
  ): ({ node: SchemaNode; owner: NamedSchema | undefined } | undefined)[] {
    const follow = (reference: NamedSchema) => {
      const isCut = owner !== undefined && this.#cycles.isCut(owner, reference);
      return isCut || typeof reference.schema === 'boolean' ? undefined : { node: reference.schema, owner: reference };
    };
    return [
      ...(node.reference ? [follow(node.reference)] : []),
      ...(node.allOf ?? []).map((part: Schema) => (typeof part === 'boolean' ? undefined : { node: part, owner })),
    ];
  }

  /** The members of an object schema, for the caller to keep; undefined where they are not all known. */
  #takeMembers(node: SchemaNode, owner: NamedSchema | undefined, open: Set<SchemaNode>): Set<string> | undefined {
    if (open.has(node)) return undefined;
    const known = this.#known.get(node);
    if (known && !known.isInterface) return undefined;
    const members = known?.members ?? this.#membersOf(node, owner, open);
    const now = this.#known.get(node);
    if (now) now.members = undefined;
    return members;
  }

  #membersOf(node: SchemaNode, owner: NamedSchema | undefined, open: Set<SchemaNode>): Set<string> | undefined {
    open.add(node);
    const members = this.#readMembers(node, owner, open);
    open.delete(node);
    this.#known.set(node, { isInterface: members !== undefined, members });
    return members;
  }

  #readMembers(node: SchemaNode, owner: NamedSchema | undefined, open: Set<SchemaNode>): Set<string> | undefined {
    const { types, values, nullable, anyOf, oneOf, object, allOf, reference } = node;
    if (values || nullable || anyOf || oneOf || object?.patterns || object?.names !== undefined) return undefined;
    if (types && (types.length !== 1 || types[0] !== 'object')) return undefined;
    const { properties, additional } = object ?? {};
    if (typeof additional === 'object' && Object.keys(additional).length > 0) return undefined;
    if (additional === false && !properties) return undefined;
    if (!types && !properties && !allOf && !reference) return undefined;
    let members = new Set(properties?.keys());
    for (const part of this.#partsOf(node, owner)) {
      let more = part && this.#takeMembers(part.node, part.owner, open);
      if (!more) return undefined;
      // The smaller goes into the larger.
      if (more.size > members.size) [members, more] = [more, members];
      for (const name of more) {
        if (members.has(name)) return undefined;
        members.add(name);
      }
    }
    return members;
  }
}
