import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installProject, type Project } from '../src/project.js';

const folder = new URL('../../../packages/generator/test/fixtures/contracts/', import.meta.url);
const contracts = readdirSync(folder)
  .filter((file) => !file.includes('overlay'))
  .map((file) => file.replace('.yaml', ''));
const factoryOf = (name: string): string => `create${name[0]?.toUpperCase()}${name.slice(1)}`;

/** What every program does: it creates a client of each contract and calls a method of one. */
const work = `
const fetch = async () => new Response('{"name":"Ada"}', { headers: { 'content-type': 'application/json' } });
const options = { baseUrl: 'http://127.0.0.1:1', fetch };
const clients = [${contracts.map((name) => `${factoryOf(name)}(options)`).join(', ')}];
void (async () => {
  const person = await createPeople(options).v3.people.get('1');
  console.log(JSON.stringify({ clients: clients.filter((client) => typeof client.request === 'function').length, person }));
})();
`;
const imports = (extension: string, module: string): string =>
  contracts.map((name) => `import { ${factoryOf(name)} } from './${extension}/${name}/index${module}';\n`).join('');
const requires = contracts
  .map((name) => `import ${name} = require('./mjs/${name}/index.mjs');\nconst { ${factoryOf(name)} } = ${name};\n`)
  .join('');
const want = { clients: contracts.length, person: { name: 'Ada' } };

describe('each contract, generated in a fresh project by the first command of the README', () => {
  let project: Project;

  beforeAll(async () => {
    project = await installProject('contracts');
    for (const name of contracts) {
      await project.write(`${name}.yaml`, readFileSync(new URL(`${name}.yaml`, folder), 'utf8'));
      const given = ['generate', '--input', `${name}.yaml`, '--name', name];
      // As it is, for what runs TypeScript itself, and for a CommonJS package.
      await project.run('node_modules/.bin/influxkit', [
        ...given,
        '--output',
        `ts/${name}`,
        '--import-extension',
        '.ts',
      ]);
      await project.run('node_modules/.bin/influxkit', [
        ...given,
        '--output',
        `mjs/${name}`,
        '--import-extension',
        '.mjs',
      ]);
      await project.run('node_modules/.bin/influxkit', [...given, '--output', `js/${name}`]);
    }
    await project.write('js/package.json', '{ "type": "module" }');
    await project.write('ts/package.json', '{ "type": "module" }');
    await project.write('esm.mts', imports('js', '.js') + work);
    await project.write('cjs.cts', requires + work);
    await project.write('runs.mts', imports('ts', '.ts') + work);
    await project.run('node_modules/.bin/tsc', ['-p', 'tsconfig.json']);
    await project.write('out/js/package.json', '{ "type": "module" }');
  });
  afterAll(() => project?.[Symbol.asyncDispose]());

  const quiet = (): Record<string, string> => ({
    DENO_DIR: `${project.folder}/.deno`,
    DENO_NO_UPDATE_CHECK: '1',
    NO_COLOR: '1',
  });
  const RUNS: [name: string, run: () => Promise<string>][] = [
    ['ES modules', () => project.run(process.execPath, ['out/esm.mjs'])],
    ['CommonJS with verbatimModuleSyntax', () => project.run(process.execPath, ['out/cjs.cjs'])],
    ['Node, which strips the types', () => project.run('node_modules/.bin/node', ['runs.mts'])],
    [
      'Deno',
      () =>
        project.run(
          'node_modules/.bin/deno',
          ['run', '--check', '--node-modules-dir=manual', '--no-prompt', '--allow-net=127.0.0.1', 'runs.mts'],
          quiet(),
        ),
    ],
    ['Bun', () => project.run('node_modules/.bin/bun', ['run', 'runs.mts'])],
  ];
  test.each(RUNS)('%s', async (_, run) => {
    expect(JSON.parse(await run())).toEqual(want);
  });
});
