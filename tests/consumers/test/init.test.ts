import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { listen } from '@influxkit/test-tools';
import { afterAll, beforeAll, inject, test } from 'vitest';
import { command } from '../src/command.js';
import { installProject, type Project } from '../src/project.js';

const contract = `openapi: 3.1.0
info: { title: Harbour API, version: 1.0.0 }
paths:
  /v1/ships:
    get:
      operationId: listShips
      responses:
        '200':
          description: Ships.
          content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Ship' } } } }
components:
  schemas:
    Ship: { type: object, required: [name], properties: { name: { type: string } } }
`;
const another = `  /v1/ports:
    get:
      operationId: listPorts
      responses: { '204': { description: None. } }
components:
`;

/** Where a second team begins, and how it says what it does. */
interface Beginning {
  /** Files that are there. */
  readonly files: Readonly<Record<string, string>>;
  /** The folder of the package that comes of it. */
  readonly folder: string;
  readonly install: readonly string[];
  readonly run: readonly string[];
  readonly build: readonly string[];
  /** Whether it goes on to a second version: the way there is the same for a root that is a package, and for any workspace. */
  readonly hasSecondVersion?: boolean;
}

const root = (rest: object = {}): string => JSON.stringify({ name: 'root', private: true, ...rest });
const packages = { workspaces: ['packages/*'] };

/** What a yarn without configuration would ask others for. */
const yarnSettings = (): string => {
  const { host } = new URL(inject('registry'));
  return JSON.stringify({
    enableTelemetry: false,
    enableGlobalCache: false,
    // It would take a package of the same version that another run has published for this one's.
    enableMirror: false,
    nodeLinker: 'node-modules',
    // What was published a moment ago is what is wanted here.
    npmPreapprovedPackages: ['@influxkit/*'],
    npmRegistryServer: registryOfOthers,
    npmScopes: { influxkit: { npmRegistryServer: `http://${host}` } },
    unsafeHttpWhitelist: ['127.0.0.1', 'localhost', new URL(registryOfOthers).hostname],
  });
};

const beginnings: Readonly<Record<string, () => Beginning>> = {
  'an empty folder': () => ({
    files: {},
    folder: '.',
    install: ['npm', 'install'],
    run: ['npm', 'run'],
    build: ['npm', 'run', 'build'],
    hasSecondVersion: true,
  }),
  'a workspace of npm': () => ({
    files: { 'package.json': root(packages), 'turbo.json': '{ "tasks": {} }' },
    folder: 'packages/harbour',
    install: ['npm', 'install'],
    run: ['npm', 'run'],
    build: ['npm', 'run', 'build', '--workspace', '@harbour/client'],
  }),
  'a workspace of pnpm': () => ({
    files: { 'package.json': root(), 'pnpm-workspace.yaml': 'packages:\n  - "libs/**"\n' },
    folder: 'libs/harbour',
    install: ['pnpm', 'install', '--no-frozen-lockfile'],
    run: ['pnpm', 'run'],
    build: ['pnpm', '--filter', '@harbour/client', 'run', 'build'],
    hasSecondVersion: true,
  }),
  'a workspace of yarn': () => ({
    files: {
      'package.json': root({ ...packages, packageManager: 'yarn@4.18.1' }),
      '.yarnrc.yml': yarnSettings(),
      'yarn.lock': '',
    },
    folder: 'packages/harbour',
    install: ['yarn', 'install', '--no-immutable'],
    run: ['yarn', 'run'],
    build: ['yarn', 'workspace', '@harbour/client', 'run', 'build'],
  }),
};

let registryOfOthers: string;
let managers: Project;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'influxkit-second-team-'));
  registryOfOthers = (await command('npm', ['config', 'get', 'registry'], { cwd: home })).trim();
  managers = await installProject('package-managers');
  const { host } = new URL(inject('registry'));
  const lines = [
    `registry=${registryOfOthers}`,
    ...['influxkit', 'harbour'].map((scope) => `@${scope}:registry=${inject('registry')}`),
    // Anyone may publish there, yet npm refuses to try without a token.
    `//${host}/:_authToken=nobody`,
    'audit=false',
    'fund=false',
    'update-notifier=false',
  ];
  await writeFile(join(home, 'npmrc'), `${lines.join('\n')}\n`, { mode: 0o600 });
  await writeFile(join(home, 'openapi.yaml'), contract);
});
afterAll(async () => {
  await managers?.[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

/** The versions of a package that the registry has. */
async function versionsOf(name: string): Promise<string[]> {
  const response = await fetch(new URL(name.replace('/', '%2f'), inject('registry')));
  return response.ok ? Object.keys(((await response.json()) as { versions: object }).versions) : [];
}

test.concurrent.for(Object.keys(beginnings))(
  'from nothing to a published package in %s',
  // Dozens of processes, each of which installs, compiles or publishes: on a machine that is busy they take as long as they take.
  { timeout: 0 },
  async (name, { expect, onTestFinished }) => {
    const kind = name.split(' ').at(-1) ?? '';
    const packageName = `@harbour/client-of-${kind}`;
    const beginning = (beginnings[name] as () => Beginning)();
    const cwd = join(home, kind);
    const named = (args: readonly string[]): string[] =>
      args.map((arg) => (arg === '@harbour/client' ? packageName : arg));
    const env = {
      NPM_CONFIG_USERCONFIG: join(home, 'npmrc'),
      PATH: `${managers.folder}/node_modules/.bin${delimiter}${process.env['PATH'] ?? ''}`,
      GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
      GIT_AUTHOR_NAME: 'team',
      GIT_AUTHOR_EMAIL: 'team@localhost',
      GIT_COMMITTER_NAME: 'team',
      GIT_COMMITTER_EMAIL: 'team@localhost',
      NO_COLOR: '1',
    };
    const run = (args: readonly string[], folder = cwd): Promise<string> => {
      const [program = '', ...rest] = named(args);
      return command(program, rest, { cwd: folder, env });
    };
    const script = (script: string): Promise<string> => run([...beginning.run, script]);
    const commit = async (message: string): Promise<void> => {
      await run(['git', 'add', '--all']);
      await run(['git', 'commit', '--quiet', '--message', message]);
    };
    for (const [path, content] of Object.entries(beginning.files)) {
      await mkdir(dirname(join(cwd, path)), { recursive: true });
      await writeFile(join(cwd, path), content);
    }
    await mkdir(cwd, { recursive: true });
    await run(['git', 'init', '--quiet', '--initial-branch=main']);

    const said = await run([
      // npx keeps what it has run once, and takes it again whatever has been published since.
      'env',
      `NPM_CONFIG_CACHE=${join(home, 'npx')}`,
      'npx',
      '--yes',
      '@influxkit/generator',
      'init',
      '--contract',
      '../openapi.yaml',
      '--package',
      '@harbour/client',
    ]);
    expect(said).toContain(`${packageName} is set up.`);
    await run(beginning.install);
    await run(beginning.build);
    await commit('A client');
    await script('generate:check');
    await script('release:version');
    await commit('Version packages');
    await script('generate:check');
    await script('release:publish');
    expect(await versionsOf(packageName)).toEqual(['0.1.0']);

    // Whoever installs it has a client that works.
    const user = join(home, `user-of-${kind}`);
    await mkdir(user);
    await writeFile(join(user, 'package.json'), '{ "name": "user", "private": true, "type": "module" }\n');
    await run(['npm', 'install', '@harbour/client'], user);
    const server = await listen(
      createServer((request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify([{ name: request.url }]));
      }),
    );
    onTestFinished(() => server.stop());
    const program = `import { createHarbour } from '${packageName}';\nconsole.log(await createHarbour({ baseUrl: '${server.url}' }).ships.list());\n`;
    await writeFile(join(user, 'main.js'), program);
    expect(await run([process.execPath, 'main.js'], user)).toBe("[ { name: '/v1/ships' } ]\n");

    // The contract changes: the next version says so.
    if (!beginning.hasSecondVersion) return;
    const file = join(cwd, beginning.folder, 'openapi.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('components:\n', another));
    await script('generate');
    await expect(script('generate:check')).rejects.toThrow(/no changeset: the contract changed and none says so/);
    await script('changesets');
    await script('generate:check');
    const changesets = await readdir(join(cwd, '.changeset'));
    const [changeset = ''] = changesets.filter((one) => /^contract-harbour-[0-9a-f]{8}\.md$/.test(one));
    expect(await readFile(join(cwd, '.changeset', changeset), 'utf8')).toContain('new operation `GET /v1/ports`');
    await commit('A port');
    await script('release:version');
    await commit('Version packages');
    await script('generate:check');
    await script('release:publish');
    expect(await versionsOf(packageName)).toEqual(['0.1.0', '0.2.0']);
  },
);
