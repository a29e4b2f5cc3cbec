import { test } from 'vitest';
import { installProject } from '../src/project.js';
import { checkReport, reportIn, surroundings } from '../src/report.js';

test('Bun runs the TypeScript as it is: lists, pages, writes and queries', async () => {
  await using project = await installProject('bun', ['work.ts']);
  const around = surroundings('bun');
  const output = await project.run(await bun(project.folder), ['run', 'main.ts', JSON.stringify(around)]);
  await checkReport(reportIn(output), around);
});

/** Where the package has put the program: npm runs no install script of it, which would move it. */
async function bun(folder: string): Promise<string> {
  const { readdir } = await import('node:fs/promises');
  const builds = (await readdir(`${folder}/node_modules/@oven`)).filter((name) => name.startsWith('bun-'));
  return `${folder}/node_modules/@oven/${builds.sort()[0]}/bin/bun`;
}
