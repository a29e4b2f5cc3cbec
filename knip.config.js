// npm run check exports: what nothing uses, be it a file, an export or a dependency. An export that only its own file uses
// counts as unused, too: what is exported is what others rely on. Types are named where a declaration needs them.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { entries } from './scripts/entries.mjs';
import { workspaces as workspaceFolders } from './scripts/run.mjs';

/** Programs that tests start by path, of each folder of `tests`. */
const children = (folder) =>
  readdirSync(join('tests', folder), { recursive: true })
    .filter((file) => /^src[\\/].*-child\.ts$/.test(file))
    .map((file) => file.replaceAll('\\', '/'));

/** Entries that knip finds itself: those whose `exports` name sources, and those of a build that it can follow. */
const isFound = (entry) => entry.package === 'internal' || entry.package === 'generator';

const namesIn = (parent) =>
  workspaceFolders().flatMap(({ folder }) =>
    folder.startsWith(`${parent}/`) ? [folder.slice(parent.length + 1)] : [],
  );

const packages = namesIn('packages').map((folder) => [
  `packages/${folder}`,
  {
    entry: [
      ...entries()
        .filter((entry) => entry.package === folder && !isFound(entry))
        .map(({ source }) => source.slice(`packages/${folder}/`.length)),
      'test/**/*.test.ts',
    ],
    project: ['src/**/*.ts', 'test/**/*.ts', '!src/generated/**', '!test/**/goldens/**', '!test/**/fixtures/**'],
  },
]);

const tests = namesIn('tests').map((name) => [
  `tests/${name}`,
  { entry: ['test/**/*.test.ts', ...children(name)], project: ['{src,test}/**/*.ts'] },
]);

const examples = namesIn('examples').map((name) => [
  `examples/${name}`,
  {
    entry: ['src/*.ts', ...(existsSync(join('examples', name, 'page')) ? ['page/main.ts'] : [])],
    ...(existsSync(join('examples', name, 'page/generated')) && { ignore: ['page/generated/**'] }),
  },
]);

const workspaces = Object.fromEntries([...packages, ...tests, ...examples]);

// What a workspace uses in a way that no import shows.
// All of it is for the packages beside it.
workspaces['packages/internal'].includeEntryExports = true;
// Found where a repository has it.
workspaces['packages/generator'].ignoreDependencies = ['@manypkg/get-packages'];
// What `#flight` and `#node-http` stand for in one runtime or another.
workspaces['packages/influxdb'].entry.push('src/{with,no}-{flight,node-http}.ts', 'src/demo.ts');
workspaces['packages/line-protocol'].entry.push('scripts/*.ts');
// The sources of another suite, imported by their path.
workspaces['tests/consumers'].ignoreDependencies = ['@influxkit/test-servers'];
// Programs that the tests write from READMEs import them.
workspaces['tests/examples'].entry.push('src/readme/given.ts');
workspaces['tests/examples'].ignoreDependencies = ['zod'];

export default {
  ignoreExportsUsedInFile: { interface: true, type: true },
  // Commands of the machine.
  ignoreBinaries: ['mkfifo', 'openssl'],
  workspaces: {
    '.': {
      entry: ['scripts/*.mjs', 'tests/sizes/*.mjs', 'influxkit.config.ts'],
      project: ['scripts/**/*.mjs'],
      // Started by scripts/check.mjs.
      ignoreDependencies: ['@redocly/cli', 'dependency-cruiser', '@changesets/config', 'sherif', 'tsx'],
      // They have installs of their own.
      ignore: ['scripts/registry/**', 'bench/**', 'docs/**'],
    },
    ...workspaces,
  },
};
