import { readFileSync } from 'node:fs';
import { root } from '../example.js';

/** A row of a page's tables: what it says of theirs, and of ours. */
export interface Row {
  readonly section: string;
  readonly theirs: string;
  readonly ours: string;
}

/** The rows of all tables of a page that set theirs beside ours. */
export function rowsOf(page: string): Row[] {
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
