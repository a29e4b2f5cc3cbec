// node scripts/jsr.mjs: writes the jsr.json of each package that JSR takes, by its package.json; `npm run release:version` does,
// for versions change there. Decision 0019 says which packages those are.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publishedPackages, root } from './run.mjs';

/**
 * What the jsr.json of a package has to be; undefined where JSR does not take the package: it needs others, which are had from
 * npm alone, or has more entries than one, whose declarations share files by paths that Deno does not follow.
 *
 * @param {Record<string, any>} manifest its package.json
 */
export function jsrOf({ name, version, license, exports, dependencies = {}, peerDependencies = {} }) {
  const entries = Object.keys(exports ?? {}).filter((path) => !path.endsWith('.json'));
  const others = [...Object.keys(dependencies), ...Object.keys(peerDependencies)];
  if (others.length > 0 || entries.length !== 1) return undefined;
  return {
    name,
    version,
    license,
    exports: { '.': exports['.'].import.default },
    // What is built is not in git, which is where JSR looks otherwise.
    publish: { include: ['dist/*.mjs', 'dist/*.d.cts', 'README.md', 'LICENSE'], exclude: ['!dist'] },
  };
}

/** Where a jsr.json is not what its package.json says. */
export const jsrProblems = () =>
  packages().flatMap(({ path, wanted }) => {
    const found = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    if (found === undefined && wanted === undefined) return [];
    if (wanted === undefined) return [`${path.slice(root.length)}: JSR does not take this package; remove the file`];
    return found !== undefined && JSON.stringify(JSON.parse(found)) === JSON.stringify(wanted)
      ? []
      : [`${path.slice(root.length)}: is not what package.json says; run node scripts/jsr.mjs`];
  });

const packages = () =>
  publishedPackages().map((name) => {
    const folder = join(root, 'packages', name);
    return {
      path: join(folder, 'jsr.json'),
      wanted: jsrOf(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))),
    };
  });

/** As the formatter has it: lists on one line. */
const textOf = (value) =>
  `${JSON.stringify(value, undefined, 2).replace(/\[\s+([^\]]*?)\s+\]/g, (_, items) => `[${items.replace(/\s+/g, ' ')}]`)}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const { path, wanted } of packages()) if (wanted) writeFileSync(path, textOf(wanted));
