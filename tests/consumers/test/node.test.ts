import { describe, expect, test } from 'vitest';
import { installProject, type WorkFile } from '../src/project.js';
import { checkReport, reportIn, surroundings } from '../src/report.js';

describe('Node', () => {
  test.each<[project: string, entry: string, work: WorkFile]>([
    ['node-esm', 'main.mjs', 'work.mjs'],
    ['node-cjs', 'main.cjs', 'work.cjs'],
  ])('%s lists, pages, writes and queries', async (name, entry, work) => {
    await using project = await installProject(name, [work]);
    const around = surroundings(name);
    const output = await project.run(process.execPath, [entry, JSON.stringify(around)]);
    await checkReport(reportIn(output), around);
  });

  test.each([
    '@influxkit/auth/node',
    '@influxkit/influxdb',
    '@influxkit/influxdb/cloud-v2',
    '@influxkit/influxdb/cloud-serverless',
    '@influxkit/influxdb/node',
    '@influxkit/write/spool',
  ])('%s loads by import and by require, with the same exports', async (specifier) => {
    await using project = await installProject('node-esm');
    const print = 'console.log(Object.keys(m).filter((name) => name !== "default").sort().join())';
    const imported = await project.run(process.execPath, [
      '--input-type=module',
      '-e',
      `import * as m from '${specifier}'; ${print}`,
    ]);
    const required = await project.run(process.execPath, [
      '--input-type=commonjs',
      '-e',
      `const m = require('${specifier}'); ${print}`,
    ]);
    expect(imported.trim()).not.toBe('');
    expect(required).toBe(imported);
  });
});
