import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { describe, expect, test } from 'vitest';
import { entries, root } from '../src/paths.js';
import { blocksOf, isTypeScript, title } from './support/blocks.js';
import { sitePages } from './support/site.js';

/** What a project has that has followed a page no further than its install lines, or those of the first page. */
const facade = '@influxkit/influxdb';

const pages = new Map([...(await sitePages())].filter(([place]) => place.endsWith('.md')));
const blocks = [...pages].flatMap(([place, text]) =>
  blocksOf(place, text).filter((block) => isTypeScript(block) || block.language === 'js'),
);
const specifiers = new Set(entries().map(({ name }) => name));

/** The packages of all install lines in a text: of its blocks for the shell, its prose, and comments of its programs. */
const installed = (text: string): string[] =>
  [...text.matchAll(/\bnpm install ([^\n`]+)/g)].flatMap(([, words = '']) =>
    words
      .split(/\s+/)
      .filter((word) => /^@?[a-z]/.test(word))
      // Types of a package that has none itself stand for it.
      .map((word) => word.replace(/(?<=.)@.*/, '').replace(/^@types\//, '')),
  );

const chapterOf = (page: string): string | undefined => /^packages\/[^/]+\//.exec(page)?.[0];
const isReadme = (page: string): boolean => page.endsWith('/index.md');

/** What stands in the package.json of a project in which the code of a page runs. */
function directDependencies(page: string): ReadonlySet<string> {
  const own = installed(pages.get(page) ?? '');
  const chapter = chapterOf(page);
  // The examples of what a package exports are read with its README, and of the facade as well.
  if (chapter !== undefined && !isReadme(page)) own.push(...installed(pages.get(`${chapter}index.md`) ?? ''), facade);
  // Guides, and pages for those who come from another client, begin where the first page ends and say what they need beyond.
  if (own.length === 0 || /^(guide|coming-from)/.test(page)) own.push(facade);
  return new Set(own);
}

interface Import {
  readonly specifier: string;
  readonly names: readonly string[];
}

const importsOf = (code: string): Import[] =>
  [...code.matchAll(/^\s*(?:import|export)\b([^'";]*?)\bfrom '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm)].map(
    ([, clause = '', ...found]) => ({
      specifier: found.find((one) => one !== undefined) ?? '',
      names: [...clause.matchAll(/(\w+)(?: as \w+)?\s*(?=[,}])/g)].map(([, name = '']) => name),
    }),
  );

const packageOf = (specifier: string): string => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
const isBuiltIn = (specifier: string): boolean => specifier.startsWith('node:') || builtinModules.includes(specifier);
const imported = blocks.map((block) => ({
  block,
  imports: importsOf(block.code).filter(({ specifier }) => !/^[./]/.test(specifier) && !isBuiltIn(specifier)),
}));

describe('in a project that has what the page installs, and no package of a package', () => {
  test('there are imports to look at', () => {
    expect(imported.flatMap(({ imports }) => imports).length).toBeGreaterThan(600);
    expect(importsOf("import { a, type B as C } from 'x';\nimport * as y from 'y';\nawait import('z');")).toEqual([
      { specifier: 'x', names: ['a', 'B'] },
      { specifier: 'y', names: [] },
      { specifier: 'z', names: [] },
    ]);
  });

  test('every import of every block of code resolves', () => {
    const wrong = imported.flatMap(({ block, imports }) => {
      const direct = directDependencies(block.page);
      return imports.flatMap(({ specifier }) => {
        const name = packageOf(specifier);
        if (!direct.has(name)) return [`${title(block)}: ${name} is in none of the page's install lines`];
        return name.startsWith('@influxkit/') && !specifiers.has(specifier) ? [`${title(block)}: no ${specifier}`] : [];
      });
    });
    expect(wrong).toEqual([]);
  });
});

test('a page with a generated client installs what such a client runs on', () => {
  const generated = blocks.filter(({ code }) =>
    importsOf(code).some(
      ({ specifier, names }) =>
        /^\.\/(?:[\w-]+\/)?index\.js$/.test(specifier) && names.some((name) => /^create[A-Z]/.test(name)),
    ),
  );
  expect(new Set(generated.map(({ page }) => page)).size).toBeGreaterThan(5);
  const wrong = generated.filter(({ page }) => !directDependencies(page).has('@influxkit/runtime')).map(title);
  expect(wrong).toEqual([]);
});

test('what the facade exports is imported from it, but where the page installs a package by its name', () => {
  const wrong = imported.flatMap(({ block, imports }) => {
    // Examples of exports are seen in editors, alone: they say themselves what they need.
    const isAlone = block.page.startsWith('reference/') || (chapterOf(block.page) && !isReadme(block.page));
    const named = installed(isAlone ? block.code : (pages.get(block.page) ?? ''));
    return imports.flatMap(({ specifier, names }) => {
      const found = names.filter((name) => facadeExports.has(`${name} of ${specifier.split('/')[1]}`));
      if (!specifier.startsWith('@influxkit/') || found.length === 0 || named.includes(packageOf(specifier))) return [];
      return [`${title(block)}: ${found.join(', ')} of ${specifier}`];
    });
  });
  expect(wrong).toEqual([]);
  expect(facadeExports.size).toBeGreaterThan(200);
});

/** What the facade exports of each package, as the report of its exports lists it. */
const facadeExports: ReadonlySet<string> = new Set(
  [...readFileSync(`${root}/packages/influxdb/api-report.md`, 'utf8').matchAll(/^\/\/ (\w+: of [\w-]+)$/gm)].map(
    ([, line = '']) => line.replace(':', ''),
  ),
);
