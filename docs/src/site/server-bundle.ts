import type { Plugin } from 'vitepress';

/**
 * Leaves in the bundle that renders the pages what is not used of it. It is read once, from disk, and to find out what is not
 * used takes seconds with hundreds of pages.
 */
export const wholeServerBundle = (): Plugin => ({
  name: 'influxkit:whole-server-bundle',
  config: ({ build }) => (build?.ssr ? { build: { rollupOptions: { treeshake: false } } } : undefined),
});
