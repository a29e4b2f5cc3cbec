import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWhole } from '../../../tests/tools/src/scope.js';
import { documentOf, modelOf } from '../../generator/test/model/contract.js';
import { schemas, values } from '../../generator/test/model/schemas/random-schemas.js';
import { emitted, run, schemaIn } from './emitted.js';
import { mapSchema, mapValues, withImpliedType } from './json-schemas.js';

type Schemas = Record<string, unknown>;

/** Schemas of every keyword that can be written for zod: what is not evaluated elsewhere, zod cannot know. */
function namedSchemas(): fc.Arbitrary<Schemas> {
  const recursive = {
    Tree: {
      type: 'object',
      required: ['a'],
      properties: { a: { anyOf: [{ $ref: '#/components/schemas/Tree' }, { type: ['null', 'number'] }] } },
    },
  };
  const one = (references: string[]): fc.Arbitrary<unknown> =>
    schemas({ references, forTypes: false }).map((schema) => withoutUnevaluated(schema));
  return fc
    .tuple(one(['B', 'C', 'Tree']), one(['C', 'Tree']), one(['Tree']))
    .map(([A, B, C]) => ({ A, B, C, ...recursive }));
}

function withoutUnevaluated(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutUnevaluated);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]) =>
      key.startsWith('unevaluated') ? [] : [[key, withoutUnevaluated(value)]],
    ),
  );
}

describe('a schema of zod', () => {
  it('takes the values that ajv takes, and no others', async () => {
    let taken = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(namedSchemas(), fc.array(values, { minLength: 20, maxLength: 20 }), async (all, list) => {
        const { model } = modelOf(documentOf({}, { components: { schemas: all } }));
        const exports = run(await emitted(model))('./zod.js');
        const ajv = new Ajv2020({ strict: false, validateFormats: false });
        ajv.addSchema({
          $id: 'contract',
          components: { schemas: mapValues(all, (schema) => mapSchema(schema, withImpliedType)) },
        });
        for (const each of model.schemas) {
          const isValid = ajv.compile({ $ref: `contract#/components/schemas/${each.name}` });
          const schema = schemaIn(exports, each, 'read');
          for (const value of list) {
            const want = isValid(value) === true;
            if (want) taken += 1;
            else refused += 1;
            if (schema.safeParse(value).success !== want) {
              throw new Error(`${each.name} ${want ? 'takes' : 'refuses'} ${JSON.stringify(value)}`);
            }
          }
        }
      }),
      { numRuns: isWhole ? 40 : 10, seed: 22 },
    );
    // Both happen often enough for the property to say something.
    expect(Math.min(taken, refused) / (taken + refused)).toBeGreaterThan(0.05);
  });
});
