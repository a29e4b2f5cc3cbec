import { isObject, type JsonObject, type JsonValue, own } from '../../../base/json.js';
import { type DocumentReader, isReference, referenceTokens, text } from '../../../contract/document/reader.js';
import { NameScope } from '../names.js';
import { pascalCase } from '../words.js';
import { markDirections } from './directions.js';
import type {
  ArrayRules,
  Discriminator,
  JsonType,
  NamedSchema,
  NumberRules,
  ObjectRules,
  Schema,
  SchemaNode,
  StringRules,
} from './schema-form.js';

/** Deepest nesting of schemas that is read; what lies deeper is unknown. Compilers recurse on it. */
const DEEPEST_SCHEMA = 200;

const TYPES: ReadonlySet<JsonValue> = /* @__PURE__ */ new Set([
  'null',
  'boolean',
  'integer',
  'number',
  'string',
  'array',
  'object',
]);

type Open<T> = { -readonly [Key in keyof T]: T[Key] };

/** Reads the schemas of one bundled document into their form. */
export class SchemaReader {
  readonly #reader: DocumentReader;
  readonly #named = new Map<string, Open<NamedSchema>>();
  /** Schemas that references lead to which are not whole components, by reference. */
  readonly #hoisted = new Map<string, Open<NamedSchema>>();
  readonly #waiting: (() => void)[] = [];
  readonly #keys: NameScope;

  /** @param keys keys of the named schemas in `schema.ts`, by the contract's names */
  constructor(reader: DocumentReader, keys: ReadonlyMap<string, string>) {
    this.#reader = reader;
    this.#keys = new NameScope(keys.values());
    const components = reader.components('schemas');
    // All of them first: they refer to each other.
    for (const [name] of components) {
      this.#named.set(name, { name, key: keys.get(name) ?? name, hasDirections: false, schema: true });
    }
    for (const [name, value] of components) {
      const named = this.#named.get(name);
      if (named) named.schema = this.#schema(value, 0);
    }
    this.#readWaiting();
  }

  /** The named schemas in the contract's order, then those inside others that something refers to. */
  get all(): readonly NamedSchema[] {
    return [...this.#named.values(), ...this.#hoisted.values()];
  }

  get(name: string): NamedSchema | undefined {
    return this.#named.get(name);
  }

  /** The form of a schema that stands anywhere in the document. */
  read(value: JsonValue | undefined): Schema {
    if (value === undefined) return true;
    const schema = this.#schema(value, 0);
    this.#readWaiting();
    return schema;
  }

  /**
   * Finds out which schemas differ between requests and responses, and gives those a key for what requests take. Once, when
   * everything has been read.
   */
  settle(): void {
    markDirections([...this.#named.values(), ...this.#hoisted.values()]);
    for (const named of [...this.#named.values(), ...this.#hoisted.values()]) {
      if (named.hasDirections) named.writeKey = this.#keys.claim(`${named.key}Writable`, '_');
    }
  }

  #readWaiting(): void {
    // Reading one may lead to the next.
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) next();
  }

  #schema(value: JsonValue, depth: number): Schema {
    if (value === false) return false;
    if (!isObject(value) || depth > DEEPEST_SCHEMA) return true;
    const node: Open<SchemaNode> = {};
    const below = (part: JsonValue): Schema => this.#schema(part, depth + 1);
    readAnnotations(value, node);
    if (isReference(value)) {
      const reference = this.#reference(value.$ref);
      if (reference) node.reference = reference;
      if (value['nullable'] === true) node.nullable = true;
      // What stands beside a reference has a say from OpenAPI 3.1 on.
      if (this.#reader.isOpenApi30) return node;
    }
    this.#readTypes(value, node);
    readString(value, node);
    readNumber(value, node);
    readArray(value, node, below);
    readObject(value, node, below);
    for (const key of ['allOf', 'anyOf', 'oneOf'] as const) {
      const parts = value[key];
      if (Array.isArray(parts) && parts.length > 0) node[key] = parts.map(below);
    }
    for (const key of ['not', 'if', 'then', 'else'] as const) {
      const part = own(value, key);
      if (isSchema(part)) node[key] = below(part);
    }
    const discriminator = this.#discriminator(value);
    if (discriminator) node.discriminator = discriminator;
    // As bundles spell the schemas `false` and `true`, which OpenAPI 3.0 does not have.
    if (node.not === true) return false;
    return hasSome(node) ? node : true;
  }

  #readTypes(value: JsonObject, node: Open<SchemaNode>): void {
    const listed = (Array.isArray(value['type']) ? value['type'] : [value['type']]).filter(
      (type) => type !== undefined && TYPES.has(type),
    ) as JsonType[];
    if (listed.length > 0) node.types = [...new Set(listed)];
    if (value['nullable'] === true) {
      const isComposed = ['$ref', 'allOf', 'anyOf', 'oneOf'].some((key) => value[key] !== undefined);
      if (node.types && !isComposed) node.types = [...new Set<JsonType>([...node.types, 'null'])];
      else node.nullable = true;
    }
    const constant = own(value, 'const');
    const values = constant === undefined ? own(value, 'enum') : [constant];
    if (Array.isArray(values)) node.values = values;
  }

  #reference(ref: string): NamedSchema | undefined {
    // Only where the chain of references ends in something: a cycle has no type.
    if (this.#reader.resolve({ $ref: ref }) === undefined) return undefined;
    const name = this.#reader.componentName('schemas', ref);
    return name === undefined ? this.#hoist(ref) : this.#named.get(name);
  }

  /** Makes a named schema of what a reference leads to inside another one, or inside a path. */
  #hoist(ref: string): NamedSchema | undefined {
    const known = this.#hoisted.get(ref);
    if (known) return known;
    const target = this.#reader.target(ref);
    if (target === undefined) return undefined;
    const words = (referenceTokens(ref) ?? []).filter(
      (segment) => !['components', 'schemas', 'properties', 'paths'].includes(segment),
    );
    const key = this.#keys.claim(words.map(pascalCase).join('_') || 'Unnamed', '_');
    const hoisted: Open<NamedSchema> = { key, hasDirections: false, schema: true };
    this.#hoisted.set(ref, hoisted);
    this.#waiting.push(() => {
      hoisted.schema = this.#schema(target, 0);
    });
    return hoisted;
  }

  #discriminator(value: JsonObject): Discriminator | undefined {
    const discriminator = own(value, 'discriminator');
    const property = text(own(discriminator, 'propertyName'));
    if (property === undefined) return undefined;
    const mapping = new Map<NamedSchema, string[]>();
    const declared = own(discriminator, 'mapping');
    for (const [tag, target] of Object.entries(isObject(declared) ? declared : {})) {
      const named = this.#mapped(target);
      if (!named) continue;
      const tags = mapping.get(named);
      if (tags) tags.push(tag);
      else mapping.set(named, [tag]);
    }
    const otherwise = this.#mapped(own(discriminator, 'defaultMapping'));
    return { property, mapping, ...(otherwise && { otherwise }) };
  }

  /** The schema that a mapping names, or refers to. */
  #mapped(target: JsonValue | undefined): NamedSchema | undefined {
    if (typeof target !== 'string') return undefined;
    const name = target.includes('#') ? this.#reader.componentName('schemas', target) : target;
    return name === undefined ? undefined : this.#named.get(name);
  }
}

function isSchema(value: JsonValue | undefined): value is JsonObject | boolean {
  return typeof value === 'boolean' || isObject(value);
}

function readAnnotations(value: JsonObject, node: Open<SchemaNode>): void {
  for (const key of ['title', 'description', 'format'] as const) {
    const said = text(value[key]);
    if (said !== undefined) node[key] = said;
  }
  for (const key of ['readOnly', 'writeOnly', 'deprecated'] as const) if (value[key] === true) node[key] = true;
  const preset = own(value, 'default');
  if (preset !== undefined) node.default = preset;
  const example = own(value, 'example');
  const examples = own(value, 'examples');
  const all = [...(example === undefined ? [] : [example]), ...(Array.isArray(examples) ? examples : [])];
  if (all.length > 0) node.examples = all;
}

function readString(value: JsonObject, node: Open<SchemaNode>): void {
  const rules: Open<StringRules> = {};
  for (const key of ['minLength', 'maxLength'] as const) takeCount(value, key, rules);
  for (const key of ['pattern', 'contentMediaType', 'contentEncoding'] as const) {
    const said = value[key];
    if (typeof said === 'string' && (key !== 'pattern' || isPattern(said))) rules[key] = said;
  }
  if (hasSome(rules)) node.string = rules;
}

function readNumber(value: JsonObject, node: Open<SchemaNode>): void {
  const rules: Open<NumberRules> = {};
  for (const key of ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const) {
    const bound = value[key];
    if (typeof bound === 'number' && Number.isFinite(bound) && (key !== 'multipleOf' || bound > 0)) rules[key] = bound;
  }
  // As OpenAPI 3.0 spells it: the bound stands elsewhere, and this says that it is not valid itself.
  for (const [flag, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    const limit = rules[bound];
    if (value[flag] !== true || limit === undefined) continue;
    rules[flag] = limit;
    delete rules[bound];
  }
  if (hasSome(rules)) node.number = rules;
}

function readArray(value: JsonObject, node: Open<SchemaNode>, below: (part: JsonValue) => Schema): void {
  const rules: Open<ArrayRules> = {};
  const { items, prefixItems } = value;
  // As drafts before 2020-12 spell a tuple.
  const isOldTuple = !Array.isArray(prefixItems) && Array.isArray(items);
  const prefix = Array.isArray(prefixItems) ? prefixItems : isOldTuple ? items : undefined;
  if (prefix) rules.prefix = prefix.map(below);
  const rest = isOldTuple ? own(value, 'additionalItems') : items;
  if (isSchema(rest)) rules.items = below(rest);
  for (const [key, as] of [
    ['contains', 'contains'],
    ['unevaluatedItems', 'unevaluated'],
  ] as const) {
    const part = own(value, key);
    if (isSchema(part)) rules[as] = below(part);
  }
  for (const key of ['minContains', 'maxContains', 'minItems', 'maxItems'] as const) takeCount(value, key, rules);
  if (value['uniqueItems'] === true) rules.uniqueItems = true;
  if (hasSome(rules)) node.array = rules;
}

function readObject(value: JsonObject, node: Open<SchemaNode>, below: (part: JsonValue) => Schema): void {
  const rules: Open<ObjectRules> = {};
  const properties = own(value, 'properties');
  if (isObject(properties) && Object.keys(properties).length > 0) rules.properties = mapped(properties, below);
  const required = strings(value['required']);
  if (required.length > 0) rules.required = required;
  const patterns = own(value, 'patternProperties');
  const usable = Object.entries(isObject(patterns) ? patterns : {}).filter(([pattern]) => isPattern(pattern));
  if (usable.length > 0) rules.patterns = usable.map(([pattern, part]) => ({ pattern, schema: below(part) }));
  for (const [key, as] of [
    ['additionalProperties', 'additional'],
    ['unevaluatedProperties', 'unevaluated'],
    ['propertyNames', 'names'],
  ] as const) {
    const part = own(value, key);
    if (isSchema(part)) rules[as] = below(part);
  }
  for (const key of ['minProperties', 'maxProperties'] as const) takeCount(value, key, rules);
  const dependent = own(value, 'dependentRequired');
  if (isObject(dependent)) rules.dependentRequired = mapped(dependent, strings);
  const schemas = own(value, 'dependentSchemas');
  if (isObject(schemas)) rules.dependentSchemas = mapped(schemas, below);
  if (hasSome(rules)) node.object = rules;
}

function mapped<T>(map: JsonObject, read: (value: JsonValue) => T): Map<string, T> {
  return new Map(Object.entries(map).map(([key, value]) => [key, read(value)]));
}

function strings(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? [...new Set(value.filter((each) => typeof each === 'string'))] : [];
}

function takeCount<Key extends string>(value: JsonObject, key: Key, rules: { [Name in Key]?: number }): void {
  const count = value[key];
  if (typeof count === 'number' && Number.isInteger(count) && count >= 0) rules[key] = count;
}

/** Whether a string is a regular expression, as JSON Schema has them. */
function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

function hasSome(rules: object): boolean {
  for (const _ in rules) return true;
  return false;
}
