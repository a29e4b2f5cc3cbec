import type { DefaultTheme } from 'vitepress';
import { apiPage, optionsPlace } from '../packages/rename.js';
import type { Entry } from '../paths.js';
import { methodName, type Product, pageName } from '../reference/product.js';
import { byResource } from '../reference/product-page.js';
import { packageOrder } from './packages-page.js';

type Item = DefaultTheme.SidebarItem;

/** The recipes, in the order of their table. */
const recipes: readonly string[] = [
  'service-metrics',
  'short-lived',
  'cloudflare-workers',
  'dashboard',
  'nextjs',
  'react-native',
  'provisioning',
  'downsampling',
  'deleting',
  'backfill',
  'moving-data',
  'testing',
];

/** The sidebars, by the folder they are shown in. What has no page is left out. */
export function navigation(
  pages: ReadonlyMap<string, string>,
  products: readonly Product[],
  entries: readonly Entry[],
): Record<string, Item[]> {
  const title = (place: string): string => /^# (.+)$/m.exec(pages.get(place) ?? '')?.[1]?.replaceAll('`', '') ?? place;
  const item = (place: string, text: string = title(place)): Item[] =>
    pages.has(place) ? [{ text, link: `/${place.replace(/(index)?\.md$/, '')}` }] : [];
  const guide = (name: string): Item[] => item(`guide/${name}.md`);
  const coming = [...pages.keys()].filter((place) => /^coming-from-[^/]+\.md$/.test(place)).sort();

  const guides: Item[] = [
    { text: 'Begin', items: [...item('start.md'), ...coming.flatMap((place) => item(place))] },
    {
      text: 'Work with InfluxDB',
      items: ['write', 'line-protocol', 'query', 'sql', 'pagination', 'authentication'].flatMap(guide),
    },
    {
      text: 'Run it',
      items: [
        ...['errors', 'retries-and-timeouts', 'browsers-and-edge', 'testing'].flatMap(guide),
        ...item('reliability.md'),
        ...item('benchmarks.md'),
      ],
    },
    {
      text: 'Recipes',
      items: ['index', ...recipes].flatMap((name) => item(`recipes/${name}.md`)),
    },
    {
      text: 'Your own API',
      items: [
        ...guide('your-own-api'),
        ...guide('generator-options'),
        ...guide('from-openapi-typescript'),
        ...guide('from-hey-api'),
        ...guide('writing-an-emitter'),
        ...item('contract-changes.md'),
        ...guide('releasing'),
      ],
    },
    {
      text: 'The project',
      items: ['architecture.md', 'vocabulary.md', 'decisions/index.md'].flatMap((place) => item(place)),
    },
  ].filter(({ items }) => items.length > 0);

  const decisions = [...pages.keys()].filter((place) => /^decisions\/\d/.test(place)).sort();
  const packages: Item[] = packageOrder.map((name) => ({
    text: `@influxkit/${name}`,
    collapsed: true,
    items: [
      ...item(`packages/${name}/index.md`, 'How to use it'),
      ...entries
        .filter((entry) => entry.package === name)
        .flatMap((entry) => item(apiPage(entry), entry.subpath === '' ? 'Exports' : `Exports of ${entry.subpath}`)),
      ...item(`packages/${name}/diagnostics.md`, 'Diagnostics'),
      ...products
        .filter(({ folder }) => folder === name)
        .flatMap((product, _, all) =>
          item(
            `reference/${product.name}/index.md`,
            all.length === 1 ? 'Operations' : `Operations of ${product.title}`,
          ),
        ),
    ],
  }));

  return {
    '/': guides,
    '/decisions/': [{ text: 'Decisions', items: decisions.flatMap((place) => item(place)) }, ...guides.slice(-1)],
    '/packages/': [
      {
        text: 'Packages',
        link: '/packages/',
        items: [...item(optionsPlace, 'Options and defaults'), ...packages],
      },
    ],
    ...Object.fromEntries(products.map((product) => [`/reference/${product.name}/`, operations(product)])),
  };
}

function operations(product: Product): Item[] {
  const base = `/reference/${product.name}/`;
  const resources = [...byResource(product)].map(([resource, all]): Item => {
    const items = all.map((operation) => ({ text: methodName(operation), link: base + pageName(operation) }));
    const [only] = items;
    return all.length === 1 && only !== undefined ? only : { text: resource, collapsed: true, items };
  });
  return [
    {
      text: product.title,
      items: [{ text: 'All operations', link: base }, { text: 'Types', link: `${base}types` }, ...resources],
    },
  ];
}
