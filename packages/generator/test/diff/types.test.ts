import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { effort } from '../../../../tests/tools/src/effort.js';
import type { OpenApiDocument } from '../../src/contract/document/openapi.js';
import { loadContract } from '../../src/contract/load/load-contract.js';
import { combine } from '../../src/lifecycle/diff/combine-views.js';
import { type PreparedView, prepareView } from '../../src/lifecycle/diff/contract-view.js';
import { type Change, type ContractDiff, diffContracts } from '../../src/lifecycle/diff/diff-contracts.js';
import { pairOperations } from '../../src/lifecycle/diff/structure/diff-structure.js';
import { compareTypes, TypesUnavailable } from '../../src/lifecycle/diff/types/compare-types.js';
import { type Edit, edited, type Loose, parks } from './contracts.js';

const project = fileURLToPath(new URL('../../../../', import.meta.url));
const load = async (product: string): Promise<OpenApiDocument> =>
  (await loadContract(`openapi/${product}/openapi.yaml`, { baseDir: project, refRoot: `${project}openapi` })).document;
const compare = (edit: Edit, before: Edit = () => {}): Promise<ContractDiff> =>
  diffContracts(
    { document: edited(before) },
    {
      document: edited((document) => {
        before(document);
        edit(document);
      }),
    },
  );
const get = (document: Loose): Loose => document.paths['/parks'].get;
const schema = (document: Loose, name: 'In' | 'Out'): Loose => document.components.schemas[name];

describe('the compiler agrees with the structure', () => {
  const cases: [string, Edit, Change['rule'], Edit?][] = [
    [
      'on an option that is gone',
      (d) => {
        get(d).parameters.shift();
      },
      'parameter-removed',
    ],
    [
      'on an option that is required',
      (d) => {
        get(d).parameters[0].required = true;
      },
      'parameter-became-required',
    ],
    [
      'on the first option, which moves the others',
      (d) => {
        d.paths['/parks/{parkID}'].get.parameters = [get(d).parameters[0]];
      },
      'signature-shifted',
    ],
    [
      'on a body that is new',
      (d) => {
        get(d).requestBody = { content: { 'application/json': { schema: { type: 'string' } } } };
      },
      'body-added',
    ],
    [
      'on a property that has to be sent',
      (d) => {
        schema(d, 'In').required.push('p');
      },
      'request-property-became-required',
    ],
    [
      'on a property that may not be sent',
      (d) => {
        delete schema(d, 'In').properties.p;
      },
      'request-property-removed',
    ],
    [
      'on a member that is not accepted',
      (d) => {
        schema(d, 'In').properties.p.enum = ['a'];
      },
      'request-enum-introduced',
    ],
    [
      'on a property that is not received',
      (d) => {
        delete schema(d, 'Out').properties.name;
        schema(d, 'Out').required = [];
      },
      'response-property-removed',
    ],
    [
      'on a property that may be missing',
      (d) => {
        schema(d, 'Out').required = [];
      },
      'response-property-became-optional',
    ],
    [
      'on a value that may be null',
      (d) => {
        schema(d, 'Out').properties.p.type = ['string', 'null'];
      },
      'response-null-allowed',
    ],
    [
      'on a status that is gone',
      (d) => {
        delete d.paths['/parks'].post.responses['404'];
      },
      'status-removed',
    ],
    [
      'on a kind that is new',
      (d) => {
        schema(d, 'Out').properties.p.oneOf.push({ $ref: '#/components/schemas/Dog' });
      },
      'response-union-member-added',
      (d) => {
        schema(d, 'Out').properties.p = { oneOf: [{ $ref: '#/components/schemas/Cat' }, { type: 'string' }] };
      },
    ],
    [
      'on a member that breaks an exhaustive switch',
      (d) => {
        schema(d, 'Out').properties.p.enum.push('c');
      },
      'response-enum-member-added',
      (d) => {
        schema(d, 'Out').properties.p.enum = ['a', 'b'];
      },
    ],
    [
      'on a member whose case no longer compiles',
      (d) => {
        schema(d, 'Out').properties.p.enum.pop();
      },
      'response-enum-member-removed',
      (d) => {
        schema(d, 'Out').properties.p.enum = ['a', 'b'];
      },
    ],
  ];
  test.each(cases)('%s', async (_, edit, rule, before) => {
    const { changes, types } = await compare(edit, before);
    expect(changes.find((change) => change.rule === rule)).toMatchObject({ severity: 'major', foundBy: 'both' });
    expect(changes.filter(({ foundBy }) => foundBy === 'types')).toEqual([]);
    expect(types?.broken).toBe(1);
  });
});

describe('where the views disagree, the stricter one stands and says so', () => {
  test.each<[string, Edit, Change['rule']]>([
    [
      'a bound that no type shows',
      (d) => {
        get(d).parameters[0].schema.maximum = 9;
      },
      'request-bounds-tightened',
    ],
    [
      'a default that no type shows',
      (d) => {
        get(d).parameters[0].schema.default = 9;
      },
      'request-default-changed',
    ],
    [
      'credentials',
      (d) => {
        get(d).security = [{ Key: [] }];
      },
      'security-removed',
    ],
    [
      'a status that is new, which every caller has to reckon with anyway',
      (d) => {
        d.paths['/parks'].post.responses['409'] = { description: 'x' };
      },
      'status-added',
    ],
    [
      'a form of the response that has to be asked for',
      (d) => {
        get(d).responses['200'].content['text/html'] = { schema: { type: 'integer' } };
      },
      'response-media-type-added',
    ],
  ])('%s', async (_, edit, rule) => {
    const { changes, severity } = await compare(edit);
    const change = changes.find((item) => item.rule === rule);
    expect(severity).toBe('major');
    expect(change).toMatchObject({ severity: 'major', foundBy: 'structure' });
    expect(change?.disagreement).toMatch(/compiler accepts every caller/);
  });

  test('a change that only the compiler finds is reported by it', () => {
    const [pair] = pairOperations({ document: parks() }, { document: parks() });
    if (pair === undefined) throw new Error('There is an operation.');
    const result = {
      pair,
      args: ['why'],
      responses: ['why not'],
      switches: ['what'],
      argsDiffer: true,
      responsesDiffer: true,
      refused: { request: ['api.parks.list'], response: ["api.http.GET('/parks')"] },
    };
    const { changes } = combine([], [result], {});
    expect(changes.map(({ rule, foundBy }) => `${rule} ${foundBy}`)).toEqual([
      'types-argument-refused types',
      'types-response-unreadable types',
      'types-switch-broken types',
    ]);
    expect(changes.map(({ breaks }) => breaks)).toEqual([
      ['api.parks.list'],
      ["api.http.GET('/parks')"],
      ["api.http.GET('/parks')"],
    ]);
    expect(changes[0]?.disagreement).toMatch(/compiler is the stricter one/);
    const quiet = combine([], [{ ...result, args: [], responses: [], switches: [] }], {});
    expect(quiet.changes.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
      'types-changed minor',
      'types-changed minor',
    ]);
  });
});

describe('what breaks no caller breaks none for the compiler', () => {
  test.each<[string, Edit, number]>([
    ['nothing', () => {}, 0],
    [
      'a new option',
      (d) => {
        get(d).parameters.push({ name: 'q', in: 'query', schema: {} });
      },
      1,
    ],
    [
      'a new property of a response',
      (d) => {
        schema(d, 'Out').properties.q = {};
      },
      1,
    ],
    [
      'a new property to send',
      (d) => {
        schema(d, 'In').properties.q = {};
      },
      1,
    ],
    [
      'a new operation',
      (d) => {
        d.paths['/x'] = { get: { operationId: 'x', responses: { '204': { description: 'x' } } } };
      },
      0,
    ],
    [
      'another description',
      (d) => {
        get(d).summary = 'x';
      },
      0,
    ],
  ])('%s', async (_, edit, operations) => {
    const { types, severity } = await compare(edit);
    expect(types).toEqual({ operations, broken: 0 });
    expect(severity).not.toBe('major');
  });
});

describe('types that cannot be compared are not taken for equal', () => {
  const side = async (schema?: string): Promise<PreparedView> => {
    const prepared = await prepareView({ document: parks() });
    if (schema === undefined) return prepared;
    return {
      ...prepared,
      files: async (operations) => new Map([...(await prepared.files(operations)), ['schema.ts', schema]]),
    };
  };
  test.each([
    ['a schema that is not TypeScript', 'export interface paths {', /old contract are not valid TypeScript/],
    ['a schema without the operations', 'export interface paths {}', /No types to compare/],
  ])('%s', async (_, schema, message) => {
    const [old, now] = [await side(schema), await side()];
    const comparing = compareTypes(old, now, pairOperations(old, now));
    await expect(comparing).rejects.toBeInstanceOf(TypesUnavailable);
    await expect(comparing).rejects.toThrow(message);
  });
});

test('oss-v2 against cloud-v2, hundreds of changes, is the work of a compiler once, not once an operation', async () => {
  const [old, now] = [await load('oss-v2'), await load('cloud-v2')];
  let diff: ContractDiff | undefined;
  const work = await effort(async () => {
    diff = await diffContracts({ document: old }, { document: now });
  });
  const { changes, types } = diff as ContractDiff;
  expect(changes.length).toBeGreaterThan(150);
  expect(types?.operations).toBeGreaterThan(10);
  expect(types?.broken).toBeGreaterThan(5);
  // For each of the 180 operations it would be thousands.
  expect(work).toBeLessThan(400);
});
