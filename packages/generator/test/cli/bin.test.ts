import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { folderOf } from '../load/folder.js';

const BIN = fileURLToPath(new URL('../../bin/', import.meta.url));

/** Runs a copy of the bin files, beside a build of these files. */
function runBin(build: Record<string, string>, args: string[]) {
  const folder = folderOf(build);
  mkdirSync(join(folder, 'bin'));
  const bin = join(folder, 'bin/influxkit.mjs');
  for (const name of ['influxkit.mjs', 'run.mjs']) copyFileSync(join(BIN, name), join(folder, 'bin', name));
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('before anything is built, it says how to build', () => {
  const { status, stdout, stderr } = runBin({}, ['generate']);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^influxkit is not built yet\. Build it with: npm run build --prefix .+\n$/);
});

test('it runs the build with its arguments, ends with its exit code, and knows when it was built', () => {
  const main = `export async function main(args, io) {
    io.out(JSON.stringify({ args, cwd: io.cwd === process.cwd(), terminal: io.isTerminal, recent: Date.now() - io.builtAt < 3_600_000 }));
    io.err('problem');
    return 1;
  }`;
  expect(runBin({ 'dist/main.mjs': main, 'dist/other.mjs': '' }, ['generate', '--check'])).toEqual({
    status: 1,
    stdout: '{"args":["generate","--check"],"cwd":true,"terminal":false,"recent":true}',
    stderr: 'problem',
  });
});
