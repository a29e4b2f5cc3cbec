import {
  type ApiModel,
  findProperty,
  heldSchemas,
  type NamedSchema,
  type ObjectRules,
  type Schema,
  type SchemaNode,
} from '@influxkit/generator';

/** Values of properties, by names. */
type Tags = ReadonlyMap<string, NonNullable<SchemaNode['values']>>;
type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What strings of a format look like, where others are not valid: of examples, which people write. */
const FORMATS: Readonly<Record<string, string>> = {
  date: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
  'date-time':
    '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])[Tt]([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?([Zz]|[+-]([01]\\d|2[0-3]):[0-5]\\d)$',
  time: '^([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?([Zz]|[+-]([01]\\d|2[0-3]):[0-5]\\d)$',
  duration: '^P(?=.)(\\d+W|(\\d+Y)?(\\d+M)?(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?(\\d+S)?)?)$',
  uuid: '^[\\da-fA-F]{8}-[\\da-fA-F]{4}-[\\da-fA-F]{4}-[\\da-fA-F]{4}-[\\da-fA-F]{12}$',
  email:
    '^[\\w.!#$%&*+/=?^`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$',
  hostname: '^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$',
  uri: '^[a-z][a-z\\d+.-]*:[\\w.~:/?#@!$&()*+,;=%-]+$',
  ipv4: '^((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)$',
  ipv6: '^[\\da-f]{1,4}(:[\\da-f]{1,4}){7}$|^(?=.*::)[\\da-f:]{2,39}$',
  byte: '^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
};

/** What a view adds to the schemas. */
export interface ReadViewOptions {
  /** Formats say which strings are valid. */
  readonly withFormats?: boolean;
  /** What these give to properties are the only values that are valid. */
  readonly discriminators?: ApiModel['schemaForms']['discriminators'];
}

/** A schema as responses have it: without what only clients send. */
export class ReadView {
  readonly #named = new Map<NamedSchema, NamedSchema>();
  /** The same without the values of their discriminators: what a subtype takes in by `allOf`. */
  readonly #bases = new Map<NamedSchema, NamedSchema>();
  readonly #schemas = new Map<Schema, Schema>();
  readonly #options: ReadViewOptions;

  constructor(options: ReadViewOptions) {
    this.#options = options;
  }

  named(original: NamedSchema): NamedSchema {
    return this.#viewOf(original, this.#named, this.#options.discriminators?.of(original));
  }

  #viewOf(original: NamedSchema, views: Map<NamedSchema, NamedSchema>, tags: Tags = new Map()): NamedSchema {
    const known = views.get(original);
    if (known) return known;
    const view: Writable<NamedSchema> = { ...original, schema: true };
    views.set(original, view);
    view.schema = this.#tagged(original.schema, tags);
    return view;
  }

  #tagged(schema: Schema, tags: Tags): Schema {
    if (tags.size === 0 || schema === false) return this.schema(schema);
    const properties = new Map([...tags].map(([name, values]): [string, Schema] => [name, { values }]));
    const told: Schema = { object: { properties, required: [...tags.keys()] } };
    if (schema === true) return told;
    // A view of its own: that of the schema may be half made, where the schema contains itself.
    const view = this.#fill({ ...schema }, schema, schema);
    view.allOf = [...(view.allOf ?? []), told];
    return view;
  }

  /** @param outer the schema that this one is a part of by `allOf`: what it requires may be declared there */
  schema(schema: Schema, outer: Schema = schema): Schema {
    if (typeof schema === 'boolean') return schema;
    const known = outer === schema ? this.#schemas.get(schema) : undefined;
    if (known !== undefined) return known;
    const view: Writable<SchemaNode> = { ...schema };
    if (outer === schema) this.#schemas.set(schema, view);
    return this.#fill(view, schema, outer);
  }

  #fill(view: Writable<SchemaNode>, schema: SchemaNode, outer: Schema): Writable<SchemaNode> {
    if (schema.reference) {
      const isPart = outer !== schema;
      view.reference = isPart ? this.#viewOf(schema.reference, this.#bases) : this.named(schema.reference);
    }
    if (schema.allOf) view.allOf = schema.allOf.map((part) => this.schema(part, outer));
    for (const key of ['anyOf', 'oneOf'] as const) {
      const parts = schema[key];
      if (parts) view[key] = parts.map((part) => this.#tagged(part, this.#tagsInUnion(schema, part)));
    }
    for (const key of ['not', 'if', 'then', 'else'] as const) {
      const part = schema[key];
      if (part !== undefined) view[key] = this.schema(part);
    }
    if (schema.array) {
      const { prefix, items, contains, unevaluated } = schema.array;
      view.array = {
        ...schema.array,
        ...(prefix && { prefix: prefix.map((part) => this.schema(part)) }),
        ...(items !== undefined && { items: this.schema(items) }),
        ...(contains !== undefined && { contains: this.schema(contains) }),
        ...(unevaluated !== undefined && { unevaluated: this.schema(unevaluated) }),
      };
    }
    if (schema.object) view.object = this.#object(schema.object, outer);
    const pattern = this.#options.withFormats && schema.format !== undefined ? FORMATS[schema.format] : undefined;
    if (pattern !== undefined) view.allOf = [...(view.allOf ?? []), { string: { pattern } }];
    return view;
  }

  /** What the discriminator of a union gives to a member that does not declare its property. */
  #tagsInUnion({ discriminator }: SchemaNode, member: Schema): Tags {
    const values = discriminator && this.#options.discriminators?.inUnion(discriminator, member);
    return new Map(values && [[discriminator.property, values]]);
  }

  #object(rules: ObjectRules, outer: Schema): ObjectRules {
    const { properties, required, patterns, additional, names, unevaluated, dependentSchemas } = rules;
    const isSent = (name: string): boolean => {
      const property = properties?.get(name) ?? findProperty(outer, name)?.schema;
      return property === undefined || !isWriteOnly(property);
    };
    return {
      ...rules,
      ...(properties && {
        properties: new Map(
          [...properties].filter(([name]) => isSent(name)).map(([name, property]) => [name, this.schema(property)]),
        ),
      }),
      ...(required && { required: required.filter(isSent) }),
      ...(patterns && { patterns: patterns.map(({ pattern, schema }) => ({ pattern, schema: this.schema(schema) })) }),
      ...(additional !== undefined && { additional: this.schema(additional) }),
      ...(names !== undefined && { names: this.schema(names) }),
      ...(unevaluated !== undefined && { unevaluated: this.schema(unevaluated) }),
      ...(dependentSchemas && {
        dependentSchemas: new Map([...dependentSchemas].map(([name, schema]) => [name, this.schema(schema)])),
      }),
    };
  }
}

function isWriteOnly(schema: Schema): boolean {
  for (const { writeOnly } of heldSchemas(schema)) if (writeOnly) return true;
  return false;
}
