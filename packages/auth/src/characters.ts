const controls: Readonly<Record<string, string>> = {
  '\0': 'a NUL',
  '\t': 'a tab',
  '\n': 'a line feed',
  '\r': 'a carriage return',
};

/**
 * What is wrong with a text as a part of credentials: it is none, or it holds a character that is refused. Says which
 * kind of character and where, and nothing of the others.
 *
 * @param what what it is, such as `token`
 * @param plain whether it goes into a header as it is, and not encoded
 */
export function flawOf(what: string, text: unknown, plain: boolean): string | undefined {
  if (typeof text !== 'string' || text === '') return `the ${what} must be a text that is not empty`;
  // A header's value ends where its blanks begin: what is sent would be another token.
  const at = text.search(plain ? /[^ -~\xa0-\xff]|^ | $/ : /\p{Cc}|\p{Surrogate}/u);
  if (at < 0) return undefined;
  const character = text[at] as string;
  const code = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  const kind = /\p{Cc}/u.test(character)
    ? `${controls[character] ?? 'a control character'} (${code})`
    : character === ' '
      ? 'a blank at its end'
      : /^\p{Surrogate}$/u.test(character) && !plain
        ? 'half a character'
        : 'a character that a header cannot carry';
  const isAtAnEnd = at >= text.trimEnd().length || at < text.length - text.trimStart().length;
  const fix = isAtAnEnd ? ': trim it' : '';
  return `the ${what} holds ${kind}, at position ${at + 1} of ${text.length}${fix}`;
}
