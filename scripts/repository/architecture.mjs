// The page on what stands where names all that stands.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = 'docs/ARCHITECTURE.md';

/** What the page does not name: packages, test folders and decisions; and the folders it names that are not there. */
export function architectureProblems(root, text = readFileSync(join(root, page), 'utf8')) {
  const problems = [];
  const rows = [...text.matchAll(/^\| `packages\/.*$/gm)].join('\n');
  for (const name of readdirSync(join(root, 'packages')))
    if (!new RegExp(`\`(packages/)?${name}\``).test(rows)) problems.push(`${page}: does not name packages/${name}`);
  for (const name of readdirSync(join(root, 'tests')))
    if (!text.includes(`| \`tests/${name}\` |`)) problems.push(`${page}: does not name tests/${name}`);
  for (const name of readdirSync(join(root, 'docs/decisions')).filter((file) => file.endsWith('.md')))
    if (!text.includes(`](decisions/${name})`)) problems.push(`${page}: does not list decisions/${name}`);
  for (const [, path] of text.matchAll(/`((?:packages|tests|scripts|docs|bench|openapi)\/[\w./-]*)`/g))
    if (!existsSync(join(root, path))) problems.push(`${page}: names ${path}, which is not there`);
  return problems;
}
