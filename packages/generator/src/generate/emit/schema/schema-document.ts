import { isObject, type JsonObject, type JsonValue, own } from '../../../base/json.js';
import type { LoadedContract } from '../../../contract/document/openapi.js';
import {
  type DocumentOperation,
  DocumentReader,
  isReference,
  pathParameterNames,
  referenceTokens,
  schemaOfMedia,
  text,
} from '../../../contract/document/reader.js';
import type { ApiModel } from '../../model/build-model.js';
import { NameScope } from '../../model/names.js';
import { type BoundNames, contentSchema, isGivenByCaller } from '../../model/read-parameters.js';
import { schemaProperties } from '../../model/schema-types.js';
import { pascalCase } from '../../model/words.js';
import { commentLines } from '../comments.js';
import { CutReferences } from './cut-references.js';
import { guardKey } from './schema-keys.js';

// openapi-typescript is handed a document written anew: of the contract only what makes types and comments, in shapes
// and spellings that it cannot stumble over or carry into code. In particular
// - references point to whole components under safe keys; what else they point to becomes a component of its own;
// - strings are neutralised as everywhere in comments, values of defaults and examples are shown as strings;
// - operations have the keys of the model; extensions, callbacks and links are left out.

const TYPES: ReadonlySet<JsonValue> = /* @__PURE__ */ new Set([
  'string',
  'number',
  'integer',
  'boolean',
  'array',
  'object',
  'null',
]);

/** What the paths of operations with another method begin with: no path of a contract does. */
export const HIDDEN_PATH = '\ue026';

const PATH_METHODS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
]);

/** Deepest nesting of schemas that is copied; what lies deeper is unknown. Both compilers recurse on it. */
const DEEPEST_SCHEMA = 200;

type ComponentKind = 'schemas' | 'responses' | 'parameters' | 'requestBodies' | 'headers';

/** A map without a prototype: a key such as `constructor` is absent unless it was put there. */
function emptyMap(): JsonObject {
  return Object.create(null) as JsonObject;
}

/** The document that `schema.ts` is made from. */
export function schemaDocument(model: ApiModel, contract: LoadedContract): JsonObject {
  return new DocumentWriter(model, contract).write();
}

class DocumentWriter {
  readonly #reader: DocumentReader;
  readonly #model: ApiModel;
  readonly #cuts: CutReferences;
  /** Schemas that references lead to which are not whole components, by reference. */
  readonly #hoisted = new Map<string, string>();
  readonly #hoistedSchemas: [string, JsonValue][] = [];
  readonly #schemaKeys: NameScope;
  readonly #bind: BoundNames;

  constructor(model: ApiModel, contract: LoadedContract) {
    this.#model = model;
    const names = (place: 'path' | 'header'): string[] =>
      model.bound.filter((each) => each.in === place).map(({ name }) => name);
    this.#bind = { path: names('path'), headers: names('header') };
    this.#reader = new DocumentReader(contract.document);
    this.#cuts = new CutReferences(this.#reader);
    this.#schemaKeys = new NameScope(model.keys.get('schemas')?.values());
  }

  write(): JsonObject {
    const paths = emptyMap();
    const operations = new Map(this.#model.operations.map((operation) => [operation.pointer, operation.key]));
    for (const [path] of this.#reader.pathItems()) paths[guardKey(path)] = emptyMap();
    for (const operation of this.#reader.operations()) {
      const copy = this.#operation(operation, operations.get(operation.pointer));
      const [field = ''] = operation.tokens;
      // openapi-typescript knows the methods of OpenAPI 3.1, and so does `api.http`: an operation of another one has its
      // types among `operations` alone.
      if (PATH_METHODS.has(field)) (paths[guardKey(operation.path)] as JsonObject)[field] = copy;
      else paths[`${HIDDEN_PATH}${operation.pointer}`] = { post: copy };
    }
    const components = emptyMap();
    components['schemas'] = this.#components('schemas', (schema, name) =>
      this.#schema(schema, { from: name, depth: 0 }),
    );
    components['responses'] = this.#components('responses', (response) => this.#response(response));
    components['parameters'] = this.#components('parameters', (parameter) => this.#parameter(parameter));
    components['requestBodies'] = this.#components('requestBodies', (body) => this.#requestBody(body));
    components['headers'] = this.#components('headers', (header) => this.#header(header));
    // Copying one may lead to the next.
    for (const [key, schema] of this.#hoistedSchemas) {
      (components['schemas'] as JsonObject)[key] = this.#schema(schema, { depth: 0 });
    }
    return { openapi: '3.1.0', paths, components };
  }

  #components(kind: ComponentKind, copy: (value: JsonValue, name: string) => JsonValue): JsonObject {
    const components = emptyMap();
    for (const [name, value] of this.#reader.components(kind)) {
      components[this.#model.keys.get(kind)?.get(name) ?? name] = copy(value, name);
    }
    return components;
  }

  #operation(found: DocumentOperation, key: string | undefined): JsonObject {
    const { operation } = found;
    const copy = this.#texts(operation);
    // Where two operations had one id, only the first has a key; the model has reported it.
    if (key !== undefined) copy['operationId'] = key;
    copy['parameters'] = this.#parameters(found);
    const body = own(operation, 'requestBody');
    if (body !== undefined)
      copy['requestBody'] = this.#orReference('requestBodies', body, (each) => this.#requestBody(each));
    const responses = emptyMap();
    for (const [code, response] of entries(own(operation, 'responses'))) {
      if (/^([1-5]\d\d|[1-5]XX|default)$/i.test(code)) {
        responses[code] = this.#orReference('responses', response, (each) => this.#response(each));
      }
    }
    copy['responses'] = responses;
    return copy;
  }

  /** The path's parameters and the operation's, those of the operation in place of the path's; and what the path names. */
  #parameters(operation: DocumentOperation): JsonValue[] {
    const { path } = operation;
    const parameters = new Map<string, JsonValue>();
    for (const [key, { name, in: place, listed }] of this.#reader.parameters(operation)) {
      // A path knows no parameter that it does not name.
      if (place === 'path' && !path.includes(`{${name}}`)) continue;
      if (!isGivenByCaller(place, name, this.#bind)) continue;
      parameters.set(
        key,
        this.#orReference('parameters', listed, (each) => this.#parameter(each)),
      );
    }
    for (const name of pathParameterNames(path)) {
      if (!parameters.has(`path ${name}`) && isGivenByCaller('path', name, this.#bind)) {
        parameters.set(`path ${name}`, {
          name: guardKey(name),
          in: 'path',
          required: true,
          schema: { type: 'string' },
        });
      }
    }
    return [...parameters.values()];
  }

  #parameter(value: JsonValue): JsonObject {
    const parameter = this.#reader.object(value) ?? {};
    const copy = this.#texts(parameter);
    copy['name'] = guardKey(text(parameter['name']) ?? '');
    copy['in'] = ['query', 'header', 'path', 'cookie'].find((place) => place === parameter['in']) ?? 'query';
    // A platform may have cookies of its own.
    copy['required'] = (parameter['required'] === true && parameter['in'] !== 'cookie') || parameter['in'] === 'path';
    const schema = own(parameter, 'schema') ?? contentSchema(parameter, this.#reader);
    if (schema !== undefined) copy['schema'] = this.#schema(schema, { depth: 0 });
    return copy;
  }

  #requestBody(value: JsonValue): JsonObject {
    const body = this.#reader.object(value) ?? {};
    const copy = this.#texts(body);
    copy['required'] = body['required'] === true;
    copy['content'] = this.#content(own(body, 'content'));
    return copy;
  }

  #response(value: JsonValue): JsonObject {
    const response = this.#reader.object(value) ?? {};
    const copy = this.#texts(response);
    const headers = emptyMap();
    for (const [name, header] of entries(own(response, 'headers'))) {
      headers[guardKey(name)] = this.#orReference('headers', header, (each) => this.#header(each));
    }
    if (Object.keys(headers).length > 0) copy['headers'] = headers;
    const content = this.#content(own(response, 'content'));
    if (Object.keys(content).length > 0) copy['content'] = content;
    return copy;
  }

  #header(value: JsonValue): JsonObject {
    const header = this.#reader.object(value) ?? {};
    const copy = this.#texts(header);
    copy['required'] = header['required'] === true;
    const schema = own(header, 'schema');
    copy['schema'] = schema === undefined ? { type: 'string' } : this.#schema(schema, { depth: 0 });
    return copy;
  }

  #content(value: JsonValue | undefined): JsonObject {
    const content = emptyMap();
    for (const [mediaType, media] of entries(value)) {
      const schema = schemaOfMedia(this.#reader.object(media), mediaType);
      content[guardKey(mediaType)] = schema === undefined ? {} : { schema: this.#schema(schema, { depth: 0 }) };
    }
    return content;
  }

  /** A reference to a whole component stays one; any other is replaced by what it leads to. */
  #orReference(kind: ComponentKind, value: JsonValue, copy: (value: JsonValue) => JsonObject): JsonObject {
    if (isReference(value)) {
      const name = this.#reader.componentName(kind, value.$ref);
      const key = name === undefined ? undefined : this.#model.keys.get(kind)?.get(name);
      // Only where the chain of references ends in something: a cycle has no type.
      if (key !== undefined && this.#reader.object(value)) return { $ref: `#/components/${kind}/${key}` };
    }
    return copy(value);
  }

  /** `from`: the named schema whose type cannot be known without this one's. */
  #schema(
    value: JsonValue,
    place: { readonly from?: string; readonly depth: number; readonly inAllOf?: boolean },
  ): JsonObject {
    // A schema that allows nothing is one with no value to choose from.
    if (value === false) return { enum: [] };
    if (!isObject(value) || place.depth > DEEPEST_SCHEMA) return {};
    if (isReference(value)) return this.#schemaReference(value, place);
    const copy = this.#texts(value);
    const eager = { ...place, depth: place.depth + 1, inAllOf: false };
    const later = { depth: place.depth + 1 };
    copyType(value, copy);
    for (const key of ['nullable', 'readOnly', 'writeOnly'] as const) if (value[key] === true) copy[key] = true;
    if (Array.isArray(value['required']))
      copy['required'] = value['required'].filter((name) => typeof name === 'string').map(guardKey);
    const properties = entries(own(value, 'properties'));
    if (properties.length > 0) copy['properties'] = mapOf(properties, (schema) => this.#schema(schema, later));
    const patterns = entries(own(value, 'patternProperties'));
    // The patterns themselves make no type: any key will do, as long as each has its own.
    if (patterns.length > 0) {
      copy['patternProperties'] = mapOf(
        patterns.map(([, schema], index) => [`p${index}`, schema]),
        (schema) => this.#schema(schema, later),
      );
    }
    const rest = own(value, 'additionalProperties');
    if (rest === true || rest === false) copy['additionalProperties'] = rest;
    else if (isObject(rest)) copy['additionalProperties'] = this.#schema(rest, later);
    const { items, prefixItems } = value;
    const tuple = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : undefined;
    if (tuple) copy['prefixItems'] = tuple.map((schema) => this.#schema(schema, eager));
    else if (isObject(items)) copy['items'] = this.#schema(items, eager);
    for (const key of ['allOf', 'anyOf', 'oneOf'] as const) {
      const parts = value[key];
      if (!Array.isArray(parts) || parts.length === 0) continue;
      copy[key] = parts.map((schema) => this.#schema(schema, { ...eager, inAllOf: key === 'allOf' }));
    }
    this.#copyDiscriminator(value, copy);
    return copy;
  }

  #schemaReference(
    value: JsonObject & { $ref: string },
    place: { readonly from?: string; readonly depth: number; readonly inAllOf?: boolean },
  ): JsonObject {
    const name = this.#reader.componentName('schemas', value.$ref);
    const target = this.#reader.target(value.$ref);
    if (name !== undefined && place.from !== undefined && this.#cuts.isCut(place.from, name)) {
      if (!place.inAllOf || !isObject(target)) return this.#texts(value);
      // The base of a hierarchy: its members without the union of those that build on it.
      const { oneOf: _one, anyOf: _any, allOf: _all, discriminator: _discriminator, ...base } = target;
      return this.#schema(base, place);
    }
    const key = name === undefined ? this.#hoist(value.$ref, target) : this.#schemaKey(name);
    if (key === undefined) return this.#texts(value);
    return {
      ...this.#texts(value),
      ...(value['readOnly'] === true && { readOnly: true }),
      $ref: `#/components/schemas/${key}`,
    };
  }

  #schemaKey(name: string): string | undefined {
    return this.#model.keys.get('schemas')?.get(this.#cuts.shortcut(name));
  }

  /** Makes a component of what a reference leads to inside another one, or inside a path. */
  #hoist(ref: string, target: JsonValue | undefined): string | undefined {
    if (target === undefined || this.#reader.resolve({ $ref: ref }) === undefined) return undefined;
    const known = this.#hoisted.get(ref);
    if (known !== undefined) return known;
    const words = (referenceTokens(ref) ?? []).filter(
      (segment) => !['components', 'schemas', 'properties', 'paths'].includes(segment),
    );
    const key = this.#schemaKeys.claim(words.map(pascalCase).join('_') || 'Unnamed', '_');
    this.#hoisted.set(ref, key);
    this.#hoistedSchemas.push([key, target]);
    return key;
  }

  #copyDiscriminator(value: JsonObject, copy: JsonObject): void {
    const discriminator = own(value, 'discriminator');
    const propertyName = text(own(discriminator, 'propertyName'));
    if (propertyName === undefined) return;
    const mapping = emptyMap();
    for (const [tag, target] of entries(own(discriminator, 'mapping'))) {
      if (typeof target !== 'string') continue;
      const name = target.includes('#') ? this.#reader.componentName('schemas', target) : target;
      const key = name === undefined ? undefined : this.#schemaKey(name);
      if (key !== undefined) mapping[tag] = `#/components/schemas/${key}`;
    }
    // A member that nothing maps is called by its name, unless it says by itself what its value is.
    const mapped = new Set(Object.values(mapping));
    for (const member of Array.isArray(value['oneOf']) ? value['oneOf'] : []) {
      const name = isReference(member) ? this.#reader.componentName('schemas', member.$ref) : undefined;
      const key = name === undefined ? undefined : this.#schemaKey(name);
      const reference = `#/components/schemas/${key}`;
      if (key === undefined || mapped.has(reference)) continue;
      for (const tag of this.#valuesOf(member, propertyName)) mapping[tag] = reference;
    }
    copy['discriminator'] = {
      propertyName: guardKey(propertyName),
      ...(Object.keys(mapping).length > 0 && { mapping }),
    };
  }

  /** The values that a schema has for a property. */
  #valuesOf(schema: JsonValue, property: string): string[] {
    const declared = this.#reader.object(schemaProperties(schema, this.#reader).get(property));
    const values = declared?.['const'] === undefined ? declared?.['enum'] : [declared['const']];
    return Array.isArray(values) ? values.filter((each) => typeof each === 'string') : [];
  }

  /** What comments are made of, neutralised. */
  #texts(value: JsonObject): JsonObject {
    const copy = emptyMap();
    for (const key of ['title', 'summary', 'description', 'format'] as const) {
      const said = text(value[key]);
      if (said !== undefined) copy[key] = commentLines(said).join('\n');
    }
    if (value['deprecated'] === true) copy['deprecated'] = true;
    for (const key of ['default', 'example'] as const) {
      const shown = own(value, key);
      if (shown !== undefined)
        copy[key] = commentLines(typeof shown === 'string' ? shown : JSON.stringify(shown)).join('\n');
    }
    return copy;
  }
}

function entries(value: JsonValue | undefined): [string, JsonValue][] {
  return isObject(value) ? Object.entries(value) : [];
}

function mapOf(list: readonly [string, JsonValue][], copy: (value: JsonValue) => JsonValue): JsonObject {
  const map = emptyMap();
  for (const [key, value] of list) map[guardKey(key)] = copy(value);
  return map;
}

/** Type and values of a schema, as far as they are what JSON Schema allows. */
function copyType(value: JsonObject, copy: JsonObject): void {
  const { type } = value;
  if (Array.isArray(type)) {
    const types = type.filter((each) => TYPES.has(each));
    if (types.length > 0) copy['type'] = types;
  } else if (type !== undefined && TYPES.has(type)) copy['type'] = type;
  if (value['const'] !== undefined && isValue(value['const'])) copy['const'] = value['const'];
  // Values of an object schema would be taken for schemas.
  const isObjectLike =
    type === 'object' || value['properties'] !== undefined || value['additionalProperties'] !== undefined;
  if (Array.isArray(value['enum']) && !isObjectLike && value['enum'].every(isValue))
    copy['enum'] = [...new Set(value['enum'])];
}

function isValue(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.every(isValue);
  if (isObject(value)) return Object.values(value).every(isValue);
  return typeof value !== 'number' || Number.isFinite(value);
}
