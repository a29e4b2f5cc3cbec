import { cp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { installProject, type Project } from '../src/project.js';
import { checkFlight, checkReport, reportIn, surroundings } from '../src/report.js';

let quiet: Record<string, string>;
let project: Project;
let deno: string;
beforeAll(async () => {
  project = await installProject('deno', ['work.ts', 'flight.ts']);
  deno = `${project.folder}/node_modules/.bin/deno`;
  quiet = { DENO_DIR: `${project.folder}/.deno`, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' };
});
afterAll(() => project?.[Symbol.asyncDispose]());

test('Deno checks the types, lists, pages, writes and queries, over Flight too', async () => {
  await project.run(deno, ['check', '--node-modules-dir=manual', 'main.ts'], quiet);
  const around = surroundings('deno');
  // It may use the network and nothing else: no file, no environment.
  const output = await project.run(
    deno,
    [
      'run',
      '--node-modules-dir=manual',
      '--no-prompt',
      '--allow-net=127.0.0.1',
      'main.ts',
      JSON.stringify(around),
      inject('flight'),
    ],
    quiet,
  );
  await checkReport(reportIn(output), around);
  checkFlight(reportIn(output).flight);
  expect(output.trim().split('\n')).toHaveLength(1);
});

test.each(['arrow', 'line-protocol'])('JSR would take %s, as npm has it', async (name) => {
  const folder = `${project.folder}/jsr/${name}`;
  await cp(`${project.folder}/node_modules/@influxkit/${name}`, folder, { recursive: true });
  // Deno would take the package of npm for a part of its workspace.
  await rm(`${folder}/package.json`);
  await cp(fileURLToPath(new URL(`../../../packages/${name}/jsr.json`, import.meta.url)), `${folder}/jsr.json`);
  // It says all that it does where errors go.
  const said = await project.run(
    'sh',
    ['-c', '"$0" publish --dry-run --allow-dirty --config "$1" 2>&1', deno, `${folder}/jsr.json`],
    quiet,
  );
  expect(said).toMatch(/dist\/index\.d\.cts[\s\S]*dist\/index\.mjs[\s\S]*Dry run complete/);
});
