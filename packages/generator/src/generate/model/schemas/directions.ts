import { type NamedSchema, partsOf, type Schema } from './schema-form.js';

/** Whether values of a property are in responses only, or in requests only. References are followed. */
export function isOnly(schema: Schema, side: 'readOnly' | 'writeOnly'): boolean {
  const seen = new Set<Schema>();
  const waiting: Schema[] = [schema];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if (typeof each === 'boolean' || seen.has(each)) continue;
    seen.add(each);
    if (each[side]) return true;
    if (each.reference) waiting.push(each.reference.schema);
    // What is composed of something that only servers send is sent by servers only.
    if (each.allOf) waiting.push(...each.allOf);
  }
  return false;
}

/** Marks the schemas that have, or contain, a property that is `readOnly` or `writeOnly`. */
export function markDirections(all: readonly { hasDirections: boolean; readonly schema: Schema }[]): void {
  const users = new Map<unknown, { hasDirections: boolean }[]>();
  const marked: { hasDirections: boolean }[] = [];
  for (const named of all) {
    const { has, references } = contentsOf(named.schema);
    if (has) {
      named.hasDirections = true;
      marked.push(named);
    }
    for (const reference of references) {
      const known = users.get(reference);
      if (known) known.push(named);
      else users.set(reference, [named]);
    }
  }
  for (let next = marked.pop(); next; next = marked.pop()) {
    for (const user of users.get(next) ?? []) {
      if (user.hasDirections) continue;
      user.hasDirections = true;
      marked.push(user);
    }
  }
}

/** Whether a schema that has no name differs between requests and responses; known once the named ones are. */
export function hasDirections(schema: Schema): boolean {
  const { has, references } = contentsOf(schema);
  return has || [...references].some((reference) => reference.hasDirections);
}

function contentsOf(schema: Schema): { has: boolean; references: Set<NamedSchema> } {
  const references = new Set<NamedSchema>();
  let has = false;
  const waiting: Schema[] = [schema];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if (typeof each === 'boolean') continue;
    if (each.reference) references.add(each.reference);
    for (const property of each.object?.properties?.values() ?? []) {
      has ||= isOnly(property, 'readOnly') || isOnly(property, 'writeOnly');
    }
    for (const part of partsOf(each)) waiting.push(part);
  }
  return { has, references };
}
