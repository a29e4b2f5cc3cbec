// Has VitePress build the site in a process of its own, which begins before the last pages are written.
import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pages } from '../paths.js';

const vitepress = join(dirname(createRequire(import.meta.url).resolve('vitepress/package.json')), 'bin/vitepress.js');

/**
 * Builds what is staged. What the pages are made from (the contracts' models, the loader of TypeScript) stays out of the
 * process that holds all bundles in memory: what it holds besides, its garbage collection goes through as well.
 *
 * @param late resolves when the pages that are not staged yet are
 * @throws what `late` rejects with; an error where VitePress fails, which has said why by then
 */
export async function buildSite(late: Promise<void>): Promise<void> {
  const child = fork(vitepress, ['build', pages], {
    cwd: pages,
    // Most of what is made for a page is garbage when the page is done.
    execArgv: ['--max-semi-space-size=128'],
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`VitePress could not build the site: its process ended with ${code}`)),
    );
  });
  try {
    await Promise.race([late, ended]);
    if (child.connected) child.send('staged');
    await ended;
  } finally {
    child.kill();
  }
}
