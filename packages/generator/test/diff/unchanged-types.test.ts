import { describe, expect, test } from 'vitest';
import { partOf, UnchangedTypes } from '../../src/diff/types/unchanged.js';
import type { JsonObject } from '../../src/load/contract.js';

const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const answer = (name: string): JsonObject => ({
  responses: { '200': { content: { 'application/json': { schema: reference(name) } } } },
});

/** As `schemaDocument` writes one: `/parks` leads to `Park`, and that to `Tree`; `/lakes` leads to `Lake`. */
const document = (edit: (schemas: Record<string, JsonObject>) => void = () => {}): JsonObject => {
  const schemas: Record<string, JsonObject> = {
    Park: { type: 'object', properties: { trees: { type: 'array', items: reference('Tree') } } },
    Tree: { type: 'object', description: 'A tree.', properties: { description: { type: 'string' } } },
    Lake: { type: 'object', properties: { depth: { type: 'number' } } },
  };
  edit(schemas);
  return {
    openapi: '3.1.0',
    paths: { '/parks': { get: answer('Park') }, '/lakes': { get: answer('Lake') } },
    components: { schemas },
  };
};
const parks = { path: '/parks', method: 'get' };
const lakes = { path: '/lakes', method: 'get' };

function unchanged(edit: (schemas: Record<string, JsonObject>) => void): { parks: boolean; lakes: boolean } {
  const types = new UnchangedTypes(document(), document(edit));
  return { parks: types.has(parks, parks), lakes: types.has(lakes, lakes) };
}

describe('types that are made from the same text', () => {
  test('cannot differ', () => {
    expect(unchanged(() => {})).toEqual({ parks: true, lakes: true });
  });

  test('are known though a comment changed', () => {
    expect(unchanged(({ Tree }) => Object.assign(Tree ?? {}, { description: 'A plant.' }))).toEqual({
      parks: true,
      lakes: true,
    });
  });

  test('are not those of an operation that leads to a change, however far', () => {
    expect(
      unchanged(({ Tree }) => Object.assign(Tree ?? {}, { properties: { description: { type: 'number' } } })),
    ).toEqual({ parks: false, lakes: true });
  });

  test('are not those that lead to a property that is named like a comment', () => {
    expect(unchanged(({ Tree }) => Object.assign(Tree ?? {}, { properties: {} }))).toMatchObject({ parks: false });
  });

  test('are not known where a discriminator changed, which writes into schemas that do not lead to it', () => {
    const edit = (schemas: Record<string, JsonObject>): void => {
      schemas['Water'] = { oneOf: [reference('Lake')], discriminator: { propertyName: 'kind' } };
    };
    expect(unchanged(edit)).toEqual({ parks: false, lakes: false });
  });

  test('are not those of an operation that is not there, or has another path', () => {
    const types = new UnchangedTypes(document(), document());
    expect(types.has(parks, lakes)).toBe(false);
    expect(types.has({ path: '/parks', method: 'put' }, { path: '/parks', method: 'put' })).toBe(false);
  });
});

test('a part of a document has the operations and what they lead to, and what has a discriminator', () => {
  const whole = document((schemas) => {
    schemas['Water'] = { oneOf: [reference('Pond')], discriminator: { propertyName: 'kind' } };
    schemas['Pond'] = { type: 'object' };
  });
  const part = partOf(whole, [parks]);
  expect(Object.keys(part['paths'] as JsonObject)).toEqual(['/parks']);
  const { schemas } = part['components'] as { schemas: JsonObject };
  expect(Object.keys(schemas)).toEqual(['Park', 'Tree', 'Water', 'Pond']);
});
