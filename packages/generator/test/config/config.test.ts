import { describe, expect, test } from 'vitest';
import { ContractError, type Diagnostic } from '../../src/base/diagnostics.js';
import { loadConfig } from '../../src/config/load-config.js';
import { overlappingPaths } from '../../src/config/overlapping-paths.js';
import type { ProductConfig } from '../../src/config/product-config.js';
import { resolveProduct } from '../../src/config/resolve-product.js';
import { validateConfig } from '../../src/config/validate-config.js';
import { folderOf } from '../load/folder.js';

const PRODUCT = { name: 'pets', input: 'api.yaml', output: 'out' };

describe('a configuration that is right has no problems', () => {
  const products: ProductConfig[] = [
    PRODUCT,
    {
      ...PRODUCT,
      name: 'pets-2-go',
      clientName: 'createPets',
      bundle: 'openapi.json',
      docs: 'OPERATIONS.md',
      names: { getPets: 'pets.list' },
      stripPrefix: ['/api', '/v2'],
      pagination: {
        getPets: { items: 'pets', limit: 'limit', max: 50, next: 'links.next', nextOptional: true },
        getDogs: false,
      },
      codecs: { getPets: { 'text/csv': 'stream', '*/*': 'any', 'text/event-stream': 'sse-event' } },
      itemSchemas: { getPets: 'Pet' },
      formats: { getPets: { in: 'query', name: 'format', values: { 'text/csv': 'csv' } } },
      variants: { createZoo: { withoutPrefix: '/zoos/{zooId}' } },
      idempotent: ['postSearch'],
      runtimePackage: '@zoo/runtime',
      overlays: ['overlay.yaml'],
      allowRemoteRefs: false,
      refRoot: '..',
    },
  ];
  test('with the least and with all options', () => {
    expect(validateConfig({ products })).toEqual([]);
    expect(validateConfig({ products: [{ ...PRODUCT, stripPrefix: '/api', bundle: undefined }] })).toEqual([]);
  });
});

describe('what is wrong with a configuration is reported by the option’s name and what it takes', () => {
  const cases: [config: unknown, want: string | RegExp][] = [
    [undefined, 'The configuration is undefined, not an object'],
    [[], 'The configuration is an array, not an object'],
    [{}, '`products` is undefined, not an array'],
    [{ products: [] }, '`products` is empty: there is nothing to generate'],
    [{ products: [1] }, '`products[0]` is a number, not an object'],
    [{ products: [PRODUCT], prodcts: [] }, 'There is no option "prodcts" in the configuration'],
    [{ products: [{ ...PRODUCT, inptu: 'x' }] }, 'There is no option "inptu" in `products[0]`'],
    [{ products: [{ name: 'a', input: 'b' }] }, '`products[0].output` is missing'],
    [{ products: [{ ...PRODUCT, name: 'Pets' }] }, /^`products\[0\]\.name` is "Pets"; it takes lower-case letters/],
    [{ products: [{ ...PRODUCT, name: '../pets' }] }, /^`products\[0\]\.name` is "\.\.\/pets"; it takes/],
    [{ products: [{ ...PRODUCT, input: '' }] }, '`products[0].input` is ""; it takes a string that is not empty'],
    [
      { products: [{ ...PRODUCT, bundle: true }] },
      '`products[0].bundle` is a boolean; it takes a string that is not empty',
    ],
    [
      { products: [{ ...PRODUCT, names: { a: 1 } }] },
      '`products[0].names` is an object; it takes an object of which each value is a string that is not empty',
    ],
    [{ products: [{ ...PRODUCT, stripPrefix: [1] }] }, /a string that is not empty, or an array of which each is/],
    [
      { products: [{ ...PRODUCT, pagination: { a: true } }] },
      /false, or an object with items and any of limit \(a string\), max/,
    ],
    [{ products: [{ ...PRODUCT, pagination: { a: { limit: 'limit' } } }] }, /items and any of/],
    [{ products: [{ ...PRODUCT, pagination: { a: { items: 'x', pages: 'y' } } }] }, /items and any of/],
    [{ products: [{ ...PRODUCT, pagination: { a: { items: 'x', max: 0 } } }] }, /max \(an integer, 1 or more\)/],
    [{ products: [{ ...PRODUCT, pagination: { a: { items: 'x', max: '9' } } }] }, /max \(an integer, 1 or more\)/],
    [{ products: [{ ...PRODUCT, pagination: { a: { items: 'x', nextOptional: false } } }] }, /nextOptional \(true\)/],
    [
      { products: [{ ...PRODUCT, codecs: { a: { 'text/csv': 'csv' } } }] },
      /one of json, text, bytes, stream, form, multipart/,
    ],
    [
      { products: [{ ...PRODUCT, formats: { a: { in: 'header', name: 'f', values: {} } } }] },
      /an object with in \('query' or 'body'\), name, and values/,
    ],
    [{ products: [{ ...PRODUCT, variants: { createB: { withoutPrefix: 'accounts/' } } }] }, /a path such as/],
    [{ products: [{ ...PRODUCT, runtimePackage: '"; evil()' }] }, /it takes the name of a package/],
    [{ products: [{ ...PRODUCT, clientName: 'a b' }] }, /it takes the name of a function/],
    [
      { products: [{ ...PRODUCT, allowRemoteRefs: 'yes' }] },
      '`products[0].allowRemoteRefs` is "yes"; it takes true or false',
    ],
    [{ products: [PRODUCT, PRODUCT] }, 'Two products are called "pets"'],
  ];
  test.each(cases)('%j', (config, want) => {
    const messages = validateConfig(config).map(({ message }) => message);
    expect(messages).toEqual([typeof want === 'string' ? want : expect.stringMatching(want)]);
  });

  test('a misspelt option is reported with the one that is meant', () => {
    expect(validateConfig({ products: [{ ...PRODUCT, stripPrefx: '/a' }] })[0]?.fix).toBe(
      'Did you mean `stripPrefix`?',
    );
  });
});

describe('no product writes into another or over a contract', () => {
  const cases: [name: string, products: Partial<ProductConfig>[], problems: number][] = [
    ['apart', [{ output: 'a' }, { output: 'b' }], 0],
    ['names that begin alike', [{ output: 'a' }, { output: 'ab' }], 0],
    ['the same folder', [{ output: 'a' }, { output: './a/' }], 1],
    ['a folder in another', [{ output: 'a' }, { output: 'a/b' }], 1],
    ['a bundle in the folder', [{ output: 'a', bundle: 'a/openapi.json' }], 1],
    [
      'one bundle for two',
      [
        { output: 'a', bundle: 'x.json' },
        { output: 'b', bundle: 'x.json' },
      ],
      1,
    ],
    ['the table over the bundle', [{ output: 'a', bundle: 'x', docs: 'x' }], 1],
    ['the bundle over the contract', [{ output: 'a', bundle: 'api.yaml' }], 1],
    ['the table over an overlay', [{ output: 'a', docs: 'o.md', overlays: ['o.md'] }], 1],
  ];
  test.each(cases)('%s', (_name, products, problems) => {
    const resolved = products.map((product) => resolveProduct({ ...PRODUCT, ...product }, '/base'));
    expect(overlappingPaths(resolved).map(({ code }) => code)).toEqual(Array(problems).fill('config-paths-overlap'));
  });
});

describe('a configuration file', () => {
  const failure = async (files: Record<string, string>, file?: string): Promise<readonly Diagnostic[]> => {
    try {
      await loadConfig(file, folderOf(files));
    } catch (error) {
      if (error instanceof ContractError) return error.diagnostics;
      throw error;
    }
    return [];
  };
  const products = "{ products: [{ name: 'a', input: 'b', output: 'c' }] }";

  const good: [name: string, files: Record<string, string>, file?: string][] = [
    [
      'in TypeScript, with defineConfig',
      {
        'influxkit.config.ts': `import { defineConfig } from '@influxkit/generator';\nimport { name } from './other.js';\nconst x: string = name;\nexport default defineConfig({ products: [{ name: x, input: 'b', output: 'c' }] });`,
        'other.ts': "export const name = 'a' as const;",
      },
    ],
    ['in JavaScript', { 'influxkit.config.mjs': `export default ${products}` }],
    ['in JSON', { 'influxkit.config.json': '{"products":[{"name":"a","input":"b","output":"c"}]}' }],
    ['of another name', { 'sub/my.config.ts': `export default ${products}` }, 'sub/my.config.ts'],
  ];
  test.each(good)('%s is read', async (_name, files, file) => {
    const folder = folderOf(files);
    const { config, baseDir } = await loadConfig(file, folder);
    expect(config).toEqual({ products: [{ name: 'a', input: 'b', output: 'c' }] });
    expect(baseDir).toBe(file ? `${folder}/sub` : folder);
  });

  const bad: [name: string, files: Record<string, string>, file: string | undefined, code: string, message: RegExp][] =
    [
      ['that is not there', {}, undefined, 'config-missing', /There is no influxkit\.config\.ts in/],
      ['that is named and not there', {}, 'my.ts', 'config-missing', /There is no file "my\.ts"/],
      [
        'that throws',
        { 'influxkit.config.ts': "throw new Error('broken on purpose')" },
        undefined,
        'config-failed',
        /broken on purpose/,
      ],
      [
        'that is not TypeScript',
        { 'influxkit.config.ts': 'export default {' },
        undefined,
        'config-failed',
        /cannot be run/,
      ],
      [
        'that imports what is not there',
        { 'influxkit.config.ts': "import './nope.js'; export default {}" },
        undefined,
        'config-failed',
        /nope/,
      ],
      [
        'that exports nothing of use',
        { 'influxkit.config.ts': 'export default 1' },
        undefined,
        'config-invalid',
        /influxkit\.config\.ts": The configuration is a number/,
      ],
    ];
  test.each(bad)('%s is reported', async (_name, files, file, code, message) => {
    const [first] = await failure(files, file);
    expect(first).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
