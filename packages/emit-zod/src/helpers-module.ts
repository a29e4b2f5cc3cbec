/**
 * What JSON Schema says and zod has nothing for, or something else: by the name that `zod.ts` imports. No message holds a
 * value.
 */
const HELPERS = {
  ObjectSchema: `
/** The schema of an object type: its members are there to pick from and to extend. Properties without a name are let through. */
export type ObjectSchema<T> = z.ZodObject<{
  [K in keyof T as Record<never, never> extends Record<K, 1> ? never : K]-?: Record<never, never> extends Pick<T, K> ? z.ZodExactOptional<z.ZodType<Required<T>[K]>> : z.ZodType<T[K]>;
}>;
`,
  typed: `
/** A schema under the type that the contract gives it, which says more than zod can infer. */
export const typed = <T>(schema: z.ZodType): z.ZodType<T> => schema as z.ZodType<T>;
`,
  condition: `
/** A check of values that are of the right type already. */
function condition<T>(holds: (value: T) => boolean, message: string): z.core.$ZodCheck<T> {
  return z.check<T>((context) => {
    if (!holds(context.value)) context.issues.push({ code: 'custom', input: undefined, message });
  });
}
`,
  addIssues: `
/** Adds what another schema finds, at its place. */
function addIssues(context: z.core.ParsePayload, schema: z.ZodType, value: unknown, path: readonly PropertyKey[] = []): void {
  for (const issue of schema.safeParse(value).error?.issues ?? [])
    context.issues.push({ code: 'custom', input: undefined, message: issue.message, path: [...path, ...issue.path] });
}
`,
  isObject: `
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
`,
  canonical: `
/** JSON with its names in order, to compare values by. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    isObject(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each,
  );
}
`,
  integer: `
/** A whole number: \`z.int()\` takes none beyond 2^53, where servers count nanoseconds and bytes. */
export function integer(): z.ZodNumber {
  return z.number().check(condition(Number.isInteger, 'Invalid input: expected an integer'));
}
`,
  minLength: `
/** In characters, as JSON Schema counts; \`min\` of zod counts an emoji twice. */
export function minLength(least: number): z.core.$ZodCheck<string> {
  return condition((value) => [...value].length >= least, \`Too small: expected at least \${least} characters\`);
}
`,
  maxLength: `
/** In characters, as JSON Schema counts; \`max\` of zod counts an emoji twice. */
export function maxLength(most: number): z.core.$ZodCheck<string> {
  return condition((value) => [...value].length <= most, \`Too big: expected at most \${most} characters\`);
}
`,
  uniqueItems: `
export function uniqueItems(): z.core.$ZodCheck<readonly unknown[]> {
  return condition((value) => new Set(value.map(canonical)).size === value.length, 'Invalid array: expected no element twice');
}
`,
  contains: `
/** How many elements a schema takes. */
export function contains(schema: z.ZodType, least = 1, most = Infinity): z.core.$ZodCheck<readonly unknown[]> {
  return condition((value) => {
    const count = value.filter((element) => schema.safeParse(element).success).length;
    return count >= least && count <= most;
  }, \`Invalid array: expected \${least} to \${most} elements of a kind\`);
}
`,
  tuple: `
/** The first elements by their own schemas, as many as there are; those after them by one. */
export function tuple(first: readonly z.ZodType[], rest: z.ZodType): z.ZodArray<z.ZodUnknown> {
  return z.array(z.unknown()).check((context) => {
    for (const [index, element] of context.value.entries()) addIssues(context, first[index] ?? rest, element, [index]);
  });
}
`,
  properties: `
/** An object whose properties have schemas by name, by pattern, or as all others. */
export function properties(
  named: readonly (readonly [name: string, schema: z.ZodType])[],
  patterns: readonly (readonly [pattern: RegExp, schema: z.ZodType])[],
  others: z.ZodType,
): z.ZodRecord<z.ZodString, z.ZodUnknown> {
  return z.record(z.string(), z.unknown()).check((context) => {
    for (const [name, value] of Object.entries(context.value)) {
      const own = [...named.filter(([each]) => each === name), ...patterns.filter(([pattern]) => pattern.test(name))];
      if (own.length === 0) addIssues(context, others, value, [name]);
      for (const [, schema] of own) addIssues(context, schema, value, [name]);
    }
  });
}
`,
  required: `
/** Properties that have to be there and are described elsewhere. */
export function required(...names: string[]): z.core.$ZodCheck<object> {
  return z.check<object>((context) => {
    for (const name of names)
      if (!Object.hasOwn(context.value, name))
        context.issues.push({ code: 'custom', input: undefined, message: 'Invalid input: expected a value, received none', path: [name] });
  });
}
`,
  minProperties: `
export function minProperties(least: number): z.core.$ZodCheck<object> {
  return condition((value) => Object.keys(value).length >= least, \`Too small: expected at least \${least} properties\`);
}
`,
  maxProperties: `
export function maxProperties(most: number): z.core.$ZodCheck<object> {
  return condition((value) => Object.keys(value).length <= most, \`Too big: expected at most \${most} properties\`);
}
`,
  propertyNames: `
export function propertyNames(schema: z.ZodType): z.core.$ZodCheck<object> {
  return condition(
    (value) => Object.keys(value).every((name) => schema.safeParse(name).success),
    'Invalid object: expected no such name of a property',
  );
}
`,
  dependentRequired: `
/** A property that is there with others only. */
export function dependentRequired(name: string, ...others: string[]): z.core.$ZodCheck<object> {
  return condition(
    (value) => !Object.hasOwn(value, name) || others.every((other) => Object.hasOwn(value, other)),
    \`Invalid object: expected \${others.join(', ')} beside \${name}\`,
  );
}
`,
  dependentSchema: `
/** What the whole object is where it has a property. */
export function dependentSchema(name: string, schema: z.ZodType): z.core.$ZodCheck<object> {
  return z.check<object>((context) => {
    if (Object.hasOwn(context.value, name)) addIssues(context, schema, context.value);
  });
}
`,
  oneOfValues: `
/** One of these values, of which some are arrays or objects. */
export function oneOfValues(values: readonly unknown[]): z.ZodType {
  const known = new Set(values.map(canonical));
  return z.unknown().check(condition((value) => known.has(canonical(value)), 'Invalid input: expected one of the values of a list'));
}
`,
  allOf: `
/** Every one of the schemas. An intersection of zod takes properties that one of them refuses. */
export function allOf(...schemas: z.ZodType[]): z.ZodType {
  return z.unknown().check((context) => {
    for (const schema of schemas) addIssues(context, schema, context.value);
  });
}
`,
  not: `
export function not(schema: z.ZodType): z.ZodType {
  return z.unknown().check(condition((value) => !schema.safeParse(value).success, 'Invalid input: expected anything but this'));
}
`,
  ifThenElse: `
export function ifThenElse(condition: z.ZodType, then: z.ZodType, otherwise: z.ZodType): z.ZodType {
  return z.unknown().check((context) => {
    addIssues(context, condition.safeParse(context.value).success ? then : otherwise, context.value);
  });
}
`,
  whereType: `
/** What values of one type are; values of others may be there, too. */
export function whereType(type: 'string' | 'number' | 'array' | 'object', schema: z.ZodType): z.ZodType {
  return z.unknown().check((context) => {
    const { value } = context;
    const isMeant = type === 'array' ? Array.isArray(value) : type === 'object' ? isObject(value) : typeof value === type;
    if (isMeant) addIssues(context, schema, value);
  });
}
`,
} as const;

/** Name of something that `zod-helpers.ts` can export. */
export type HelperName = keyof typeof HELPERS;

/** `zod-helpers.ts`: those that are used, and what those use. */
export function helpersModule(used: ReadonlySet<HelperName>): string {
  const names = Object.keys(HELPERS) as HelperName[];
  const needed = new Set(used);
  for (const name of needed)
    for (const other of names) if (new RegExp(`\\b${other}\\(|\\(${other}\\)`).test(HELPERS[name])) needed.add(other);
  return `\nimport * as z from 'zod';\n${names
    .filter((name) => needed.has(name))
    .map((name) => HELPERS[name])
    .join('')}`;
}
