import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { scopeLine } from '../../../scripts/registry/registry.mjs';
import { installProject, type Project, publishedVersions } from '../src/project.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** pnpm links what a project names in its package.json, and nothing that those packages bring along. */
let project: Project;
beforeAll(async () => {
  project = await installProject('package-managers');
  const version = publishedVersions().get('@influxkit/influxdb');
  // The transport of Node is made of undici, which a project installs itself.
  const dependencies = { '@influxkit/influxdb': version, undici: '^7.0.0' };
  const manifest = { name: 'strict', private: true, type: 'module', dependencies };
  await project.write('strict/package.json', JSON.stringify(manifest));
  await project.write('strict/.npmrc', scopeLine(inject('registry')));
  // A store that others use may have another package of the same version.
  const args = ['--dir', 'strict', 'install', '--no-frozen-lockfile', '--store-dir', join(project.folder, 'store')];
  await project.run('node_modules/.bin/pnpm', args);
});
afterAll(() => project?.[Symbol.asyncDispose]());

/** What pages, READMEs and comments of exports import from the facade: entries, and the names of values of each. */
function imports(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const file of [
    ...filesBelow('docs', '.md'),
    ...filesBelow('packages', '.md'),
    ...filesBelow('packages', '.ts'),
  ]) {
    const text = readFileSync(file, 'utf8');
    // In sources, the imports of comments alone: their own are resolved by their builds.
    const line = file.endsWith('.ts') ? /^\s*\* import (type )?\{/ : /^import (type )?\{/;
    for (const code of text.split('\n').filter((one) => line.test(one))) {
      const [, isType, names = '', specifier = ''] =
        /import (type )?\{([^}]*)\} from '(@influxkit\/influxdb(?:\/[\w-]+)?)'/.exec(code) ?? [];
      if (specifier === '') continue;
      const values = isType ? [] : names.split(',').map((name) => name.trim());
      const known = found.get(specifier) ?? new Set();
      for (const name of values) if (!name.startsWith('type ')) known.add(name.replace(/ as .*/, ''));
      found.set(specifier, known);
    }
  }
  return found;
}

const filesBelow = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory())
      return /^(node_modules|dist|generated|test|\..*)$/.test(entry.name) ? [] : filesBelow(path, ending);
    return entry.name.endsWith(ending) ? [join(root, path)] : [];
  });

test('what examples import is there in a project of pnpm that has installed @influxkit/influxdb', async () => {
  const wanted = [...imports()].map(([specifier, names]) => [specifier, [...names]] as const);
  expect(wanted.length).toBeGreaterThan(8);
  expect(wanted.flatMap(([, names]) => names).length).toBeGreaterThan(60);
  await project.write(
    'strict/main.js',
    `const missing = [];
for (const [specifier, names] of ${JSON.stringify(wanted)}) {
  const module = await import(specifier).catch((error) => { missing.push(specifier + ': ' + error.message); return {}; });
  for (const name of names) if (!(name in module)) missing.push(specifier + ' has no ' + name);
}
const hidden = await import('@influxkit/write').catch((error) => error.code);
console.log(JSON.stringify({ missing, hidden }));
`,
  );
  const output = await project.run(process.execPath, ['strict/main.js']);
  expect(JSON.parse(output)).toEqual({ missing: [], hidden: 'ERR_MODULE_NOT_FOUND' });
});
