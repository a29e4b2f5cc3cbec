import { expect, test } from 'vitest';
import { installProject } from '../src/project.js';
import { checkReport, reportIn, surroundings } from '../src/report.js';

test('the newest Node runs the TypeScript as it is: lists, pages, writes and queries', async () => {
  await using project = await installProject('node-newest', ['work.ts']);
  expect(await project.run('node_modules/.bin/node', ['--version'])).toMatch(/^v26\./);
  const around = surroundings('node-newest');
  const output = await project.run('node_modules/.bin/node', ['main.ts', JSON.stringify(around)]);
  await checkReport(reportIn(output), around);
});
