import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { architectureProblems } from '../../../scripts/repository/architecture.mjs';
import { commandNameProblems } from '../../../scripts/repository/command-name.mjs';
import { inliningProblems } from '../../../scripts/repository/inlined.mjs';
import { pathProblems } from '../../../scripts/repository/paths.mjs';
import { readmeProblems, unlistedPackages } from '../../../scripts/repository/readmes.mjs';
import { sizeTableProblems } from '../../../scripts/repository/size-table.mjs';
import { typesVersionsOf } from '../../../scripts/repository/types-versions.mjs';
import { ciProblems, missingScripts } from '../../../scripts/repository/workflows.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

describe('a README of a package', () => {
  const manifest = { name: '@influxkit/a', dependencies: { '@influxkit/runtime': '^1.0.0', yaml: '^2.0.0' } };
  const good = `# @influxkit/a

Does one thing.

## Install

\`\`\`sh
npm install @influxkit/a
\`\`\`

## First example

\`\`\`ts
// ## Errors is not a heading here
\`\`\`

## Something else

## Options of the command

| option | default |
|---|---|
| \`a\` | 1 |

## Errors

None.

## Limits

- Runtime dependencies: \`@influxkit/runtime\`, which sends; \`yaml\`, which reads.
`;

  test('that has the form is good', () => expect(readmeProblems(manifest, good)).toEqual([]));

  test.each<[name: string, change: (text: string) => string, want: RegExp]>([
    ['without a sentence', (text) => text.replace('Does one thing.\n\n', ''), /begins otherwise/],
    ['of another package', (text) => text.replace('# @influxkit/a', '# @influxkit/b'), /begins otherwise/],
    ['without an example', (text) => text.replace('## First example', '## Example'), /no section "## First example"/],
    ['with an example that is not TypeScript', (text) => text.replace('```ts', '```sh'), /no TypeScript/],
    ['without options', (text) => text.replace('## Options of the command', '### Options'), /no section "## Options"/],
    ['without a table of options', (text) => text.replace('|---|---|\n', ''), /no table/],
    ['without errors', (text) => text.replace('## Errors\n\nNone.', ''), /no section "## Errors"/],
    ['without limits', (text) => text.replace('## Limits', '## Bounds'), /no section "## Limits"/],
    ['in another order', (text) => text.replace(/(## Errors\n\nNone\.\n\n)([\s\S]*)/, '$2\n$1'), /another order/],
    ['that does not say how to install it', (text) => text.replace('install @influxkit/a', 'ci'), /npm install/],
    ['that is silent on a dependency', (text) => text.replace('; `yaml`, which reads', ''), /dependency yaml/],
  ])('%s is not', (_, change, want) => {
    const problems = readmeProblems(manifest, change(good)) as string[];
    expect(problems.join('\n')).toMatch(want);
  });
});

describe('paths of the generator', () => {
  const file = 'packages/generator/src/write/x.ts';

  test.each<[name: string, text: string, want: readonly unknown[]]>([
    ['that are joined and resolved are its own', "import { join, resolve } from 'node:path';", []],
    [
      'that are made relative elsewhere are reported',
      "import { join, relative } from 'node:path';",
      [expect.stringContaining(`${file}: imports relative`)],
    ],
    [
      'with the separator of a machine are reported',
      "import { sep } from 'node:path';",
      [expect.stringContaining('sep')],
    ],
    ['of the whole module are reported', "import * as path from 'node:path';", [expect.stringContaining('as a whole')]],
    ['of the old name are reported', "import { join } from 'path';", [expect.stringContaining('use node:path')]],
  ])('%s', (_, text, want) => {
    const folder = mkdtempSync(join(tmpdir(), 'paths-'));
    try {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `${text}\n`);
      expect(pathProblems(folder, [file])).toEqual(want);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('the README of the repository has a row for each package that is published', () => {
  expect(unlistedPackages(read('README.md'), ['write', 'edge-v1'])).toEqual([
    'README.md: has no row for packages/edge-v1',
  ]);
});

test.each([
  ['a package', '| `packages/write` |', '| `packages/writer` |', 'does not name packages/write'],
  ['a folder of tests', '| `tests/tools` |', '| `tools` |', 'tests/tools'],
  [
    'a decision',
    '0007-declaration-maps-and-their-sources.md',
    '0007.md',
    'decisions/0007-declaration-maps-and-their-sources.md',
  ],
  ['what is there', '`packages/runtime`', '`packages/runtime`, `packages/gone`', 'packages/gone, which is not there'],
])('the page on the architecture has to name %s', (_, from, to, want) => {
  const page = read('docs/ARCHITECTURE.md');
  expect(architectureProblems(root, page)).toEqual([]);
  expect(architectureProblems(root, page.replaceAll(from, to))).toContainEqual(expect.stringContaining(want));
});

test('the table of what bundles may weigh has to say what they are held to', () => {
  const folder = mkdtempSync(`${tmpdir()}/sizes-`);
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [begin, end] = ['<!-- budgets of .size-limit.mjs: begin -->', '<!-- budgets of .size-limit.mjs: end -->'];
  const problemsOf = (table: string): string[] => {
    writeFileSync(`${folder}/README.md`, table);
    return sizeTableProblems(folder, [
      { name: 'a writer', limit: '4 kB' },
      { name: 'a query', limit: '3 kB' },
    ]);
  };
  const head = '| bundle | budget |\n|---|---:|\n';
  expect(problemsOf(`${begin}\n${head}| a writer | 4 kB |\n| a query | 3 kB |\n${end}`)).toEqual([]);
  expect(problemsOf(`${begin}\n${head}| a writer | 5 kB |\n| a page | 3 kB |\n${end}`)).toEqual([
    expect.stringContaining('"a writer" has the budget 5 kB there, and 4 kB'),
    expect.stringContaining('no row "a query"; add it with 3 kB'),
    expect.stringContaining('the row "a page" has no budget'),
  ]);
  expect(problemsOf('no table')).toEqual([expect.stringContaining('has no table')]);
});

test('a build that names the private package is reported, code and declarations alike', () => {
  const folder = mkdtempSync(`${tmpdir()}/inlined-`);
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(`${folder}/${path}`), { recursive: true });
    writeFileSync(`${folder}/${path}`, text);
  };
  put('package.json', '{ "name": "root", "workspaces": ["packages/*"] }');
  put('packages/internal/package.json', '{ "name": "internal", "private": true }');
  put('packages/good/package.json', '{ "name": "good", "devDependencies": { "@influxkit/internal": "0.0.0" } }');
  put('packages/good/dist/index.mjs', '//#region ../internal/src/message.ts');
  put('packages/bad/package.json', '{ "name": "bad", "dependencies": { "@influxkit/internal": "0.0.0" } }');
  put('packages/bad/dist/deep/index.d.cts', "import { X } from '@influxkit/internal/message';");
  put('packages/bad/dist/index.mjs', "import '@influxkit/internal/message';");
  put('packages/unbuilt/package.json', '{ "name": "unbuilt" }');
  expect((inliningProblems(folder) as string[]).map((problem) => problem.split(': ')[0]).sort()).toEqual([
    'packages/bad/dist/deep/index.d.cts',
    'packages/bad/dist/index.mjs',
    'packages/bad/package.json',
    'packages/unbuilt/dist',
  ]);
});

test('the command is called by the package that is ours', () => {
  const folder = mkdtempSync(join(tmpdir(), 'command-name-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const call = (...words: string[]): string => ['npx', ...words].join(' ');
  writeFileSync(
    join(folder, 'a.md'),
    [call('@influxkit/generator', 'pull'), call('influxkit', 'pull'), call('--no-install', 'influxkit')].join('\n'),
  );
  expect(commandNameProblems(folder, ['a.md'])).toEqual([
    expect.stringMatching(/^a\.md:2: /),
    expect.stringMatching(/^a\.md:3: /),
  ]);
});

describe('the workflow of CI', () => {
  const [script, workflow] = [read('.ci/run'), read('.github/workflows/ci.yml')];

  test('has a job for what needs no installed packages', () =>
    expect(ciProblems(script, workflow.replace('      - run: node scripts/lint-workflows.mjs\n', ''))).toEqual([
      'ci.yml: has no job that runs node scripts/lint-workflows.mjs, as .ci/run does',
    ]));

  test('runs what .ci/run runs', () => expect(ciProblems(script, workflow)).toEqual([]));

  test.each([
    ['lacks a step', script, workflow.replace('      - run: npm run test:browser\n', '')],
    ['has another order', script, workflow.replace('npm run check', 'npm run test:docs')],
    [
      'lacks a new step of the script',
      script.replace('  step browser', '  step more 0 npm run more\n  step browser'),
      workflow,
    ],
  ])('that %s is reported', (_, otherScript, otherWorkflow) =>
    expect(ciProblems(otherScript, otherWorkflow)).toEqual([expect.stringContaining('.ci/run runs npm ci, npm test')]),
  );

  test('has no more time than there is', () =>
    expect(ciProblems(script.replace(/step hostile [\d.]+/, 'step hostile 41'), workflow)).toEqual([
      expect.stringMatching(/^\.ci\/run: its steps have [\d.]+ minutes together, and 40 is all$/),
    ]));

  test('that calls a script which is not there is reported by name', () => {
    const manifest = { scripts: { there: '' } };
    expect(missingScripts('- run: npm run there\n- run: npm run gone:by -- --x', manifest)).toEqual(['gone:by']);
  });
});

test('typesVersions name the declarations of each subpath that a resolution without exports would not find', () => {
  const entry = (name: string): object => ({
    import: { types: `./dist/${name}.d.mts`, default: `./dist/${name}.mjs` },
    require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
  });
  const nothing = { '.': entry('index'), './openapi.json': './openapi.json', './package.json': './package.json' };
  expect(typesVersionsOf(nothing)).toBeUndefined();
  const several = { ...nothing, './core': entry('core'), './core/openapi.json': './openapi/core.json' };
  expect(typesVersionsOf(several)).toEqual({
    '*': { core: ['./dist/core.d.cts'], 'core/openapi.json': ['./openapi/core.json'] },
  });
});
