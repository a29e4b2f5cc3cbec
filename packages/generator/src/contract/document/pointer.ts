/** JSON Pointer (RFC 6901) as an array of its unescaped tokens. */
export type Tokens = readonly string[];

/** `['paths', '/a']` → `/paths/~1a`. */
export function formatPointer(tokens: readonly (string | number)[]): string {
  let pointer = '';
  for (const token of tokens) pointer += `/${escapeToken(String(token))}`;
  return pointer;
}

/** `formatPointer` of tokens given one by one. */
export function pointer(...tokens: readonly (string | number)[]): string {
  return formatPointer(tokens);
}

/** `/paths/~1a` → `['paths', '/a']`; undefined for what is not a pointer. */
export function parsePointer(pointer: string): string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return undefined;
  return pointer.slice(1).split('/').map(unescapeToken);
}

export function escapeToken(token: string): string {
  return token.includes('~') || token.includes('/') ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;
}

function unescapeToken(token: string): string {
  return token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token;
}
