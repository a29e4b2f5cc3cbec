import { isObject, type JsonObject, type JsonValue, own } from '../../base/json.js';
import type { FormatTypeNames } from '../../config/product-config.js';
import { type DocumentReader, isReference } from '../../contract/document/reader.js';
import type { TypeModel } from './api-model.js';

/** Longest list of values that is written out; longer ones are referred to. */
const MOST_LITERALS = 12;

/**
 * The plainest type that says what a schema says: a keyword, a few literals, a named model, an array of these;
 * otherwise `at`, the place in `schema.ts` where the type stands.
 */
export function schemaType(
  schema: JsonValue | undefined,
  at: TypeModel,
  models: ReadonlyMap<string, string>,
  reader: DocumentReader,
  formatTypes: FormatTypeNames = {},
): TypeModel {
  if (schema === undefined) return { kind: 'keyword', name: 'unknown' };
  if (isReference(schema)) {
    const name = reader.componentName('schemas', schema.$ref);
    const typeName = name === undefined ? undefined : models.get(name);
    return typeName === undefined ? at : { kind: 'model', typeName };
  }
  if (!isObject(schema) || schema['nullable'] === true || isComposed(schema)) return at;
  const literals = literalsOf(schema);
  if (literals) return literals;
  if (schema['enum'] !== undefined || schema['const'] !== undefined) return at;
  // Whether it is one, `schema.ts` knows: that depends on where else the schema stands.
  const mayBeOther = Object.hasOwn(formatTypes, String(schema['format'])) && at.kind !== 'keyword';
  if (mayBeOther && schema['type'] !== 'array') return at;
  switch (schema['type']) {
    case 'string':
      return { kind: 'keyword', name: 'string' };
    case 'integer':
    case 'number':
      return { kind: 'keyword', name: 'number' };
    case 'boolean':
      return { kind: 'keyword', name: 'boolean' };
    case 'array': {
      if (Array.isArray(schema['items']) || schema['prefixItems'] !== undefined || schema['items'] === undefined)
        return at;
      const element = schemaType(
        schema['items'],
        { kind: 'member', of: at, key: 'elements', optional: false },
        models,
        reader,
        formatTypes,
      );
      return element.kind === 'member' ? at : { kind: 'array', of: element };
    }
    default:
      return at;
  }
}

function isComposed(schema: JsonObject): boolean {
  return ['allOf', 'anyOf', 'oneOf', 'not'].some((key) => schema[key] !== undefined);
}

function literalsOf(schema: JsonObject): TypeModel | undefined {
  const values = schema['const'] === undefined ? schema['enum'] : [schema['const']];
  if (!Array.isArray(values) || values.length === 0 || values.length > MOST_LITERALS) return undefined;
  if (schema['properties'] !== undefined || schema['type'] === 'object' || Array.isArray(schema['type']))
    return undefined;
  const scalar = (value: JsonValue): value is string | number | boolean =>
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
  return values.every(scalar) ? { kind: 'literals', values } : undefined;
}

/** Default and bounds in words, for a comment: `Default: 20. From 1 to 100.` */
export function schemaBounds(schema: JsonValue | undefined, reader: DocumentReader): string | undefined {
  const found = reader.object(schema);
  if (!found) return undefined;
  const said: string[] = [];
  const preset = own(found, 'default') ?? (isObject(schema) ? own(schema, 'default') : undefined);
  if (preset !== undefined && !isObject(preset)) said.push(`Default: \`${JSON.stringify(preset)}\`.`);
  const { minimum, maximum } = found;
  if (typeof minimum === 'number' && typeof maximum === 'number') said.push(`From ${minimum} to ${maximum}.`);
  else if (typeof minimum === 'number') said.push(`At least ${minimum}.`);
  else if (typeof maximum === 'number') said.push(`At most ${maximum}.`);
  return said.length > 0 ? said.join(' ') : undefined;
}

/** A schema and its `allOf` parts, and theirs, in the contract's order and each once, references followed. */
export function* withAllOf(schema: JsonValue | undefined, reader: DocumentReader): Generator<JsonObject> {
  const seen = new Set<JsonObject>();
  // No recursion: a chain of `allOf` can be as long as a document.
  const waiting: (JsonValue | undefined)[] = [schema];
  while (waiting.length > 0) {
    const found = reader.object(waiting.pop());
    if (!found || seen.has(found)) continue;
    seen.add(found);
    yield found;
    const { allOf } = found;
    if (Array.isArray(allOf)) waiting.push(...allOf.toReversed());
  }
}

/** Properties of an object schema with those of its `allOf` parts. */
export function schemaProperties(schema: JsonValue | undefined, reader: DocumentReader): Map<string, JsonValue> {
  const properties = new Map<string, JsonValue>();
  for (const part of withAllOf(schema, reader)) {
    const { properties: own } = part;
    if (isObject(own))
      for (const [name, value] of Object.entries(own)) if (!properties.has(name)) properties.set(name, value);
  }
  return properties;
}

/** Schema of the elements where a schema is an array of objects. */
export function arrayOfObjects(schema: JsonValue | undefined, reader: DocumentReader): JsonValue | undefined {
  const array = reader.object(schema);
  if (!array || !isObject(array['items'])) return undefined;
  if (array['type'] !== 'array' && array['type'] !== undefined) return undefined;
  const element = reader.object(array['items']);
  if (!element) return undefined;
  const isAnObject =
    element['type'] === 'object' ||
    (element['type'] === undefined &&
      ['properties', 'allOf', 'oneOf', 'anyOf'].some((key) => element[key] !== undefined));
  return isAnObject ? array['items'] : undefined;
}
