import { type Direction, findProperty, heldSchemas, type NamedSchema, quoteLiteral, type Schema, type SchemaNode } from '@influxkit/generator';

/** What an expression needs of the module that it stands in. */
export interface ExpressionContext {
  readonly direction: Direction;
  /** The constant of a named schema. */
  readonly nameOf: (named: NamedSchema) => string;
  /** Checks of `zod-checks.ts` that are used. */
  readonly checks: Set<string>;
}

/** Formats that zod knows, as conditions of a string. Others say nothing of which values are valid. */
const FORMATS: Readonly<Record<string, string>> = {
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

/**
 * A schema as an expression of zod.
 *
 * @param outer the schema that this one is a part of by `allOf`: what it requires may be declared there
 */
export function zodExpression(schema: Schema, context: ExpressionContext, outer: Schema = schema, depth = 0): string {
  if (schema === false) return 'z.never()';
  if (schema === true || depth > DEEPEST) return 'z.unknown()';
  const below = (part: Schema): string => zodExpression(part, context, part, depth + 1);
  const beside = (part: Schema): string => zodExpression(part, context, outer, depth + 1);
  const check = (name: string, ...args: string[]): string => {
    context.checks.add(name);
    return `${name}(${args.join(', ')})`;
  };
  const list = (parts: readonly string[]): string => `[${parts.join(', ')}]`;
  const all: string[] = [];
  if (schema.reference) all.push(`z.lazy(() => ${context.nameOf(schema.reference)})`);
  if (schema.values) all.push(valuesExpression(schema, check));
  const typed = typesExpression(schema, { below, check, lifted: (name) => isLifted(name, schema, outer, context.direction) });
  if (typed !== undefined) all.push(typed);
  for (const part of schema.allOf ?? []) all.push(beside(part));
  if (schema.anyOf) all.push(schema.anyOf.length === 1 ? beside(schema.anyOf[0] ?? true) : `z.union(${list(schema.anyOf.map(beside))})`);
  if (schema.oneOf) {
    const { discriminator } = schema;
    const property = discriminator ? [quoteLiteral(discriminator.property)] : [];
    all.push(check('oneOf', list(schema.oneOf.map(beside)), ...property));
  }
  if (schema.not !== undefined) all.push(check('not', beside(schema.not)));
  if (schema.if !== undefined) all.push(check('when', beside(schema.if), beside(schema.then ?? true), beside(schema.else ?? true)));
  const [only = 'z.unknown()'] = all;
  const whole = all.length > 1 ? check('allOf', list(all)) : only;
  return schema.nullable ? `${whole}.nullable()` : whole;
}

/** Whether a property that is required need not be there, because only the other side sends it. */
function isLifted(name: string, schema: Schema, outer: Schema, direction: Direction): boolean {
  const side = direction === 'read' ? 'writeOnly' : 'readOnly';
  for (const whole of [schema, outer]) {
    const found = findProperty(whole, name);
    if (found) for (const node of heldSchemas(found.schema)) if (node[side]) return true;
  }
  return false;
}

type Check = (name: string, ...args: string[]) => string;

function valuesExpression({ values = [] }: SchemaNode, check: Check): string {
  const scalars = values.filter((value) => typeof value !== 'object' || value === null);
  if (scalars.length < values.length) return check('oneOfValues', dataText(values));
  return values.length === 0 ? 'z.never()' : `z.literal(${dataText(values.length === 1 ? values[0] : values)})`;
}

interface TypeTools {
  readonly below: (part: Schema) => string;
  readonly check: Check;
  readonly lifted: (name: string) => boolean;
}

/** What a schema says by `type` and by the keywords of single types; undefined where it says nothing. */
function typesExpression(schema: SchemaNode, tools: TypeTools): string | undefined {
  const { types, string, number, array, object, format, values } = schema;
  const formatted = format !== undefined && Object.hasOwn(FORMATS, format);
  if (!types && !string && !number && !array && !object && !formatted) return undefined;
  // What is listed is of its type already, unless the list and the type contradict each other.
  if (types && values && !string && !number && !array && !object && values.every((value) => types.some((type) => isOf(value, type)))) return undefined;
  const ofType = {
    null: () => 'z.null()',
    boolean: () => 'z.boolean()',
    integer: () => numberExpression(schema, true, tools.check),
    number: () => numberExpression(schema, false, tools.check),
    string: () => stringExpression(schema, tools.check),
    array: () => arrayExpression(schema, tools),
    object: () => objectExpression(schema, tools),
  };
  const listed = types ?? (['null', 'boolean', 'number', 'string', 'array', 'object'] as const);
  const all = listed.filter((type) => type !== 'integer' || !listed.includes('number')).map((type) => ofType[type]());
  const [only = 'z.never()'] = all;
  return all.length > 1 ? `z.union([${all.join(', ')}])` : only;
}

const isOf = (value: unknown, type: string): boolean =>
  type === 'null' ? value === null : type === 'integer' ? Number.isInteger(value) : typeof value === type && value !== null && type !== 'object';

function stringExpression({ string = {}, format }: SchemaNode, check: Check): string {
  const { minLength, maxLength, pattern } = string;
  // Objects of their own in zod, which extend that of strings.
  let text = (format !== undefined && Object.hasOwn(FORMATS, format) && FORMATS[format]) || 'z.string()';
  if (minLength || maxLength !== undefined) text += `.check(${check('length', String(minLength ?? 0), String(maxLength ?? 'Infinity'))})`;
  if (pattern !== undefined) text += `.regex(new RegExp(${quoteLiteral(pattern)}, 'u'))`;
  return text;
}

function numberExpression({ number = {} }: SchemaNode, isInteger: boolean, check: Check): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = number;
  let text = 'z.number()';
  // Those of zod end at the largest safe integer.
  if (isInteger) text += `.check(${check('integer')})`;
  if (minimum !== undefined) text += `.gte(${minimum})`;
  if (maximum !== undefined) text += `.lte(${maximum})`;
  if (exclusiveMinimum !== undefined) text += `.gt(${exclusiveMinimum})`;
  if (exclusiveMaximum !== undefined) text += `.lt(${exclusiveMaximum})`;
  if (multipleOf !== undefined) text += `.check(${check('multipleOf', String(multipleOf))})`;
  return text;
}

function arrayExpression({ array = {} }: SchemaNode, { below, check }: TypeTools): string {
  const { prefix, items, contains, minContains, maxContains, minItems, maxItems, uniqueItems } = array;
  let text = prefix ? check('tuple', `[${prefix.map(below).join(', ')}]`, below(items ?? true)) : `z.array(${below(items ?? true)})`;
  if (minItems) text += `.check(${check('size', String(minItems), String(maxItems ?? 'Infinity'))})`;
  else if (maxItems !== undefined) text += `.check(${check('size', '0', String(maxItems))})`;
  if (uniqueItems) text += `.check(${check('unique')})`;
  if (contains !== undefined) text += `.check(${check('contains', below(contains), String(minContains ?? 1), String(maxContains ?? 'Infinity'))})`;
  return text;
}

function objectExpression({ object = {} }: SchemaNode, { below, check, lifted }: TypeTools): string {
  const { properties, patterns, additional, names, minProperties, maxProperties, dependentRequired, dependentSchemas } = object;
  const required = (object.required ?? []).filter((name) => !lifted(name));
  const members = [...(properties ?? [])].map(([name, part]): [string, string] => [name, below(part)]);
  const shape = (optional: boolean): string =>
    `{ ${members.map(([name, part]) => `${keyText(name)}: ${part}${optional && !required.includes(name) ? '.optional()' : ''}`).join(', ')} }`;
  // Names that all objects inherit are found by zod where no such property is.
  const isPlain = !patterns && members.every(([name]) => !(name in {}));
  let text: string;
  if (!isPlain) {
    const ofPatterns = (patterns ?? []).map(({ pattern, schema }) => `[new RegExp(${quoteLiteral(pattern)}, 'u'), ${below(schema)}]`);
    const pairs = members.map(([name, part]) => `[${quoteLiteral(name)}, ${part}]`);
    text = check('members', `[${pairs.join(', ')}]`, `[${ofPatterns.join(', ')}]`, below(additional ?? true));
  } else if (additional === undefined || additional === true) text = `z.looseObject(${shape(true)})`;
  else if (additional === false) text = `z.strictObject(${shape(true)})`;
  else if (members.length === 0) text = `z.record(z.string(), ${below(additional)})`;
  else text = `z.object(${shape(true)}).catchall(${below(additional)})`;
  if (required.length > 0) text += `.check(${check('required', required.map(quoteLiteral).join(', '))})`;
  if (minProperties || maxProperties !== undefined) text += `.check(${check('count', String(minProperties ?? 0), String(maxProperties ?? 'Infinity'))})`;
  if (names !== undefined) text += `.check(${check('names', below(names))})`;
  for (const [name, others] of dependentRequired ?? []) text += `.check(${check('dependentRequired', quoteLiteral(name), ...others.map(quoteLiteral))})`;
  for (const [name, part] of dependentSchemas ?? []) text += `.check(${check('dependentSchema', quoteLiteral(name), below(part))})`;
  return text;
}

/** A key as code. `__proto__` in braces would be the prototype of the object. */
const keyText = (key: string): string => (key === '__proto__' ? `['__proto__']` : /^[a-z_]\w*$/i.test(key) ? key : quoteLiteral(key));

/** Plain data as code. */
function dataText(value: unknown): string {
  if (typeof value === 'string') return quoteLiteral(value);
  if (Array.isArray(value)) return `[${value.map(dataText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value).map(([key, each]) => `${keyText(key)}: ${dataText(each)}`).join(', ')} }`;
}
