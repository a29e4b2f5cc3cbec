// JSON Schemas as zod and the types have them, for ajv.

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
