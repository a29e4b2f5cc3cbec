/** The facts before a page's text, as far as they decide what a search finds. */
const fact = (source: string, name: string): string | undefined =>
  new RegExp(`^---\\n(?:.*\\n)*?${name}: "?([^"\\n]*)"?\\n(?:.*\\n)*?---\\n`).exec(source)?.[1];

/** Which product a page is about, by the folder of its reference: `/reference/oss-v2/`. */
export interface SearchedProduct {
  readonly link: string;
  readonly text: string;
}

/**
 * What of a page is searched, as Markdown; empty where nothing is.
 *
 * @param place the page's place on the site
 */
export function searchedText(source: string, place: string, products: readonly SearchedProduct[]): string {
  if (fact(source, 'search') === 'false' || /(?:^|\/)types\.md$/.test(place)) return '';
  // A page of an operation is found by its name, its path and what it does; its tables would drown everything else. Products
  // have operations of one name: what is found says whose it is.
  if (fact(source, 'pageClass') === 'operation') {
    const [, head = ''] = /\n(# [\s\S]*?)\n## /.exec(source) ?? [];
    const product = products.find(({ link }) => `/${place}`.startsWith(link));
    const own = head.replace(/^.*\{\.products\}$/m, '');
    return own.replace(/^# .*?(?= \{#|$)/m, (title) => `${title} · ${product?.text ?? ''}`);
  }
  // What was measured is called as what one looks for: it is found by its words, not by its headings.
  const text = place.startsWith('benchmarks') ? source.replace(/^#{3,} /gm, '') : source;
  // Words that people type for what the page calls otherwise.
  const keywords = fact(source, 'keywords');
  return keywords === undefined ? text : text.replace(/^# .+$/m, (title) => `${title}\n\n${keywords}`);
}

/**
 * What the index is made with, at build and in the browser. The browser gets the text of functions: they use nothing around
 * them.
 */
export const indexOptions = {
  /** Words, and names of operations such as `buckets.create` as a whole, too. */
  tokenize: (text: string): string[] => [
    ...text.split(/[\n\r\p{Z}\p{P}]+/u),
    ...(text.match(/\b[a-z]\w*(?:\.[a-z]\w*)+/gi) ?? []),
  ],
  /** One form of a word for one and many: "retry" finds "retries". Words that only hold others together are none. */
  processTerm: (term: string): string | false =>
    !/^(?:an?|and|are|at|by|can|do|does|for|how|i|in|is|it|my|of|on|or|the|with)$/i.test(term) &&
    term
      .toLowerCase()
      .replace(/(?<=..)ies$/, 'y')
      .replace(/(?<=...[^s])s$/, ''),
};

/** How what is found is ordered. */
export const searchOptions = {
  boost: { title: 6, titles: 1, text: 1 },
  // A letter more or less makes another word of a short one: "cors" is not "core".
  fuzzy: (term: string): number | false => (term.length > 4 ? 0.15 : false),
  prefix: true,
  /** What says how to do something comes before what there is, and what most people have before what few have. */
  boostDocument: (id: string, term: string): number => {
    const page = id.replace(/#.*$/, '');
    const isName = term.includes('.');
    if (/\/reference\//.test(page)) {
      const isList = /\/(?:index\.html)?$/.test(page);
      return (/\/(?:oss-v2|influxdb3-core)\//.test(page) ? 1 : 0.6) * (isName ? 3 : 1) * (isList ? 0.5 : 1);
    }
    if (isName) return 1;
    if (/\/(?:guide|recipes)\/|\/start(?:\.html)?$/.test(page)) return 3;
    if (/\/coming-from-/.test(page)) return 2;
    if (/\/packages\/[^/]+\/(?:index\.html)?$/.test(page)) return 1.2;
    // Each entry of a package has the same exports: what there is, not how to use it.
    if (/\/packages\/[^/]+\/api(?:-[^/]+)?(?:\.html)?$/.test(page)) return 0.15;
    return 0.5;
  },
};
