import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { root } from '../src/paths.js';
import { llmsFull, llmsIndex, siteUrl } from '../src/site/llms.js';
import { numbers } from '../src/site/numbers.js';
import { writtenPages } from '../src/site/written.js';
import { sitePages } from './support/site.js';

const written = writtenPages();
const pages = await sitePages();

describe('facts of a page', () => {
  test('what people write says its file, others that there is none to edit', () => {
    for (const [place, text] of pages) {
      if (!place.endsWith('.md')) continue;
      const facts = /^---\n([\s\S]*?)\n---/.exec(text)?.[1] ?? '';
      const source = /^source: (.+)$/m.exec(facts)?.[1];
      expect(facts, place).toMatch(/^lastUpdated: (?:false|\d{4}-\d\d-\d\dT\S+)$/m);
      if (source === undefined) expect(facts, place).toMatch(/^editLink: false$/m);
      else expect(existsSync(`${root}/${source}`), `${place}: ${source}`).toBe(true);
    }
  });
});

describe('for language models', () => {
  const index = llmsIndex(written);
  const full = llmsFull(written);

  test('the list has every guide, recipe and package, with its address and what it is about', () => {
    const listed = [...index.matchAll(/^- \[[^\]]+\]\((\S+)\): (.*)$/gm)];
    const expected = written.filter(({ place }) =>
      /^(?:start\.md|guide\/|recipes\/(?!index)|packages\/[^/]+\/index)/.test(place),
    );
    for (const { place } of expected) {
      const address = siteUrl + place.replace(/index\.md$/, '').replace(/\.md$/, '.html');
      const [, , about] = listed.find(([, found]) => found === address) ?? [];
      expect(about, place).toMatch(/^[A-Z`].{10,}/);
    }
    expect(expected.length).toBeGreaterThan(30);
  });

  test('the whole has the pages themselves, without what is meant for the site', () => {
    expect(full).toContain('# Retries and timeouts');
    expect(full).toContain('npm install @influxkit/influxdb');
    expect(full).not.toMatch(/^title: /m);
  });
});

test('the front page has three figures of the README, with links to where they are measured', () => {
  const lines = numbers().split('\n');
  expect(lines).toHaveLength(3);
  const readme = readFileSync(`${root}/README.md`, 'utf8');
  for (const line of lines) {
    const [, figure = '', suite = ''] = /^- \*\*(.+?)\*\* .*\]\(\.\/benchmarks\.md#([\w-]+)\)$/.exec(line) ?? [];
    expect(readme).toContain(`| ${figure} |`);
    expect(pages.get('benchmarks.md')).toContain(`{#${suite}}`);
  }
});
