import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { products as listed } from '../../../scripts/products.mjs';
import { benchmarkCharts } from '../charts/benchmarks.js';
import { frontMatter } from '../markdown.js';
import { apiPagesBeside } from '../packages/api-process.js';
import { apiPage, optionsPlace } from '../packages/rename.js';
import { pages as docsFolder, type Entry, entries, root, stage } from '../paths.js';
import { operationPage } from '../reference/operation-page.js';
import { loadProducts, type Product, pageName } from '../reference/product.js';
import { productPage } from '../reference/product-page.js';
import { typesPage } from '../reference/types-page.js';
import { siteLinks } from './links.js';
import { llmsFull, llmsIndex } from './llms.js';
import { navigation } from './navigation.js';
import { numbers } from './numbers.js';
import { packagesPage } from './packages-page.js';
import { type WrittenPage, writtenPages } from './written.js';

/** What the site is made of. */
export interface Site {
  /** Pages by their place on the site. Those in `api` are empty here. */
  readonly pages: ReadonlyMap<string, string>;
  /** The pages that TypeDoc takes its time for: what the packages export. */
  readonly api: Promise<ReadonlyMap<string, string>>;
}

/** Puts all pages together. `withApi: false` leaves out those of `api`. */
export async function makeSite({ withApi = true }: { readonly withApi?: boolean } = {}): Promise<Site> {
  const documented = documentedEntries();
  const api = withApi ? apiPagesBeside(documented) : Promise.resolve(new Map<string, string>());
  // Whoever takes the site is told why there is no `api`; until then it is nobody's.
  api.catch(() => {});
  const { products, pages: made } = await referencePages();
  if (withApi) for (const place of [...documented.map(apiPage), optionsPlace]) made.set(place, '');

  const written = writtenPages();
  addWritten(made, written, products);
  made.set('public/llms.txt', llmsIndex(written));
  made.set('public/llms-full.txt', llmsFull(written));
  made.set('packages/index.md', packagesPage(written, documented));
  made.set('decisions/index.md', decisionsPage(written));
  made.set('navigation.json', JSON.stringify(navigation(made, products, documented)));
  return { pages: made, api };
}

/** The pages of all products and their operations. */
async function referencePages(): Promise<{ products: readonly Product[]; pages: Map<string, string> }> {
  const products = await loadProducts();
  const pages = new Map<string, string>();
  for (const product of products) {
    const folder = `reference/${product.name}`;
    pages.set(`${folder}/index.md`, productPage(product));
    pages.set(`${folder}/types.md`, typesPage(product));
    for (const operation of product.model.operations)
      pages.set(`${folder}/${pageName(operation)}.md`, operationPage(product, operation, products));
  }
  return { products, pages };
}

/** Import paths that TypeDoc documents. The products' own exports are in their reference. */
const documentedEntries = (): readonly Entry[] =>
  entries().filter(
    (entry) =>
      !entry.private &&
      !listed.some(({ folder }) => folder === entry.package) &&
      // The three clients of one package are alike.
      !(entry.package === 'influxdb' && entry.subpath.startsWith('cloud')) &&
      existsSync(join(root, entry.source)),
  );

function addWritten(made: Map<string, string>, written: readonly WrittenPage[], products: readonly Product[]): void {
  const places = new Map<string, string>([['docs/decisions', 'decisions/index.md']]);
  for (const { source, place } of written) {
    places.set(source, place);
    if (source.endsWith('/README.md')) places.set(dirname(source), place);
  }
  for (const { name, table } of products) if (table !== undefined) places.set(table, `reference/${name}/index.md`);
  const changed = lastChanges();
  for (const { source, place, text } of written) {
    const parts = text.replace('<!-- numbers -->', () => (place === 'index.md' ? numbers() : ''));
    const linked = siteLinks(parts, source, place, places);
    const full = place === 'benchmarks.md' ? linked.replace('<!-- charts -->', benchmarkCharts()) : linked;
    made.set(place, withFacts(full, { source, ...(changed.has(source) && { lastUpdated: changed.get(source) }) }));
  }
}

/** When each file of the repository was last changed, by its history; empty where that is not there. */
function lastChanges(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let log: string;
  try {
    log = execFileSync('git', ['log', '--format=%x00%cI', '--name-only', '--', 'docs', 'packages/*.md'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return found;
  }
  for (const commit of log.split('\0')) {
    const [date = '', ...files] = commit.split('\n').filter((line) => line !== '');
    for (const file of files) if (!found.has(file)) found.set(file, date);
  }
  return found;
}

/** Puts facts of a page before it, for VitePress: where it is edited, and when it was. A date is one of YAML. */
function withFacts(
  text: string,
  { source, lastUpdated }: { readonly source: string; readonly lastUpdated?: string | undefined },
): string {
  const facts = [`source: ${source}`, `lastUpdated: ${lastUpdated ?? false}`].join('\n');
  return text.startsWith('---\n') ? `---\n${facts}\n${text.slice(4)}` : `---\n${facts}\n---\n\n${text}`;
}

function decisionsPage(written: readonly WrittenPage[]): string {
  const lines = written
    .filter(({ place }) => place.startsWith('decisions/'))
    .map(({ place, text }) => {
      const title = /^# (.+)$/m.exec(text)?.[1] ?? place;
      return `- [${title}](./${place.slice('decisions/'.length)})`;
    });
  return [
    frontMatter({ title: 'Decisions', outline: false }),
    '# Decisions',
    'Why things are as they are.',
    lines.join('\n'),
  ].join('\n\n');
}

/** Writes pages that changed, and removes those that are no longer there: a page that stays the same is not built anew. */
export function writeStage(pages: ReadonlyMap<string, string>): void {
  for (const file of filesBelow(stage)) if (!pages.has(file) && !file.startsWith('public/')) rmSync(join(stage, file));
  cpSync(join(docsFolder, 'assets'), join(stage, 'public'), { recursive: true });
  writePages(pages);
}

/** Writes pages that changed. */
export function writePages(pages: ReadonlyMap<string, string>): void {
  for (const [place, text] of pages) {
    const file = join(stage, place);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function filesBelow(folder: string, below = ''): string[] {
  if (!existsSync(join(folder, below))) return [];
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(folder, path) : [path];
  });
}
