import {
  type ApiModel,
  type Direction,
  findProperty,
  heldSchemas,
  impliedTypes,
  type JsonType,
  type NamedSchema,
  type Schema,
  type SchemaNode,
} from '@influxkit/generator';
import type { HelperName } from './helpers-module.js';
import { areApart, isAmong, isClosed, typeOfValue, typesOf } from './schema-facts.js';
import { dataText, listText, patternText, shapeText } from './source-text.js';

/** A schema as an expression of zod, and what is known of it. */
export interface Expression {
  readonly text: string;
  /** `object`: a schema of zod with a shape; `named`: the constant of a named schema. */
  readonly kind: 'object' | 'named' | 'other';
  /** Whether zod infers the type that is printed for the schema; otherwise it has to be told. */
  readonly isInferred: boolean;
}

/** What the configuration may set for the emitter. */
export interface ZodOptions {
  /** Whether strings have to be of their format. Some servers send paths where their contract says `uri`. @default true */
  readonly formats?: boolean;
  /** Whether exactly one member of `oneOf` has to hold, as JSON Schema says, or `any` number but none. @default 'one' */
  readonly oneOf?: 'one' | 'any';
}

/** What expressions need of the module that they stand in. */
export interface ExpressionContext {
  readonly options: ZodOptions;
  readonly direction: Direction;
  readonly discriminators: ApiModel['schemaForms']['discriminators'];
  readonly constantOf: (named: NamedSchema) => Constant;
  /** Records what is used of `zod-helpers.ts`. */
  readonly helpers: Set<HelperName>;
}

/** The constant of a named schema, as far as it is known. */
export interface Constant {
  readonly name: string;
  /** Absent where it is declared further down: only `z.lazy` may name it. */
  readonly expression?: Expression;
}

/** Where a schema stands. */
interface Place {
  /** The schema that this one is a part of by `allOf` and the like: what it requires may be declared there. */
  readonly whole: Schema;
  readonly depth: number;
  /** Whether it is a condition: it says no more than JSON Schema does, and implies no type. */
  readonly isCondition?: boolean;
  /** Values that discriminators give to properties. */
  readonly tags?: ReadonlyMap<string, readonly unknown[]>;
}

/** Formats that are checked: those for which zod has a schema that means the same. Others say nothing. */
const STRING_FORMATS: Readonly<Record<string, string>> = {
  date: 'z.iso.date()',
  'date-time': 'z.iso.datetime({ offset: true })',
  email: 'z.email()',
  ipv4: 'z.ipv4()',
  ipv6: 'z.ipv6()',
  uri: 'z.url()',
  uuid: 'z.guid()',
};

/** Deepest nesting that is written: compilers recurse on it. */
const DEEPEST = 100;

const inferred = (text: string): Expression => ({ text, kind: 'other', isInferred: true });
const told = (text: string): Expression => ({ text, kind: 'other', isInferred: false });
const ANYTHING: Expression = inferred('z.unknown()');

/** The expression of a named schema, with the values that discriminators give to its properties. */
export function namedExpression(named: NamedSchema, context: ExpressionContext): Expression {
  const tags = context.discriminators.of(named) ?? new Map<string, readonly unknown[]>();
  const { schema } = named;
  const own = new ExpressionPrinter(context).print(schema, { whole: schema, depth: 0, tags });
  const elsewhere = [...tags].filter(([name]) => typeof schema === 'boolean' || !schema.object?.properties?.has(name));
  if (elsewhere.length === 0) return own;
  return told(`${own.text}.and(${shapeOfTags(elsewhere)})`);
}

/** The expression of a schema without a name. */
export function zodExpression(schema: Schema, context: ExpressionContext): Expression {
  return new ExpressionPrinter(context).print(schema, { whole: schema, depth: 0 });
}

const shapeOfTags = (tags: readonly (readonly [string, readonly unknown[]])[]): string =>
  `z.looseObject(${shapeText(tags.map(([name, values]) => [name, scalarsText(values)]))})`;

class ExpressionPrinter {
  readonly #context: ExpressionContext;

  constructor(context: ExpressionContext) {
    this.#context = context;
  }

  print(schema: Schema, place: Place): Expression {
    if (schema === false) return inferred('z.never()');
    if (schema === true || place.depth > DEEPEST) return ANYTHING;
    const { whole, depth, isCondition = false } = place;
    const beside: Place = { whole, depth: depth + 1, isCondition };
    const condition: Place = { ...beside, isCondition: true };
    const parts: Expression[] = [];
    if (schema.reference) parts.push(this.#reference(schema.reference));
    if (schema.values) parts.push(this.#values(schema.values));
    parts.push(...this.#own(schema, place));
    for (const part of schema.allOf ?? []) parts.push(this.print(part, beside));
    if (schema.anyOf) parts.push(this.#union(schema.anyOf, schema, beside, true));
    if (schema.oneOf)
      parts.push(
        this.#union(schema.oneOf, schema, beside, this.#context.options.oneOf === 'any' || areApart(schema.oneOf)),
      );
    if (schema.not !== undefined) parts.push(told(this.#call('not', this.print(schema.not, condition).text)));
    if (schema.if !== undefined) {
      const three = [schema.if, schema.then ?? true, schema.else ?? true].map(
        (part) => this.print(part, condition).text,
      );
      parts.push(told(this.#call('ifThenElse', ...three)));
    }
    const all = this.#all(parts, schema);
    if (!schema.nullable) return all;
    return { text: `${all.text}.nullable()`, kind: 'other', isInferred: all.isInferred && !schema.values };
  }

  #reference(reference: NamedSchema): Expression {
    const { name, expression } = this.#context.constantOf(reference);
    return { text: expression ? name : `z.lazy(() => ${name})`, kind: 'named', isInferred: true };
  }

  /** All of several schemas at once. */
  #all(parts: readonly Expression[], schema: SchemaNode): Expression {
    const [first = ANYTHING, ...others] = parts;
    if (others.length === 0) return first;
    if (isClosed(schema)) return told(this.#call('allOf', ...parts.map(({ text }) => text)));
    return {
      text: first.text + others.map(({ text }) => `.and(${text})`).join(''),
      kind: 'other',
      isInferred: parts.every(({ kind, isInferred }) => isInferred && kind !== 'other'),
    };
  }

  /** @param isAny whether more than one may hold, or never does */
  #union(members: readonly Schema[], { discriminator }: SchemaNode, place: Place, isAny: boolean): Expression {
    const printed = members.map((member) => {
      const own = this.print(member, place);
      const tags = discriminator && this.#context.discriminators.inUnion(discriminator, member);
      return tags ? told(`${own.text}.and(${shapeOfTags([[discriminator.property, tags]])})`) : own;
    });
    const [only = inferred('z.never()')] = printed;
    if (printed.length < 2) return only;
    const list = listText(printed.map(({ text }) => text));
    const isInferred = printed.every((each) => each.isInferred);
    if (discriminator && this.#areTold(members, discriminator.property)) {
      return { ...inferred(`z.discriminatedUnion(${dataText(discriminator.property)}, ${list})`), isInferred };
    }
    return { ...inferred(`z.${isAny ? 'union' : 'xor'}(${list})`), isInferred };
  }

  /** Whether the members are objects with a shape that always have one property, each with values of its own. */
  #areTold(members: readonly Schema[], property: string): boolean {
    const seen = new Set<unknown>();
    for (const member of members) {
      if (typeof member === 'boolean' || !member.reference) return false;
      const { expression } = this.#context.constantOf(member.reference);
      if (expression?.kind !== 'object' || !expression.isInferred) return false;
      const { schema } = member.reference;
      const own = typeof schema === 'object' ? schema.object : undefined;
      const declared = own?.properties?.get(property);
      const tags = this.#context.discriminators.of(member.reference)?.get(property);
      const values = tags ?? (typeof declared === 'object' ? (declared.values ?? []) : []);
      if (values.length === 0 || values.some((value) => typeof value === 'object' || seen.has(value))) return false;
      // Only one that is required, and on both sides.
      if (!own?.required?.includes(property) || this.#isLifted(property, schema, schema)) return false;
      for (const value of values) seen.add(value);
    }
    return true;
  }

  /** What a schema says by `type` and by the keywords of single types; nothing where others say as much. */
  #own(schema: SchemaNode, place: Place): Expression[] {
    const { string, number, array, object, values } = schema;
    const hasRules = string ?? number ?? array ?? object ?? this.#format(schema);
    if (!schema.types && hasRules === undefined) return [];
    const types = schema.types ?? knownTypes(schema, place);
    if (!types) return this.#whereOfType(schema, place);
    if (hasRules === undefined && values?.every((value) => isAmong(typeOfValue(value), types))) return [];
    if (hasRules === undefined && !values && isSaidByParts(schema, types)) return [];
    const listed = types.filter((type) => type !== 'null' && (type !== 'integer' || !types.includes('number')));
    const printed = listed.map((type) => this.#ofType(type, schema, place));
    const [only = inferred('z.null()')] = printed;
    const all =
      printed.length < 2
        ? only
        : {
            ...inferred(`z.union(${listText(printed.map(({ text }) => text))})`),
            isInferred: printed.every((each) => each.isInferred),
          };
    if (!types.includes('null') || listed.length === 0) return [all];
    return [{ ...all, text: `${all.text}.nullable()`, kind: 'other' }];
  }

  #ofType(type: JsonType, schema: SchemaNode, place: Place): Expression {
    switch (type) {
      case 'null':
        return inferred('z.null()');
      case 'boolean':
        return inferred('z.boolean()');
      case 'integer':
      case 'number':
        return inferred(this.#number(schema, type === 'integer'));
      case 'string':
        return inferred(this.#string(schema));
      case 'array':
        return this.#array(schema, place);
      case 'object':
        return this.#object(schema, place);
    }
  }

  /** Keywords without a `type`: they speak of values of one type, and others are valid. */
  #whereOfType(schema: SchemaNode, place: Place): Expression[] {
    const { string, number, array, object } = schema;
    const parts: Expression[] = [];
    if (string || this.#format(schema)) parts.push(told(this.#call('whereType', "'string'", this.#string(schema))));
    if (number) parts.push(told(this.#call('whereType', "'number'", this.#number(schema, false))));
    if (array) parts.push(told(this.#call('whereType', "'array'", this.#array(schema, place).text)));
    if (object) parts.push(told(this.#call('whereType', "'object'", this.#object(schema, place).text)));
    return parts;
  }

  #values(values: readonly unknown[]): Expression {
    if (values.some((value) => typeof value === 'object' && value !== null))
      return told(this.#call('oneOfValues', dataText(values)));
    return inferred(scalarsText(values));
  }

  #string(schema: SchemaNode): string {
    const { minLength = 0, maxLength, pattern } = schema.string ?? {};
    const checks: string[] = [];
    let text = this.#format(schema) ?? 'z.string()';
    // Whether there is a character is the same however they are counted.
    if (minLength === 1) text += '.min(1)';
    else if (minLength > 1) checks.push(this.#call('minLength', String(minLength)));
    if (maxLength !== undefined) checks.push(this.#call('maxLength', String(maxLength)));
    text += checked(checks);
    return pattern === undefined ? text : `${text}.regex(${patternText(pattern)})`;
  }

  /** The schema of zod for a format of strings. */
  #format({ format = '' }: SchemaNode): string | undefined {
    const isChecked = this.#context.options.formats !== false && Object.hasOwn(STRING_FORMATS, format);
    return isChecked ? STRING_FORMATS[format] : undefined;
  }

  #number({ number = {}, format }: SchemaNode, isInteger: boolean): string {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = number;
    const lower = minimum ?? exclusiveMinimum;
    const upper = maximum ?? exclusiveMaximum;
    const isSafe = [lower, upper].every((bound) => bound !== undefined && Math.abs(bound) <= Number.MAX_SAFE_INTEGER);
    let text = 'z.number()';
    if (isInteger)
      text =
        format === 'int32' && this.#context.options.formats !== false
          ? 'z.int32()'
          : isSafe
            ? 'z.int()'
            : this.#call('integer');
    if (minimum !== undefined) text += `.min(${minimum})`;
    if (maximum !== undefined) text += `.max(${maximum})`;
    if (exclusiveMinimum !== undefined) text += `.gt(${exclusiveMinimum})`;
    if (exclusiveMaximum !== undefined) text += `.lt(${exclusiveMaximum})`;
    if (multipleOf !== undefined) text += `.multipleOf(${multipleOf})`;
    return text;
  }

  #array({ array = {} }: SchemaNode, place: Place): Expression {
    const { prefix, items, contains, minContains, maxContains, minItems = 0, maxItems, uniqueItems } = array;
    const below = this.#below(place);
    const rest = below(items ?? true);
    const first = prefix?.map(below);
    const bounds = [minItems > 0 ? `.min(${minItems})` : '', maxItems === undefined ? '' : `.max(${maxItems})`].join(
      '',
    );
    let text = `z.array(${rest.text})${bounds}`;
    // A tuple of zod is of all its elements, and has no other bounds.
    const isTuple =
      minItems === first?.length &&
      (maxItems === undefined || items === false) &&
      prefix?.every((each) => typesOf(each));
    if (first && isTuple)
      text = `z.tuple(${listText(first.map((each) => each.text))}${items === false ? '' : `, ${rest.text}`})`;
    else if (first) text = this.#call('tuple', listText(first.map((each) => each.text)), rest.text) + bounds;
    const checks: string[] = [];
    if (uniqueItems) checks.push(this.#call('uniqueItems'));
    if (contains !== undefined) {
      const counts =
        maxContains !== undefined ? [minContains ?? 1, maxContains] : minContains !== undefined ? [minContains] : [];
      checks.push(this.#call('contains', below(contains).text, ...counts.map(String)));
    }
    return { ...told(text + checked(checks)), isInferred: !first && rest.isInferred };
  }

  #object(schema: SchemaNode, place: Place): Expression {
    const { properties = new Map<string, Schema>(), patterns = [], additional = true, ...rules } = schema.object ?? {};
    const below = this.#below(place);
    const needed = new Set((rules.required ?? []).filter((name) => !this.#isLifted(name, schema, place.whole)));
    const members = [...properties].map(([name, part]): [string, Expression] => {
      const tags = place.tags?.get(name);
      if (tags) needed.add(name);
      return [name, tags ? inferred(scalarsText(tags)) : below(part)];
    });
    const others = below(additional);
    // Names that every object inherits count as properties for zod.
    const hasShape = patterns.length === 0 && members.every(([name]) => !(name in {}));
    const isRecord = hasShape && members.length === 0 && additional !== false;
    const elsewhere = [...needed].filter((name) => isRecord || !hasShape || !properties.has(name));
    const checks = this.#objectChecks(rules, elsewhere, below);
    const shape = members.map(([name, { text }]): [string, string] => [
      name,
      needed.has(name) ? text : `${text}.exactOptional()`,
    ]);
    let text: string;
    if (!hasShape) {
      const named = members.map(([name, part]) => listText([dataText(name), part.text]));
      const byPattern = patterns.map(({ pattern, schema: part }) => listText([patternText(pattern), below(part).text]));
      text = this.#call('properties', listText(named), listText(byPattern), others.text);
    } else if (isRecord) text = `z.record(z.string(), ${others.text})`;
    else if (additional === false) text = `z.strictObject(${shapeText(shape)})`;
    else text = `z.looseObject(${shapeText(shape)})${additional === true ? '' : `.catchall(${others.text})`}`;
    const isTyped =
      members.every(([, { isInferred }]) => isInferred) && elsewhere.length === 0 && rules.names === undefined;
    const isPlain = hasShape && (isRecord ? others.isInferred : typeof additional === 'boolean' && members.length > 0);
    return {
      text: text + checked(checks),
      kind: hasShape && !isRecord ? 'object' : 'other',
      isInferred: isTyped && isPlain,
    };
  }

  /** Prints what parts of the value are. */
  #below({ depth, isCondition = false }: Place): (part: Schema) => Expression {
    return (part) => this.print(part, { whole: part, depth: depth + 1, isCondition });
  }

  #objectChecks(
    rules: NonNullable<SchemaNode['object']>,
    elsewhere: readonly string[],
    below: (part: Schema) => Expression,
  ): string[] {
    const { names, minProperties = 0, maxProperties, dependentRequired = [], dependentSchemas = [] } = rules;
    const checks: string[] = [];
    if (elsewhere.length > 0) checks.push(this.#call('required', ...elsewhere.map(dataText)));
    if (minProperties > 0) checks.push(this.#call('minProperties', String(minProperties)));
    if (maxProperties !== undefined) checks.push(this.#call('maxProperties', String(maxProperties)));
    if (names !== undefined) checks.push(this.#call('propertyNames', below(names).text));
    for (const [name, others] of dependentRequired)
      checks.push(this.#call('dependentRequired', ...[name, ...others].map(dataText)));
    for (const [name, part] of dependentSchemas)
      checks.push(this.#call('dependentSchema', dataText(name), below(part).text));
    return checks;
  }

  /** Whether a property that is required need not be there, because only the other side sends it. */
  #isLifted(name: string, schema: Schema, whole: Schema): boolean {
    const side = this.#context.direction === 'read' ? 'writeOnly' : 'readOnly';
    return [schema, whole].some((each) => {
      const found = findProperty(each, name);
      return found !== undefined && [...heldSchemas(found.schema)].some((node) => node[side]);
    });
  }

  #call(name: HelperName, ...args: string[]): string {
    this.#context.helpers.add(name);
    return `${name}(${args.join(', ')})`;
  }
}

const checked = (checks: readonly string[]): string => (checks.length > 0 ? `.check(${checks.join(', ')})` : '');

/** The types of a schema that says none: those that its keywords imply, or those of the schema that it is a part of. */
function knownTypes(schema: SchemaNode, { whole, isCondition }: Place): readonly JsonType[] | undefined {
  if (isCondition) return undefined;
  const implied = impliedTypes(schema);
  if (implied.length > 0) return implied;
  const around = [...(typesOf(whole) ?? [])];
  return around.length === 1 ? around : undefined;
}

/** Whether what a schema is composed of takes values of these types only. */
function isSaidByParts({ reference, allOf = [], anyOf, oneOf }: SchemaNode, types: readonly JsonType[]): boolean {
  const parts = [
    ...(reference ? [reference.schema] : []),
    ...allOf,
    ...(anyOf ? [{ anyOf }] : []),
    ...(oneOf ? [{ oneOf }] : []),
  ];
  return parts.some((part) => {
    const known = typesOf(part);
    return known !== undefined && [...known].every((type) => isAmong(type, types));
  });
}

/** Strings, numbers, booleans and null, one of which a value is. */
function scalarsText(values: readonly unknown[]): string {
  if (values.length === 0) return 'z.never()';
  if (values.length === 1) return `z.literal(${dataText(values[0])})`;
  return `z.${values.every((value) => typeof value === 'string') ? 'enum' : 'literal'}(${listText(values.map(dataText))})`;
}
