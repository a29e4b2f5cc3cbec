import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DefaultTheme, defineConfig } from 'vitepress';
import { highlightOnce, linesOnce, plainCode } from '../src/site/highlight.js';
import { latePages } from '../src/site/late-pages.js';
import { addressOf, siteUrl } from '../src/site/llms.js';
import { indexOptions, searchedText, searchOptions } from '../src/site/search.js';
import { quickServerBundle } from '../src/site/server-bundle.js';
import { openGroups } from '../src/site/sidebar.js';

const stage = fileURLToPath(new URL('../.cache/site/', import.meta.url));
const sidebar = JSON.parse(readFileSync(`${stage}navigation.json`, 'utf8')) as DefaultTheme.SidebarMulti;

/** The products, as the sidebars of their references are headed. */
const products = Object.entries(sidebar)
  .filter(([folder]) => folder.startsWith('/reference/'))
  .map(([link, items]) => ({ text: Array.isArray(items) ? (items[0]?.text ?? link) : link, link }));

// Where the site is served below a path, as on GitHub Pages.
const base = process.env['DOCS_BASE'] ?? '/';
const description =
  'Typed TypeScript clients for the InfluxDB HTTP APIs, and a generator for clients of any OpenAPI contract.';

/** The version that the site is about: all packages have their own, and the facade's is the one that people install. */
const { version } = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../packages/influxdb/package.json', import.meta.url)), 'utf8'),
) as { version: string };

export default defineConfig({
  title: 'influxkit',
  description,
  lang: 'en',
  srcDir: '.cache/site',
  outDir: 'dist',
  cacheDir: '.cache/vitepress',
  base,
  // The data of the site is one file that all pages share, rather than a copy in each.
  metaChunk: true,
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}favicon.svg` }],
    ['meta', { property: 'og:site_name', content: 'influxkit' }],
    ['meta', { property: 'og:type', content: 'website' }],
    ['meta', { property: 'og:image', content: `${siteUrl}open-graph.png` }],
    ['meta', { name: 'twitter:card', content: 'summary_large_image' }],
  ],
  transformHead: ({ pageData, title, description }) => {
    const address = addressOf(pageData.relativePath);
    return [
      ['link', { rel: 'canonical', href: address }],
      ['meta', { property: 'og:url', content: address }],
      ['meta', { property: 'og:title', content: title }],
      ['meta', { property: 'og:description', content: description }],
    ];
  },
  sitemap: { hostname: siteUrl },
  // Each page says when, or that nobody writes it: where the site is put together there is no history.
  lastUpdated: true,
  markdown: { theme: { light: 'github-light', dark: 'github-dark' }, config: highlightOnce, shikiSetup: linesOnce },
  vite: {
    logLevel: 'warn',
    build: { chunkSizeWarningLimit: 4000, reportCompressedSize: false },
    plugins: [openGroups(), quickServerBundle(), latePages()],
  },
  themeConfig: {
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Guides', link: '/guide/write', activeMatch: '/guide/' },
      { text: 'Reference', items: products, activeMatch: '/reference/' },
      { text: 'Recipes', link: '/recipes/', activeMatch: '/recipes/' },
      { text: 'Packages', link: '/packages/', activeMatch: '/packages/' },
      { text: version, link: 'https://github.com/influxkit/influxkit/releases' },
    ],
    editLink: {
      text: 'Edit this page',
      // The browser gets the text of this function.
      pattern: ({ frontmatter }) => `https://github.com/influxkit/influxkit/edit/main/${frontmatter['source']}`,
    },
    sidebar,
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: 'https://github.com/influxkit/influxkit' }],
    search: {
      provider: 'local',
      options: {
        _render(source, { relativePath, path }, md) {
          plainCode(md);
          const text = searchedText(source, relativePath, products);
          return text === '' ? '' : md.render(text, { relativePath, path });
        },
        miniSearch: { options: indexOptions, searchOptions },
      },
    },
    footer: { message: 'MIT licensed. Not made by InfluxData.' },
  },
});
