// What can be imported of the packages here, and the source behind each: as the `exports` of their package.json say.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, workspaces } from './run.mjs';

/** @returns {import('./entries.d.mts').Entry[]} those too that nobody imports by name: of the private package, and what others share */
export function entries() {
  return workspaces().flatMap(({ folder: path, manifest }) => {
    if (!path.startsWith('packages/')) return [];
    const folder = path.slice('packages/'.length);
    return Object.keys(manifest.exports)
      .filter((path) => !path.endsWith('.json'))
      .flatMap((path) => (path === './*' ? filesOf(folder) : [path.slice(2)]))
      .map((subpath) => ({
        name: subpath === '' ? manifest.name : `${manifest.name}/${subpath}`,
        package: folder,
        subpath,
        source: sourceOf(folder, subpath),
        // What is for the packages beside it has an entry of its own.
        private: manifest.private === true || subpath === 'internal',
      }));
  });
}

const filesOf = (folder) =>
  readdirSync(join(root, 'packages', folder, 'src'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3));

function sourceOf(folder, subpath) {
  const file = `packages/${folder}/src/${subpath || 'index'}.ts`;
  if (!existsSync(join(root, file)))
    throw new Error(`packages/${folder}/package.json: exports ./${subpath}, which must have its source in ${file}`);
  return file;
}
