/** Prose of a contract or a docstring as it may stand in a page: Vue would take tags and double braces for its own. */
export function prose(text: string): string {
  return text
    .split(/(`+[^`]+`+)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll('<', '&lt;').replaceAll('{{', '&#123;&#123;')))
    .join('');
}

/** The same for a cell of a table: on one line, and no bar ends it. */
export const cell = (text: string): string => prose(text).replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();

/** Text as code within a line, also in a table. */
export const code = (text: string): string => {
  const fence = text.includes('`') ? '``' : '`';
  const inner = text.startsWith('`') || text.endsWith('`') ? ` ${text} ` : text;
  return `${fence}${inner.replaceAll('|', '\\|')}${fence}`;
};

/** A table; a column that is empty in every row is left out. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = head.map((_, index) => index).filter((index) => rows.some((row) => row[index]));
  const line = (row: readonly string[]): string => `| ${columns.map((index) => row[index] ?? '').join(' | ')} |`;
  return [line(head), `|${columns.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/**
 * What VitePress reads of a page that nobody writes, before its text: such a page has no file to edit, and no history. JSON
 * is YAML too, and needs no rules of its own for quoting.
 */
export const frontMatter = (values: Readonly<Record<string, unknown>>): string =>
  `---\n${Object.entries({ ...values, editLink: false, lastUpdated: false })
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join('\n')}\n---\n`;
