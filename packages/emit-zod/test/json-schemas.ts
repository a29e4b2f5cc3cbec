// JSON Schemas as zod and the types have them, for ajv.

import type { ApiModel, Direction } from '@influxkit/generator';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const SCHEMAS = ['items', 'contains', 'additionalProperties', 'propertyNames'];
const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const BY_NAME = ['properties', 'patternProperties', 'dependentSchemas'];

/** A schema in which every schema of its parts is replaced; those of conditions stay. */
export function mapSchema(schema: unknown, change: (schema: Json) => Json): unknown {
  if (!isObject(schema)) return schema;
  const below = (part: unknown): unknown => mapSchema(part, change);
  const mapped = Object.entries(schema).map(([key, value]): [string, unknown] => {
    if (SCHEMAS.includes(key)) return [key, below(value)];
    if (LISTS.includes(key) && Array.isArray(value)) return [key, value.map(below)];
    if (BY_NAME.includes(key) && isObject(value)) return [key, mapValues(value, below)];
    return [key, value];
  });
  return change(Object.fromEntries(mapped));
}

export const mapValues = (object: Json, change: (value: unknown) => unknown): Json =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

/** Schemas of properties or elements that say no type mean objects or arrays. */
export const withImpliedType = (schema: Json): Json => {
  if ('type' in schema || 'enum' in schema || 'const' in schema) return schema;
  const { properties, additionalProperties, patternProperties, propertyNames, prefixItems, items } = schema;
  const hasMembers = [properties, patternProperties].some((each) => isObject(each) && Object.keys(each).length > 0);
  if (hasMembers || additionalProperties !== undefined || propertyNames !== undefined)
    return { ...schema, type: 'object' };
  return prefixItems !== undefined || (items !== undefined && items !== true) ? { ...schema, type: 'array' } : schema;
};

/** A document whose schemas say what types say and JSON Schema does not: what is implied, which side sends, and tags. */
export function schemasFor(model: ApiModel, document: unknown, direction: Direction): Json {
  const side = direction === 'read' ? 'writeOnly' : 'readOnly';
  const { components, ...rest } = structuredClone(document) as { components: { schemas: Json } } & Json;
  const { schemas } = components;
  const target = (schema: unknown): unknown => {
    const name = isObject(schema) && /^#\/components\/schemas\/([^/]+)$/.exec(String(schema['$ref']))?.[1];
    return name ? schemas[decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  };
  /** A schema, what it refers to, and what it is composed of. */
  const held = (schema: unknown, seen = new Set<unknown>()): Json[] => {
    if (!isObject(schema) || seen.has(schema)) return [];
    seen.add(schema);
    const parts = [target(schema), ...(Array.isArray(schema['allOf']) ? schema['allOf'] : [])];
    return [schema, ...parts.flatMap((part) => held(part, seen))];
  };
  const isOfOtherSide = (name: string, whole: unknown): boolean => {
    const declaring = held(whole).find(({ properties }) => isObject(properties) && Object.hasOwn(properties, name));
    return held((declaring?.['properties'] as Json | undefined)?.[name]).some((each) => each[side] === true);
  };
  /** Removes from `required` what only the other side sends. */
  const lift = (schema: unknown, whole: unknown): void => {
    if (!isObject(schema)) return;
    const { required } = schema;
    if (Array.isArray(required))
      schema['required'] = required.filter((name) => ![schema, whole].some((each) => isOfOtherSide(name, each)));
    for (const key of ['allOf', 'anyOf', 'oneOf'])
      for (const part of Array.isArray(schema[key]) ? schema[key] : []) lift(part, whole);
    for (const key of ['not', 'if', 'then', 'else']) lift(schema[key], whole);
    for (const key of SCHEMAS) lift(schema[key], schema[key]);
    for (const key of BY_NAME) for (const part of Object.values(schema[key] ?? {})) lift(part, part);
  };
  for (const schema of Object.values(schemas)) lift(schema, schema);
  const changed = mapValues(schemas, (schema) => mapSchema(schema, withImpliedType));
  for (const { name, schema } of model.schemas) {
    for (const [property, values] of model.schemaForms.discriminators.of(schema) ?? []) {
      const tag = { properties: { [property]: { enum: values } }, required: [property] };
      changed[name] = { allOf: [changed[name], tag] };
    }
  }
  return { ...rest, components: { ...components, schemas: changed } };
}
