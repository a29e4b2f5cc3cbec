/** A token of SQL; the text of a string or a quoted name is its value. */
export interface Token {
  readonly type: 'string' | 'name' | 'placeholder' | 'word' | 'number' | 'sign';
  readonly text: string;
}

/** Reads up to a closing quote, a doubled one being a character. */
const readQuoted = (source: string, start: number, quote: string): { text: string; end: number } => {
  let text = '';
  for (let at = start; at < source.length; at += 1) {
    if (source[at] !== quote) text += source[at];
    else if (source[at + 1] !== quote) return { text, end: at + 1 };
    else {
      text += quote;
      at += 1;
    }
  }
  throw new Error('a quote without end');
};

const isLetter = (character: string | undefined): boolean => character !== undefined && /[\p{L}_#@]/u.test(character);

/** The tokens of SQL, as DataFusion's parser has them; comments are none. */
export const tokens = (source: string): Token[] => {
  const found: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const character = source[at] as string;
    if (/\s/.test(character)) at += 1;
    else if (source.startsWith('--', at)) {
      const end = source.indexOf('\n', at);
      at = end < 0 ? source.length : end + 1;
    } else if (source.startsWith('/*', at)) {
      let depth = 0;
      do {
        if (at >= source.length) throw new Error('a comment without end');
        if (source.startsWith('/*', at)) {
          depth += 1;
          at += 2;
        } else if (source.startsWith('*/', at)) {
          depth -= 1;
          at += 2;
        } else at += 1;
      } while (depth > 0);
    } else if (character === "'" || character === '"' || character === '`') {
      const { text, end } = readQuoted(source, at + 1, character);
      found.push({ type: character === "'" ? 'string' : 'name', text });
      at = end;
    } else if (character === '$') {
      let end = at + 1;
      while (end < source.length && /[\p{L}\p{N}_]/u.test(source[end] as string)) end += 1;
      if (source[end] === '$') {
        const tag = source.slice(at, end + 1);
        const close = source.indexOf(tag, end + 1);
        if (close < 0) throw new Error('dollar quotes without end');
        found.push({ type: 'string', text: source.slice(end + 1, close) });
        at = close + tag.length;
      } else {
        found.push({ type: 'placeholder', text: source.slice(at + 1, end) });
        at = end;
      }
    } else if (isLetter(character)) {
      let end = at;
      while (end < source.length && /[\p{L}\d_#@$]/u.test(source[end] as string)) end += 1;
      found.push({ type: 'word', text: source.slice(at, end) });
      at = end;
    } else if (/\d/.test(character)) {
      const [text] = /^\d[\d.]*(?:e[+-]?\d+)?/.exec(source.slice(at)) as RegExpExecArray;
      found.push({ type: 'number', text });
      at += text.length;
    } else {
      found.push({ type: 'sign', text: character });
      at += 1;
    }
  }
  return found;
};
