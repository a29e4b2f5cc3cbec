import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DefaultTheme, defineConfig } from 'vitepress';

const stage = fileURLToPath(new URL('../.cache/site/', import.meta.url));
const sidebar = JSON.parse(readFileSync(`${stage}navigation.json`, 'utf8')) as DefaultTheme.SidebarMulti;

/** The products, as the sidebars of their references are headed. */
const products = Object.entries(sidebar)
  .filter(([folder]) => folder.startsWith('/reference/'))
  .map(([link, items]) => ({ text: Array.isArray(items) ? (items[0]?.text ?? link) : link, link }));

/**
 * A page of an operation is found by its name, its path and what it does; its tables would drown everything else. Products
 * have operations of one name: what is found says whose it is.
 */
const searchText = (source: string, place: string): string => {
  const [, head = ''] = /\n(# [\s\S]*?)\n## /.exec(source) ?? [];
  const product = products.find(({ link }) => `/${place}`.startsWith(link));
  return head.replace(/^# .*?(?= \{#|$)/m, (title) => `${title} · ${product?.text ?? ''}`);
};

/** A line that rises, in the colour of the site. */
const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1f6f5c"/><path d="M6 22l7-8 5 5 8-11" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>',
)}`;

export default defineConfig({
  title: 'influxkit',
  description:
    'Typed TypeScript clients for the InfluxDB HTTP APIs, and a generator for clients of any OpenAPI contract.',
  lang: 'en',
  srcDir: '.cache/site',
  outDir: 'dist',
  cacheDir: '.cache/vitepress',
  // Where the site is served below a path, as on GitHub Pages.
  base: process.env['DOCS_BASE'] ?? '/',
  // The data of the site is one file that all pages share, rather than a copy in each.
  metaChunk: true,
  head: [['link', { rel: 'icon', href: icon }]],
  lastUpdated: false,
  markdown: { theme: { light: 'github-light', dark: 'github-dark' } },
  vite: { logLevel: 'warn', build: { chunkSizeWarningLimit: 4000, reportCompressedSize: false } },
  themeConfig: {
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Guides', link: '/guide/write', activeMatch: '/guide/' },
      { text: 'Reference', items: products, activeMatch: '/reference/' },
      { text: 'Packages', link: '/packages/', activeMatch: '/packages/' },
    ],
    sidebar,
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: 'https://github.com/influxkit/influxkit' }],
    search: {
      provider: 'local',
      options: {
        _render(source, env, md) {
          if (env.frontmatter?.['search'] === false) return '';
          // What was measured is called as what one looks for: it is found by its words, not by its headings.
          const text = env.relativePath.startsWith('benchmarks') ? source.replace(/^#{3,} /gm, '') : source;
          const html = md.render(text, env);
          if (env.frontmatter?.['search'] === false || /^types\.md$|\/types\.md$/.test(env.relativePath)) return '';
          return env.frontmatter?.['pageClass'] === 'operation'
            ? md.render(searchText(source, env.relativePath), env)
            : html;
        },
        miniSearch: { searchOptions: { boost: { title: 6, titles: 1, text: 1 }, fuzzy: 0.15, prefix: true } },
      },
    },
    footer: { message: 'MIT licensed. Not made by InfluxData.' },
  },
});
