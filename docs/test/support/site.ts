import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { output, pages } from '../../src/paths.js';

/** Builds the site as `npm run docs` does. `DOCS_BUILT=1` takes the one that is there. */
export async function buildSite(): Promise<void> {
  if (process.env['DOCS_BUILT'] === '1' && existsSync(`${output}/index.html`)) return;
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
