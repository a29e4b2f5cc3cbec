import { inject, test } from 'vitest';
import { installProject } from '../src/project.js';
import { checkFlight, checkReport, reportIn, surroundings } from '../src/report.js';

test('Bun runs the TypeScript as it is: lists, pages, writes and queries, over Flight too', async () => {
  await using project = await installProject('bun', ['work.ts', 'flight.ts']);
  const around = surroundings('bun');
  const output = await project.run('node_modules/.bin/bun', [
    'run',
    'main.ts',
    JSON.stringify(around),
    inject('flight'),
  ]);
  await checkReport(reportIn(output), around);
  checkFlight(reportIn(output).flight);
});
