import { test } from 'vitest';
import { installProject } from '../src/project.js';
import { checkReport, reportIn, surroundings } from '../src/report.js';

test('Bun runs the TypeScript as it is: lists, pages, writes and queries', async () => {
  await using project = await installProject('bun', ['work.ts']);
  const around = surroundings('bun');
  const output = await project.run('node_modules/.bin/bun', ['run', 'main.ts', JSON.stringify(around)]);
  await checkReport(reportIn(output), around);
});
