import type { Plugin } from 'vitepress';

const isPage = (id: string): boolean => id.endsWith('.md');

/**
 * Makes the bundle that renders the pages from what the bundle for browsers was made of: pages are compiled once. The rest of
 * it is as it comes, for it is read once, from disk: to find out what is not used takes seconds with hundreds of pages, and so
 * does making the index of the search, which only browsers read.
 */
export const quickServerBundle = (): Plugin => {
  let isServer = false;
  /** The pages as modules, by the path of their file; VitePress makes the bundle for browsers first. */
  const compiled = new Map<string, string>();
  // Those modules are JavaScript already: by this name nobody takes them for Markdown.
  const compiledName = (id: string): string => `${id}.compiled.js`;
  return {
    name: 'influxkit:quick-server-bundle',
    config({ build }) {
      isServer = Boolean(build?.ssr);
      return isServer ? { build: { rollupOptions: { treeshake: false } } } : undefined;
    },
    resolveId: {
      order: 'pre',
      handler: (id) => (isServer && compiled.has(id) ? compiledName(id) : undefined),
    },
    load: {
      order: 'pre',
      handler(id) {
        if (!isServer) return undefined;
        if (id.includes('@localSearchIndex')) return 'export default {}';
        return compiled.get(id.replace(/\.compiled\.js$/, ''));
      },
    },
    transform(code, id) {
      if (!isServer && isPage(id)) compiled.set(id, code);
      return undefined;
    },
  };
};
