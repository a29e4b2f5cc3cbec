import { expect, inject, test } from 'vitest';
import { installProject } from '../src/project.js';
import { checkFlight, checkReport, reportIn, surroundings } from '../src/report.js';

test('Deno checks the types, lists, pages, writes and queries, over Flight too', async () => {
  await using project = await installProject('deno', ['work.ts', 'flight.ts']);
  const deno = `${project.folder}/node_modules/.bin/deno`;
  const quiet = { DENO_DIR: `${project.folder}/.deno`, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' };
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
