import { describe, expect, test } from 'vitest';
import { ContractError, type Diagnostic, formatDiagnostic } from '../../src/base/diagnostics.js';
import { type LoadOptions, loadContract } from '../../src/contract/load/load-contract.js';
import { contract, folderOf } from './folder.js';

/** All diagnostics of a contract, as `code file:line:column`. */
async function problemsOf(files: Record<string, string>, options: LoadOptions = {}): Promise<Diagnostic[]> {
  const baseDir = folderOf(files);
  const found: Diagnostic[] = [];
  const [input = ''] = Object.keys(files);
  try {
    await loadContract(input, { baseDir, report: (diagnostic) => found.push(diagnostic), ...options });
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    found.push(...error.diagnostics);
  }
  return found;
}

const short = ({ code, location }: Diagnostic): string =>
  location ? `${code} ${location.file}:${location.line}:${location.column}` : code;

const operation = (rest: string, path = '/a'): string =>
  contract(`paths:\n  ${path}:\n    get:\n      responses: { '200': { description: ok } }\n${rest}`);

/** name, files (the first is the root), what must be reported */
const CASES: [name: string, files: Record<string, string>, want: string[]][] = [
  ['a contract without mistakes', { 'a.yaml': operation('') }, []],
  ['YAML that is not well formed', { 'a.yaml': 'openapi: 3.1.0\ninfo: [\n' }, ['document-syntax a.yaml:3:1']],
  ['a key that is there twice', { 'a.yaml': 'openapi: 3.1.0\nopenapi: 3.1.0\n' }, ['document-syntax a.yaml:2:1']],
  ['JSON that is not well formed', { 'a.json': '{\n  "openapi": "3.1.0",\n}' }, ['document-syntax a.json:3:1']],
  ['JSON that ends too early', { 'a.json': '{ "openapi": "3.1' }, ['document-syntax a.json:1:14']],
  ['a string instead of a document', { 'a.yaml': 'hello' }, ['openapi-version a.yaml:1:1']],
  ['an empty file', { 'a.yaml': '' }, ['openapi-version a.yaml:1:1']],
  ['Swagger 2.0', { 'a.yaml': 'info: {}\nswagger: "2.0"\n' }, ['openapi-version a.yaml:2:1']],
  ['a later OpenAPI', { 'a.yaml': 'openapi: 4.0.0\n' }, ['openapi-version a.yaml:1:1']],
  ['something else', { 'a.yaml': 'hello: there\n' }, ['openapi-version a.yaml:1:1']],
  ['a missing title', { 'a.yaml': 'openapi: 3.1.0\ninfo:\n  version: "1"\n' }, ['structure-incomplete a.yaml:2:1']],
  [
    'a version that YAML reads as a number',
    { 'a.yaml': 'openapi: 3.1.0\ninfo:\n  title: T\n  version: 1.0\n' },
    ['structure-scalar a.yaml:4:3'],
  ],
  ['a list in place of an object', { 'a.yaml': contract('paths: []\n') }, ['structure-kind a.yaml:3:1']],
  ['a misspelt field', { 'a.yaml': operation('      sumary: x\n') }, ['structure-unknown a.yaml:7:7']],
  ['a field without a value', { 'a.yaml': operation('      summary:\n') }, ['structure-empty a.yaml:7:7']],
  [
    'a place of parameters that there is not',
    { 'a.yaml': operation('      parameters:\n        - { name: x, in: body, schema: {} }\n') },
    ['structure-value a.yaml:8:22'],
  ],
  [
    'a type that there is not',
    { 'a.yaml': contract('components:\n  schemas:\n    A: { type: strnig }\n') },
    ['structure-value a.yaml:5:10'],
  ],
  [
    'a number that JSON does not have',
    { 'a.yaml': contract('components:\n  schemas:\n    A: { default: .inf }\n') },
    ['value-not-json a.yaml:5:10'],
  ],
  [
    'the name __proto__',
    { 'a.yaml': contract('components:\n  schemas:\n    A:\n      properties:\n        __proto__: { type: string }\n') },
    ['key-unsafe a.yaml:7:9'],
  ],
  [
    'a component called __proto__',
    { 'a.yaml': contract('components:\n  schemas:\n    __proto__: { type: string }\n') },
    ['key-unsafe a.yaml:5:5'],
  ],
  [
    'a $ref that is not a text',
    { 'a.yaml': contract('components:\n  schemas:\n    A: { $ref: 1 }\n') },
    ['ref-invalid a.yaml:5:10'],
  ],
  [
    'a $ref with a stray percent sign',
    { 'a.yaml': contract("components:\n  schemas:\n    A: { $ref: '#/%' }\n") },
    ['ref-invalid a.yaml:5:10'],
  ],
  [
    'a $ref to nothing',
    { 'a.yaml': contract("components:\n  schemas:\n    A: { items: { $ref: '#/components/schemas/B' } }\n") },
    ['ref-unresolved a.yaml:5:19'],
  ],
  [
    'a $ref to what objects inherit',
    { 'a.yaml': contract("components:\n  schemas:\n    A: { items: { $ref: '#/components/schemas/constructor' } }\n") },
    ['ref-unresolved a.yaml:5:19'],
  ],
  [
    'a $ref to nothing in another file',
    { 'a.yaml': contract("components:\n  schemas:\n    A: { $ref: 'b.yaml#/X' }\n"), 'b.yaml': 'Y: {}\n' },
    ['ref-unresolved a.yaml:5:10'],
  ],
  [
    'a $ref to a missing file',
    { 'a.yaml': contract("components:\n  schemas:\n    A: { $ref: 'b.yaml' }\n") },
    ['document-unreadable a.yaml:5:10'],
  ],
  [
    'a $ref to a missing file, on the way through the paths',
    { 'a.yaml': contract("paths:\n  /a:\n    parameters: [{ $ref: 'b.yaml' }]\n  /b:\n    $ref: 'c.yaml'\n") },
    ['document-unreadable a.yaml:5:20', 'document-unreadable a.yaml:7:5'],
  ],
  [
    'a $ref to a folder',
    { 'a.yaml': contract("components:\n  schemas:\n    A: { $ref: 'sub' }\n"), 'sub/b.yaml': '' },
    ['document-unreadable a.yaml:5:10'],
  ],
  [
    'a $ref to a broken file',
    { 'a.yaml': contract("components:\n  schemas:\n    A: { $ref: 'b.yaml' }\n"), 'b.yaml': 'a: [\n' },
    ['document-syntax b.yaml:2:1'],
  ],
  [
    'a mistake in another file',
    {
      'a.yaml': contract("paths:\n  /a: { $ref: 'sub/b.yaml#/~1a' }\n"),
      'sub/b.yaml': '/a:\n  get:\n    summary: []\n    responses: {}\n',
    },
    ['structure-kind sub/b.yaml:3:5'],
  ],
  [
    'a $ref to a number',
    { 'a.yaml': contract("components:\n  schemas:\n    A: { items: { $ref: '#/x-a' } }\nx-a: 1\n") },
    ['ref-invalid a.yaml:5:19'],
  ],
  [
    'a $ref to a component of another kind',
    {
      'a.yaml': operation(
        "      parameters:\n        - $ref: '#/components/schemas/A'\ncomponents:\n  schemas:\n    A: {}\n",
      ),
    },
    ['ref-kind a.yaml:8:11'],
  ],
  [
    'a $ref to itself',
    { 'a.yaml': contract("components:\n  schemas:\n    A: { $ref: '#/components/schemas/A' }\n") },
    ['ref-circular a.yaml:5:5'],
  ],
  [
    '$refs in a cycle',
    {
      'a.yaml': contract(
        "components:\n  schemas:\n    A: { $ref: '#/components/schemas/B' }\n    B: { $ref: '#/components/schemas/A' }\n",
      ),
    },
    ['ref-circular a.yaml:5:5'],
  ],
  [
    '$refs in a cycle over files',
    {
      'a.yaml': contract("components:\n  schemas:\n    A: { $ref: 'b.yaml#/B' }\n"),
      'b.yaml': "B: { $ref: 'a.yaml#/components/schemas/A' }\n",
    },
    ['ref-circular b.yaml:1:1'],
  ],
  [
    'a schema that is all of itself',
    { 'a.yaml': contract("components:\n  schemas:\n    A:\n      allOf: [{ $ref: '#/components/schemas/A' }]\n") },
    ['ref-circular a.yaml:5:5'],
  ],
  [
    'a path item that is itself',
    { 'a.yaml': contract("paths:\n  /a: { $ref: 'b.yaml' }\n"), 'b.yaml': "$ref: 'b.yaml'\n" },
    ['ref-circular b.yaml:1:1'],
  ],
  [
    'a pointer through a cycle',
    { 'a.yaml': contract("components:\n  schemas:\n    A: { $ref: '#/components/schemas/A/x' }\n") },
    ['ref-circular a.yaml:5:10'],
  ],
  [
    'an anchor',
    { 'a.yaml': contract("components:\n  schemas:\n    A: { items: { $ref: '#a' } }\n") },
    ['unsupported-anchor a.yaml:5:19'],
  ],
  [
    'a dynamic reference',
    { 'a.yaml': contract("components:\n  schemas:\n    A: { $dynamicRef: '#a' }\n") },
    ['unsupported-anchor a.yaml:5:5'],
  ],
  [
    'a base address',
    { 'a.yaml': contract('components:\n  schemas:\n    A: { $id: x }\n') },
    ['unsupported-base a.yaml:5:10'],
  ],
  [
    'a sibling of a $ref in 3.0',
    {
      'a.yaml': contract(
        "paths: {}\ncomponents:\n  schemas:\n    A: { type: string }\n    B: { items: { $ref: '#/components/schemas/A', nullable: true } }\n",
        '3.0.3',
      ),
    },
    ['ref-siblings a.yaml:7:51'],
  ],
  [
    'a strange name of a component',
    { 'a.yaml': contract('components:\n  schemas:\n    "A B": {}\n') },
    ['component-name a.yaml:5:5'],
  ],
  [
    'a discriminator that maps to nothing',
    {
      'a.yaml': contract(
        'components:\n  schemas:\n    A:\n      discriminator:\n        propertyName: p\n        mapping: { x: Nope }\n',
      ),
    },
    ['discriminator-mapping a.yaml:8:20'],
  ],
  ['a path without a slash', { 'a.yaml': operation('', 'a') }, ['path-invalid a.yaml:4:3']],
  ['a path with a query', { 'a.yaml': operation('', '/a?b') }, ['path-invalid a.yaml:4:3']],
  ['a path with an open brace', { 'a.yaml': operation('', "'/{a'") }, ['path-invalid a.yaml:4:3']],
  [
    'a path with a parameter twice',
    { 'a.yaml': operation('', "'/{a}/{a}'") },
    ['path-invalid a.yaml:4:3', 'path-parameter a.yaml:5:5'],
  ],
  ['a parameter of a path that is not declared', { 'a.yaml': operation('', "'/{id}'") }, ['path-parameter a.yaml:5:5']],
  [
    'a path parameter without a place',
    { 'a.yaml': operation('      parameters:\n        - { name: id, in: path, required: true, schema: {} }\n') },
    ['path-parameter a.yaml:8:11'],
  ],
  [
    'a path parameter that is not required',
    { 'a.yaml': operation('      parameters:\n        - { name: id, in: path, schema: {} }\n', "'/{id}'") },
    ['structure-incomplete a.yaml:8:11'],
  ],
  [
    'a parameter twice',
    {
      'a.yaml': operation(
        '      parameters:\n        - { name: X-A, in: header, schema: {} }\n        - { name: x-a, in: header, schema: {} }\n',
      ),
    },
    ['parameter-duplicate a.yaml:9:11'],
  ],
  [
    'an unknown security scheme',
    { 'a.yaml': operation('      security: [{ Tokn: [] }]\n') },
    ['security-unknown a.yaml:7:20'],
  ],
  [
    'a security scheme without what its type needs',
    {
      'a.yaml': contract(
        'components:\n  securitySchemes:\n    A: { type: apiKey, in: header }\n    B: { type: http }\n    C: { type: oauth2 }\n    D: { type: http, scheme: bearer }\n',
      ),
    },
    ['structure-incomplete a.yaml:5:5', 'structure-incomplete a.yaml:6:5', 'structure-incomplete a.yaml:7:5'],
  ],
  [
    'variables of servers that there are not, and a default that is none of its values',
    {
      'a.yaml': contract(
        "servers:\n  - url: 'https://{a}.example/{b}'\n    variables:\n      a: { default: x, enum: [y] }\n",
      ),
    },
    ['structure-incomplete a.yaml:4:5', 'structure-value a.yaml:6:7'],
  ],
  [
    'a status that is none',
    { 'a.yaml': operation('    put:\n      responses: { ok: { description: x } }\n') },
    ['structure-value a.yaml:8:20'],
  ],
  [
    'one operation id twice',
    { 'a.yaml': operation('      operationId: a\n    put:\n      responses: {}\n      operationId: a\n') },
    ['operation-duplicate-id a.yaml:10:7'],
  ],
  [
    'paths that differ in names only',
    { 'a.yaml': operation("  '/{b}': {}\n  '/{c}': {}\n") },
    ['path-duplicate a.yaml:8:3'],
  ],
  [
    'a $ref with the same field beside it',
    { 'a.yaml': contract("paths:\n  /a:\n    $ref: 'b.yaml'\n    summary: x\n"), 'b.yaml': 'summary: y\n' },
    ['path-item-conflict a.yaml:6:5'],
  ],
];

describe('a mistake in a contract is reported with its code, file, line and column', () => {
  test.each(CASES)('%s', async (_name, files, want) => {
    const problems = await problemsOf(files);
    expect(problems.map(short)).toEqual(want);
    for (const { message, fix } of problems) {
      expect(message).not.toBe('');
      expect(fix).not.toBe('');
    }
  });
});

test('a contract that does not exist is reported by its path', async () => {
  await expect(loadContract('none.yaml', { baseDir: folderOf({}) })).rejects.toMatchObject({
    diagnostics: [
      { code: 'document-unreadable', message: expect.stringContaining('none.yaml": The file cannot be read') },
    ],
  });
});

test('several mistakes are reported together, whatever file they are in', async () => {
  const problems = await problemsOf({
    'a.yaml': contract(
      "paths:\n  /a: { $ref: 'b.yaml' }\n  /c: { $ref: 'b.yaml' }\ncomponents:\n  schemas:\n    A: { $ref: 'missing.yaml' }\n    B: { items: { $ref: '#/nope' } }\n    C: { type: [] , required: yes }\n",
    ),
    'b.yaml': 'get: { responses: [], sumary: x }\n',
  });
  expect(problems.map(short).sort()).toEqual([
    'document-unreadable a.yaml:8:10',
    'ref-unresolved a.yaml:9:19',
    'structure-kind a.yaml:10:21',
    // Reached by two paths, reported once.
    'structure-kind b.yaml:1:8',
    'structure-unknown b.yaml:1:23',
  ]);
});

test('a misspelt name is reported with the one that is meant', async () => {
  const problems = await problemsOf({
    'a.yaml': contract(
      "components:\n  schemas:\n    Bucket: {}\n    A: { items: { $ref: '#/components/schemas/Buket' } }\n",
    ),
  });
  expect(problems.map(({ fix }) => fix)).toEqual([
    'Did you mean "Bucket"? Otherwise add what the reference points to.',
  ]);
});

test('what a document says is shown on one line, without characters that steer a terminal', async () => {
  const problems = await problemsOf({
    'a.json': JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      components: { schemas: { A: { items: { $ref: '#/\u001b[31m\n\u2028\u202e' } } } },
    }),
  });
  const text = problems.map(formatDiagnostic).join('');
  expect(text).toContain('\\u001b[31m\\n\\u2028\\u202e');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the point
  expect(text.replace('\n  fix: ', '')).not.toMatch(/[\u0000-\u001f\u2028\u202e]/);
});
