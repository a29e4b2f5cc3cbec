import type { JsonValue } from '../../../base/json.js';

// The form of schemas that emitters read: every keyword of JSON Schema that says which values are valid, in one spelling
// for OpenAPI 3.0 and 3.1, with references followed to the named schema that they lead to. A schema that contains itself
// is a cycle of objects, so who goes through one keeps account of where it has been.

/** A schema: `true` takes every value, `false` none. */
export type Schema = boolean | SchemaNode;

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** Keywords of one schema. All that are there hold at once, those of the schema that `reference` leads to among them. */
export interface SchemaNode {
  readonly reference?: NamedSchema;
  /** Absent: any. */
  readonly types?: readonly JsonType[];
  /** OpenAPI 3.0: null is valid too, beside what the other keywords take. With `types` null is one of those instead. */
  readonly nullable?: true;
  /** `enum`, or the one value of `const`. */
  readonly values?: readonly JsonValue[];
  readonly string?: StringRules;
  readonly number?: NumberRules;
  readonly array?: ArrayRules;
  readonly object?: ObjectRules;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
  readonly discriminator?: Discriminator;
  readonly format?: string;
  /** Sent by servers only: absent from requests. */
  readonly readOnly?: true;
  /** Sent by clients only: absent from responses. */
  readonly writeOnly?: true;
  readonly deprecated?: true;
  readonly title?: string;
  readonly description?: string;
  readonly default?: JsonValue;
  readonly examples?: readonly JsonValue[];
}

export interface StringRules {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly contentMediaType?: string;
  readonly contentEncoding?: string;
}

export interface NumberRules {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}

export interface ArrayRules {
  /** What the first elements are, one after another. */
  readonly prefix?: readonly Schema[];
  /** What the elements after those are. Absent: anything. */
  readonly items?: Schema;
  readonly unevaluated?: Schema;
  readonly contains?: Schema;
  readonly minContains?: number;
  readonly maxContains?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: true;
}

export interface ObjectRules {
  readonly properties?: ReadonlyMap<string, Schema>;
  readonly required?: readonly string[];
  readonly patterns?: readonly PatternProperties[];
  /** What all other properties are. Absent: anything. */
  readonly additional?: Schema;
  readonly unevaluated?: Schema;
  /** What the names of all properties are. */
  readonly names?: Schema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly dependentRequired?: ReadonlyMap<string, readonly string[]>;
  readonly dependentSchemas?: ReadonlyMap<string, Schema>;
}

/** Properties whose names match a regular expression. */
export interface PatternProperties {
  readonly pattern: string;
  readonly schema: Schema;
}

/** The property that tells the members of a union, or the subtypes of a base, apart. */
export interface Discriminator {
  readonly property: string;
  /** Values by the schema that they stand for. One that is not among them stands for its own name. */
  readonly mapping: ReadonlyMap<NamedSchema, readonly string[]>;
  /** What all other values stand for, and what lacks the property: `defaultMapping` of OpenAPI 3.2. */
  readonly otherwise?: NamedSchema;
}

/** A schema that others refer to. */
export interface NamedSchema {
  /** The contract's name; absent where a reference leads inside another component. */
  readonly name?: string;
  /** Key in `components['schemas']` of `schema.ts`. */
  readonly key: string;
  /** Key of what requests take, where that is something else: see `hasDirections`. */
  readonly writeKey?: string;
  /** Whether it, or what it contains, has a property that is `readOnly` or `writeOnly`. */
  readonly hasDirections: boolean;
  readonly schema: Schema;
}

/** `read`: values of responses, `write`: values of requests. */
export type Direction = 'read' | 'write';

/** The schemas that one schema is made of, one level down; not what references lead to. */
export function* partsOf(schema: Schema): Generator<Schema> {
  if (typeof schema === 'boolean') return;
  const { array, object, allOf, anyOf, oneOf } = schema;
  for (const list of [allOf, anyOf, oneOf]) if (list) yield* list;
  for (const part of [schema.not, schema.if, schema.then, schema.else]) if (part !== undefined) yield part;
  if (array) {
    if (array.prefix) yield* array.prefix;
    for (const part of [array.items, array.contains, array.unevaluated]) if (part !== undefined) yield part;
  }
  if (object) {
    if (object.properties) yield* object.properties.values();
    for (const { schema: part } of object.patterns ?? []) yield part;
    for (const part of [object.additional, object.names, object.unevaluated]) if (part !== undefined) yield part;
    if (object.dependentSchemas) yield* object.dependentSchemas.values();
  }
}
