import { describe, expect, it } from 'vitest';
import { documentOf } from '../../model/contract.js';
import { typeErrors } from '../../typecheck/program.js';
import { generate } from '../generate.js';
import { schemaTypes } from './schema-types.js';

const ref = (name: string): unknown => ({ $ref: `#/components/schemas/${name}` });

describe('references', () => {
  it('to a whole component stay as they are', () => {
    expect(schemaTypes({ A: ref('B'), B: { type: 'string' } })['A']).toBe('components["schemas"]["B"]');
  });

  it('into a component become a component of their own, however often they are used', () => {
    const types = schemaTypes({
      A: { type: 'object', properties: { inner: { type: 'object', properties: { x: { type: 'string' } } } } },
      B: { $ref: '#/components/schemas/A/properties/inner' },
      C: { type: 'array', items: { $ref: '#/components/schemas/A/properties/inner' } },
    });
    expect(types['B']).toBe('components["schemas"]["A_Inner"]');
    expect(types['C']).toBe('components["schemas"]["A_Inner"][]');
    expect(types['A_Inner']).toBe('{ x?: string; }');
  });

  it('into themselves end', () => {
    const types = schemaTypes({
      A: {
        type: 'object',
        properties: {
          child: { type: 'object', properties: { again: { $ref: '#/components/schemas/A/properties/child' } } },
        },
      },
    });
    expect(types['A_Child']).toBe('{ again?: components["schemas"]["A_Child"]; }');
  });

  it('to nothing are of any type', () => {
    expect(schemaTypes({ A: { $ref: '#/nowhere' }, B: { $ref: 'https://elsewhere.example/x' } })).toEqual({
      A: 'unknown',
      B: 'unknown',
    });
  });
});

describe('cycles without a property between have no type, and are cut', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a schema that is itself', { A: ref('A') }],
    ['two that are each other', { A: ref('B'), B: ref('A') }],
    ['a list of itself', { A: { type: 'array', items: ref('A') } }],
    [
      'a union with a list of itself',
      {
        Json: {
          oneOf: [
            { type: 'string' },
            { type: 'array', items: ref('Json') },
            { type: 'object', additionalProperties: ref('Json') },
          ],
        },
      },
    ],
    ['allOf itself', { A: { allOf: [ref('A'), { type: 'object', properties: { x: { type: 'string' } } }] } }],
    [
      'a long chain',
      Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`S${index}`, ref(`S${(index + 1) % 50}`)])),
    ],
    [
      'a hierarchy whose base is the union of those that build on it',
      {
        Pet: {
          type: 'object',
          required: ['kind'],
          properties: { kind: { type: 'string' }, name: { type: 'string' } },
          oneOf: [ref('Cat'), ref('Dog')],
          discriminator: { propertyName: 'kind' },
        },
        Cat: { allOf: [ref('Pet'), { type: 'object', properties: { lives: { type: 'integer' } } }] },
        Dog: {
          allOf: [ref('Pet'), { type: 'object', properties: { tricks: { type: 'array', items: { type: 'string' } } } }],
        },
      },
    ],
  ])('%s', async (_, schemas) => {
    const files = await generate(documentOf({}, { components: { schemas } }));
    expect(typeErrors(files)).toEqual([]);
  });

  it('a cycle as long as a document can be is found without running out of stack', () => {
    const length = 20_000;
    const chain = Array.from({ length }, (_, index) => [`S${index}`, ref(`S${(index + 1) % length}`)]);
    const types = schemaTypes(Object.fromEntries(chain));
    expect(Object.keys(types)).toHaveLength(length);
    expect([...new Set(Object.values(types))]).toEqual(['unknown']);
  });

  it('cycles through properties are types, and stay', () => {
    const tree = { type: 'object', properties: { children: { type: 'array', items: ref('Tree') } } };
    expect(schemaTypes({ Tree: tree })['Tree']).toBe('{ children?: components["schemas"]["Tree"][]; }');
  });

  it('a base keeps its members where it is built upon', () => {
    const { Cat } = schemaTypes({
      Pet: { type: 'object', properties: { name: { type: 'string' } }, oneOf: [ref('Cat')] },
      Cat: { allOf: [ref('Pet'), { type: 'object', properties: { lives: { type: 'integer' } } }] },
    });
    expect(Cat).toBe('{ name?: string; } & { lives?: number; }');
  });
});

describe('what a document says wrong or in another way', () => {
  it.each<[string, unknown, string]>([
    ['extensions and keywords without a type', { type: 'string', 'x-a': 1, pattern: 'a', externalDocs: {} }, 'string'],
    ['types that JSON does not have', { type: 'file' }, 'unknown'],
    ['values of an object schema that are no objects', { type: 'object', enum: ['a'] }, 'Record<string, unknown>'],
    ['strings that are none', { type: 'string', title: 1, description: ['a'] }, 'string'],
    [
      'an array of schemas is a tuple',
      { type: 'array', items: [{ type: 'string' }], minItems: 1 },
      '[string, ...unknown[]]',
    ],
    [
      'a schema that allows nothing',
      { type: 'object', properties: { a: false, b: true } },
      '{ a?: never; b?: unknown; }',
    ],
    ['the same as bundles spell it', { type: 'object', properties: { a: { not: {} } } }, '{ a?: never; }'],
  ])('%s', (_, schema, want) => {
    expect(schemaTypes({ S: schema })['S']).toBe(want);
  });

  it('what is nested deeper than a compiler can follow is unknown', async () => {
    let schema: unknown = { type: 'string' };
    for (let depth = 0; depth < 2000; depth += 1) schema = { type: 'array', items: schema };
    expect(typeErrors(await generate(documentOf({}, { components: { schemas: { Deep: schema } } })))).toEqual([]);
  });
});
