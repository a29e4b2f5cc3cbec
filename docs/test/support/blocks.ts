/** A block of code on a page. */
export interface Block {
  /** Place of the page on the site. */
  readonly page: string;
  /** Line of the page on which its code begins, from 1. */
  readonly line: number;
  readonly language: string;
  /** Words after the language, such as `run`. */
  readonly words: readonly string[];
  readonly code: string;
}

/** The blocks of code of a page, in their order. */
export function blocksOf(page: string, text: string): readonly Block[] {
  const found: Block[] = [];
  const fence = /^( *)(`{3,})([^\n`]*)\n([\s\S]*?)^\1\2[ \t]*$/gm;
  for (const match of text.matchAll(fence)) {
    const [, indent = '', , info = '', body = ''] = match;
    const [language = '', ...words] = info.trim().split(/\s+/);
    const line = text.slice(0, match.index).split('\n').length + 1;
    const code = indent === '' ? body : body.replace(new RegExp(`^${indent}`, 'gm'), '');
    found.push({ page, line, language, words, code });
  }
  return found;
}

/** A name for a block in a report. */
export const title = ({ page, line }: Block): string => `${page}:${line}`;

export const isTypeScript = ({ language }: Block): boolean => /^(ts|typescript|mts|tsx)$/.test(language);
