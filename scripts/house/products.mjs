// A product is listed by hand in some places: whoever adds one is told of each that lacks it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files, and what has to stand there of a product. */
const PLACES = [
  ['influxkit.config.ts', (name) => `product('${name}'`],
  ['redocly.yaml', (name) => `root: openapi/${name}/openapi.yaml`],
  ['tsconfig.base.json', (name) => `"@influxkit/${name}": [`],
  ['.dependency-cruiser.mjs', (name) => `'${name}': [`],
  ['README.md', (name) => `packages/${name})`],
  ['docs/vocabulary.md', (name) => `\`${name}\``],
  ['docs/ARCHITECTURE.md', (name) => `${name}\``],
  ['tests/tools/src/contract/document.ts', (name) => `'${name}'`],
  ['tests/pagination/src/products.ts', (name) => `'${name}'`],
  ['tests/hostile/test/paths.test.ts', (name) => `'${name}'`],
  ['tests/consumers/projects/entries/package.json', (name) => `"@influxkit/${name}": "*"`],
];

/** What lacks a product: a sentence each. */
export function productProblems(root, name) {
  const problems = PLACES.filter(([file, text]) => !readFileSync(join(root, file), 'utf8').includes(text(name))).map(
    ([file, text]) => `${file}: has no ${text(name)}, and ${name} is a product`,
  );
  const test = `tests/operations/test/${name}.test.ts`;
  if (!existsSync(join(root, test))) problems.push(`${test}: is missing, so that no operation of ${name} is driven`);
  return problems;
}
