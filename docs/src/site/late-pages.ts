import type { Plugin } from 'vitepress';
import { isApiPage, optionsPlace } from '../packages/rename.js';

/** Pages that are written while the build has begun: exports and options of packages. */
const isLate = (id: string): boolean => isApiPage(id) || id.endsWith(`/${optionsPlace}`);

/** The index of the search reads all pages itself. */
const isSearchIndex = (id: string): boolean => id.includes('@localSearchIndex');

/** Has the build wait for the pages that `buildSite` says are still being written, and do everything else meanwhile. */
export function latePages(): Plugin {
  const staged = new Promise<void>((resolve) => {
    if (process.send === undefined) resolve();
    else process.once('message', () => resolve());
  });
  return {
    name: 'influxkit:late-pages',
    enforce: 'pre',
    apply: 'build',
    // Those that wait take no place from those that are there.
    config: () => ({ build: { rollupOptions: { maxParallelFileOps: 200 } } }),
    async load(id) {
      if (isLate(id) || isSearchIndex(id)) await staged;
    },
  };
}
