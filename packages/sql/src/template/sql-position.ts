/** What a value would stand in at the end of a piece of SQL. */
export type Place = 'code' | 'string' | 'quoted name' | 'line comment' | 'comment';

/** A placeholder such as `$host` in SQL. */
export interface Placeholder {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * What SQL is made of, as far as quotes go: strings with backslash escapes, words (which may hold a `$`), quotes, comments,
 * and what begins with a `$`: a placeholder, or a string in dollar quotes.
 */
const TOKEN = /[eE]'|[\p{Alphabetic}_#@][\p{Alphabetic}\d@$#_]*|['"`]|--|\/\*|\$([\p{Alphabetic}\p{N}_]*)\$?/gu;

/**
 * Follows SQL, as DataFusion reads it, far enough to know where its strings, quoted names and comments are.
 *
 * A value is safe where an expression may stand. Inside a string its placeholder would be text, and a name could close
 * the string; so the template must know.
 *
 * @param found is called with each placeholder
 * @returns where a value behind the text would stand
 * @throws TypeError for a carriage return in a line comment, where servers may differ about its end
 */
export const placeAfter = (text: string, found?: (placeholder: Placeholder) => void): Place => {
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) break;
    const [token, name = ''] = match;
    at = match.index + token.length;
    const [place, end] = opened(token);
    if (place === 'code') {
      if (token[0] === '$' && name !== '') found?.({ name, start: match.index, end: at });
      continue;
    }
    at = place === 'comment' ? afterComment(text, at) : afterQuote(text, at, end, token.length === 2);
    if (place === 'line comment' && /\r(?!\n)/.test(text.slice(match.index, at < 0 ? undefined : at))) {
      throw new TypeError('a line comment holds a carriage return without a line feed; end the line with a line feed');
    }
    if (at < 0) return place;
  }
  return 'code';
};

/** What a token begins, and what ends that. */
const opened = (token: string): readonly [Place, string] => {
  const last = token.at(-1) as string;
  if (token === '--') return ['line comment', '\n'];
  if (token === '/*') return ['comment', ''];
  if (last === "'") return ['string', last];
  if (last === '"' || last === '`') return ['quoted name', last];
  return token[0] === '$' && last === '$' && token !== '$' ? ['string', token] : ['code', ''];
};

/** Where a quoted part ends; -1 where it does not. A doubled quote stands for one; after a backslash, where that escapes, too. */
const afterQuote = (text: string, start: number, end: string, escapes: boolean): number => {
  const isQuote = /['"`]/.test(end);
  for (let at = start; ; ) {
    const close = text.indexOf(end, at);
    const backslash = escapes && end === "'" ? text.indexOf('\\', at) : -1;
    if (backslash >= 0 && (close < 0 || backslash < close)) {
      at = backslash + 2;
    } else if (close < 0) {
      return -1;
    } else if (isQuote && text[close + 1] === end) {
      at = close + 2;
    } else {
      return close + end.length;
    }
  }
};

/** Where a comment ends, comments inside it included; -1 where it does not. */
const afterComment = (text: string, start: number): number => {
  let depth = 1;
  for (const match of text.slice(start).matchAll(/\/\*|\*\//g)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return start + match.index + 2;
  }
  return -1;
};
