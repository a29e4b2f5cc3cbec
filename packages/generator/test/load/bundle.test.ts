import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/base/diagnostics.js';
import { type LoadOptions, loadContract } from '../../src/contract/load/load-contract.js';
import { contract, folderOf } from './folder.js';

async function load(files: Record<string, string>, options: LoadOptions = {}) {
  const warnings: Diagnostic[] = [];
  const [input = ''] = Object.keys(files);
  const loaded = await loadContract(input, {
    baseDir: folderOf(files),
    report: (diagnostic) => warnings.push(diagnostic),
    ...options,
  });
  return { ...loaded, warnings };
}

const schemasOf = async (files: Record<string, string>) => (await load(files)).document.components?.schemas;

describe('references are bundled into components', () => {
  const cases: [name: string, files: Record<string, string>, want: unknown][] = [
    [
      'a component that is a reference becomes the definition, and all references to it follow',
      {
        'api.yaml': contract(
          "components:\n  schemas:\n    Bucket: { $ref: 's.yaml#/B' }\n    List: { $ref: 's.yaml#/L' }\n",
        ),
        's.yaml': "B: { type: object, properties: { self: { $ref: '#/B' } } }\nL: { items: { $ref: 's.yaml#/B' } }\n",
      },
      {
        Bucket: { type: 'object', properties: { self: { $ref: '#/components/schemas/Bucket' } } },
        List: { items: { $ref: '#/components/schemas/Bucket' } },
      },
    ],
    [
      'what is found on the way is named by the last segment of its pointer, after what the root lists',
      {
        'api.yaml': contract("components:\n  schemas:\n    A: { items: { $ref: 's.yaml#/defs/B' } }\n    C: {}\n"),
        's.yaml': 'defs: { B: { type: string } }\n',
      },
      { A: { items: { $ref: '#/components/schemas/B' } }, C: {}, B: { type: 'string' } },
    ],
    [
      'a whole file is named by the file',
      {
        'api.yaml': contract("components:\n  schemas:\n    A: { items: { $ref: 'sub/pet-store.v1.yaml' } }\n"),
        'sub/pet-store.v1.yaml': 'type: string\n',
      },
      { A: { items: { $ref: '#/components/schemas/pet-store.v1' } }, 'pet-store.v1': { type: 'string' } },
    ],
    [
      'a part of a schema is named by the way to it',
      {
        'api.yaml': contract(
          "components:\n  schemas:\n    A: { properties: { b: { type: string } } }\n    C: { items: { $ref: '#/components/schemas/A/properties/b' } }\n",
        ),
      },
      {
        A: { properties: { b: { type: 'string' } } },
        C: { items: { $ref: '#/components/schemas/A_b' } },
        A_b: { type: 'string' },
      },
    ],
    [
      'two names of the root for one definition: the second refers to the first',
      {
        'api.yaml': contract("components:\n  schemas:\n    A: { $ref: 's.yaml#/X' }\n    B: { $ref: 's.yaml#/X' }\n"),
        's.yaml': 'X: { type: string }\n',
      },
      { A: { type: 'string' }, B: { $ref: '#/components/schemas/A' } },
    ],
    [
      'a reference leads on through files that only refer further',
      {
        'api.yaml': contract("components:\n  schemas:\n    A: { items: { $ref: 's.yaml#/deep/properties/x' } }\n"),
        's.yaml': "deep: { $ref: 't.yaml' }\n",
        't.yaml': 'properties: { x: { type: integer } }\n',
      },
      { A: { items: { $ref: '#/components/schemas/x' } }, x: { type: 'integer' } },
    ],
    [
      'equal definitions in different files are one component, even where they refer to themselves',
      {
        'api.yaml': contract(
          "components:\n  schemas:\n    A: { items: { $ref: 'one.yaml#/E' } }\n    B: { items: { $ref: 'two.yaml#/E' } }\n",
        ),
        'one.yaml': "E: { properties: { e: { $ref: '#/E' }, n: { $ref: '#/N' } } }\nN: { type: string }\n",
        'two.yaml': "N: { type: string }\nE: { properties: { e: { $ref: '#/E' }, n: { $ref: '#/N' } } }\n",
      },
      {
        A: { items: { $ref: '#/components/schemas/E' } },
        B: { items: { $ref: '#/components/schemas/E' } },
        E: { properties: { e: { $ref: '#/components/schemas/E' }, n: { $ref: '#/components/schemas/N' } } },
        N: { type: 'string' },
      },
    ],
    [
      'what explains a component in the root goes before what explains it in its file',
      {
        'api.yaml': contract("components:\n  schemas:\n    A: { $ref: 's.yaml#/X', description: mine }\n"),
        's.yaml': 'X: { type: string, description: theirs }\n',
      },
      { A: { type: 'string', description: 'mine' } },
    ],
    [
      'what constrains a reference in 3.1 is kept, as allOf',
      {
        'api.yaml': contract(
          "components:\n  schemas:\n    A: { type: string }\n    B: { items: { $ref: '#/components/schemas/A', minLength: 2 } }\n",
        ),
      },
      {
        A: { type: 'string' },
        B: { items: { allOf: [{ $ref: '#/components/schemas/A' }], minLength: 2 } },
      },
    ],
    [
      'a discriminator maps to components, given by name, pointer or file',
      {
        'api.yaml': contract(
          "components:\n  schemas:\n    A:\n      discriminator:\n        propertyName: p\n        mapping: { a: B, b: '#/components/schemas/B', c: 's.yaml#/C', d: D }\n    B: {}\n    E: { items: { $ref: 's.yaml#/D' } }\n",
        ),
        's.yaml': 'C: { type: object }\nD: { type: string }\n',
      },
      {
        A: {
          discriminator: {
            propertyName: 'p',
            mapping: {
              a: '#/components/schemas/B',
              b: '#/components/schemas/B',
              c: '#/components/schemas/C',
              d: '#/components/schemas/D',
            },
          },
        },
        B: {},
        E: { items: { $ref: '#/components/schemas/D' } },
        C: { type: 'object' },
        D: { type: 'string' },
      },
    ],
    [
      'a $ref in an example, a default, an enum or an extension is data',
      {
        'api.yaml': contract(
          'components:\n  schemas:\n    A:\n      default: { $ref: x }\n      example: { $ref: x }\n      enum: [{ $ref: x }]\n      const: { $ref: x }\n      x-a: { $ref: x }\n',
        ),
      },
      {
        A: {
          default: { $ref: 'x' },
          example: { $ref: 'x' },
          enum: [{ $ref: 'x' }],
          const: { $ref: 'x' },
          'x-a': { $ref: 'x' },
        },
      },
    ],
    [
      'a property that is called $ref is a property',
      { 'api.yaml': contract('components:\n  schemas:\n    A: { properties: { $ref: { type: string } } }\n') },
      { A: { properties: { $ref: { type: 'string' } } } },
    ],
    [
      'schemas that are true or false become objects, but not where they say what else is allowed',
      {
        'api.yaml': contract(
          'components:\n  schemas:\n    A: { properties: { any: true, none: false, additionalProperties: true }, additionalProperties: false }\n',
        ),
      },
      { A: { properties: { any: {}, none: { not: {} }, additionalProperties: {} }, additionalProperties: false } },
    ],
    [
      'keys such as __proto__ in data stay data',
      {
        'api.json':
          '{"openapi":"3.1.0","info":{"title":"T","version":"1"},"components":{"schemas":{"A":{"default":{"__proto__":{"polluted":1}}}}}}',
      },
      { A: { default: JSON.parse('{"__proto__":{"polluted":1}}') } },
    ],
  ];

  test.each(cases)('%s', async (_name, files, want) => {
    const schemas = await schemasOf(files);
    expect(schemas).toEqual(want);
    expect(JSON.stringify(schemas)).toBe(JSON.stringify(want));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

test('different definitions of one name are numbered, and that is reported', async () => {
  const { document, warnings } = await load({
    'api.yaml': contract(
      "components:\n  schemas:\n    A: { items: { $ref: 'one.yaml#/E' } }\n    B: { items: { $ref: 'two.yaml#/E' } }\n    C: { items: { $ref: 'three.yaml#/E' } }\n",
    ),
    'one.yaml': 'E: { type: string }\n',
    'two.yaml': 'E: { type: integer }\n',
    'three.yaml': 'E: { type: integer }\n',
  });
  expect(Object.keys(document.components?.schemas ?? {})).toEqual(['A', 'B', 'C', 'E', 'E2']);
  expect(document.components?.schemas?.['C']).toEqual({ items: { $ref: '#/components/schemas/E2' } });
  expect(warnings.map(({ code, location }) => `${code} ${location?.file}`)).toEqual(['component-collision two.yaml']);
});

test('path items are put in place of references to them, and what is beside the reference is added', async () => {
  const { document } = await load({
    'api.yaml': contract("paths:\n  '/a/{id}':\n    $ref: 'p.yaml#/~1a'\n    summary: mine\n"),
    'p.yaml':
      "/a:\n  parameters: [{ $ref: 'q.yaml#/Id' }]\n  get: { operationId: get, responses: { '200': { $ref: 'q.yaml#/Ok' } } }\n",
    'q.yaml': 'Id: { name: id, in: path, required: true, schema: { type: string } }\nOk: { description: ok }\n',
  });
  expect(document.paths['/a/{id}']).toEqual({
    parameters: [{ $ref: '#/components/parameters/Id' }],
    get: { operationId: 'get', responses: { 200: { $ref: '#/components/responses/Ok' } } },
    summary: 'mine',
  });
  expect(document.components).toEqual({
    parameters: { Id: { name: 'id', in: 'path', required: true, schema: { type: 'string' } } },
    responses: { Ok: { description: 'ok' } },
  });
});

test('a place in the bundled document is found in the sources', async () => {
  const { locate } = await load({
    'api.yaml': contract(
      "paths:\n  /a: { $ref: 'p.yaml' }\ncomponents:\n  schemas:\n    A: { $ref: 's.json#/defs/0' }\n",
    ),
    'p.yaml': 'get:\n  responses:\n    "200":\n      description: ok\n',
    's.json': '{\n  "defs": [\n    { "type": "object",\n      "properties": { "a": {} } }\n  ]\n}\n',
  });
  const at = (pointer: string) => {
    const { file, line, column } = locate(pointer) ?? {};
    return `${file}:${line}:${column}`;
  };
  expect([
    at(''),
    at('/info/title'),
    at('/paths/~1a'),
    at('/paths/~1a/get/responses/200/description'),
    at('/components/schemas/A'),
    at('/components/schemas/A/properties/a'),
    at('/components/schemas/A/nothing/there'),
  ]).toEqual(['api.yaml:1:1', 'api.yaml:2:9', 'p.yaml:1:1', 'p.yaml:4:7', 's.json:3:5', 's.json:4:23', 's.json:3:5']);
});

test('the same contract gives the same bytes, and anchors and merge keys of YAML are expanded', async () => {
  const files = {
    'api.yaml': contract(
      'x-base: &base { type: object, description: base }\ncomponents:\n  schemas:\n    A: { <<: *base, description: own }\n    B: *base\n',
    ),
  };
  const [one, two] = [await load(files), await load(files)];
  expect(JSON.stringify(one.document)).toBe(JSON.stringify(two.document));
  expect(one.document.components?.schemas).toEqual({
    A: { type: 'object', description: 'own' },
    B: { type: 'object', description: 'base' },
  });
});

test('files are listed with their hashes, the root first', async () => {
  const files = {
    'api.yaml': contract("components:\n  schemas:\n    A: { $ref: 'sub/s.yaml#/X' }\n"),
    'sub/s.yaml': "X: { items: { $ref: '../api.yaml#/components/schemas/A' } }\n",
  };
  const { files: read } = await load(files);
  expect(read.map(({ path, sha256 }) => [path.split('/').at(-1), sha256.length])).toEqual([
    ['api.yaml', 64],
    ['s.yaml', 64],
  ]);
});
