import fc from 'fast-check';
import type { JsonValue } from '../../../src/base/json.js';

const NAMES = ['a', 'b', 'x-a', 'x-b', '1'];
const PATTERNS = ['^x-', 'a$', '^[0-9]+$', '^b'];
const ENUM_VALUES: JsonValue[] = [null, true, 0, 1, 2.5, '', 'a', 'ab', [], ['a'], { a: 1 }];

const name = fc.constantFrom(...NAMES);
const scalar: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue>(
  null,
  true,
  false,
  0,
  1,
  2,
  -1,
  2.5,
  6,
  '',
  'a',
  'ab',
  'xyz',
  '😀',
);

/** Values of few kinds and names, so that schemas of the same names take a good part of them. */
export const values: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: scalar, weight: 3 },
    { arbitrary: fc.array(tie('value'), { maxLength: 3 }), weight: 2 },
    { arbitrary: fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }), weight: 4 },
  ),
})).value;

type Schema = Record<string, unknown> | boolean;

export interface SchemaSettings {
  /** Names that references may lead to. */
  readonly references: readonly string[];
  /**
   * Whether only schemas are made whose types can be checked by assigning a value: they say of which type they are, and
   * objects have a member that is always there, since TypeScript refuses a value that shares none with a type.
   */
  readonly forTypes: boolean;
}

/** Schemas of every keyword that the form knows. */
export function schemas({ references, forTypes }: SchemaSettings): fc.Arbitrary<Schema> {
  const { schema } = fc.letrec<{ schema: Schema; any: Schema; part: Schema }>((tie) => {
    const part = tie('schema') as fc.Arbitrary<Schema>;
    const some = (all: Record<string, fc.Arbitrary<unknown>>) => fc.record(all, { requiredKeys: [] });
    const count = fc.integer({ min: 0, max: 3 });
    const string = some({ minLength: count, maxLength: count, pattern: fc.constantFrom('^a', 'b$', '^x', '.') });
    const number = some({
      minimum: fc.constantFrom(-1, 0, 1),
      maximum: fc.constantFrom(1, 2, 6),
      exclusiveMinimum: fc.constantFrom(-1, 0),
      exclusiveMaximum: fc.constantFrom(2, 6),
      multipleOf: fc.constantFrom(1, 2, 0.5),
    });
    const anyArray = some({
      items: part,
      prefixItems: fc.array(part, { minLength: 1, maxLength: 2 }),
      minItems: count,
      maxItems: count,
      uniqueItems: fc.boolean(),
      contains: part,
      ...(!forTypes && { minContains: count, maxContains: count, unevaluatedItems: part }),
    });
    // ajv takes `[]` for `contains` beside `prefixItems`, which JSON Schema does not.
    const array = anyArray.map((rules: Record<string, unknown>) => {
      const { contains: _, minContains: __, maxContains: ___, ...others } = rules;
      return 'prefixItems' in rules ? others : rules;
    });
    const members = (own: Record<string, fc.Arbitrary<unknown>>) =>
      some({
        properties: fc.dictionary(name, part, { maxKeys: 3, noNullPrototype: true }),
        patternProperties: fc.dictionary(fc.constantFrom(...PATTERNS), part, { maxKeys: 2, noNullPrototype: true }),
        additionalProperties: part,
        propertyNames: fc.oneof(
          fc.record({ enum: fc.uniqueArray(name, { minLength: 1, maxLength: 4 }) }),
          fc.record({ pattern: fc.constantFrom('^[ax]', '^x-', '.') }),
          fc.record({ maxLength: fc.constant(3) }),
        ),
        minProperties: count,
        maxProperties: count,
        dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), {
          maxKeys: 2,
          noNullPrototype: true,
        }),
        ...own,
      });
    const object = forTypes
      ? members({}).map((rules: Record<string, unknown>) => ({
          ...rules,
          required: ['a'],
          properties: {
            ...(rules['properties'] as object),
            a: (rules['properties'] as Record<string, unknown> | undefined)?.['a'] ?? true,
          },
        }))
      : members({
          required: fc.uniqueArray(name, { maxLength: 2 }),
          dependentSchemas: fc.dictionary(name, part, { maxKeys: 1, noNullPrototype: true }),
          unevaluatedProperties: part,
        });
    const typed = fc.oneof(
      fc.constantFrom('null', 'boolean').map((type) => ({ type })),
      string.map((rules) => ({ type: 'string', ...rules })),
      fc.tuple(fc.constantFrom('integer', 'number'), number).map(([type, rules]) => ({ type, ...rules })),
      array.map((rules) => ({ type: 'array', ...rules })),
      object.map((rules) => ({ type: 'object', ...rules })),
      fc
        .tuple(
          fc.uniqueArray(fc.constantFrom('null', 'string', 'number', 'array', 'object'), { minLength: 1 }),
          object,
          array,
        )
        .map(([type, ...rules]) => Object.assign({ type }, ...rules)),
    );
    const untyped = fc
      .tuple(string, number, array, object)
      .map((rules) => Object.assign({}, ...rules) as Record<string, unknown>);
    const composed = fc.oneof(
      fc
        .constantFrom('allOf', 'anyOf', 'oneOf')
        .chain((key) => fc.record({ [key]: fc.array(part, { minLength: 1, maxLength: 3 }) })),
      fc
        .tuple(typed, fc.constantFrom('allOf', 'anyOf', 'oneOf'), fc.array(part, { minLength: 1, maxLength: 2 }))
        .map(([own, key, parts]) => ({ ...own, [key]: parts })),
      fc.record({ not: part }),
      // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
      some({ if: part, then: part, else: part }),
    );
    const reference = fc.constantFrom(...references).map((to) => ({ $ref: `#/components/schemas/${to}` }));
    const leaves = [
      fc.boolean(),
      fc.uniqueArray(fc.constantFrom(...ENUM_VALUES), { minLength: 1, maxLength: 4 }).map((list) => ({ enum: list })),
      fc.constantFrom(...ENUM_VALUES).map((value) => ({ const: value })),
      fc.constantFrom('string', 'number', 'boolean', 'null').map((type) => ({ type })),
      ...(references.length > 0 ? [reference] : []),
    ];
    return {
      any: fc.constant(true),
      part: fc.constant(true),
      schema: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        { arbitrary: fc.oneof(...leaves), weight: 3 },
        { arbitrary: typed, weight: 4 },
        { arbitrary: composed, weight: 3 },
        ...(forTypes ? [] : [{ arbitrary: untyped, weight: 1 }]),
      ),
    };
  });
  return schema;
}
