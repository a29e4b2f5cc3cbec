import { describe, expect, it } from 'vitest';
import { schemaDocument } from '../../../src/generate/emit/schema/schema-document.js';
import { buildModel } from '../../../src/generate/model/build-model.js';
import { configOf, contractOf, documentOf } from '../../model/contract.js';
import { typeErrors } from '../../typecheck/program.js';
import { generate } from '../generate.js';

type Schemas = Record<string, Record<string, unknown>>;

function schemasOf(schemas: Record<string, unknown>): Schemas {
  const contract = contractOf(documentOf({}, { components: { schemas } }));
  const document = schemaDocument(
    buildModel(contract, configOf(), () => {}),
    contract,
  );
  return JSON.parse(JSON.stringify(document)).components.schemas;
}

const ref = (name: string): unknown => ({ $ref: `#/components/schemas/${name}` });

describe('references', () => {
  it('to a whole component stay as they are', () => {
    expect(schemasOf({ A: ref('B'), B: { type: 'string' } })['A']).toEqual({ $ref: '#/components/schemas/B' });
  });

  it('into a component become a component of their own, however often they are used', () => {
    const schemas = schemasOf({
      A: { type: 'object', properties: { inner: { type: 'object', properties: { x: { type: 'string' } } } } },
      B: { $ref: '#/components/schemas/A/properties/inner' },
      C: { type: 'array', items: { $ref: '#/components/schemas/A/properties/inner' } },
    });
    expect(schemas['B']).toEqual({ $ref: '#/components/schemas/A_Inner' });
    expect(schemas['C']).toEqual({ type: 'array', items: { $ref: '#/components/schemas/A_Inner' } });
    expect(schemas['A_Inner']).toEqual({ type: 'object', properties: { x: { type: 'string' } } });
  });

  it('into themselves end', () => {
    const schemas = schemasOf({
      A: {
        type: 'object',
        properties: {
          child: { type: 'object', properties: { again: { $ref: '#/components/schemas/A/properties/child' } } },
        },
      },
    });
    expect(schemas['A_Child']).toEqual({
      type: 'object',
      properties: { again: { $ref: '#/components/schemas/A_Child' } },
    });
  });

  it('to nothing are of any type', () => {
    expect(schemasOf({ A: { $ref: '#/nowhere' }, B: { $ref: 'https://elsewhere.example/x' } })).toEqual({
      A: {},
      B: {},
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
    const schemas = schemasOf(Object.fromEntries(chain));
    expect(Object.values(schemas).filter((schema) => schema['$ref'] === undefined)).toHaveLength(1);
  });

  it('cycles through properties are types, and stay', () => {
    const tree = { type: 'object', properties: { children: { type: 'array', items: ref('Tree') } } };
    expect(schemasOf({ Tree: tree })['Tree']).toEqual(tree);
  });

  it('a base keeps its members where it is built upon', () => {
    const { Cat } = schemasOf({
      Pet: { type: 'object', properties: { name: { type: 'string' } }, oneOf: [ref('Cat')] },
      Cat: { allOf: [ref('Pet'), { type: 'object' }] },
    });
    expect(Cat).toEqual({ allOf: [{ type: 'object', properties: { name: { type: 'string' } } }, { type: 'object' }] });
  });
});

describe('only what makes types and comments is handed on', () => {
  it.each<[string, unknown, unknown]>([
    [
      'extensions and keywords without a type',
      { type: 'string', 'x-a': 1, pattern: 'a', externalDocs: {} },
      { type: 'string' },
    ],
    ['types that JSON does not have', { type: 'file' }, {}],
    ['values of an object schema', { type: 'object', enum: ['a'] }, { type: 'object' }],
    ['texts that are none', { type: 'string', title: 1, description: ['a'] }, { type: 'string' }],
    ['defaults are shown as texts', { default: { a: ['*/'] } }, { default: '{"a":["*\\/"]}' }],
    [
      'an array of schemas is a tuple',
      { type: 'array', items: [{ type: 'string' }] },
      { type: 'array', prefixItems: [{ type: 'string' }] },
    ],
    [
      'a schema that allows nothing',
      { type: 'object', properties: { a: false, b: true } },
      { type: 'object', properties: { a: { enum: [] }, b: {} } },
    ],
  ])('%s', (_, schema, want) => {
    expect(schemasOf({ S: schema })['S']).toEqual(want);
  });

  it('what is nested deeper than a compiler can follow is unknown', async () => {
    let schema: unknown = { type: 'string' };
    for (let depth = 0; depth < 2000; depth += 1) schema = { type: 'array', items: schema };
    expect(typeErrors(await generate(documentOf({}, { components: { schemas: { Deep: schema } } })))).toEqual([]);
  });
});
