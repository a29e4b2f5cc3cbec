import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { programs } from '../src/run-program.js';

const recipes = new URL('../../../../docs/recipes/', import.meta.url);
const block = /^(```\w+ file=(\S+)\n)([\s\S]*?)^```$/gm;

const pages = readdirSync(recipes).filter((name) => name.endsWith('.md'));
const textOf = (page: string): string => readFileSync(new URL(page, recipes), 'utf8');
const filesOf = (page: string): string[] => [...textOf(page).matchAll(block)].map(([, , file = '']) => file);

// `npx vitest run -u test/pages.test.ts` puts the programs into their pages.
test.each(pages)('%s shows its programs as they run', async (page) => {
  const withPrograms = textOf(page).replace(
    block,
    (_, head: string, file: string) => `${head}${readFileSync(new URL(file, programs), 'utf8')}\`\`\``,
  );
  await expect(withPrograms).toMatchFileSnapshot(new URL(page, recipes).pathname);
});

test.each(pages.filter((page) => page !== 'index.md'))(
  '%s starts with a program and ends with what can go wrong',
  (page) => {
    const headings = [
      ...textOf(page)
        .replace(/^```[\s\S]*?^```$/gm, '')
        .matchAll(/^## (.+)$/gm),
    ].map(([, text]) => text);
    expect(headings.at(-1)).toBe('What can go wrong');
    const beforeFirst = textOf(page).split(/^## /m, 1)[0] ?? '';
    expect(beforeFirst).toMatch(/^```\w+ file=/m);
  },
);

test('every program is on a page', () => {
  const shown = new Set(pages.flatMap(filesOf));
  const all = readdirSync(programs, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.(?:tsx?|html)$/.test(file) && !file.startsWith('node_modules/'));
  expect(all.filter((file) => !shown.has(file))).toEqual([]);
});
