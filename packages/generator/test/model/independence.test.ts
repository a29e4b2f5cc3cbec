import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { part } from '../../../../tests/tools/src/scope.js';
import { Descriptions } from '../../src/generate/emit/descriptions.js';
import { emitClient } from '../../src/generate/emit/emit-client.js';
import { emitMethod } from '../../src/generate/emit/methods.js';
import { descriptorOf } from '../../src/generate/emit/operations-module.js';
import { TypeNames } from '../../src/generate/emit/type-names.js';
import type { OperationModel } from '../../src/generate/model/build-model.js';
import { exportedNames } from '../../src/generate/model/exported-names.js';
import { configOf, documentOf, modelOf } from './contract.js';

// What an operation is called, how its method is called and what it exports follow from the operation alone.

const words = [
  'buckets',
  'labels',
  'members',
  'invoke',
  'health',
  'name',
  'logs',
  'models',
  'json',
  'http',
  'then',
  'delete',
  'a-b',
];
const segment = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...words) },
  { weight: 2, arbitrary: fc.constantFrom('{id}', '{name}') },
);
/** The same contracts in every run, so that it can be said how many there are. */
const seed = 20_261_128;

const schema = fc.constantFrom(
  { type: 'string' },
  { type: 'array', items: { $ref: '#/components/schemas/Bucket' } },
  { type: 'object', properties: { items: { type: 'array', items: { type: 'object' } }, next: { type: 'string' } } },
  { $ref: '#/components/schemas/Error' },
);
const parameter = fc.record({
  name: fc.constantFrom('limit', 'offset', 'X-Trace', 'X-Account', 'Accept', 'sid'),
  in: fc.constantFrom('query', 'header', 'cookie'),
  required: fc.boolean(),
  schema: fc.constantFrom({ type: 'string' }, { type: 'integer' }),
});
const content = fc.uniqueArray(
  fc.tuple(
    fc.constantFrom('application/json', 'text/csv', 'application/xml', 'text/xml', 'application/octet-stream'),
    schema,
  ),
  { selector: ([mediaType]) => mediaType, maxLength: 3 },
);
const operation = fc.record({
  path: fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join('/')}`),
  method: fc.constantFrom('get', 'post', 'put', 'patch', 'delete', 'head'),
  parameters: fc.uniqueArray(parameter, { selector: ({ name }) => name, maxLength: 3 }),
  body: fc.option(content, { nil: undefined }),
  status: fc.constantFrom('200', '201', '204'),
  response: content,
});
type Operation = typeof operation extends fc.Arbitrary<infer Each> ? Each : never;

const contentOf = (media: Operation['response']): Record<string, unknown> =>
  Object.fromEntries(media.map(([mediaType, each]) => [mediaType, { schema: each }]));

/** The key of an operation in its contract; its operation id follows from it. */
const keyOf = ({ path, method }: Operation): string => `${method.toUpperCase()} ${path}`;

function contractWith(operations: readonly Operation[]): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { path, method, parameters, body, status, response } of operations) {
    const item = paths[path] ?? {};
    paths[path] = item;
    item[method] = {
      operationId: `${method} ${path}`,
      parameters,
      responses: { [status]: { description: '', content: contentOf(response) } },
      ...(body && { requestBody: { content: contentOf(body) } }),
    };
  }
  const schemas = { Bucket: { type: 'object', properties: { id: { type: 'string' } } }, Error: { type: 'object' } };
  return documentOf(paths, { components: { schemas } });
}

/** Everything that callers see of an operation. The children of a method are other operations. */
function surfaceOf(each: OperationModel, model: ReturnType<typeof modelOf>['model']): unknown {
  const context = {
    names: new TypeNames(),
    descriptions: new Descriptions(model),
  };
  const { pointer: _, ...rest } = each;
  return {
    method: emitMethod(each, { name: each.name, typeName: '', children: [] }, context),
    descriptor: descriptorOf(each),
    names: rest.signature.names,
  };
}

function surfaces(operations: readonly Operation[]): { surfaces: Map<string, unknown>; settled: boolean } {
  const { model, diagnostics } = modelOf(contractWith(operations), {});
  const found = model.operations.map((each) => [`${each.method} ${each.path}`, surfaceOf(each, model)] as const);
  return {
    surfaces: new Map(found),
    settled: diagnostics.every(({ code }) => code === 'feature-unsupported'),
  };
}

describe('removing, inserting or shuffling operations leaves every other one as it was', () => {
  it('its name, its signature, its descriptor and its exported types', () => {
    let compared = 0;
    fc.assert(
      fc.property(
        fc.uniqueArray(operation, { selector: keyOf, minLength: 2, maxLength: 12 }).chain((all) =>
          fc.record({
            all: fc.constant(all),
            some: fc.shuffledSubarray(all, { minLength: 1 }),
          }),
        ),
        ({ all, some }) => {
          const [whole, rest] = [surfaces(all), surfaces(some)];
          // Where two have one name, and nobody settled it, one of them has to give way.
          fc.pre(whole.settled);
          expect(rest.settled).toBe(true);
          for (const [key, surface] of rest.surfaces) expect(surface).toEqual(whole.surfaces.get(key));
          expect(rest.surfaces.size).toBe(some.length);
          compared += some.length;
        },
      ),
      { numRuns: part(4, 400), seed },
    );
    noteCases('contracts', 'operations with and without their neighbours', compared);
    expect(compared).toBeGreaterThan(part(4, 800));
  });

  it('what callers import, of what is below a method as well', () => {
    const namesOf = (operations: readonly Operation[]): Set<string> =>
      new Set(exportedNames(modelOf(contractWith(operations)).model).map(({ name }) => name));
    fc.assert(
      fc.property(
        fc
          .uniqueArray(operation, { selector: keyOf, minLength: 2, maxLength: 12 })
          .chain((all) => fc.record({ all: fc.constant(all), some: fc.shuffledSubarray(all, { minLength: 1 }) })),
        ({ all, some }) => {
          fc.pre(surfaces(all).settled);
          const whole = namesOf(all);
          expect([...namesOf(some)].filter((name) => !whole.has(name))).toEqual([]);
        },
      ),
      { numRuns: part(4, 400), seed },
    );
  });

  it('a collision that nobody settled concerns only those that collide', () => {
    fc.assert(
      fc.property(fc.uniqueArray(operation, { selector: keyOf, minLength: 2, maxLength: 12 }), (all) => {
        const before = surfaces(all);
        const alone = all.map((each) => [keyOf(each), surfaces([each]).surfaces.get(keyOf(each))] as const);
        const moved = alone.filter(([key, surface]) => {
          const now = before.surfaces.get(key) as { names: unknown };
          return JSON.stringify(now.names) !== JSON.stringify((surface as { names: unknown }).names);
        });
        expect(moved.length > 0).toBe(!before.settled);
        expect(before.surfaces.size).toBe(all.length);
      }),
      { numRuns: part(4, 200), seed },
    );
  });

  it('names of files that are emitted are the same, whatever the contract', async () => {
    const names = async (document: unknown): Promise<string[]> => {
      const { model } = modelOf(document);
      return [...(await emitClient(model, configOf())).keys()];
    };
    expect(await names(contractWith([]))).toEqual(await names(documentOf({ '/a': { get: { responses: {} } } })));
  });
});
