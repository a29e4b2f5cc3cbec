import type { JsonValue } from '../../../base/json.js';
import type { Schema, SchemaNode } from './schema-form.js';

/** A property of an object schema. */
export interface FoundProperty {
  readonly schema: Schema;
  /** Whether the schema that declares it requires it as well. */
  readonly required: boolean;
}

/** The schemas that hold for every value of a schema: itself, what it refers to, and the parts of `allOf`, each once. */
export function* heldSchemas(schema: Schema): Generator<SchemaNode> {
  const seen = new Set<Schema>();
  const waiting: Schema[] = [schema];
  // No recursion: a chain of `allOf` can be as long as a document.
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if (typeof each === 'boolean' || seen.has(each)) continue;
    seen.add(each);
    yield each;
    if (each.allOf) waiting.push(...each.allOf.toReversed());
    if (each.reference) waiting.push(each.reference.schema);
  }
}

/** The property of an object schema by its name, wherever in `allOf` it is declared. */
export function findProperty(schema: Schema, name: string): FoundProperty | undefined {
  for (const { object } of heldSchemas(schema)) {
    const property = object?.properties?.get(name);
    if (property !== undefined) return { schema: property, required: object?.required?.includes(name) ?? false };
  }
  return undefined;
}

/** The values that a schema lists for a property by `enum` or `const`; undefined where it lists none. */
export function listedValues(schema: Schema, property: string): readonly JsonValue[] | undefined {
  for (const { object } of heldSchemas(schema)) {
    const declared = object?.properties?.get(property);
    if (declared === undefined) continue;
    for (const { values } of heldSchemas(declared)) if (values) return values;
  }
  return undefined;
}
