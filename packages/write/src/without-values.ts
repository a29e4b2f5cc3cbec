// Servers quote what they reject. The values of points have no place in messages, which end up in logs.

/** How much of a server's message is looked at: what a message shows is a small part of it. */
const LONGEST = 16_384;

/** How many lines are looked for in a message, so that a rejected batch of any size takes no noticeable time. */
const MOST_LINES = 5000;

/** A shorter value says nothing by itself and stands in other words: only where it is quoted it is taken out. */
const SHORTEST_UNQUOTED = 4;

/** The tag values, the field values and the timestamp of a line: what follows an equals sign, and what follows the fields. */
const VALUES = /=("(?:[^"\\]|\\.)*"?|(?:[^,\s\\]|\\.)*)|\s(-?\d+)\s*$/gs;

/** A shorter line stands in other words, as `m` does: only where it is quoted it is taken out whole. */
const SHORTEST_IN_WORDS = 16;

/** Words of servers that may be values as well: without them a message would say nothing. */
const WORDS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'float',
  'integer',
  'unsigned',
  'string',
  'boolean',
  'true',
  'false',
]);

/** Lines of a body, as strings, to be looked for in a message. */
export function linesOfBody(body: Uint8Array): string[] {
  const lines = new TextDecoder().decode(body).split('\n', MOST_LINES);
  return lines.filter((line) => line !== '');
}

/**
 * A server's message with an ellipsis for each line that it quotes, and for each value of those lines: a name tells where
 * to look, a value is nobody's business.
 */
export function withoutValues(message: string, lines: readonly string[]): string {
  let text = message.slice(0, LONGEST);
  if (lines.length === 0) return text;
  // `unable to parse '<line>': reason`, the line whole or cut
  text = text.replace(/(\bparse ')(?:[^'\n]|'(?!: |\s*$))*('|$)/g, '$1…$2');
  // InfluxDB 3: what is left of the line, or the part of it that is wrong
  text = text.replace(/\b(content: |value |got |sign in )`[^\n]*`/g, '$1`…`');
  const quoted = new Set<string>();
  for (const line of lines) {
    if (line.length < SHORTEST_IN_WORDS) quoted.add(line);
    else if (line.length <= text.length && text.includes(line)) text = text.replaceAll(line, '…');
  }
  for (const line of lines) {
    for (const [, value, time] of line.matchAll(VALUES)) {
      const found = value ?? time;
      if (!found) continue;
      const bare = found.startsWith('"') ? found.replace(/^"|"$/g, '') : found;
      for (const form of [found, bare, bare.replace(/\\(.)/g, '$1'), bare.replace(/[iu]$/, '')]) quoted.add(form);
    }
  }
  const isShown = (value: string): boolean =>
    value.length >= SHORTEST_UNQUOTED && quoted.has(value) && !WORDS.has(value);
  for (const value of quoted) {
    // what is one word is looked for from the other side, below: a message has fewer words than a batch has values
    if (!/^[\w.+-]+$/.test(value) && value.length <= text.length && isShown(value)) text = text.split(value).join('…');
  }
  text = text.replace(/[\w.+-]+/g, (word) => {
    const bare = word.replace(/[.+-]+$/, '');
    return isShown(word) || isShown(bare) ? `…${word.slice(bare.length)}` : word;
  });
  return text.replace(/(['"`])((?:(?!\1)[^\n])*)\1/g, (whole, mark: string, inside: string) =>
    quoted.has(inside) && !WORDS.has(inside) ? `${mark}…${mark}` : whole,
  );
}
