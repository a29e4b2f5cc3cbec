import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { programs } from '../src/run-program.js';

const recipes = new URL('../../../../docs/recipes/', import.meta.url);
const block = /^(```\w+ file=(\S+)\n)([\s\S]*?)^```$/gm;

const pages = readdirSync(recipes).filter((name) => name.endsWith('.md'));
const textOf = (page: string): string => readFileSync(new URL(page, recipes), 'utf8');
const filesOf = (page: string): string[] => [...textOf(page).matchAll(block)].map(([, , file = '']) => file);

// `npx vitest run test/pages.test.ts -u` puts the programs into their pages.
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

test.each(pages)('%s says above each program which file it goes into', (page) => {
  const text = textOf(page);
  const unnamed = [...text.matchAll(block)].flatMap(({ index, 2: file = '' }) => {
    const above = text.slice(0, index).trimEnd().split('\n').at(-1) ?? '';
    return above.includes(`\`${file.slice(file.indexOf('/') + 1)}\``) ? [] : [file];
  });
  expect(unnamed).toEqual([]);
});

test.each(pages)('%s says where its server is before it runs a program that asks the environment', (page) => {
  const text = textOf(page);
  const asks = /\.fromEnv\(/.test(text) && /^npx tsx /m.test(text);
  if (asks) expect(text.slice(0, text.search(/^npx tsx /m))).toMatch(/^export INFLUX\w*_HOST\w*=/m);
});

/** The packages that the programs of a page import, types of platforms aside; frameworks that an application has already are `given`. */
const given = new Set(['next', 'react-native', 'aws-lambda']);
function packagesOf(page: string): string[] {
  const code = [...textOf(page).matchAll(block)].map(([, , , program = '']) => program).join('\n');
  const names = [...code.matchAll(/ from '((?:@[^/']+\/)?[^./'][^/']*)/g)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => !name.startsWith('node:') && !given.has(name));
}

test.each(pages.filter((page) => page !== 'index.md'))('%s installs what its programs import', (page) => {
  const shell = [...textOf(page).matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, lines = '']) => lines).join('');
  const installed = [...shell.matchAll(/^npm install (.+)$/gm)].flatMap(([, words = '']) =>
    words.split(' ').map((word) => word.replace(/(?<=.)@[^@/]*$/, '')),
  );
  expect(packagesOf(page).filter((name) => !installed.includes(name))).toEqual([]);
  // `await` at the top of a `.ts` file takes a package of ES modules, which `npm init` does not make.
  if (/^npx tsx /m.test(shell)) expect(shell).toMatch(/^npm init --yes && npm pkg set type=module$/m);
});

test('every program is on a page', () => {
  const shown = new Set(pages.flatMap(filesOf));
  const all = readdirSync(programs, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.(?:tsx?|html)$/.test(file) && !file.startsWith('node_modules/'));
  expect(all.filter((file) => !shown.has(file))).toEqual([]);
});
