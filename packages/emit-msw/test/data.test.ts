import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Data } from '../src/seeded.js';
import { emitted, imported, root } from './emitted.js';

/** Data of schemas, by their names, in the form that `data.ts` exports. */
async function dataOf(schemas: Record<string, unknown>): Promise<Record<string, Data<unknown>>> {
  const file = join(mkdtempSync(join(tmpdir(), 'influxkit-emit-msw-')), 'api.json');
  const paths = { '/a': { get: { operationId: 'a', responses: { 204: { description: 'Fine.' } } } } };
  const document = { openapi: '3.1.0', info: { title: 'A', version: '1' }, paths, components: { schemas } };
  writeFileSync(file, JSON.stringify(document));
  return imported((await emitted(relative(root, file))).files, 'data.ts');
}

const seeds = Array.from({ length: 100 }, (_, seed) => seed);
const valuesOf = (data: Data<unknown> | undefined): unknown[] => seeds.map((seed) => data?.(seed));

describe('data of a schema', () => {
  test('are examples of the contract, or else its defaults, where those are valid', async () => {
    const { Name, Size, Wrong, Whole } = await dataOf({
      Name: { type: 'string', examples: ['Rex', 'Ada'], default: 'none' },
      Size: { type: 'integer', default: 7 },
      Wrong: { type: 'string', format: 'date', examples: ['today'] },
      Whole: { type: 'object', properties: { a: { type: 'number' } }, examples: [{ a: 1.5 }] },
    });
    expect(new Set(valuesOf(Name))).toEqual(new Set(['Rex', 'Ada']));
    expect(new Set(valuesOf(Size))).toEqual(new Set([7]));
    expect(valuesOf(Wrong)).toEqual(seeds.map(() => expect.stringMatching(/^2025-\d\d-\d\d$/)));
    expect(valuesOf(Whole)).toEqual(seeds.map(() => ({ a: 1.5 })));
  });

  test('have what servers send, and not what only clients do', async () => {
    const { User, Strict } = await dataOf({
      User: {
        type: 'object',
        required: ['id', 'password'],
        properties: { id: { type: 'string', readOnly: true }, password: { $ref: '#/components/schemas/Secret' } },
      },
      Secret: { type: 'string', writeOnly: true },
      Strict: { allOf: [{ $ref: '#/components/schemas/User' }, { type: 'object', required: ['password'] }] },
    });
    for (const data of [User, Strict]) expect(valuesOf(data)).toEqual(seeds.map(() => ({ id: expect.any(String) })));
  });

  test('of a union have the value of its discriminator, declared or not; a base with subtypes is one of them', async () => {
    const member = (name: string) => ({
      type: 'object',
      required: [name],
      properties: { [name]: { type: 'boolean' } },
    });
    const subtype = (name: string) => ({ allOf: [{ $ref: '#/components/schemas/Base' }, member(name)] });
    const { Pet, Base } = await dataOf({
      Pet: {
        oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
        discriminator: { propertyName: 'kind', mapping: { meow: '#/components/schemas/Cat' } },
      },
      Cat: {
        type: 'object',
        required: ['kind', 'claws'],
        properties: { kind: { type: 'string' }, claws: { type: 'integer' } },
      },
      Dog: member('barks'),
      Base: {
        type: 'object',
        required: ['type'],
        properties: { type: { type: 'string' } },
        discriminator: { propertyName: 'type' },
      },
      Sub: subtype('sub'),
      Other: subtype('other'),
    });
    const kinds = new Set(valuesOf(Pet).map((each) => (each as { kind: string }).kind));
    expect(kinds).toEqual(new Set(['meow', 'Dog']));
    const types = valuesOf(Base) as { type: string; sub?: boolean; other?: boolean }[];
    expect(new Set(types.map(({ type }) => type))).toEqual(new Set(['Sub', 'Other']));
    for (const { type, ...rest } of types) expect(Object.keys(rest)).toEqual([type.toLowerCase()]);
  });

  test('of a union whose members only the discriminator tells apart have a value of each', async () => {
    const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
    const base = { type: 'object', required: ['kind'], properties: { kind: { type: 'string' } } };
    const discriminator = { propertyName: 'kind' };
    const extended = (name: string) => ({
      allOf: [
        reference('Base'),
        { type: 'object', properties: { [name]: { type: 'integer' }, next: reference('All') } },
      ],
    });
    const { All, Beside, Level } = await dataOf({
      Base: base,
      Cat: extended('claws'),
      Dog: { allOf: [reference('Cat'), { type: 'object', properties: { tail: { type: 'integer' } } }] },
      All: { oneOf: [reference('Cat'), reference('Dog')], discriminator },
      Beside: { ...base, oneOf: [reference('Cat'), reference('Dog')], discriminator },
      Level: {
        oneOf: [reference('Info'), reference('Any')],
        discriminator: { ...discriminator, defaultMapping: 'Any' },
      },
      Info: base,
      Any: base,
    });
    const kinds = (data: Data<unknown> | undefined) =>
      new Set(valuesOf(data).map((each) => (each as { kind: string }).kind));
    expect(kinds(All)).toEqual(new Set(['Cat', 'Dog']));
    expect(kinds(Beside)).toEqual(new Set(['Cat', 'Dog']));
    expect(kinds(Level).size).toBeGreaterThan(2);
  });

  test('that contain themselves end, and those that cannot say so', async () => {
    const tree = { $ref: '#/components/schemas/Tree' };
    const { Tree, Expression, Endless } = await dataOf({
      Tree: {
        type: 'object',
        required: ['children'],
        properties: { children: { type: 'array', items: tree }, parent: tree },
      },
      Expression: {
        oneOf: [
          { type: 'array', minItems: 2, maxItems: 2, items: { $ref: '#/components/schemas/Expression' } },
          { type: 'number' },
        ],
      },
      Endless: { type: 'object', required: ['next'], properties: { next: { $ref: '#/components/schemas/Endless' } } },
    });
    const lengths = valuesOf(Tree).map((each) => JSON.stringify(each).length);
    expect(Math.max(...lengths)).toBeGreaterThan(100);
    expect(Math.max(...lengths)).toBeLessThan(100_000);
    expect(new Set(valuesOf(Expression).map((each) => typeof each))).toEqual(new Set(['number', 'object']));
    expect(() => Endless?.(1)).toThrow(/No value was found that the schema "Endless" takes.*`example`/);
  });

  test('keep to patterns, bounds, lengths, and to what is said together', async () => {
    const { Code, Both, Step, Distinct, Keyed, Not, When } = await dataOf({
      Code: { type: 'string', pattern: '^(?:[A-Z]{2}|x)-\\d+(\\.[a-f]{1,3})?$' },
      Both: {
        allOf: [
          { type: 'string', minLength: 30 },
          { type: 'string', maxLength: 31 },
        ],
      },
      Step: { type: 'integer', minimum: 10, exclusiveMaximum: 20, multipleOf: 5 },
      Distinct: { type: 'array', uniqueItems: true, minItems: 3, items: { enum: ['a', 'b', 'c'] } },
      Keyed: {
        type: 'object',
        minProperties: 2,
        propertyNames: { pattern: '^k\\d$' },
        additionalProperties: { type: 'null' },
      },
      Not: { type: 'integer', minimum: 0, maximum: 3, not: { enum: [1, 2] } },
      When: {
        type: 'object',
        required: ['a'],
        properties: { a: { type: 'boolean' }, b: { type: 'string' } },
        if: { properties: { a: { const: true } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { required: ['b'] },
      },
    });
    for (const value of valuesOf(Code)) expect(value).toMatch(/^(?:[A-Z]{2}|x)-\d+(\.[a-f]{1,3})?$/);
    for (const value of valuesOf(Both)) expect([30, 31]).toContain((value as string).length);
    expect(new Set(valuesOf(Step))).toEqual(new Set([10, 15]));
    for (const value of valuesOf(Distinct)) expect((value as string[]).toSorted()).toEqual(['a', 'b', 'c']);
    for (const value of valuesOf(Keyed))
      expect(Object.keys(value as object).filter((key) => /^k\d$/.test(key)).length).toBeGreaterThan(1);
    expect(new Set(valuesOf(Not))).toEqual(new Set([0, 3]));
    for (const value of valuesOf(When) as { a: boolean; b?: string }[])
      expect(value.a && value.b === undefined).toBe(false);
  });
});
