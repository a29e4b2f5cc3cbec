import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { upgradeProblems } from '../../../scripts/upgrade-check.mjs';
import { temporaryFolder } from './temporary-folder.js';

let root: string;
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'commit.gpgsign=false', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
const write = (path: string, text: string | object): void => {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof text === 'string' ? text : `${JSON.stringify(text, null, 2)}\n`);
};
const commit = (message: string): void => {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
};
const manifest = (name: string, version: string, dependencies = {}): object => ({
  name: `@influxkit/${name}`,
  version,
  type: 'module',
  exports: { '.': { import: { types: './dist/index.d.ts', default: './dist/index.js' } } },
  dependencies,
});
/** What the build of a package declares; it is no part of the repository. */
const build = (name: string, declarations: string): void => write(`packages/${name}/dist/index.d.ts`, declarations);
const release = (version: string): void => {
  write('packages/core/package.json', manifest('core', version));
  write('packages/lib/package.json', manifest('lib', version, { '@influxkit/core': `^${version}` }));
  commit('Version packages');
};
const changeset = (bumps: string, text: string): void => write('.changeset/one.md', `---\n${bumps}\n---\n\n${text}\n`);

const before = 'export declare function open(path: string): { close(): void };\n';
const narrower = before.replace('path: string', "path: 'a'");

beforeEach(() => {
  root = realpathSync(temporaryFolder());
  git('init', '--quiet', '--initial-branch=main');
  write('.gitignore', 'node_modules/\ndist/\n');
  write('package.json', { name: 'root', private: true, type: 'module', workspaces: ['packages/*'] });
  write('packages/core/package.json', manifest('core', '0.0.0'));
  write('packages/lib/package.json', manifest('lib', '0.0.0', { '@influxkit/core': '^0.0.0' }));
  write(
    'examples/app/src/main.ts',
    "import { open } from '@influxkit/lib';\nimport { path } from './path.js';\n\nopen(path).close();\n",
  );
  write('examples/app/src/path.ts', "export const path: string = 'a';\n");
  mkdirSync(join(root, 'node_modules/@influxkit'), { recursive: true });
  for (const name of ['core', 'lib']) {
    symlinkSync(join(root, 'packages', name), join(root, 'node_modules/@influxkit', name), 'junction');
    build(name, name === 'lib' ? before : 'export {};\n');
  }
  commit('first');
});

test('before the first release there is nothing to hold against', () => {
  build('lib', narrower);
  expect(upgradeProblems(root)).toEqual({ since: undefined, checked: 0, announced: [], problems: [] });
});

describe('a program that was written for the last release', () => {
  beforeEach(() => release('0.1.0'));

  test('is not compiled where a package is not built', () => {
    rmSync(join(root, 'packages/core/dist'), { recursive: true });
    expect(upgradeProblems(root)).toMatchObject({
      checked: 0,
      problems: ['packages/core/dist: is missing; run npm run build first'],
    });
  });

  test('may stay as it is where nothing breaks', () => {
    build('lib', before.replace('path: string', 'path: string, mode?: number'));
    const since = git('rev-parse', 'HEAD').trim();
    expect(upgradeProblems(root)).toEqual({ since, checked: 1, announced: [], problems: [] });
  });

  test('is that of the release, not what became of it since', () => {
    build('lib', narrower);
    write('examples/app/src/path.ts', "export const path = 'a';\n");
    commit('follow the change');
    const { problems } = upgradeProblems(root);
    expect(problems).toEqual([
      expect.stringMatching(/^examples\/app, written for .*\n {2}examples\/app\/src\/main\.ts\(4\): /),
    ]);
    release('0.2.0');
    expect(upgradeProblems(root).problems).toEqual([]);
  });

  test('fails where a function is gone, or a package', () => {
    build('lib', 'export {};\n');
    expect(upgradeProblems(root).problems).toEqual([
      expect.stringMatching(/main\.ts\(1\): .*no exported member 'open'/),
    ]);
    build('lib', before);
    write('packages/lib/package.json', manifest('renamed', '0.1.0'));
    write('packages/lib/dist/index.d.ts', '');
    expect(upgradeProblems(root).problems).toHaveLength(1);
    changeset("'@influxkit/core': minor", 'Breaks: `@influxkit/lib` is gone.');
    expect(upgradeProblems(root)).toMatchObject({
      problems: [],
      announced: [expect.stringContaining('@influxkit/lib')],
    });
  });

  test.each([
    ['says nothing', '', 'Something else.', 1],
    ['is a patch', "'@influxkit/lib': patch", 'Breaks `open`.', 1],
    ['before 1.0 is minor and does not say that it breaks', "'@influxkit/lib': minor", '`open` takes a mode.', 1],
    ['before 1.0 is minor and says that it breaks', "'@influxkit/lib': minor", '**Breaking**: `open` takes less.', 0],
    ['is major', '"@influxkit/lib": major', '`open` takes less.', 0],
    ['is major of what the package depends on', "'@influxkit/core': major", 'Less.', 0],
  ])('where it breaks and the changeset %s', (_name, bumps, text, want) => {
    build('lib', narrower);
    changeset(bumps, text);
    const { problems, announced } = upgradeProblems(root);
    expect({ problems: problems.length, announced: announced.length }).toEqual({ problems: want, announced: 1 - want });
  });

  test('from 1.0 on only a major version may break it', () => {
    release('1.0.0');
    build('lib', narrower);
    changeset("'@influxkit/lib': minor", 'This breaks.');
    expect(upgradeProblems(root).problems).toHaveLength(1);
    changeset("'@influxkit/lib': major", 'This breaks.');
    expect(upgradeProblems(root).problems).toEqual([]);
  });
});
