import { isObject, type JsonObject, type JsonValue } from '../../base/json.js';
import type { DocumentReader } from '../../contract/document/reader.js';

/** What a value may be, as far as it matters for how it is written. */
export type ValueKind = 'scalar' | 'array' | 'object';

const ANY: ReadonlySet<ValueKind> = /* @__PURE__ */ new Set<ValueKind>(['scalar', 'array', 'object']);

/** Deepest composition of schemas that is looked into; what lies deeper may be anything. */
const DEEPEST = 20;

/** What has been found out of schemas on the way: unions that refer to each other are looked into once. */
type Known = Map<JsonObject, ReadonlySet<ValueKind>>;

/** What values of a schema may be; anything where it does not say. */
export function valueKinds(
  schema: JsonValue | undefined,
  reader: DocumentReader,
  known: Known = new Map(),
  depth = 0,
): ReadonlySet<ValueKind> {
  const found = reader.object(schema);
  if (!found || depth > DEEPEST) return ANY;
  const before = known.get(found);
  if (before) return before;
  // Until it is known: a schema that is a part of itself says nothing by that.
  known.set(found, ANY);
  const kinds = kindsOf(found, reader, known, depth);
  known.set(found, kinds);
  return kinds;
}

function kindsOf(found: JsonObject, reader: DocumentReader, known: Known, depth: number): ReadonlySet<ValueKind> {
  const own = ownKinds(found);
  const parts: ReadonlySet<ValueKind>[] = own ? [own] : [];
  for (const key of ['oneOf', 'anyOf'] as const) {
    const branches = listOf(found[key]);
    if (branches.length === 0) continue;
    parts.push(new Set(branches.flatMap((branch) => [...valueKinds(branch, reader, known, depth + 1)])));
  }
  for (const part of listOf(found['allOf'])) parts.push(valueKinds(part, reader, known, depth + 1));
  // What all parts allow.
  const common = [...ANY].filter((kind) => parts.every((part) => part.has(kind)));
  return common.length > 0 ? new Set(common) : ANY;
}

/** Whether all values of a schema are scalars, or arrays of scalars; so it is where there is no schema. */
export function isFlat(schema: JsonValue | undefined, reader: DocumentReader): boolean {
  if (schema === undefined) return true;
  const kinds = valueKinds(schema, reader);
  if (kinds.has('object')) return false;
  return !kinds.has('array') || itemSchemas(schema, reader).every((item) => isScalar(item, reader));
}

/** Whether all values of a schema are scalars; so it is where there is no schema. */
export function isScalar(schema: JsonValue | undefined, reader: DocumentReader): boolean {
  if (schema === undefined) return true;
  const kinds = valueKinds(schema, reader);
  return kinds.size === 1 && kinds.has('scalar');
}

/** The schemas of the items of the arrays that a schema allows; one that allows anything where it says nothing of them. */
function itemSchemas(schema: JsonValue | undefined, reader: DocumentReader): JsonValue[] {
  const all: JsonValue[] = [];
  const seen = new Set<JsonObject>();
  const known: Known = new Map();
  const waiting: JsonValue[] = schema === undefined ? [] : [schema];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const found = reader.object(part);
    if (found && seen.has(found)) continue;
    if (found) seen.add(found);
    const { items, prefixItems } = found ?? {};
    const own = [...listOf(prefixItems), ...listOf(items), ...(isObject(items) ? [items] : [])];
    const parts = (['oneOf', 'anyOf', 'allOf'] as const)
      .flatMap((key) => listOf(found?.[key]))
      .filter((each) => valueKinds(each, reader, known).has('array'));
    if (own.length + parts.length === 0) own.push({});
    all.push(...own);
    waiting.push(...parts);
  }
  return all.length > 0 ? all : [{}];
}

function ownKinds(schema: JsonObject): ReadonlySet<ValueKind> | undefined {
  const { type } = schema;
  const types = typeof type === 'string' ? [type] : listOf(type);
  if (types.length > 0) {
    // In OpenAPI 3.0 null is no type of its own.
    const orNull: ValueKind[] = schema['nullable'] === true ? ['scalar'] : [];
    return new Set([...types.map((each) => kindOfType(each)), ...orNull]);
  }
  const values = schema['const'] === undefined ? listOf(schema['enum']) : [schema['const']];
  if (values.length > 0)
    return new Set(values.map((value) => (Array.isArray(value) ? 'array' : isObject(value) ? 'object' : 'scalar')));
  if (['properties', 'additionalProperties', 'patternProperties'].some((key) => schema[key] !== undefined))
    return new Set(['object']);
  if (schema['items'] !== undefined || schema['prefixItems'] !== undefined) return new Set(['array']);
  return undefined;
}

const kindOfType = (type: JsonValue): ValueKind => (type === 'array' || type === 'object' ? type : 'scalar');

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);
