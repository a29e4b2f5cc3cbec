// The one boundary where a string of a contract becomes a comment in code or a cell in a table. What leaves this file
// cannot end a comment, start a tag, hide or reorder what follows it, or begin a line of its own in a table.

/** Controls, and characters that an editor does not show or that reorder what stands around them. */
const INVISIBLE = /(?![\n\t])\p{Cc}|[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]|\p{Cs}/gu;

/** One line of ASCII with nothing in it that could need care: most strings. */
const PLAIN = /^[ -)+-?A-~]*[!-)+-?A-~]$/;

/** Lines of a string as they may stand in a comment. */
export function commentLines(text: string): string[] {
  if (PLAIN.test(text)) return [text];
  const lines = text
    .replace(/\r\n?|[\v\f\x85\u2028\u2029]/g, '\n')
    .replace(INVISIBLE, '')
    .replaceAll('*/', '*\\/')
    // A tag of its own, such as `@deprecated`, is for the generator to set. Markdown shows the escaped sign as it was.
    .replace(/(^|\s|\{)@(?=\S)/g, '$1\\@')
    .split('\n')
    .map((line) => line.trimEnd());
  while (lines.length > 0 && lines[0] === '') lines.shift();
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  return lines;
}

/** A string in one line, as it may stand behind a tag of a comment. */
export function commentLine(text: string): string {
  return commentLines(text.replace(/\s+/g, ' ')).join(' ');
}

/** A documentation comment of paragraphs (one line of text each, or several); nothing where there is none. */
export function docComment(paragraphs: readonly (string | readonly string[])[], indent = ''): string {
  const lines: string[] = [];
  for (const paragraph of paragraphs) {
    const added = typeof paragraph === 'string' ? [paragraph] : paragraph;
    if (added.length === 0) continue;
    // Tags stand together, without an empty line between them.
    if (lines.length > 0 && !(added[0]?.startsWith('@') && lines.at(-1)?.startsWith('@'))) lines.push('');
    lines.push(...added);
  }
  if (lines.length === 0) return '';
  const [only = ''] = lines;
  if (lines.length === 1 && only.length < 110) return `${indent}/** ${only} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`).join('')}${indent} */\n`;
}

/** Code in a comment, such as a path: in back quotes, more of them where the text has some itself. */
export function commentCode(text: string): string {
  const line = text.replace(/\s+/g, ' ').replace(INVISIBLE, '').replaceAll('*/', '*\\/');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

/** A string as a cell of a Markdown table: one line, no markup but code in back quotes, nothing that ends the cell. */
export function tableCell(text: string): string {
  const line = text.replace(/\s+/g, ' ').replace(INVISIBLE, '').trim();
  // Code keeps its characters but for the bar; what is outside code is escaped. A lone back quote is not a code.
  return line
    .split(/(`[^`]*`)/)
    .map((piece, index) => (index % 2 === 1 ? piece : piece.replace(/[\\`*_{}[\]<>#&!]/g, '\\$&')))
    .join('')
    .replaceAll('|', '\\|');
}

/** Code as a cell of a Markdown table. */
export function tableCode(text: string): string {
  return commentCode(text).replaceAll('|', '\\|');
}
