import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ContractError, type Diagnostic } from '../../src/base/diagnostics.js';
import type { LoadedContract } from '../../src/contract/document/openapi.js';
import { loadContract } from '../../src/contract/load/load-contract.js';
import { applyOverlays } from '../../src/contract/overlay/apply-overlays.js';

let folder: string;
let contract: LoadedContract;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'overlays-'));
  writeFileSync(
    join(folder, 'api.yaml'),
    'openapi: 3.1.0\ninfo: { title: T, version: "1" }\npaths:\n  /a:\n    get: { operationId: a, responses: { "200": { description: ok } } }\n',
  );
  contract = await loadContract('api.yaml', { baseDir: folder });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const head = 'overlay: 1.0.0\ninfo: { title: O, version: "1" }\n';
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};
const apply = (...names: string[]): Promise<LoadedContract> =>
  applyOverlays(contract, names, { baseDir: folder, strict: true });
const problemsOf = async (...names: string[]): Promise<readonly Diagnostic[]> => {
  try {
    await apply(...names);
  } catch (error) {
    if (error instanceof ContractError) return error.diagnostics;
    throw error;
  }
  return [];
};

describe('overlays are applied to a contract', () => {
  test('in the order given, each to the result of the one before', async () => {
    const one = put('one.yaml', `${head}actions:\n  - target: $.info\n    update: { description: one, x-list: [1] }\n`);
    const two = put(
      'two.json',
      JSON.stringify({
        overlay: '1.0.1',
        info: { title: 'O', version: '1' },
        actions: [{ target: "$.info['x-list']", update: 2 }],
      }),
    );
    const { document, files } = await apply(one, two);
    expect(document.info).toEqual({ title: 'T', version: '1', description: 'one', 'x-list': [1, 2] });
    expect(files.map(({ path }) => path)).toEqual(
      ['api.yaml', 'one.yaml', 'two.json'].map((name) => join(folder, name)),
    );
  });

  test('one that names the contract by `extends` is applied', async () => {
    const name = put(
      'mine.yaml',
      `${head}extends: ./api.yaml\nactions:\n  - target: $.info\n    update: { summary: s }\n`,
    );
    expect((await apply(name)).document.info).toHaveProperty('summary', 's');
  });

  test('without overlays the contract is the one that was given', async () => {
    expect(await apply()).toBe(contract);
  });
});

describe('what is wrong is reported with its place in the overlay', () => {
  const cases: [string, string, string, number, RegExp][] = [
    ['no overlay', 'openapi: 3.1.0\n', 'overlay-invalid', 1, /`overlay` is the version/],
    [
      'a version to come',
      head.replace('1.0.0', '2.0.0'),
      'overlay-invalid',
      1,
      /1\.0\.x or 1\.1\.x; this is .*2\.0\.0/,
    ],
    ['no actions', head, 'overlay-invalid', 1, /`actions` is an array/],
    ['an empty list of actions', `${head}actions: []\n`, 'overlay-invalid', 3, /an empty array/],
    [
      'a title that is none',
      `overlay: 1.0.0\ninfo: { title: 1, version: "1" }\nactions: [{ target: $.info, update: {} }]\n`,
      'overlay-invalid',
      2,
      /`info.title` is a string; this is a number/,
    ],
    ['an action without a target', `${head}actions:\n  - update: {}\n`, 'overlay-invalid', 4, /has a `target`/],
    [
      'a copy action before 1.1',
      `${head}actions:\n  - target: $.info\n    copy: $.paths\n`,
      'overlay-invalid',
      5,
      /"copy" has no meaning there/,
    ],
    [
      'a description of the overlay before 1.1',
      'overlay: 1.0.0\ninfo: { title: O, version: "1", description: d }\nactions: [{ target: $.info, update: {} }]\n',
      'overlay-invalid',
      2,
      /"description" has no meaning there/,
    ],
    [
      'a removal by text',
      `${head}actions:\n  - target: $.info\n    remove: "yes"\n`,
      'overlay-invalid',
      5,
      /`remove` is true or false/,
    ],
    [
      'a target that matches nothing',
      `${head}actions:\n  - target: $.info\n    update: {}\n  - target: $.gone\n    remove: true\n`,
      'overlay-unmatched',
      6,
      /matches nothing/,
    ],
    [
      'a target that is not a path',
      `${head}actions:\n  - target: $.[\n    update: {}\n`,
      'overlay-target',
      4,
      /is not a JSONPath/,
    ],
    [
      'an overlay for another contract',
      `${head}extends: ./other.yaml\nactions:\n  - target: $.info\n    update: {}\n`,
      'overlay-extends',
      3,
      /is for ".\/other.yaml"/,
    ],
    ['what is not YAML', 'a: [\n', 'overlay-unreadable', 0, /cannot be read/],
  ];
  test.each(cases)('%s', async (_, text, code, line, message) => {
    const problems = await problemsOf(put('wrong.overlay.yaml', text));
    const found = problems.find((problem) => problem.code === code && message.test(problem.message));
    expect(problems.map((problem) => `${problem.code} ${problem.message}`).join('\n')).toMatch(message);
    expect(found?.severity).toBe('error');
    if (line > 0) expect(found?.location).toMatchObject({ file: 'wrong.overlay.yaml', line });
    expect(found?.fix).not.toBe('');
  });

  test('all problems of all overlays are reported together', async () => {
    const one = put(
      'p1.yaml',
      `${head}actions:\n  - { target: $.a, remove: true }\n  - { target: $.b, remove: true }\n`,
    );
    const two = put('p2.yaml', `${head}actions:\n  - { target: $.c, remove: true }\n`);
    expect((await problemsOf(one, two, 'missing.yaml')).map(({ code }) => code)).toEqual([
      'overlay-unmatched',
      'overlay-unmatched',
      'overlay-unmatched',
      'overlay-unreadable',
    ]);
  });

  test('a reference to nothing that an overlay brings in is refused', async () => {
    const name = put(
      'ref.yaml',
      `${head}actions:\n  - target: $.paths['/a'].get.responses\n    update: { "404": { $ref: '#/components/responses/Gone' } }\n`,
    );
    const [problem] = await problemsOf(name);
    expect(problem?.message).toMatch(/Gone/);
  });
});
