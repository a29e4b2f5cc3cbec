import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { output, pages, stage } from '../../src/paths.js';
import { makeSite } from '../../src/site/stage.js';

/** Whether the site has just been built (`vitest run --mode built`, as `npm run test:docs` does): once is enough. */
const isBuilt: boolean = (import.meta as { env?: { MODE?: string } }).env?.MODE === 'built';

/** The pages of the site by their place; where it has not just been built, those of exports may be left out. */
export async function sitePages({ withApi = true } = {}): Promise<ReadonlyMap<string, string>> {
  if (!isBuilt) {
    const { pages, api } = await makeSite({ withApi });
    return new Map([...pages, ...(await api)]);
  }
  const files = readdirSync(stage, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
  return new Map(
    files.filter((file) => file.endsWith('.md')).map((file) => [file, readFileSync(`${stage}/${file}`, 'utf8')]),
  );
}

/** Builds the site as `npm run docs` does. */
export async function buildSite(): Promise<void> {
  if (isBuilt) return;
  // Not in this process: vitest's own settings are not the site's.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NODE_ENV|VITEST|TEST)/.test(name)));
  await promisify(execFile)('npm', ['run', 'site'], { cwd: pages, env, maxBuffer: 1 << 26 });
}

/** The files of the site with an ending, from its root. */
export function builtFiles(ending: string, below = ''): string[] {
  return readdirSync(`${output}/${below}`, { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return builtFiles(ending, path);
    return entry.name.endsWith(ending) ? [path] : [];
  });
}
