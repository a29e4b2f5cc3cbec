/** A token of Flux; a string's text is its value, with the escapes resolved. */
export interface Token {
  readonly type: 'string' | 'regex' | 'duration' | 'time' | 'float' | 'int' | 'word' | 'sign';
  readonly text: string;
}

const HEX = /^[0-9a-fA-F]{2}$/;

/** Reads a string literal as Flux's grammar says; interpolation is refused, for no value may begin one. */
const readString = (source: string, start: number): { text: string; end: number } => {
  let text = '';
  for (let at = start + 1; at < source.length; at += 1) {
    const character = source[at] as string;
    if (character === '"') return { text, end: at + 1 };
    if (character === '$' && source[at + 1] === '{') throw new Error('interpolation');
    if (character !== '\\') {
      text += character;
      continue;
    }
    const escaped = source[at + 1] as string;
    const known = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }[escaped];
    if (known !== undefined) {
      text += known;
      at += 1;
    } else if (escaped === '$' && source[at + 2] === '{') {
      text += '${';
      at += 2;
    } else if (escaped === 'x' && HEX.test(source.slice(at + 2, at + 4))) {
      text += String.fromCharCode(Number.parseInt(source.slice(at + 2, at + 4), 16));
      at += 3;
    } else {
      throw new Error(`unknown escape ${escaped}`);
    }
  }
  throw new Error('unterminated string');
};

const readRegex = (source: string, start: number): { text: string; end: number } => {
  let text = '';
  for (let at = start + 1; at < source.length; at += 1) {
    const character = source[at] as string;
    if (character === '/') return { text, end: at + 1 };
    if (character === '\n') throw new Error('newline in regex');
    if (character === '\\') {
      text += character + source[at + 1];
      at += 1;
    } else {
      text += character;
    }
  }
  throw new Error('unterminated regex');
};

const PATTERNS: readonly (readonly [Token['type'], RegExp])[] = [
  ['time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/],
  ['duration', /^(?:\d+(?:mo|ms|us|ns|y|w|d|h|m|s))+/],
  ['float', /^(?:\d+\.\d*|\.\d+)/],
  ['int', /^(?:0|[1-9]\d*)/],
  ['word', /^[\p{L}_][\p{L}\p{Nd}_]*/u],
  ['sign', /^(?:\|>|<-|=>|==|!=|<=|>=|=~|!~|[-+*/%^=<>(){}[\],:.?])/],
];

/** The tokens of Flux text; comments are tokens of no one, so a query that gains one loses tokens. */
export const tokens = (source: string): Token[] => {
  const found: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at);
    const skip = /^(?:\s+|\/\/[^\n]*)/.exec(rest)?.[0];
    if (skip !== undefined) {
      at += skip.length;
      continue;
    }
    if (rest.startsWith('"')) {
      const { text, end } = readString(source, at);
      found.push({ type: 'string', text });
      at = end;
      continue;
    }
    const before = found.at(-1);
    if (rest.startsWith('/') && (before === undefined || (before.type === 'sign' && !/^[)\]}]$/.test(before.text)))) {
      const { text, end } = readRegex(source, at);
      found.push({ type: 'regex', text });
      at = end;
      continue;
    }
    const match = PATTERNS.map(([type, pattern]) => ({ type, text: pattern.exec(rest)?.[0] })).find(({ text }) => text);
    if (match?.text === undefined) throw new Error(`no token at ${rest.slice(0, 20)}`);
    found.push({ type: match.type, text: match.text });
    at += match.text.length;
  }
  return found;
};
