const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

/**
 * A Flux string.
 *
 * @throws TypeError for text with half a surrogate pair, which UTF-8 cannot carry.
 */
export const stringLiteral = (text: string): string => {
  if (/\p{Surrogate}/u.test(text)) {
    throw new TypeError('a string with half a surrogate pair cannot be sent; it is not valid Unicode');
  }
  // A dollar sign is an ordinary character to Flux unless a brace follows.
  const escaped = text.replace(/["\\\n\r\t]|\$\{/g, (found) => ESCAPES[found] ?? '\\${');
  return `"${escaped}"`;
};
