import { readFileSync } from 'node:fs';
import { it } from 'vitest';
import { root } from '../example.js';
import { compile } from '../readme/program.js';

/** A row of a page's tables: what it says of theirs, and of ours. */
export interface Row {
  readonly section: string;
  readonly theirs: string;
  readonly ours: string;
}

/** The rows of all tables of a page that set theirs beside ours. */
function rowsOf(page: string): Row[] {
  let section = '';
  const rows: Row[] = [];
  for (const line of readFileSync(`${root}docs/${page}`, 'utf8').split('\n')) {
    section = /^## (.*)/.exec(line)?.[1] ?? section;
    // A bar inside code is written `\|`.
    const cells = /^\|(.*)\|$/
      .exec(line)?.[1]
      ?.split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|'));
    if (!cells || cells[0] === 'theirs' || /^-+$/.test(cells[0] ?? '')) continue;
    rows.push({ section, theirs: cells[0] ?? '', ours: cells[1] ?? '' });
  }
  return rows;
}

/** The code in a cell. */
export const codeIn = (cell: string): string[] =>
  [...cell.matchAll(/(`+)(.+?)\1(?!`)/g)].map(([, , code = '']) => code.trim());

/** A page that sets theirs beside ours, and which of its rows tests run. */
export interface ComparedPage {
  readonly rows: readonly Row[];
  /** A test of one or more rows of the page, by what stands in their first column. */
  row(names: string | readonly string[], test: () => unknown, options?: { readonly skip?: boolean }): void;
  /** Which of their names no row has. */
  missing(names: readonly string[]): string[];
  /** Rows that no test was made of, but for those of some sections and those that have nothing beside them. */
  untested(exemptSections: readonly string[]): string[];
  /** What a strict compiler has against pieces of code, each behind what is given. */
  compileErrors(code: readonly string[], given?: string): string[];
}

export function comparedPage(page: string): ComparedPage {
  const rows = rowsOf(page);
  const compared = new Set<string>();
  return {
    rows,
    row(names, test, { skip = false } = {}) {
      const all = [names].flat();
      for (const name of all) compared.add(name);
      it.skipIf(skip)(all.join(' · '), async () => {
        await test();
      });
    },
    missing(names) {
      const text = rows.map(({ theirs }) => theirs).join('\n');
      return names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
    },
    untested: (exemptSections) =>
      rows
        .filter(
          ({ section, theirs, ours }) =>
            !exemptSections.includes(section) && !ours.startsWith('none') && !compared.has(theirs),
        )
        .map(({ theirs }) => theirs),
    compileErrors(code, given = '') {
      const blocks = code.map((text, index) => ({ readme: `docs/${page}`, index, code: `${given}${text};\n` }));
      return compile(blocks).flatMap(({ errors, code: text }) => errors.map((error) => `${text.trim()}: ${error}`));
    },
  };
}
