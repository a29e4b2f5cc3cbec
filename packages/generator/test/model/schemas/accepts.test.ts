import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWhole } from '../../../../../tests/tools/src/scope.js';
import type { JsonValue } from '../../../src/base/json.js';
import { accepts } from '../../../src/generate/model/schemas/accepts.js';
import { schemaModule } from '../../emit/schema/schema-types.js';
import { typeErrors } from '../../typecheck/program.js';
import { documentOf, modelOf } from '../contract.js';
import { schemas, values } from './random-schemas.js';

type Schemas = Record<string, unknown>;

/** Schemas that refer to later ones, and so in no cycle; the last one is a tree. */
function namedSchemas(forTypes: boolean): fc.Arbitrary<Schemas> {
  const last = {
    Tree: {
      type: 'object',
      required: ['a'],
      properties: { a: { anyOf: [{ $ref: '#/components/schemas/Tree' }, { type: ['null', 'number'] }] } },
    },
  };
  const one = (references: string[]): fc.Arbitrary<unknown> => schemas({ references, forTypes });
  return fc
    .tuple(one(['B', 'C', 'Tree']), one(['C', 'Tree']), one(['Tree']))
    .map(([A, B, C]) => ({ A, B, C, ...last }));
}

/** What ajv says of values, by schema. */
function ajvOf(all: Schemas): (name: string) => (value: JsonValue) => boolean {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'contract', components: { schemas: all } });
  return (name) => {
    const validate = ajv.compile({ $ref: `contract#/components/schemas/${name}` });
    return (value) => validate(value) === true;
  };
}

describe('the form of a schema', () => {
  it('takes the values that ajv takes, and no others', () => {
    let taken = 0;
    let refused = 0;
    fc.assert(
      fc.property(namedSchemas(false), fc.array(values, { minLength: 20, maxLength: 20 }), (all, list) => {
        const { model } = modelOf(documentOf({}, { components: { schemas: all } }));
        const valid = ajvOf(all);
        for (const { name = '', schema } of model.schemaForms.named) {
          const isValid = valid(name);
          for (const value of list) {
            const want = isValid(value);
            if (want) taken += 1;
            else refused += 1;
            if (accepts(schema, value) !== want) {
              throw new Error(`${name} ${want ? 'takes' : 'refuses'} ${JSON.stringify(value)}`);
            }
          }
        }
      }),
      { numRuns: isWhole ? 300 : 15, seed: 15 },
    );
    // Both happen often enough for the property to say something.
    expect(Math.min(taken, refused) / (taken + refused)).toBeGreaterThan(0.1);
  });
});

/** A value as the type that has it alone. */
function typeOfValue(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(typeOfValue).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}: ${typeOfValue(each)}`)
    .join('; ')} }`;
}

describe('the type of a schema', () => {
  it('has every value that ajv takes', () => {
    const files = new Map<string, string>();
    const documents = fc.sample(namedSchemas(true), { numRuns: isWhole ? 300 : 15, seed: 15 });
    const list = fc.sample(values, { numRuns: 400, seed: 15 });
    const about = new Map<string, string>();
    for (const [index, all] of documents.entries()) {
      const valid = ajvOf(all);
      const lines = ['A', 'B', 'C'].flatMap((name) => {
        const isValid = valid(name);
        return list
          .filter((value) => isValid(value))
          .slice(0, 12)
          .map((value) => `[value<${typeOfValue(value)}>()] satisfies [components['schemas']['${name}']];`);
      });
      if (lines.length === 0) continue;
      files.set(`s${index}.ts`, schemaModule(all));
      files.set(
        `v${index}.ts`,
        `import type { components } from './s${index}.js';\ndeclare function value<V>(): V;\n${lines.join('\n')}\n`,
      );
      about.set(`v${index}.ts`, JSON.stringify(all));
    }
    expect([...files.values()].join('').match(/ satisfies /g)?.length).toBeGreaterThan(documents.length * 8);
    const errors = typeErrors(files);
    expect(
      errors
        .slice(0, 3)
        .map(
          (error) =>
            `${error}\n${files.get(error.split(':')[0] ?? '')?.split('\n')[Number(error.split(':')[1]) - 1]}\n${about.get(error.split(':')[0] ?? '')}`,
        ),
    ).toEqual([]);
  });
});
