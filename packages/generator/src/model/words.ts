/**
 * Runs of letters and digits in a name, each with its own capitals: `list-branches` → `list`, `branches`.
 * Everything else separates, so nothing but letters and digits of a document gets past this point.
 */
function runs(text: string): string[] {
  return text.normalize('NFC').match(/[\p{L}\p{Nl}\p{Nd}][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}]*/gu) ?? [];
}

/** `list-branches` → `listBranches`, `GetDBRPs` → `getDBRPs`, `HTTPServer` → `httpServer`, `MAX_AGE` → `maxAge`. */
export function camelCase(text: string): string {
  const [first = '', ...rest] = runs(lowerShouting(text));
  return lowerFirstWord(first) + rest.map(capitalize).join('');
}

/** `list-branches` → `ListBranches`, `HTTPServer` → `HTTPServer`. */
export function pascalCase(text: string): string {
  return runs(lowerShouting(text)).map(capitalize).join('');
}

/** A name all in capitals with separators (`MAX_AGE`) has its words between the separators, not in the capitals. */
function lowerShouting(text: string): string {
  return /[^\p{L}\p{N}]/u.test(text.trim()) && !/\p{Ll}/u.test(text) ? text.toLowerCase() : text;
}

export function capitalize(word: string): string {
  const [first = ''] = word;
  return first.toUpperCase() + word.slice(first.length);
}

/** An abbreviation at the start is one word: `HTTPServer` → `httpServer`, `DBRPs` → `dbrps`, `ID` → `id`. */
function lowerFirstWord(word: string): string {
  const capitals = /^\p{Lu}+/u.exec(word)?.[0] ?? '';
  const rest = word.slice(capitals.length);
  if (capitals.length <= 1 || rest === '' || /^s(?!\p{Ll})/u.test(rest))
    return word.slice(0, capitals.length).toLowerCase() + rest;
  return /^\p{Ll}/u.test(rest)
    ? capitals.slice(0, -1).toLowerCase() + capitals.slice(-1) + rest
    : capitals.toLowerCase() + rest;
}
