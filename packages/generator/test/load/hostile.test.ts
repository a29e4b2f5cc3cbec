import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { effort } from '../../../../tests/tools/src/effort.js';
import { every } from '../../../../tests/tools/src/scope.js';
import { ContractError } from '../../src/base/diagnostics.js';
import { type LoadOptions, loadContract } from '../../src/contract/load/load-contract.js';
import { contract, folderOf } from './folder.js';

/** Codes of the errors that stop a contract, or none. */
async function codesOf(input: string, options: LoadOptions): Promise<string[]> {
  try {
    await loadContract(input, { strict: true, ...options });
    return [];
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    return error.diagnostics.map(({ code }) => code);
  }
}

const refTo = (reference: string): string =>
  contract(`components:\n  schemas:\n    A: { items: { $ref: ${JSON.stringify(reference)} } }\n`);

describe('a $ref never leads out of the folder of the contract', () => {
  const references: [reference: string, want: string[]][] = [
    ['../secret.yaml', ['ref-outside']],
    ['./../secret.yaml#/X', ['ref-outside']],
    ['sub/../../secret.yaml', ['ref-outside']],
    ['%2e%2e/secret.yaml', ['ref-outside']],
    ['..%2fsecret.yaml', ['ref-outside']],
    ['/etc/passwd', ['ref-outside']],
    ['file:///etc/passwd', ['ref-outside']],
    ['FILE:///etc/passwd', ['ref-outside']],
    ['file://host/share/x', ['ref-invalid']],
    ['link.yaml', ['ref-outside']],
    ['folder/secret.yaml', ['ref-outside']],
    ['inside.yaml', []],
    ['sub/../inside.yaml', []],
    ['http://127.0.0.1:1/x.yaml', ['ref-remote']],
    ['HTTPS://example.invalid/x.yaml', ['ref-remote']],
    ['//example.invalid/x.yaml', ['ref-remote']],
    ['javascript:alert(1)', ['ref-invalid']],
    ['data:application/json,{}', ['ref-invalid']],
    ['a\u0000b.yaml', ['ref-invalid']],
  ];

  afterAll(() => noteCases('documents', 'references out of the folder of the contract', references.length));

  test.each(references)('%j', async (reference, want) => {
    const baseDir = folderOf({
      'secret.yaml': 'X: {}\n',
      'contract/inside.yaml': '{}\n',
      'contract/sub/x': '',
      'contract/api.yaml': refTo(reference),
    });
    symlinkSync('../secret.yaml', join(baseDir, 'contract/link.yaml'));
    symlinkSync('..', join(baseDir, 'contract/folder'));
    expect(await codesOf('contract/api.yaml', { baseDir })).toEqual(want);
  });

  test('unless the option gives a folder that holds both', async () => {
    const baseDir = folderOf({
      'contracts/common/s.yaml': 'X: { type: string }\n',
      'contracts/api/api.yaml': refTo('../common/s.yaml#/X'),
    });
    expect(await codesOf('contracts/api/api.yaml', { baseDir })).toEqual(['ref-outside']);
    expect(await codesOf('contracts/api/api.yaml', { baseDir, refRoot: 'contracts' })).toEqual([]);
  });
});

test('what is not a regular file is not read', async () => {
  const baseDir = folderOf({ 'api.yaml': refTo('fifo.yaml') });
  execFileSync('mkfifo', [join(baseDir, 'fifo.yaml')]);
  expect(await codesOf('api.yaml', { baseDir })).toEqual(['document-unreadable']);
  expect(await codesOf('/dev/zero', { baseDir })).toEqual(['document-unreadable']);
});

describe('a document decides neither how much memory nor how much time it takes', () => {
  /** Far more work than is needed, and far less than what an attack would make of it. */
  const ENOUGH = 1000;

  const nested = (open: string, close: string, levels: number): string => open.repeat(levels) + close.repeat(levels);
  const schemas = (text: string): string => contract(`components:\n  schemas:\n    A: ${text}\n`);
  const aliases = (levels: number): string =>
    contract(
      `x-0: &x0 { type: string }\n${Array.from(
        { length: levels },
        (_, level) => `x-${level + 1}: &x${level + 1} { anyOf: [${Array(10).fill(`*x${level}`).join(', ')}] }\n`,
      ).join('')}components:\n  schemas:\n    A: *x${levels}\n`,
    );

  const cases: [name: string, file: string, text: () => string, want: string[]][] = [
    [
      '10,000 levels of JSON',
      'a.json',
      () =>
        `{"openapi":"3.1.0","info":{"title":"T","version":"1"},"components":{"schemas":{"A":${nested('{"items":', '}', 10_000).replace('{"items":}', '{}')}}}}`,
      ['document-too-deep'],
    ],
    [
      '10,000 levels of lists in an example',
      'a.json',
      () => `{"openapi":"3.1.0","info":{"title":"T","version":"1"},"x-a":${nested('[', ']', 10_000)}}`,
      ['document-too-deep'],
    ],
    [
      '10,000 levels of YAML in braces',
      'a.yaml',
      () => schemas(nested('{items: ', '}', 10_000)),
      ['document-too-deep'],
    ],
    ['10,000 levels of YAML in lists', 'a.yaml', () => schemas(nested('[', ']', 10_000)), ['document-too-deep']],
    [
      '2,000 levels of YAML by indentation',
      'a.yaml',
      () => Array.from({ length: 2_000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
      ['document-too-deep'],
    ],
    [
      '10,000 levels of YAML by indentation',
      'a.yaml',
      () => Array.from({ length: 10_000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
      ['document-too-large'],
    ],
    ['1,000,000 open brackets', 'a.json', () => '['.repeat(1_000_000), ['document-syntax']],
    ['aliases that expand to a million million values', 'a.yaml', () => aliases(12), ['document-too-large']],
    ['an anchor that contains itself', 'a.yaml', () => schemas('&a { items: *a }'), ['document-too-deep']],
    ['an anchor that contains itself, in data', 'a.yaml', () => contract('x-a: &a [*a]\n'), ['document-too-deep']],
    ['a document that is larger than is taken', 'a.json', () => ' '.repeat(21 * 1024 * 1024), ['document-too-large']],
    [
      '100,000 references to nothing',
      'a.yaml',
      () => schemas(`{ anyOf: [${Array(100_000).fill("{ $ref: '#/x' }").join(',')}] }`),
      [...Array(200).fill('ref-unresolved'), 'too-many-problems'],
    ],
    [
      '100,000 mistakes',
      'a.json',
      () =>
        JSON.stringify({
          openapi: '3.1.0',
          info: { title: 'T', version: '1' },
          paths: Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`/${index}`, []])),
        }),
      [...Array(200).fill('structure-kind'), 'too-many-problems'],
    ],
    [
      'a chain of 20,000 references',
      'a.json',
      () =>
        JSON.stringify({
          openapi: '3.1.0',
          info: { title: 'T', version: '1' },
          components: {
            schemas: Object.fromEntries(
              Array.from({ length: 20_000 }, (_, index) => [
                `S${index}`,
                index === 19_999 ? {} : { $ref: `#/components/schemas/S${index + 1}` },
              ]),
            ),
          },
        }),
      [],
    ],
    [
      '10,000 definitions of one name',
      'a.json',
      () =>
        JSON.stringify({
          openapi: '3.1.0',
          info: { title: 'T', version: '1' },
          'x-d': Object.fromEntries(
            Array.from({ length: 10_000 }, (_, index) => [`d${index}`, { Same: { maxLength: index } }]),
          ),
          components: {
            schemas: { A: { anyOf: Array.from({ length: 10_000 }, (_, index) => ({ $ref: `#/x-d/d${index}/Same` })) } },
          },
        }),
      [...Array<string>(200).fill('component-collision'), 'too-many-problems'],
    ],
    [
      '10 MB in one line of text',
      'a.yaml',
      () => contract(`x-a: '${'x'.repeat(10_000_000)}'\npaths: []\n`),
      ['structure-kind'],
    ],
    [
      '10 MB of schemas in JSON',
      'a.json',
      () =>
        JSON.stringify({
          openapi: '3.1.0',
          info: { title: 'T', version: '1' },
          components: {
            schemas: Object.fromEntries(
              Array.from({ length: 40_000 }, (_, index) => [
                `S${index}`,
                {
                  type: 'object',
                  properties: {
                    a: { type: 'string', description: 'x'.repeat(100) },
                    b: { $ref: `#/components/schemas/S${(index * 7) % 40_000}` },
                  },
                },
              ]),
            ),
          },
        }),
      [],
    ],
    [
      '10 MB of schemas in YAML, with a mistake at the end',
      'a.yaml',
      () =>
        contract(
          `components:\n  schemas:\n${Array.from({ length: 60_000 }, (_, index) => `    S${index}:\n      type: object\n      properties:\n        a: { type: string, description: ${'x'.repeat(80)} }\n`).join('')}    Z: { $ref: '#/nope' }\n`,
        ),
      ['ref-unresolved'],
    ],
  ];

  const tried = every(3, cases);

  afterAll(() => noteCases('documents', 'documents that are too deep, too large or too many', tried.length));

  test.each(tried)('%s', async (_name, file, text, want) => {
    const baseDir = folderOf({ [file]: text() });
    const read = async () => expect(await codesOf(file, { baseDir })).toEqual(want);
    expect(await effort(read)).toBeLessThan(ENOUGH);
  });
});

test('bytes that are not UTF-8 are refused', async () => {
  const baseDir = folderOf({ 'api.yaml': refTo('b.yaml') });
  writeFileSync(join(baseDir, 'b.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe]));
  writeFileSync(join(baseDir, 'utf16.yaml'), Buffer.from('\ufeffopenapi: 3.1.0', 'utf16le'));
  expect(await codesOf('api.yaml', { baseDir })).toEqual(['document-encoding']);
  expect(await codesOf('utf16.yaml', { baseDir })).toEqual(['document-encoding']);
});

test('a byte order mark is not a part of a document', async () => {
  const baseDir = folderOf({
    'api.yaml': `\ufeff${contract('')}`,
    'api.json': '\ufeff{"openapi":"3.1.0","info":{"title":"T","version":"1"}}',
  });
  expect(await codesOf('api.yaml', { baseDir })).toEqual([]);
  expect(await codesOf('api.json', { baseDir })).toEqual([]);
});

test('reading a hostile document leaves objects as they were', async () => {
  const baseDir = folderOf({
    'a.json':
      '{"openapi":"3.1.0","info":{"title":"T","version":"1"},"__proto__":{"polluted":1},"x-a":{"__proto__":{"polluted":1}},"components":{"schemas":{"A":{"__proto__":{"polluted":1},"discriminator":{"propertyName":"p","mapping":{"__proto__":"A","constructor":"A"}}}}}}',
    'b.yaml': contract('x-a: &a { __proto__: { polluted: 1 } }\ncomponents:\n  schemas:\n    A: { <<: *a }\n'),
  });
  mkdirSync(join(baseDir, 'x'));
  expect(await codesOf('a.json', { baseDir })).toEqual(['key-unsafe', 'key-unsafe', 'key-unsafe']);
  await codesOf('b.yaml', { baseDir });
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
