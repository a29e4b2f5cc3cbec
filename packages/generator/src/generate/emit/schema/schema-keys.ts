/**
 * openapi-typescript decodes keys as parts of a URI on its way, and fails on a percent sign that encodes nothing. Keys
 * go through it with another character in its place, of the private use area, which no string of a document keeps.
 */
const STAND_IN = '\ue025';

/** A key of the contract as openapi-typescript is given it. */
export function guardKey(key: string): string {
  return key.replaceAll(STAND_IN, '\ufffd').replaceAll('%', STAND_IN);
}

/** Its output with the keys as they were. The printer has written the stand-in as an escape in a string. */
export function restoreKeys(code: string): string {
  // Hardly a contract has such a key, and a look takes less than a search.
  if (!code.includes('\\uE025') && !code.includes(STAND_IN)) return code;
  return code.replace(/(?<!\\)((?:\\\\)*)\\uE025/g, '$1%').replaceAll(STAND_IN, '%');
}
