import { readFileSync } from 'node:fs';
import { productFolders, products } from '../../../scripts/products.mjs';
import { publishedPackages } from '../../../scripts/run.mjs';
import { cell, code, frontMatter, table } from '../markdown.js';
import { apiPage } from '../packages/rename.js';
import { type Entry, root } from '../paths.js';
import type { WrittenPage } from './written.js';

const first: readonly string[] = [
  'influxdb',
  ...productFolders,
  'write',
  'query',
  'sql',
  'line-protocol',
  'pagination',
  'auth',
  'runtime',
  'generator',
];

/** The published packages in the order in which people meet them; those that the order does not name come last. */
export const packageOrder: readonly string[] = [...new Set([...first, ...publishedPackages()])];

/** The page that leads to all packages. */
export function packagesPage(written: readonly WrittenPage[], entries: readonly Entry[]): string {
  const rows = packageOrder.map((name) => {
    const manifest = JSON.parse(readFileSync(`${root}/packages/${name}/package.json`, 'utf8')) as {
      name: string;
      description: string;
    };
    const hasReadme = written.some(({ place }) => place === `packages/${name}/index.md`);
    const own = entries.filter((entry) => entry.package === name);
    const exports = own.map((entry) => `[${code(entry.name)}](./${apiPage(entry).slice('packages/'.length)})`);
    for (const product of products.filter(({ folder }) => folder === name)) {
      const entry = code(product.specifier);
      exports.push(
        `${entry}: [operations](../reference/${product.name}/index.md), [types](../reference/${product.name}/types.md)`,
      );
    }
    return [
      hasReadme ? `[${code(manifest.name)}](./${name}/index.md)` : code(manifest.name),
      cell(manifest.description),
      exports.join(', '),
    ];
  });
  return [
    frontMatter({ title: 'Packages', outline: false }),
    '# Packages',
    'Each package has a page that says how to use it, and one for each import path with everything it exports.',
    table(['package', 'what it is', 'exports'], rows),
  ].join('\n\n');
}
