/**
 * openapi-typescript decodes keys as parts of a URI on its way, and fails on a percent sign that encodes nothing. Keys
 * go through it with another character in its place, of the private use area, which no string of a document keeps.
 */
const PLACEHOLDER = '\ue025';

/** A key of the contract as openapi-typescript is given it. */
export function guardKey(key: string): string {
  return key.replaceAll(PLACEHOLDER, '\ufffd').replaceAll('%', PLACEHOLDER);
}

/** Its output with the keys as they were. The printer has written the placeholder as an escape in a string. */
export function restoreKeys(code: string): string {
  // Hardly a contract has such a key, and a look takes less than a search.
  if (!code.includes('\\uE025') && !code.includes(PLACEHOLDER)) return code;
  return code.replace(/(?<!\\)((?:\\\\)*)\\uE025/g, '$1%').replaceAll(PLACEHOLDER, '%');
}
