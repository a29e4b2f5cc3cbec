import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { historyProblem, run } from '../../../scripts/run.mjs';
import { temporaryFolder } from './temporary-folder.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

/** Runs a program behind the check, in a folder that has these packages installed. */
function started({ engine = '>=20.19.0', installed = ['turbo', 'vitest'], program = '' }, script = 'regenerate') {
  mkdirSync(join(folder, 'scripts'), { recursive: true });
  copyFileSync(join(root, 'scripts/preflight.mjs'), join(folder, 'scripts/preflight.mjs'));
  for (const name of installed) mkdirSync(join(folder, 'node_modules', name), { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ engines: { node: engine }, devDependencies: { turbo: '1', vitest: '1' } }),
  );
  writeFileSync(join(folder, 'scripts/program.mjs'), program);
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', './scripts/preflight.mjs', 'scripts/program.mjs'],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, npm_lifecycle_event: script } },
  );
  return { status, lines: stderr.split('\n') };
}

describe('before a script of npm runs', () => {
  test('every one is checked', () => {
    for (const [name, command] of Object.entries(scripts))
      expect(command, name).toMatch(
        /^node (--import \.\/scripts\/preflight\.mjs scripts\/|scripts\/preflight\.mjs && )/,
      );
  });

  test('packages that are not installed are one line with what to do, though the script imports one', () => {
    const { status, lines } = started({ installed: [], program: "import 'turbo';" });
    expect({ status, lines }).toEqual({
      status: 1,
      lines: ['Packages are not installed (turbo and 1 more): run npm ci, then npm run regenerate again.', ''],
    });
    expect(started({ installed: ['turbo'] }, 'test').lines[0]).toBe(
      'Packages are not installed (vitest): run npm ci, then npm test again.',
    );
  });

  test('a Node.js that is too old is told, with the version that is needed', () => {
    const { status, lines } = started({ engine: '>=999.1.0' });
    expect(status).toBe(1);
    expect(lines[0]).toBe(
      `Node.js ${process.versions.node} is too old: install 999.1.0 or later, then run npm run regenerate again.`,
    );
  });

  test('what it throws stands first, its stack below', () => {
    const { status, lines } = started({ program: "await Promise.reject(new Error('There is nothing to publish.'));" });
    expect(status).toBe(1);
    expect(lines[0]).toBe('FAILED npm run regenerate: There is nothing to publish.');
    expect(lines[2]).toMatch(/^ {4}at .*program\.mjs:1/);
  });

  test('what runs is left alone', () => expect(started({})).toEqual({ status: 0, lines: [''] }));
});

describe('history of a clone', () => {
  const git = (...args: string[]): void => {
    const { status, stderr } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  };

  test('is there, is cut off, or there is no clone', () => {
    expect(historyProblem(folder)).toMatch(/^This is no clone, .* git clone/);
    git('init', '--quiet');
    const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
    for (const message of ['one', 'two']) git(...identity, 'commit', '--quiet', '--allow-empty', '--message', message);
    expect(historyProblem(folder)).toBeUndefined();
    git('clone', '--quiet', '--depth', '1', pathToFileURL(folder).href, 'shallow');
    expect(historyProblem(join(folder, 'shallow'))).toBe('This clone lacks older commits: run git fetch --unshallow.');
  });
});

test.skipIf(process.platform === 'win32')('a command that is not there says what to do', async () => {
  expect(await run('influxkit-no-such-command', [], { capture: true })).toEqual({
    code: 127,
    output: 'influxkit-no-such-command was not found: install it, or put its folder into PATH.\n',
  });
  const ofNpm = join(folder, 'node_modules', '.bin', 'turbo');
  expect((await run(ofNpm, [], { capture: true })).output).toBe(`${ofNpm} was not found: run npm ci.\n`);
});
