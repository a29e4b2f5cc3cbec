import { canonical, isObject, type JsonValue } from '../../../base/json.js';
import type { ArrayRules, JsonType, NumberRules, ObjectRules, Schema, SchemaNode, StringRules } from './schema-form.js';

/** What schemas have said of the parts of one value, for `unevaluatedProperties` and `unevaluatedItems`. */
interface Evaluated {
  readonly properties: Set<string>;
  readonly items: Set<number>;
}

/**
 * Whether a value is valid, by JSON Schema 2020-12: discriminators, formats, `readOnly` and `writeOnly` say nothing of that.
 */
export function accepts(schema: Schema, value: JsonValue): boolean {
  return evaluate(schema, value) !== undefined;
}

/** What was evaluated; undefined where the value is not valid. */
function evaluate(schema: Schema, value: JsonValue): Evaluated | undefined {
  const evaluated: Evaluated = { properties: new Set(), items: new Set() };
  if (typeof schema === 'boolean') return schema ? evaluated : undefined;
  if (schema.nullable && value === null) return evaluated;
  if (schema.types && !schema.types.some((type) => isOfType(value, type))) return undefined;
  if (schema.values && !schema.values.some((each) => isSame(each, value))) return undefined;
  if (!acceptsScalar(schema, value) || !compositions(schema, value, evaluated)) return undefined;
  if (Array.isArray(value) && schema.array && !acceptsArray(schema.array, value, evaluated)) return undefined;
  if (isObject(value) && schema.object && !acceptsObject(schema.object, value, evaluated)) return undefined;
  return evaluated;
}

function isOfType(value: JsonValue, type: JsonType): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function isSame(a: JsonValue, b: JsonValue): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && canonical(a) === canonical(b));
}

function acceptsScalar({ string, number }: SchemaNode, value: JsonValue): boolean {
  if (typeof value === 'string') return !string || acceptsString(string, value);
  return typeof value !== 'number' || !number || acceptsNumber(number, value);
}

function acceptsString({ minLength = 0, maxLength = Infinity, pattern }: StringRules, value: string): boolean {
  // JSON Schema counts code points.
  const length = [...value].length;
  return length >= minLength && length <= maxLength && (pattern === undefined || regex(pattern).test(value));
}

function acceptsNumber(rules: NumberRules, value: number): boolean {
  const { minimum = -Infinity, maximum = Infinity, multipleOf } = rules;
  const { exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = rules;
  return (
    value >= minimum &&
    value <= maximum &&
    value > exclusiveMinimum &&
    value < exclusiveMaximum &&
    (multipleOf === undefined || Number.isInteger(value / multipleOf))
  );
}

/** `allOf`, `anyOf`, `oneOf`, `not`, `if` and the schema that is referred to. */
function compositions(schema: SchemaNode, value: JsonValue, evaluated: Evaluated): boolean {
  const holds = (part: Schema): boolean => {
    const found = evaluate(part, value);
    if (found) add(found, evaluated);
    return found !== undefined;
  };
  if (schema.reference && !holds(schema.reference.schema)) return false;
  if (schema.allOf && !schema.allOf.every(holds)) return false;
  // Each member that holds has a say in what is evaluated.
  if (schema.anyOf && schema.anyOf.filter(holds).length === 0) return false;
  if (schema.oneOf && schema.oneOf.filter(holds).length !== 1) return false;
  if (schema.not !== undefined && accepts(schema.not, value)) return false;
  if (schema.if === undefined) return true;
  const next = holds(schema.if) ? schema.then : schema.else;
  return next === undefined || holds(next);
}

function add(found: Evaluated, to: Evaluated): void {
  for (const name of found.properties) to.properties.add(name);
  for (const index of found.items) to.items.add(index);
}

function acceptsArray(rules: ArrayRules, value: readonly JsonValue[], evaluated: Evaluated): boolean {
  const { prefix = [], items, contains, unevaluated, minItems = 0, maxItems = Infinity } = rules;
  if (value.length < minItems || value.length > maxItems) return false;
  if (rules.uniqueItems && new Set(value.map(canonical)).size < value.length) return false;
  let found = 0;
  for (const [index, element] of value.entries()) {
    const schema = prefix[index] ?? items;
    if (schema !== undefined && !accepts(schema, element)) return false;
    if (schema !== undefined) evaluated.items.add(index);
    if (contains === undefined || !accepts(contains, element)) continue;
    found += 1;
    evaluated.items.add(index);
  }
  const { minContains = 1, maxContains = Infinity } = rules;
  if (contains !== undefined && (found < minContains || found > maxContains)) return false;
  if (unevaluated === undefined) return true;
  return value.every((element, index) => {
    if (evaluated.items.has(index)) return true;
    evaluated.items.add(index);
    return accepts(unevaluated, element);
  });
}

function acceptsObject(rules: ObjectRules, value: Record<string, JsonValue>, evaluated: Evaluated): boolean {
  const names = Object.keys(value);
  const { minProperties = 0, maxProperties = Infinity, required = [] } = rules;
  if (names.length < minProperties || names.length > maxProperties) return false;
  if (required.some((name) => !Object.hasOwn(value, name))) return false;
  const { properties, patterns = [], additional, names: ofNames, unevaluated } = rules;
  for (const [name, property] of Object.entries(value)) {
    if (ofNames !== undefined && !accepts(ofNames, name)) return false;
    const own = properties?.get(name);
    const all = patterns.filter(({ pattern }) => regex(pattern).test(name)).map(({ schema }) => schema);
    if (own !== undefined) all.push(own);
    if (all.length === 0 && additional !== undefined) all.push(additional);
    if (!all.every((schema) => accepts(schema, property))) return false;
    if (all.length > 0) evaluated.properties.add(name);
  }
  for (const [name, others] of rules.dependentRequired ?? []) {
    if (Object.hasOwn(value, name) && others.some((other) => !Object.hasOwn(value, other))) return false;
  }
  for (const [name, schema] of rules.dependentSchemas ?? []) {
    if (!Object.hasOwn(value, name)) continue;
    const found = evaluate(schema, value);
    if (!found) return false;
    add(found, evaluated);
  }
  if (unevaluated === undefined) return true;
  return names.every((name) => {
    if (evaluated.properties.has(name)) return true;
    evaluated.properties.add(name);
    return accepts(unevaluated, value[name] ?? null);
  });
}

const regexes = new Map<string, RegExp>();

/** Each is compiled once. */
function regex(pattern: string): RegExp {
  let compiled = regexes.get(pattern);
  if (!compiled) {
    compiled = new RegExp(pattern, 'u');
    regexes.set(pattern, compiled);
  }
  return compiled;
}
