/** What JavaScript has and Go's regular expressions, which Flux uses, have not. */
const FOREIGN = /\(\?(?:[=!]|<[=!])|\\[1-9]|\\k</;

const INLINE_FLAGS = new Map([
  ['i', 'i'],
  ['m', 'm'],
  ['s', 's'],
]);
/** These say how to search, not what matches. */
const NO_MATTER = new Set(['g', 'd', 'u']);

/** `\\u` is `\\x{}` to Go; with braces it means that in Unicode mode alone. */
const translate = (source: string, unicode: boolean): string => {
  let text = '';
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at] as string;
    if (character === '\\') {
      const rest = source.slice(at);
      const code = /^\\u(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{4}))/.exec(rest);
      if (code === null || (code[1] !== undefined && !unicode)) {
        text += rest.slice(0, 2);
        at += 1;
      } else {
        text += `\\x{${code[1] ?? code[2]}}`;
        at += code[0].length - 1;
      }
    } else {
      // A slash is free inside a class in JavaScript, and ends the literal in Flux.
      text += character === '/' ? '\\/' : character;
    }
  }
  return text;
};

/**
 * A Flux regular expression.
 *
 * @throws TypeError for what Go's regular expressions cannot say: look-around, back references, the flags `v` and `y`.
 */
export const regExpLiteral = (value: RegExp): string => {
  const { source, flags } = value;
  if (FOREIGN.test(source.replace(/\\\\/g, ''))) {
    throw new TypeError('Flux has no look-around and no back references in regular expressions; rewrite it without');
  }
  let inline = '';
  for (const flag of flags) {
    if (NO_MATTER.has(flag)) continue;
    const known = INLINE_FLAGS.get(flag);
    if (known === undefined) throw new TypeError(`Flux has nothing like the flag ${flag} of a regular expression`);
    inline += known;
  }
  return `/${inline === '' ? '' : `(?${inline})`}${translate(source, flags.includes('u'))}/`;
};
