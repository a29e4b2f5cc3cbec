import type { WrittenPage } from './written.js';

/** Where the site is: `DOCS_URL` says otherwise. */
export const siteUrl: string = (process.env['DOCS_URL'] ?? 'https://influxkit.github.io/influxkit/').replace(
  /\/?$/,
  '/',
);

/** The address of a page. */
export const addressOf = (place: string): string =>
  siteUrl + place.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '.html');

const withoutFrontMatter = (text: string): string => text.replace(/^---\n[\s\S]*?\n---\n/, '');

const titleOf = ({ text, place }: WrittenPage): string =>
  (/^title: (.+)$/m.exec(text)?.[1] ?? /^# (.+)$/m.exec(text)?.[1] ?? place).replaceAll('`', '');

/** The first sentence of a page's prose. */
function sentenceOf({ text }: WrittenPage): string {
  const prose = withoutFrontMatter(text)
    .replace(/^```[\s\S]*?^```$/gm, '')
    .split(/\n{2,}/)
    .find((part) => /^[A-Z]/.test(part.trim()));
  return (
    /^[\s\S]*?[.:](?=\s|$)/
      .exec(prose?.trim() ?? '')?.[0]
      .replace(/\s+/g, ' ')
      .replace(/:$/, '.') ?? ''
  );
}

/** Pages for people who use the packages, in the order in which a reader meets them. */
const parts: readonly { readonly title: string; readonly holds: RegExp }[] = [
  { title: 'Guides', holds: /^(?:start|guide\/.*)\.md$/ },
  { title: 'Recipes', holds: /^recipes\/(?!index)/ },
  { title: 'Packages', holds: /^packages\/.*\/index\.md$/ },
  { title: 'Moving here', holds: /^coming-from-/ },
];

const partsOf = (
  written: readonly WrittenPage[],
): { readonly title: string; readonly pages: readonly WrittenPage[] }[] =>
  parts.map(({ title, holds }) => ({ title, pages: written.filter(({ place }) => holds.test(place)) }));

const lead = [
  '# influxkit',
  '> Typed TypeScript clients for InfluxDB 1.x, 2.x, 3 and the clouds: every operation, a batching writer that accounts for each line, queries that keep every digit; and a generator of clients for any OpenAPI contract.',
];

/** The list of pages for language models, by the convention of llmstxt.org. */
export function llmsIndex(written: readonly WrittenPage[]): string {
  const sections = partsOf(written).map(({ title, pages }) => {
    const lines = pages.map((page) => `- [${titleOf(page)}](${addressOf(page.place)}): ${sentenceOf(page)}`);
    return `## ${title}\n\n${lines.join('\n')}`;
  });
  return `${[...lead, `All of it in one file: ${siteUrl}llms-full.txt`, ...sections].join('\n\n')}\n`;
}

/** All of those pages, one after the other. */
export function llmsFull(written: readonly WrittenPage[]): string {
  const pages = partsOf(written).flatMap((part) => part.pages);
  return `${[...lead, ...pages.map((page) => `Source: ${addressOf(page.place)}\n\n${withoutFrontMatter(page.text).trim()}`)].join('\n\n---\n\n')}\n`;
}
