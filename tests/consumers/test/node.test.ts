import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installProject, type Project, type SharedFile } from '../src/project.js';
import { checkReport, reportIn, surroundings } from '../src/report.js';

describe('Node', () => {
  test.each<[project: string, entry: string, work: SharedFile]>([
    ['node-esm', 'main.mjs', 'work.mjs'],
    ['node-cjs', 'main.cjs', 'work.cjs'],
  ])('%s lists, pages, writes and queries', async (name, entry, work) => {
    await using project = await installProject(name, [work]);
    const around = surroundings(name);
    const output = await project.run(process.execPath, [entry, JSON.stringify(around)]);
    await checkReport(reportIn(output), around);
  });
});

describe('every entry of every package', () => {
  let project: Project;
  beforeAll(async () => {
    project = await installProject('entries');
  });
  afterAll(() => project[Symbol.asyncDispose]());

  test.each(entries((path) => !path.endsWith('.json')))(
    '%s loads by import and by require, and is the same',
    async (specifier) => {
      const print = 'console.log(Object.keys(m).filter((name) => name !== "default").sort().join())';
      const load = (type: string, code: string): Promise<string> =>
        project.run(process.execPath, [`--input-type=${type}`, '-e', `${code}; ${print}`]);
      const imported = await load('module', `import * as m from '${specifier}'`);
      expect(imported.trim()).not.toBe('');
      expect(await load('commonjs', `const m = require('${specifier}')`)).toBe(imported);
    },
  );

  test.each(entries((path) => path.endsWith('/openapi.json')))('%s is a contract', async (bundle) => {
    const print = `console.log(require('${bundle}').openapi)`;
    expect(await project.run(process.execPath, ['--input-type=commonjs', '-e', print])).toMatch(/^3\./);
  });
});

/** What can be imported, as the packages say themselves. */
function entries(isWanted: (path: string) => boolean): readonly string[] {
  const packages = new URL('../../../packages/', import.meta.url);
  return readdirSync(packages).flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(new URL(`${folder}/package.json`, packages), 'utf8')) as {
      name: string;
      private?: boolean;
      exports: Record<string, unknown>;
    };
    const { name, exports } = manifest;
    return Object.keys(manifest.private ? {} : exports)
      .filter(isWanted)
      .map((path) => name + path.slice(1));
  });
}
