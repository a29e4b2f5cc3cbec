import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { checkTarball } from '../../../scripts/release-checks.mjs';
import { readTarball, type Tarball } from '../../../scripts/release-tarball.mjs';
import { publishedVersions } from '../src/project.js';
import type { PublishedPackage } from '../src/published.js';

const root = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');

describe('what is published', () => {
  test.each(inject('packages'))('$name has all that it needs, and nothing else', async (one) => {
    const machinePaths = [root, homedir(), tmpdir()].filter((path) => path.length > 2);
    expect(checkTarball(await tarballOf(one), { versions: publishedVersions(), machinePaths })).toEqual([]);
  });
});

test('an install of @influxkit/influxdb brings nothing of others along, and takes at most 8 MB', async () => {
  const sizes = new Map<string, number>();
  const waiting = ['@influxkit/influxdb'];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (sizes.has(name)) continue;
    const found = inject('packages').find((one) => one.name === name);
    if (found === undefined) throw new Error(`${name} is not ours`);
    const { files, manifest } = await tarballOf(found);
    sizes.set(
      name,
      [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0),
    );
    waiting.push(...Object.keys((manifest as { dependencies?: object }).dependencies ?? {}));
  }
  expect([...sizes.values()].reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(8 * 2 ** 20);
});

/** The files of a package as they are published. */
async function tarballOf({ tarball }: PublishedPackage): Promise<Tarball> {
  const folder = await mkdtemp(join(tmpdir(), 'influxkit-tarball-'));
  try {
    const file = join(folder, 'package.tgz');
    await writeFile(file, Buffer.from(await (await fetch(tarball)).arrayBuffer()));
    return readTarball(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('a check of tarballs finds', () => {
  const manifest = {
    name: '@influxkit/some',
    version: '0.1.0',
    publishConfig: { access: 'public', provenance: true },
    exports: { '.': { types: './dist/index.d.mts', default: './dist/index.mjs' } },
    dependencies: { '@influxkit/other': '^0.2.0' },
  };
  const whole = {
    'README.md': '# Some',
    LICENSE: 'MIT',
    'dist/index.mjs': "export * from './part.mjs'; import '@influxkit/other';",
    'dist/index.d.mts': "/** `import 'anything'` */ export * from './part.mjs';",
    'dist/part.mjs': 'export const part = 1;',
    'dist/part.d.mts': 'export declare const part: number;',
  };
  const check = (files: Record<string, string | undefined>, fields: object = {}): readonly string[] => {
    const merged = { ...manifest, ...fields };
    const all = Object.entries({ ...whole, ...files, 'package.json': JSON.stringify(merged) });
    const present = all.filter((entry): entry is [string, string] => entry[1] !== undefined);
    return checkTarball(
      { size: 1, manifest: merged, files: new Map(present.map(([path, text]) => [path, Buffer.from(text)])) },
      { versions: new Map([['@influxkit/other', '0.2.3']]), machinePaths: ['/srv/somewhere'] },
    );
  };

  test('nothing wrong where all is right', () => expect(check({})).toEqual([]));

  test('nothing wrong with a source that a map leads to', () => {
    const files = {
      'dist/part.d.mts': 'export declare const part: number;\n//# sourceMappingURL=part.d.mts.map',
      'dist/part.d.mts.map': '{"sources":["src/part.ts"]}',
      'dist/src/part.ts': 'export const part = 1;',
    };
    expect(check(files)).toEqual([]);
  });

  test.each<[fault: string, files: Record<string, string | undefined>, fields: object, problem: RegExp]>([
    ['a missing README', { 'README.md': undefined }, {}, /^README.md: is missing$/],
    ['an empty licence', { LICENSE: '' }, {}, /^LICENSE: is missing$/],
    ['a test', { 'dist/part.test.mjs': '' }, {}, /part\.test\.mjs: is a test/],
    ['a folder of tests', { 'test/part.mjs': '' }, {}, /test\/part\.mjs: belongs to tests/],
    [
      'a source that no map leads to',
      { 'dist/src/part.ts': '' },
      {},
      /src\/part\.ts: is a source that no map leads to/,
    ],
    [
      'a doc comment at the end of a line, where it belongs to nothing',
      { 'dist/part.d.mts': '/** Has two. */\nexport interface Part {\n  one: 1; /** The second. */\n  two: 2;\n}' },
      {},
      /part\.d\.mts:3: no editor shows this doc comment/,
    ],
    ['a file of the build', { 'tsconfig.json': '{}' }, {}, /tsconfig\.json: is of the build/],
    ['a file that nothing leads to', { 'dist/left.mjs': '' }, {}, /left\.mjs: nothing that package\.json exports/],
    [
      'a missing file of exports',
      { 'dist/index.d.mts': undefined, 'dist/part.d.mts': undefined },
      {},
      /exports.*leads to dist\/index\.d\.mts, which is missing/,
    ],
    ['a missing import', { 'dist/part.mjs': undefined }, {}, /index\.mjs: leads to dist\/part\.mjs, which is missing/],
    [
      'an undeclared package',
      { 'dist/part.mjs': "import 'left-pad';" },
      {},
      /imports left-pad, which package\.json does not/,
    ],
    ['an undeclared import of its own', { 'dist/part.mjs': "import '#other';" }, {}, /imports #other/],
    [
      'a missing file of imports',
      {},
      { imports: { '#other': './dist/other.mjs' } },
      /imports.*leads to dist\/other\.mjs, which is missing/,
    ],
    ['an undeclared require', { 'dist/part.mjs': "require('@a/b/c')" }, {}, /imports @a\/b\/c/],
    [
      'a map to an absent source',
      { 'dist/part.mjs.map': '{"sources":["../src/part.ts"]}' },
      {},
      /its source \.\.\/src\/part\.ts is missing/,
    ],
    [
      'a missing map',
      { 'dist/part.mjs': '1\n//# sourceMappingURL=part.mjs.map' },
      {},
      /source map part\.mjs\.map is missing/,
    ],
    ['a path of the machine', { 'dist/part.mjs': "'/srv/somewhere/x'" }, {}, /mentions \/srv\/somewhere/],
    ['the URL of a file', { 'dist/part.mjs': "'file:///home/me/x.js'" }, {}, /URL of a file/],
    [
      'a path of the workspace',
      {},
      { dependencies: { '@influxkit/other': 'file:../other' } },
      /nowhere but in the repository/,
    ],
    [
      'a range of the workspace',
      {},
      { dependencies: { '@influxkit/other': 'workspace:^' } },
      /nowhere but in the repository/,
    ],
    [
      'a range that its neighbour leaves',
      {},
      { dependencies: { '@influxkit/other': '^0.1.0' } },
      /\^0\.1\.0 does not accept 0\.2\.3/,
    ],
    ['an install script', {}, { scripts: { postinstall: 'node x' } }, /runs postinstall/],
    ['a private package', {}, { private: true }, /is private/],
    ['restricted access', {}, { publishConfig: { access: 'restricted', provenance: true } }, /access is not public/],
    ['a release without provenance', {}, { publishConfig: { access: 'public' } }, /provenance is not true/],
  ])('%s', (_, files, fields, problem) => {
    expect(check(files, fields)).toEqual([expect.stringMatching(problem)]);
  });
});
