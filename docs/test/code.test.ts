import { describe, expect, test } from 'vitest';
import { type Block, blocksOf, isTypeScript, title } from './support/blocks.js';
import { typeErrors } from './support/compile.js';
import { contextOf } from './support/context.js';
import { generatedClients } from './support/generated.js';
import { sitePages } from './support/site.js';

const pages = await sitePages();
const generated = await generatedClients();
const blocks = [...pages].filter(([place]) => place.endsWith('.md')).flatMap(([place, text]) => blocksOf(place, text));
// The programs of recipes are compiled and run where the packages are that they work with, by `npm run test:recipes`, and
// calls beside those of other generators by `node bench/comparison.mjs`.
const isElsewhere = ({ words }: Block): boolean => words.some((word) => word.startsWith('file=') || word === 'calls');
const code = blocks.filter((block) => isTypeScript(block) && !isElsewhere(block));

/** Excerpts stand in READMEs; guides, the reference and the examples of exports are whole programs. */
const isExcerpt = ({ page }: Block): boolean => /^packages\/[^/]+\/index\.md$/.test(page) || page === 'architecture.md';

const modules = code.map((block) => ({
  name: title(block),
  code: isExcerpt(block) ? `${contextOf(block.code)} ${block.code}` : block.code,
}));

describe('every block of TypeScript on the site compiles', () => {
  const errors = typeErrors(modules, generated);

  test('there are blocks on every kind of page', () => {
    const kinds = new Set(code.map(({ page }) => page.split('/')[0]));
    expect([...kinds]).toEqual(expect.arrayContaining(['start.md', 'guide', 'reference', 'packages']));
    expect(code.length).toBeGreaterThan(600);
  });

  const byPlace = group(code);
  test.each([...byPlace.keys()])('%s', (place) => {
    const wrong = (byPlace.get(place) ?? []).flatMap((block) =>
      (errors.get(title(block)) ?? ['it was not compiled']).map((error) => `${title(block)}, ${error}`),
    );
    expect(wrong).toEqual([]);
  });
});

/** By page, but for the hundreds of the reference, which go by product. */
function group(all: readonly Block[]): Map<string, Block[]> {
  const found = new Map<string, Block[]>();
  for (const block of all) {
    const place = /^reference\/[^/]+/.exec(block.page)?.[0] ?? block.page;
    const group = found.get(place) ?? [];
    group.push(block);
    found.set(place, group);
  }
  return found;
}

describe('languages', () => {
  test('each block says its language, and it is one that readers and the highlighter know', () => {
    const languages = new Set(blocks.map(({ language }) => language));
    const allowed = ['ts', 'tsx', 'sh', 'txt', 'json', 'yaml', 'mermaid', 'html', 'js', 'toml', 'csv', ''];
    expect([...languages].filter((language) => !allowed.includes(language))).toEqual([]);
  });
});
