/** `zod-checks.ts`: what JSON Schema says and zod has no schema for. No message holds a value. */
export const CHECKS_MODULE: string = `
import * as z from 'zod';

type Checked<T> = z.core.$ZodCheck<T>;
type Members = Readonly<Record<string, unknown>>;

/** Passes issues of a part on, at their place. */
function addIssues(context: z.core.ParsePayload, error: z.ZodError, path: readonly PropertyKey[] = []): void {
  for (const issue of error.issues)
    context.issues.push({ code: 'custom', input: undefined, message: issue.message, path: [...path, ...issue.path] });
}

/** A check of a value that is of the right type already. */
function test<T>(holds: (value: T) => boolean, message: string): Checked<T> {
  return z.check<T>((context) => {
    if (!holds(context.value)) context.issues.push({ code: 'custom', input: undefined, message });
  });
}

/** Every one of the schemas holds. */
export function allOf(schemas: readonly z.ZodType[]): z.ZodType {
  return z.unknown().check((context) => {
    for (const schema of schemas) {
      const { error } = schema.safeParse(context.value);
      if (error) addIssues(context, error);
    }
  });
}

/** Exactly one of the schemas holds. Where none does, the one that comes furthest says why: that of the discriminator's value. */
export function oneOf(schemas: readonly z.ZodType[], property?: string): z.ZodType {
  return z.unknown().check((context) => {
    const errors = schemas.flatMap((schema) => schema.safeParse(context.value).error ?? []);
    const count = schemas.length - errors.length;
    if (count === 1) return;
    const named = errors.filter(({ issues }) => property !== undefined && !issues.some(({ path }) => path[0] === property));
    const [only] = schemas.length === 1 ? errors : named;
    if (count === 0 && only && (schemas.length === 1 || named.length === 1)) addIssues(context, only);
    else
      context.issues.push({
        code: 'custom',
        input: undefined,
        message: \`Invalid input: expected one of \${schemas.length} schemas to hold, \${count} do\`,
      });
  });
}

export function not(schema: z.ZodType): z.ZodType {
  return z.unknown().check(test((value) => !schema.safeParse(value).success, 'Invalid input: a schema holds that must not'));
}

/** \`if\`, \`then\`, \`else\`. */
export function when(condition: z.ZodType, then: z.ZodType, otherwise: z.ZodType): z.ZodType {
  return z.unknown().check((context) => {
    const next = condition.safeParse(context.value).success ? then : otherwise;
    const { error } = next.safeParse(context.value);
    if (error) addIssues(context, error);
  });
}

/** JSON with its keys in order, to compare values by. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

export function oneOfValues(values: readonly unknown[]): z.ZodType {
  const known = new Set(values.map(canonical));
  return z.unknown().check(test((value) => known.has(canonical(value)), 'Invalid input: expected one of the listed values'));
}

/** Of a string, in code points, as JSON Schema counts. */
export function length(least: number, most: number): Checked<string> {
  return test((value) => {
    const { length: count } = [...value];
    return count >= least && count <= most;
  }, \`Invalid length: expected \${least} to \${most} characters\`);
}

export function integer(): Checked<number> {
  return test(Number.isInteger, 'Invalid input: expected an integer');
}

export function multipleOf(divisor: number): Checked<number> {
  return test((value) => Number.isInteger(value / divisor), \`Invalid number: expected a multiple of \${divisor}\`);
}

export function size(least: number, most: number): Checked<readonly unknown[]> {
  return test((value) => value.length >= least && value.length <= most, \`Invalid array: expected \${least} to \${most} elements\`);
}

export function unique(): Checked<readonly unknown[]> {
  return test((value) => new Set(value.map(canonical)).size === value.length, 'Invalid array: expected no element twice');
}

export function contains(schema: z.ZodType, least: number, most: number): Checked<readonly unknown[]> {
  return test((value) => {
    const { length: count } = value.filter((element) => schema.safeParse(element).success);
    return count >= least && count <= most;
  }, \`Invalid array: expected \${least} to \${most} elements of a kind\`);
}

/** The first elements by their own schemas, the others by one. */
export function tuple(prefix: readonly z.ZodType[], rest: z.ZodType): z.ZodArray {
  return z.array(z.unknown()).check((context) => {
    for (const [index, element] of context.value.entries()) {
      const { error } = (prefix[index] ?? rest).safeParse(element);
      if (error) addIssues(context, error, [index]);
    }
  });
}

/** An object whose properties are known by name or by pattern. */
export function members(
  known: readonly (readonly [string, z.ZodType])[],
  patterns: readonly (readonly [RegExp, z.ZodType])[],
  others: z.ZodType,
): z.ZodObject {
  const byName = new Map(known);
  return z.looseObject({}).check((context) => {
    for (const [name, property] of Object.entries(context.value)) {
      const own = byName.get(name);
      const matching = patterns.filter(([pattern]) => pattern.test(name)).map(([, schema]) => schema);
      const schemas = own ? [own, ...matching] : matching;
      for (const schema of schemas.length > 0 ? schemas : [others]) {
        const { error } = schema.safeParse(property);
        if (error) addIssues(context, error, [name]);
      }
    }
  });
}

/** Properties that have to be there. */
export function required(...names: string[]): Checked<Members> {
  return z.check<Members>((context) => {
    for (const name of names) {
      const known = context.issues.some(({ path }) => path?.length === 1 && path[0] === name);
      if (Object.hasOwn(context.value, name) || known) continue;
      context.issues.push({ code: 'custom', input: undefined, message: 'Invalid input: it is required', path: [name] });
    }
  });
}

export function count(least: number, most: number): Checked<Members> {
  return test((value) => {
    const { length: found } = Object.keys(value);
    return found >= least && found <= most;
  }, \`Invalid object: expected \${least} to \${most} properties\`);
}

export function names(schema: z.ZodType): Checked<Members> {
  return test((value) => Object.keys(value).every((name) => schema.safeParse(name).success), 'Invalid object: a property has a name that is not allowed');
}

export function dependentRequired(name: string, ...others: string[]): Checked<Members> {
  return test(
    (value) => !Object.hasOwn(value, name) || others.every((other) => Object.hasOwn(value, other)),
    \`Invalid object: a property needs \${others.join(', ')} beside it\`,
  );
}

export function dependentSchema(name: string, schema: z.ZodType): Checked<Members> {
  return z.check<Members>((context) => {
    if (!Object.hasOwn(context.value, name)) return;
    const { error } = schema.safeParse(context.value);
    if (error) addIssues(context, error);
  });
}
`;
