import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedPackages } from '../../../scripts/run.mjs';
import { prose } from '../markdown.js';
import { pages, root } from '../paths.js';
import { outsideCode } from './links.js';

/** A page that people write: for the site, or for the repository first. */
export interface WrittenPage {
  /** From the root of the repository. */
  readonly source: string;
  /** On the site. */
  readonly place: string;
  readonly text: string;
}

/** All of them: what stands in `docs/`, and the READMEs of the packages that are published. */
export function writtenPages(): readonly WrittenPage[] {
  const found: WrittenPage[] = [];
  const add = (source: string, place: string, change = (text: string) => text): void => {
    found.push({ source, place, text: change(readFileSync(join(root, source), 'utf8')) });
  };
  for (const file of markdownFiles(pages)) {
    const isPage = /^(?:guide|recipes)\//.test(file) || ['index.md', 'start.md', 'benchmarks.md'].includes(file);
    // Pages for the repository are plain Markdown; in Vue's eyes a tag in their prose would be a component.
    add(`docs/${file}`, file === 'ARCHITECTURE.md' ? 'architecture.md' : file, isPage ? undefined : plain);
  }
  for (const name of publishedPackages().sort()) {
    if (existsSync(`${root}/packages/${name}/README.md`)) {
      add(`packages/${name}/README.md`, `packages/${name}/index.md`, plain);
    }
  }
  if (existsSync(`${root}/packages/generator/DIAGNOSTICS.md`))
    add('packages/generator/DIAGNOSTICS.md', 'packages/generator/diagnostics.md', plain);
  return found;
}

const plain = (text: string): string => outsideCode(text, prose);

function markdownFiles(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .filter(
      ({ name }) =>
        !name.startsWith('.') && !['node_modules', 'assets', 'dist', 'src', 'test', 'test-results'].includes(name),
    )
    .flatMap((entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) return markdownFiles(folder, path);
      return entry.name.endsWith('.md') && path !== 'README.md' ? [path] : [];
    })
    .sort();
}
