import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { load } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.js';
import { influxkit, type Outcome } from '../diff/command-line.js';

const contract = `openapi: 3.1.0
# A comment that stays.
info: { title: Harbour API, version: 1.0.0 }
paths:
  /api/v1/ships:
    get:
      operationId: listShips
      responses: { '204': { description: none } }
  /api/v1/ports:
    get:
      operationId: listPorts
      responses: { '204': { description: none } }
`;

let parent: string;
let root: string;
const write = (path: string, content: string | object): void => {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
};
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const json = (path: string): Record<string, Record<string, unknown>> => JSON.parse(read(path));
const init = (...args: string[]): Promise<Outcome> =>
  influxkit(root, 'init', '--contract', '../openapi.yaml', '--package', '@harbour/client', ...args);

beforeEach(() => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), 'init-')));
  root = join(parent, 'repository');
  mkdirSync(root);
  writeFileSync(join(parent, 'openapi.yaml'), contract);
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

describe('in an empty folder', () => {
  test.each<[name: string, servers: string, want: string]>([
    ['no server', '', "createHarbour({ baseUrl: 'http://localhost:8080' });"],
    ['a path alone', 'servers: [{ url: /api }]', "createHarbour({ baseUrl: 'http://localhost:8080' });"],
    [
      'an address',
      'servers: [{ url: "https://ports.example/x" }]',
      '// https://ports.example/x, as the contract says; another address: { baseUrl }\nconst api = createHarbour();',
    ],
    [
      'an address with variables',
      'servers: [{ url: "https://{region}.example", variables: { region: { default: eu } } }]',
      '// https://eu.example, as the contract says; another address: { baseUrl }\nconst api = createHarbour();',
    ],
  ])('the README creates a client of a contract that names %s', async (_, servers, want) => {
    writeFileSync(join(parent, 'openapi.yaml'), `${contract}${servers}\n`);
    expect((await init()).code).toBe(0);
    expect(read('README.md')).toContain(want);
  });

  test('it writes all that a package needs, and generates the client', async () => {
    const { code, out, err } = await init();
    expect({ code, err: err.replaceAll(/^harbour: .*\n/gm, '') }).toEqual({ code: 0, err: '' });
    expect(readdirSync(root).sort()).toEqual(
      '.changeset .gitattributes .github .gitignore OPERATIONS.md README.md influxkit.config.ts openapi.json openapi.yaml package.json src tsconfig.json'.split(
        ' ',
      ),
    );
    expect(read('openapi.yaml')).toBe(contract);
    const { config } = await loadConfig(undefined, root);
    expect(config.products).toEqual([
      {
        name: 'harbour',
        input: 'openapi.yaml',
        output: 'src/generated',
        bundle: 'openapi.json',
        docs: 'OPERATIONS.md',
        stripPrefix: '/api/v1',
      },
    ]);
    expect(json('package.json')).toMatchObject({
      name: '@harbour/client',
      version: '0.0.0',
      scripts: { build: 'tsc', generate: 'influxkit generate', 'release:publish': 'changeset publish' },
      dependencies: { '@influxkit/runtime': expect.stringMatching(/^\^/) },
      devDependencies: { '@influxkit/generator': expect.stringMatching(/^\^/), '@changesets/cli': expect.anything() },
    });
    expect(read('.changeset/first-release-of-harbour.md')).toContain("'@harbour/client': minor");
    expect(read('.gitattributes')).toContain('openapi.json text eol=lf linguist-generated=true');
    expect(read('README.md')).toContain("import { createHarbour } from '@harbour/client';");
    expect(read('src/generated/client.ts')).toContain('createHarbour');
    expect(out).toContain('created package.json\n');
    expect(out).toMatch(/ {2}git init\n {2}npm install\n {2}npm run build\n/);
    expect((await influxkit(root, 'generate', '--check')).code).toBe(0);
  });

  test('the workflow is one, with actions by their commits and no credentials left behind', async () => {
    await init();
    const workflow = read('.github/workflows/client.yml');
    expect(Object.keys(load(workflow) as object)).toEqual(['name', 'on', 'permissions', 'jobs']);
    const uses = [...workflow.matchAll(/uses: (.*)/g)].map(([, action = '']) => action);
    expect(uses).toEqual(uses.map(() => expect.stringMatching(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)));
    expect(uses).toHaveLength(2);
    expect(workflow).toContain('persist-credentials: false');
    const ours = readFileSync(new URL('../../../../.github/workflows/ci.yml', import.meta.url), 'utf8');
    for (const action of uses) expect(ours).toContain(action);
  });

  test('--no-ci writes no workflow; a contract that is there stays where it is', async () => {
    write('api/harbour.yaml', contract);
    const { code } = await influxkit(root, 'init', '--contract', 'api/harbour.yaml', '--package', 'harbour', '--no-ci');
    expect(code).toBe(0);
    expect(existsSync(join(root, '.github'))).toBe(false);
    expect(existsSync(join(root, 'openapi.yaml'))).toBe(false);
    expect((await loadConfig(undefined, root)).config.products[0]?.input).toBe('api/harbour.yaml');
  });

  test('nothing that is there is written over', async () => {
    write('package.json', '{\n\t"name": "mine",\n\t"scripts": { "build": "make" },\n\t"private": false\n}\n');
    write('README.md', 'Mine.\n');
    write('.gitignore', 'dist/\nsecret');
    const { code, out } = await init();
    expect(code).toBe(0);
    expect(json('package.json')).toMatchObject({
      name: 'mine',
      version: '0.0.0',
      scripts: { build: 'make', prepublishOnly: 'tsc' },
    });
    expect(read('package.json')).toMatch(/^\{\n\t"name": "mine",\n\t"scripts": \{ "build": "make",/);
    expect(read('README.md')).toBe('Mine.\n');
    expect(read('.gitignore')).toBe('dist/\nsecret\nnode_modules/\n');
    expect(out).toContain('edited package.json\n');
    expect(out).not.toContain('README.md');
  });

  test('it begins from the branch that is checked out', async () => {
    execFileSync('git', ['init', '--quiet', '--initial-branch=trunk'], { cwd: root });
    const { out } = await init();
    expect(json('.changeset/config.json')).toMatchObject({ baseBranch: 'trunk' });
    expect(read('.github/workflows/client.yml')).toContain('branches: [trunk]');
    expect(out).not.toContain('git init');
  });
});

describe('a contract from the network', () => {
  test('is copied, and the address kept to pull from, unless a secret is in it', async () => {
    const server = createServer((_request, response) => response.end(contract));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api.yaml`;
    const { code } = await influxkit(root, 'init', '--contract', url, '--package', 'harbour');
    expect(code).toBe(0);
    expect(read('openapi.yaml')).toBe(contract);
    expect((await loadConfig(undefined, root)).config.products[0]?.upstream).toBe(url);
    rmSync(root, { recursive: true });
    mkdirSync(root);
    await influxkit(root, 'init', '--contract', `${url}?key=secret`, '--package', 'harbour');
    expect(read('influxkit.config.ts')).not.toContain('secret');
  });

  test('in JSON or of several files becomes one file of YAML', async () => {
    writeFileSync(
      join(parent, 'openapi.yaml'),
      contract.replace("{ '204': { description: none } }", "{ '204': { $ref: 'more.yaml#/None' } }"),
    );
    writeFileSync(join(parent, 'more.yaml'), 'None: { description: none of it }\n');
    expect((await init()).code).toBe(0);
    expect(load(read('openapi.yaml'))).toMatchObject({
      components: { responses: { None: { description: 'none of it' } } },
    });
  });
});

describe('in a workspace', () => {
  const npm = { name: 'root', private: true, workspaces: ['packages/*'] };

  test('of npm, the package goes where packages are; scripts and the task of turbo into the root', async () => {
    write('package.json', npm);
    write('turbo.json', '{\n  // our tasks\n  "tasks": {\n    "build": { "dependsOn": ["^build"] },\n  },\n}\n');
    const { code, out } = await init();
    expect(code).toBe(0);
    expect((await loadConfig(undefined, root)).config.products[0]).toMatchObject({
      input: 'packages/harbour/openapi.yaml',
      output: 'packages/harbour/src/generated',
      bundle: 'packages/harbour/openapi.json',
    });
    expect(json('package.json')).toMatchObject({ ...npm, scripts: { 'generate:check': expect.anything() } });
    expect(json('package.json')['dependencies']).toBeUndefined();
    expect(json('packages/harbour/package.json')).toMatchObject({ name: '@harbour/client', scripts: { build: 'tsc' } });
    expect(read('turbo.json')).toMatch(
      /^\{\n {2}\/\/ our tasks\n {2}"tasks": \{\n {4}"build": .*,\n {4}"\/\/#generate": \{\n/,
    );
    expect(out).toContain('npm run build --workspace @harbour/client\n');
  });

  test.each([
    [
      'pnpm',
      { 'pnpm-workspace.yaml': 'packages:\n  - "libs/**"\n' },
      'libs/harbour',
      'pnpm --filter @harbour/client run build',
    ],
    [
      'yarn',
      { 'package.json': { ...npm, workspaces: { packages: ['modules/*'] }, packageManager: 'yarn@4.9.1' } },
      'modules/harbour',
      'yarn workspace @harbour/client run build',
    ],
  ])('of %s, in its own words', async (_name, files, folder, build) => {
    for (const [path, content] of Object.entries({ 'package.json': { name: 'root', private: true }, ...files }))
      write(path, content);
    const { code, out } = await init();
    expect(code).toBe(0);
    expect(json(`${folder}/package.json`)).toMatchObject({ name: '@harbour/client' });
    expect(out).toContain(build);
    expect(read('.github/workflows/client.yml')).toContain('corepack enable');
    expect(read('.github/workflows/client.yml')).toContain(build);
  });

  test('a second product joins the configuration, in its form, and the task of turbo', async () => {
    write('package.json', npm);
    write('turbo.json', { tasks: {} });
    await init();
    const before = read('influxkit.config.ts');
    const { code } = await influxkit(
      root,
      ...['init', '--contract', '../openapi.yaml', '--package', '@harbour/port', '--name', 'port'],
    );
    expect(code).toBe(0);
    const { config } = await loadConfig(undefined, root);
    expect(config.products.map(({ name }) => name)).toEqual(['harbour', 'port']);
    expect(read('influxkit.config.ts').startsWith(before.slice(0, before.indexOf('\n  ],')))).toBe(true);
    expect(existsSync(join(root, 'packages/port/src/generated/client.ts'))).toBe(true);
    expect(json('turbo.json')['tasks']?.['//#generate']).toEqual({
      inputs: ['influxkit.config.ts', 'packages/harbour/openapi.yaml', 'packages/port/openapi.yaml'],
      outputs: ['harbour', 'port'].flatMap((name) =>
        ['src/generated/**', 'openapi.json', 'OPERATIONS.md'].map((path) => `packages/${name}/${path}`),
      ),
    });
  });

  test('a task of turbo that has no such arrays is left, and what it needs is reported', async () => {
    write('package.json', npm);
    write('turbo.json', { tasks: { '//#generate': { cache: false } } });
    const { code, out } = await init();
    expect(code).toBe(1);
    expect(out).toMatch(/left turbo\.json: its task \/\/#generate has to have .*packages\/harbour/);
  });

  test('a configuration that is computed is left, and what to add is reported', async () => {
    write('package.json', npm);
    write(
      'influxkit.config.ts',
      "export default { products: ['a'].map((name) => ({ name, input: 'a.yaml', output: 'a' })) };\n",
    );
    const { code, out } = await init();
    expect(code).toBe(1);
    expect(out).toContain('left influxkit.config.ts: add to its products: {"name":"harbour"');
  });
});

test('a file that has the line ends of Windows keeps them, and what is put into it has them, too', async () => {
  write('package.json', '{\r\n  "name": "root",\r\n  "workspaces": ["packages/*"]\r\n}\r\n');
  write('.gitignore', 'dist\r\n');
  const { code } = await influxkit(root, 'init', '--contract', '../openapi.yaml', '--package', 'a');
  expect(code).toBe(0);
  for (const file of ['package.json', '.gitignore']) expect(read(file).replaceAll('\r\n', '')).not.toContain('\n');
  expect(JSON.parse(read('package.json'))).toHaveProperty('scripts');
});

test.each<[string, string[], RegExp, ((root: string) => void)?]>([
  [
    'a file in the place of a folder',
    ['--contract', '../openapi.yaml', '--package', 'a', '--no-ci'],
    /^"src\/index\.ts" cannot be written: a part of its path is not a folder/,
    () => write('src', 'x'),
  ],
  ['no contract', ['--package', 'a'], /^--contract is needed/],
  ['no package', ['--contract', '../openapi.yaml'], /^--package is needed/],
  [
    'a name that npm does not take',
    ['--contract', '../openapi.yaml', '--package', 'A b'],
    /^--package "A b" is not a name/,
  ],
  [
    'a name that no product can have',
    ['--contract', '../openapi.yaml', '--package', 'a', '--name', 'A_'],
    /^--name "A_" is not/,
  ],
  ['a folder outside', ['--contract', '../openapi.yaml', '--package', 'a', '--dir', '..'], /is outside of this folder/],
  ['a contract that is not there', ['--contract', 'no.yaml', '--package', 'a'], /there is no such file/],
  [
    'a folder that the workspace does not take',
    ['--contract', '../openapi.yaml', '--package', 'a', '--dir', 'apps/a'],
    /is none of the workspace's packages: packages\/\*/,
    () => write('package.json', { workspaces: ['packages/*'] }),
  ],
  [
    'a workspace that lists its packages',
    ['--contract', '../openapi.yaml', '--package', 'a'],
    /lists its packages one by one \(app\)/,
    () => write('package.json', { workspaces: ['app'] }),
  ],
  [
    'a folder inside of a workspace',
    ['--contract', '../openapi.yaml', '--package', 'a'],
    /belongs to the workspace of .*: run the command there/,
    () => writeFileSync(join(parent, 'package.json'), JSON.stringify({ workspaces: ['*'] })),
  ],
  [
    'a product that is there',
    ['--contract', '../openapi.yaml', '--package', 'a', '--name', 'b'],
    /has a product "b" already/,
    () => write('influxkit.config.ts', "export default { products: [{ name: 'b', input: 'a', output: 'b' }] };"),
  ],
])('%s is refused, and nothing is written', async (_name, args, want, prepare = () => {}) => {
  prepare(root);
  const before = readdirSync(root);
  const { code, err, out } = await influxkit(root, 'init', ...args);
  expect({ code: code > 0, out }).toEqual({ code: true, out: '' });
  expect(err).toMatch(want);
  expect(readdirSync(root)).toEqual(before);
});
