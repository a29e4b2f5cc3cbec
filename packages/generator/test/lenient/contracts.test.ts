import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ProductConfig } from '../../src/config/product-config.js';
import { typeErrors } from '../typecheck/program.js';
import { methodsOf, published } from './published.js';

const folder = new URL('../fixtures/contracts/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const contracts = readdirSync(folder).filter((name) => !name.includes('overlay'));

describe('every contract gives a client that compiles', () => {
  const settings: Partial<ProductConfig>[] = [
    {},
    { naming: 'operationId' },
    { naming: { by: 'operationId', tags: false } },
  ];
  test.each(contracts.flatMap((name) => settings.map((each) => [name, each] as const)))(
    '%s %j',
    async (name, setting) => {
      const { files, reported } = await published({ [name]: read(name) }, setting);
      expect(reported.filter((code) => code.endsWith('!'))).toEqual([]);
      expect(typeErrors(files)).toEqual([]);
    },
  );
});

describe('overlays are applied before anything is checked', () => {
  const [contract, overlay] = [read('people.yaml'), read('people.overlay.yaml')];
  test('one mends what strict refuses', async () => {
    const files = { 'people.yaml': contract, 'people.overlay.yaml': overlay };
    expect((await published({ 'people.yaml': contract }, { strict: true })).reported).toEqual(['path-parameter!']);
    const mended = await published(files, { strict: true, overlays: ['people.overlay.yaml'] });
    expect(mended.reported).toEqual([]);
    expect(mended.files.get('client.ts')).toContain('(id: number, options?: CallOptions)');
  });

  test('one reaches into the files that a contract is split into', async () => {
    const split = {
      'root.yaml':
        "openapi: 3.0.3\ninfo: { title: T, version: '1' }\npaths:\n  '/v3/people/{id}': { $ref: './person.yaml' }\n",
      'person.yaml': "get: { operationId: GetPerson, responses: { '200': { description: ok } } }\n",
      'people.overlay.yaml': overlay,
    };
    expect((await published(split, { strict: true, overlays: ['people.overlay.yaml'] })).reported).toEqual([]);
  });

  test('one for another document, or that matches nothing, is reported', async () => {
    const other = `overlay: 1.0.0\nextends: other.yaml\ninfo: { title: O, version: '1' }\nactions: [{ target: $.gone, remove: true }]\n`;
    const { reported } = await published(
      { 'freight.yaml': read('freight.yaml'), 'o.yaml': other },
      { overlays: ['o.yaml'] },
    );
    expect(reported).toEqual(['overlay-extends', 'overlay-unmatched']);
  });
});

describe('operations are filtered before anything is checked', () => {
  const CASES: [name: string, given: Partial<ProductConfig>, want: string[]][] = [
    [
      'by tag',
      { include: { tags: ['Parcels'] }, exclude: { operations: ['uploadPaper'] } },
      [
        'parcels.list(query, options) GET /parcels',
        'parcels.create(body, options) POST /parcels',
        'parcels.label.get(parcel_id, options) GET /parcels/{parcel_id}/label',
      ],
    ],
    [
      'by path',
      { include: { paths: ['/parcels/*'] } },
      [
        'parcels.label.get(parcel_id, options) GET /parcels/{parcel_id}/label',
        'parcels.papers.create(parcel_id, body, options) POST /parcels/{parcel_id}/papers',
      ],
    ],
    ['by id', { include: { operations: ['news'] } }, ['news.get(options) GET /news']],
    ['all but a path', { exclude: { paths: ['/parcels*'] } }, ['news.get(options) GET /news']],
  ];
  test.each(CASES)('%s', async (_, given, want) => {
    const result = await published({ 'freight.yaml': read('freight.yaml') }, given);
    expect(methodsOf(result)).toEqual(want);
  });

  test('what only they lead to goes with them', async () => {
    const { model } = await published({ 'freight.yaml': read('freight.yaml') }, { include: { operations: ['news'] } });
    expect(model?.schemas).toEqual([]);
  });

  test('deprecated ones', async () => {
    const text = read('people.yaml').replace('operationId: ListPeople', 'deprecated: true, operationId: ListPeople');
    expect(methodsOf(await published({ 'p.yaml': text }, { exclude: { deprecated: true } }))).toEqual([
      'v3.people.get(id, options) GET /v3/people/{id}',
    ]);
  });

  test('what matches nothing is reported', async () => {
    const { diagnostics } = await published(
      { 'p.yaml': read('people.yaml') },
      { exclude: { operations: ['ListPeopel'] } },
    );
    expect(diagnostics.map(({ code, fix }) => `${code} ${fix}`)).toContain(
      'filter-unmatched Did you mean "ListPeople"?',
    );
  });

  test('a mistake in what is left out is not reported', async () => {
    expect(
      (await published({ 'p.yaml': read('people.yaml') }, { exclude: { operations: ['GetPerson'] } })).reported,
    ).toEqual([]);
  });
});

test('equal warnings are reported once, with a count', async () => {
  const operations = Array.from(
    { length: 300 },
    (_, index) => `  /p${index}: { get: { nonsense: 1, responses: {} } }\n`,
  );
  const { diagnostics } = await published({
    'a.yaml': `openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n${operations.join('')}`,
  });
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]).toMatchObject({ code: 'structure-unknown', count: 300 });
});

test('a chain of allOf is walked once', async () => {
  const link = (index: number): string =>
    `    S${index}: { allOf: [{ $ref: '#/components/schemas/S${index + 1}' }, { type: object, properties: { p${index}: { type: string } } }] }\n`;
  const schemas = Array.from({ length: 1000 }, (_, index) => link(index)).join('');
  const { model } = await published({
    'a.yaml': `openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n${schemas}    S1000: { type: object }\n`,
  });
  expect(model?.schemas.every(({ form }) => form === 'interface')).toBe(true);
});

test('limits can be raised and lowered', async () => {
  const text = read('freight.yaml');
  expect((await published({ 'f.yaml': text }, { limits: { maxBytes: 100 } })).reported).toEqual([
    'document-too-large!',
  ]);
  expect((await published({ 'f.yaml': text }, { limits: { maxDepth: 3 } })).reported).toEqual(['document-too-deep!']);
});

describe('names', () => {
  test('nothing of the contract is called as the client is', async () => {
    const { model } = await published({ 'words.yaml': read('words.yaml') }, { name: 'words' });
    expect([model?.clientName, model?.clientType, model?.clientOptions]).toEqual([
      'createWords',
      'Words',
      'WordsOptions',
    ]);
  });

  test('in strict mode a collision is refused, with the line for the configuration', async () => {
    const { reported, diagnostics } = await published({ 'words.yaml': read('words.yaml') }, { strict: true });
    expect(reported).toContain('name-collision!');
    expect(diagnostics.map(({ fix }) => fix).join('\n')).toMatch(/`schemaNames: \{ "foo-bar": "FooBarModel" \}`/);
  });

  const CASES: [naming: ProductConfig['naming'], want: string][] = [
    ['path', 'parcels.list'],
    ['operationId', 'parcels.listParcels'],
    [{ by: 'operationId', tags: false }, 'listParcels'],
  ];
  test.each(CASES)('by %j', async (naming, want) => {
    const { model } = await published({ 'f.yaml': read('freight.yaml') }, naming === undefined ? {} : { naming });
    expect(model?.operations[0]?.name.join('.')).toBe(want);
  });
});
