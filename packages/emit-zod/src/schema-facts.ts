import { impliedTypes, type JsonType, type Schema } from '@influxkit/generator';

/** Most references that are followed to know a type. */
const MOST_REFERENCES = 20;

/** Types of the values that a schema takes, as far as it says so; undefined where it may be any. */
export function typesOf(schema: Schema, depth = 0): ReadonlySet<JsonType> | undefined {
  if (typeof schema === 'boolean') return schema ? undefined : new Set();
  if (depth > MOST_REFERENCES) return undefined;
  const { types, values, nullable, reference, allOf = [] } = schema;
  const withNull = (known: Iterable<JsonType>): ReadonlySet<JsonType> =>
    new Set([...known, ...(nullable ? (['null'] as const) : [])]);
  if (types) return withNull(types);
  if (values) return withNull(values.map(typeOfValue));
  const implied = impliedTypes(schema);
  if (implied.length > 0) return withNull(implied);
  for (const part of [...(reference ? [reference.schema] : []), ...allOf]) {
    const known = typesOf(part, depth + 1);
    if (known) return withNull(known);
  }
  for (const members of [schema.anyOf, schema.oneOf]) {
    const known = members?.map((member) => typesOf(member, depth + 1));
    if (known?.every((each) => each !== undefined)) return withNull(known.flatMap((each) => [...each]));
  }
  return undefined;
}

export function typeOfValue(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : (typeof value as JsonType);
}

/** Whether values of the one type are values of one of these. */
export const isAmong = (type: JsonType, types: Iterable<JsonType>): boolean =>
  [...types].some((each) => each === type || (type === 'integer' && each === 'number'));

/** Whether no value can be valid for two of the schemas, because their types differ. */
export function areApart(schemas: readonly Schema[]): boolean {
  const seen: JsonType[] = [];
  for (const schema of schemas) {
    const types = typesOf(schema);
    if (!types) return false;
    for (const type of types) if (isAmong(type, seen) || (type === 'number' && seen.includes('integer'))) return false;
    seen.push(...types);
  }
  return true;
}

/**
 * Whether a schema refuses properties that it does not name. An intersection of zod takes such a property if the other
 * side names it; JSON Schema does not.
 */
export function isClosed(schema: Schema): boolean {
  const seen = new Set<Schema>();
  const waiting: Schema[] = [schema];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if (typeof each === 'boolean' || seen.has(each)) continue;
    seen.add(each);
    if (each.object?.additional === false) return true;
    if (each.reference) waiting.push(each.reference.schema);
    for (const list of [each.allOf, each.anyOf, each.oneOf]) if (list) waiting.push(...list);
  }
  return false;
}
