import type { JsonValue } from '../../../base/json.js';
import { isOnly } from '../../model/schemas/directions.js';
import type { Discriminators } from '../../model/schemas/discriminators.js';
import { impliedTypes } from '../../model/schemas/implied-types.js';
import { findProperty, heldSchemas } from '../../model/schemas/properties.js';
import { type ReferenceCycles, referenceOnly } from '../../model/schemas/reference-cycles.js';
import type {
  ArrayRules,
  Direction,
  JsonType,
  NamedSchema,
  ObjectRules,
  Schema,
  SchemaNode,
} from '../../model/schemas/schema-form.js';
import type { ValueFormats } from '../../model/schemas/value-formats.js';
import { listedNames, patternOfNames, templateOf } from './key-types.js';
import { memberComment } from './member-comments.js';
import {
  atom,
  enclosed,
  intersectionOf,
  literal,
  NEVER,
  NULL,
  type Printed,
  propertyKey,
  quoteDouble,
  UNKNOWN,
  unionOf,
} from './printed-types.js';

/** Values of properties by discriminators. */
type Overrides = ReadonlyMap<string, readonly JsonValue[]>;

export const INDENT = '    ';

/** Longest type of members that an index signature beside them repeats; where it would be longer, values are unknown. */
const LONGEST_INDEX = 400;

const ANYTHING = atom('Record<string, unknown>');

/** Where a schema stands. */
export interface SchemaPlace {
  readonly direction: Direction;
  readonly indent: string;
  /** The named schema whose type cannot be known without this one's. */
  readonly from?: NamedSchema;
  /** Schemas that hold for the same value, the nearest first. */
  readonly around?: readonly SchemaNode[];
  /** Properties that those require. */
  readonly requires?: ReadonlySet<string>;
}

/** What is known of all named schemas together. */
export interface SchemaRelations {
  readonly cycles: ReferenceCycles;
  readonly discriminators: Discriminators;
  readonly formats?: ValueFormats;
}

/**
 * Prints the type of a schema: a type of every value that the schema takes, and of as few others as TypeScript can tell
 * apart. Formats, bounds and conditions (`if`, `not`, `dependentRequired`) are not in it.
 */
export class SchemaPrinter {
  readonly #relations: SchemaRelations;
  /** Names of the aliases of recursive schemas, by key. */
  readonly #aliases: ReadonlyMap<string, string>;
  /** Whether something that was printed needs the type `WithRequired`. */
  usesWithRequired = false;

  constructor(relations: SchemaRelations, aliases: ReadonlyMap<string, string>) {
    this.#relations = relations;
    this.#aliases = aliases;
  }

  print(schema: Schema, place: SchemaPlace): Printed {
    if (typeof schema === 'boolean') return schema ? UNKNOWN : NEVER;
    if (schema.values && !(isObjectLike(schema) && !schema.values.some(isObjectValue))) {
      const values = unionOf(schema.values.map(literal));
      return schema.nullable && schema.reference ? unionOf([values, NULL]) : values;
    }
    if (isScalar(schema)) return this.#scalar(schema);
    const overridden = this.#overrides(schema, place);
    const requires = new Set([...(place.requires ?? []), ...requiredBy(schema)]);
    const inner = { ...place, around: [schema, ...(place.around ?? [])], requires };
    const composed = [
      ...(schema.reference ? [this.#reference(schema.reference, inner, overridden)] : []),
      ...(schema.allOf ?? []).map((part) => this.#part(part, inner, overridden)),
      ...[schema.oneOf, schema.anyOf].flatMap((members) => (members ? [this.#union(members, schema, inner)] : [])),
    ];
    const base = this.#base(schema, inner, overridden);
    const types = [...(base.isWhole || isEvery(composed) ? [base.printed] : []), ...composed];
    const printed = intersectionOf([
      ...this.#overriddenElsewhere(schema, place, overridden),
      ...types,
      ...this.#requiredAround(schema, place),
    ]);
    const isNullable = schema.nullable || (schema.types?.includes('null') && composed.length > 0);
    return isNullable ? unionOf([printed, NULL]) : printed;
  }

  /** Values of the discriminator's property, where the schema is the whole of a named one. */
  #overrides(schema: SchemaNode, { from }: SchemaPlace): Overrides {
    if (!from || from.schema !== schema) return NO_OVERRIDES;
    return this.#relations.discriminators.of(from) ?? NO_OVERRIDES;
  }

  /** Those of properties that the schema does not declare itself: a schema that it is composed of does. */
  #overriddenElsewhere({ object }: SchemaNode, { indent }: SchemaPlace, overridden: Overrides): Printed[] {
    const others = [...overridden].filter(([name]) => !object?.properties?.has(name));
    return others.length > 0
      ? [
          atom(
            members(
              others.map((each) => constantMember(each, indent)),
              indent,
            ),
          ),
        ]
      : [];
  }

  /** The type of what stands in a schema beside its compositions. `isWhole`: it says something that those do not. */
  #base(schema: SchemaNode, place: SchemaPlace, overridden: Overrides): { printed: Printed; isWhole: boolean } {
    const object = (): Printed => this.#object(schema, place, overridden);
    const array = (): Printed => this.#array(schema.array ?? {}, place);
    const { types = impliedTypes(schema) } = schema;
    const printed = unionOf(
      types.map((type) => (type === 'object' ? object() : type === 'array' ? array() : this.#keyword(schema, type))),
    );
    const { properties, patterns, additional, names } = schema.object ?? {};
    const hasMembers = properties ?? patterns ?? names ?? (typeof additional === 'object' ? additional : undefined);
    const { prefix, items } = schema.array ?? {};
    const isComposed = schema.reference ?? schema.allOf ?? schema.anyOf ?? schema.oneOf;
    return {
      printed: types.length === 0 ? UNKNOWN : printed,
      isWhole: !isComposed || (hasMembers ?? prefix ?? items) !== undefined,
    };
  }

  /** A scalar type, which may be another than JSON's. */
  #keyword(schema: SchemaNode, type: keyof typeof KEYWORDS): Printed {
    const other = this.#relations.formats?.typeOf(schema, type);
    return other === undefined ? KEYWORDS[type] : atom(other);
  }

  #scalar(schema: SchemaNode): Printed {
    const { types = [], nullable } = schema;
    if (types.length === 0) return UNKNOWN;
    const keywords = types.map((type) => this.#keyword(schema, type as keyof typeof KEYWORDS));
    const [only = UNKNOWN] = keywords;
    return keywords.length === 1 && !nullable ? only : unionOf([...keywords, ...(nullable ? [NULL] : [])]);
  }

  #reference(reference: NamedSchema, place: SchemaPlace, overridden: Overrides): Printed {
    const { from, direction } = place;
    if (from && this.#relations.cycles.isCut(from, reference)) return this.#withoutUnion(reference, place);
    const printed = this.named(this.#relations.cycles.shortcut(reference), direction, from);
    const own = this.#relations.discriminators.of(reference);
    const replaced = [...overridden.keys()].filter((property) => own?.has(property));
    const type =
      replaced.length === 0 ? printed : atom(`Omit<${printed.text}, ${replaced.map(quoteDouble).join(' | ')}>`);
    const required = this.#requiredOf(reference, place, overridden);
    if (required.length === 0) return type;
    this.usesWithRequired = true;
    return atom(`WithRequired<${type.text}, ${required.map(quoteDouble).join(' | ')}>`);
  }

  /** Properties that are required where a schema is referred to, and not where they are declared. */
  #requiredOf(
    reference: NamedSchema,
    { requires = new Set(), around: [own] = [] }: SchemaPlace,
    overridden: Overrides,
  ): string[] {
    return [...requires].filter((name) => {
      if (overridden.has(name) || own?.object?.properties?.has(name)) return false;
      return findProperty(reference.schema, name)?.required === false;
    });
  }

  /** The type of a named schema, by its name. */
  named(named: NamedSchema, direction: Direction, from?: NamedSchema): Printed {
    const key = (direction === 'write' ? named.writeKey : undefined) ?? named.key;
    const isRecursive = from !== undefined && this.#relations.cycles.isRecursive(from);
    const alias = isRecursive ? this.#aliases.get(key) : undefined;
    return atom(alias ?? `components["schemas"][${quoteDouble(key)}]`);
  }

  /** The base of a hierarchy that is the union of those that build on it: its members without that union. */
  #withoutUnion({ schema }: NamedSchema, place: SchemaPlace): Printed {
    if (typeof schema === 'boolean' || !schema.object?.properties || place.around?.[0]?.allOf === undefined)
      return UNKNOWN;
    return this.#object(schema, { ...place, around: [], requires: new Set(schema.object.required) }, NO_OVERRIDES);
  }

  /** A part of `allOf`. */
  #part(part: Schema, place: SchemaPlace, overridden: Overrides): Printed {
    const reference = referenceOnly(part);
    return reference ? this.#reference(reference, place, overridden) : this.print(part, place);
  }

  #union(parts: readonly Schema[], { discriminator }: SchemaNode, place: SchemaPlace): Printed {
    return unionOf(
      parts.map((part) => {
        const printed = this.print(part, place);
        const values = discriminator && this.#relations.discriminators.inUnion(discriminator, part);
        if (!discriminator || !values) return printed;
        const own = constantMember([discriminator.property, values], place.indent);
        return intersectionOf([atom(members([own], place.indent)), printed]);
      }),
    );
  }

  /** Properties that a member of a union requires, and that are declared beside the union. */
  #requiredAround(schema: SchemaNode, { around = [], requires, ...place }: SchemaPlace): Printed[] {
    const found: string[] = [];
    for (const name of schema.object?.required ?? []) {
      if (requires?.has(name) || findProperty(schema, name)) continue;
      for (const node of around) {
        const property = findProperty(node, name);
        if (!property) continue;
        if (!property.required && isShort(property.schema) && !isLeftOut(property.schema, place.direction)) {
          found.push(this.#member(name, property.schema, place, true).text);
        }
        break;
      }
    }
    return found.length > 0 ? [atom(members(found, place.indent))] : [];
  }

  #object(schema: SchemaNode, place: SchemaPlace, overridden: Overrides): Printed {
    const rules = schema.object ?? {};
    const { properties } = rules;
    const requires = place.requires ?? new Set();
    const listed = listedNames(rules.names)?.filter((name) => !properties?.has(name));
    const all = [
      ...(properties ?? []),
      ...(rules.additional === false && !rules.patterns
        ? []
        : (listed ?? []).map((name): [string, Schema] => [name, valueOfName(rules, name)])),
    ].filter(([, property]) => !isLeftOut(property, place.direction));
    const printed = all.map(([name, property]) => {
      const values = overridden.get(name);
      const own = values && typeof property === 'object' ? withValues(property, values) : property;
      return { name, ...this.#member(name, own, place, values !== undefined || requires.has(name)) };
    });
    const signatures = listed ? [] : this.#signatures(rules, printed, schema, place);
    const lines = [...printed.map(({ text }) => text), ...signatures];
    if (lines.length > 0) return atom(members(lines, place.indent));
    const isClosed = rules.additional === false || (listed !== undefined && listed.length === 0);
    return isClosed && !properties ? atom('Record<string, never>') : ANYTHING;
  }

  #member(
    name: string,
    schema: Schema,
    { direction, indent }: SchemaPlace,
    isRequired: boolean,
  ): { text: string; type: Printed; isOptional: boolean } {
    const inner = `${indent}${INDENT}`;
    const type = this.print(schema, { direction, indent: inner });
    const isReadOnly = direction === 'read' && typeof schema === 'object' && schema.readOnly;
    const key = `${isReadOnly ? 'readonly ' : ''}${propertyKey(name)}${isRequired ? '' : '?'}`;
    return { text: `${memberComment(schema, inner)}${inner}${key}: ${type.text};\n`, type, isOptional: !isRequired };
  }

  /** Index signatures for the properties that have no name in the contract. */
  #signatures(
    rules: ObjectRules,
    declared: readonly { readonly name: string; readonly type: Printed; readonly isOptional: boolean }[],
    schema: SchemaNode,
    place: SchemaPlace,
  ): string[] {
    const { patterns = [], additional, names } = rules;
    if (patterns.length === 0 && names === undefined && (additional === undefined || additional === false)) return [];
    const inner = `${place.indent}${INDENT}`;
    const value = (each: Schema): Printed => this.print(each, { direction: place.direction, indent: inner });
    const around = this.#typesAround(schema, place);
    /** What members that the signature speaks of, too, allow: TypeScript wants them to agree. */
    const widened = (
      own: readonly Printed[],
      isMeant: (name: string) => boolean,
      others: readonly Printed[],
    ): Printed => {
      const meant = declared.filter(({ name }) => isMeant(name));
      const type = unionOf([
        ...own,
        ...meant.map(({ type: each }) => each),
        ...others,
        ...(meant.some(({ isOptional }) => isOptional) || (others.length > 0 && own.length > 0)
          ? [atom('undefined')]
          : []),
      ]);
      return meant.length + others.length > 0 && type.text.length > LONGEST_INDEX ? UNKNOWN : type;
    };
    const templates = patterns.map(({ pattern, schema: each }) => ({
      pattern,
      template: templateOf(pattern),
      type: value(each),
    }));
    const lines: string[] = [];
    const byTemplate = new Map<string, { readonly types: Printed[]; readonly regexes: RegExp[] }>();
    for (const { pattern, template, type } of templates) {
      if (template === undefined) continue;
      const known = byTemplate.get(template) ?? { types: [], regexes: [] };
      byTemplate.set(template, known);
      known.types.push(type);
      known.regexes.push(new RegExp(pattern, 'u'));
    }
    const printedTemplates = [...byTemplate].map(([template, { types, regexes }]) => ({
      template,
      type: widened(types, (name) => regexes.some((regex) => regex.test(name)), []),
    }));
    // Templates may overlap, and then would have to agree with each other.
    const areApart = printedTemplates.length === 1;
    if (areApart) {
      for (const { template, type } of printedTemplates) lines.push(`${inner}[key: ${template}]: ${type.text};\n`);
    }
    const others = templates.filter(({ template }) => template === undefined || !areApart).map(({ type }) => type);
    const ofNames = patternOfNames(names);
    const template = ofNames === undefined ? undefined : templateOf(ofNames);
    if (template !== undefined && patterns.length === 0) {
      const type = widened([additional === undefined ? UNKNOWN : value(additional)], () => true, around);
      return additional === false ? lines : [...lines, `${inner}[key: ${template}]: ${type.text};\n`];
    }
    const isOpen = additional === undefined || additional === true;
    // Where all other properties may be anything, the signature of a template says all that is known.
    if (additional === undefined && others.length === 0 && lines.length > 0) return lines;
    if (additional === false && others.length === 0) return lines;
    const own = [...others, ...(isOpen ? [UNKNOWN] : additional === false ? [] : [value(additional)])];
    const type = widened(
      [...own, ...(areApart ? printedTemplates.map(({ type: each }) => each) : [])],
      () => true,
      around,
    );
    return [...lines, `${inner}[key: string]: ${type.text};\n`];
  }

  /** Types of the members that schemas have which hold for the same value: an index signature speaks of them, too. */
  #typesAround(schema: SchemaNode, place: SchemaPlace): Printed[] {
    const parts = [...(schema.allOf ?? []), ...(schema.reference ? [schema.reference.schema] : [])];
    const found: Printed[] = [];
    for (const part of parts) {
      for (const { object } of heldSchemas(part)) {
        for (const property of object?.properties?.values() ?? []) {
          if (!isShort(property) || found.length > MOST_AROUND) return [UNKNOWN];
          found.push(this.print(property, { direction: place.direction, indent: `${place.indent}${INDENT}` }));
        }
      }
    }
    return found;
  }

  #array(
    { prefix, items, minItems = 0, maxItems = Number.POSITIVE_INFINITY }: ArrayRules,
    place: SchemaPlace,
  ): Printed {
    const element = (schema: Schema): Printed => {
      const { around: _, requires: __, ...own } = place;
      return this.print(schema, own);
    };
    if (!prefix) return atom(`${enclosed(items === undefined ? UNKNOWN : element(items))}[]`);
    const elements = prefix.slice(0, maxItems).map((schema, index) => {
      const printed = element(schema);
      return index < minItems ? printed.text : `${enclosed(printed)}?`;
    });
    // What follows may be anything, unless the contract says otherwise.
    const isOpen = items !== false && maxItems > prefix.length;
    const rest = isOpen ? [`...${enclosed(items === undefined ? UNKNOWN : element(items))}[]`] : [];
    return atom(`[${[...elements, ...rest].join(', ')}]`);
  }
}

const NO_OVERRIDES: Overrides = /* @__PURE__ */ new Map();

/** Most members of composed schemas that an index signature goes through. */
const MOST_AROUND = 20;

const KEYWORDS: Readonly<Record<Exclude<JsonType, 'object' | 'array'>, Printed>> = {
  null: NULL,
  boolean: /* @__PURE__ */ atom('boolean'),
  integer: /* @__PURE__ */ atom('number'),
  number: /* @__PURE__ */ atom('number'),
  string: /* @__PURE__ */ atom('string'),
};

/** Whether a schema has neither parts nor members: most have not. */
function isScalar({ types, reference, object, array, allOf, anyOf, oneOf }: SchemaNode): boolean {
  const hasParts = reference ?? object ?? array ?? allOf ?? anyOf ?? oneOf;
  return hasParts === undefined && !types?.some((type) => type === 'object' || type === 'array');
}

function isObjectLike({ types, object }: SchemaNode): boolean {
  return types?.[0] === 'object' || object?.properties !== undefined || object?.additional !== undefined;
}

function isObjectValue(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether nothing is known of the parts of a composition. */
function isEvery(types: readonly Printed[]): boolean {
  return types.every(({ text }) => text === 'unknown');
}

/** Whether a property has no place in values of one direction. */
function isLeftOut(schema: Schema, direction: Direction): boolean {
  return isOnly(schema, direction === 'read' ? 'writeOnly' : 'readOnly');
}

/** What a property is that only `propertyNames` names. */
function valueOfName({ patterns = [], additional }: ObjectRules, name: string): Schema {
  const matching = patterns.filter(({ pattern }) => new RegExp(pattern, 'u').test(name)).map(({ schema }) => schema);
  const [only, ...others] = matching;
  if (only === undefined) return additional ?? true;
  return others.length === 0 ? only : { allOf: matching };
}

/** A schema with the values that a discriminator gives it, and what is said of it in words. */
function withValues(
  { title, description, deprecated, readOnly }: SchemaNode,
  values: readonly JsonValue[],
): SchemaNode {
  return {
    values,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(deprecated && { deprecated }),
    ...(readOnly && { readOnly }),
  };
}

function constantMember([name, values]: readonly [string, readonly JsonValue[]], indent: string): string {
  return `${indent}${INDENT}${propertyKey(name)}: ${unionOf(values.map(literal)).text};\n`;
}

/** What a schema requires, and what the parts of its `allOf` do. */
function* requiredBy({ object, allOf = [] }: SchemaNode): Generator<string> {
  if (object?.required) yield* object.required;
  for (const part of allOf) if (typeof part === 'object') yield* requiredBy(part);
}

/** Whether a type is short: it may be printed a second time. */
function isShort(schema: Schema): boolean {
  if (typeof schema === 'boolean') return true;
  const { object, array, allOf, anyOf, oneOf } = schema;
  if (object ?? allOf ?? anyOf ?? oneOf ?? array?.prefix) return false;
  return array?.items === undefined || isShort(array.items);
}

/** An object type of members, each one or more lines. */
export function members(lines: readonly string[], indent: string): string {
  return `{\n${lines.join('')}${indent}}`;
}
