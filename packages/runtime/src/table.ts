import type { HttpMethod, OperationRow } from './operation.js';

/**
 * A row of a packed table, which leaves out what name and path have in common with the row before and with each other.
 * Both begin with how many words they keep; an empty word of the name is the next of the path's new words in camelCase.
 * After `buckets.list`, `/api/v2/buckets`, the row `['1.get', 'GET', '3/{bucketID}']` is `buckets.get`,
 * `/api/v2/buckets/{bucketID}`, and `['0..list', 'GET', '2/check-logs']` is `checkLogs.list`, `/api/v2/check-logs`.
 *
 * A table of hundreds of operations takes about half the room of its rows in a compressed bundle.
 */
export type PackedRow = readonly [name: string, method: HttpMethod, path: string, rest?: RestOfRow];

/** What of a row is not packed. */
export type RestOfRow = Omit<OperationRow, 'name' | 'method' | 'path'>;

/** The rows of a table, packed or not. */
export function unpackRows(table: readonly (PackedRow | OperationRow)[]): OperationRow[] {
  let names: string[] = [];
  let words: string[] = [];
  return table.map((row) => {
    if (!isPacked(row)) return row;
    const [keptNames, ...ownNames] = row[0].split('.');
    const [keptWords, ...ownWords] = row[2].split('/');
    const fresh = namesOf(ownWords);
    names = [...names.slice(0, Number(keptNames)), ...ownNames.map((name) => name || (fresh.shift() as string))];
    words = [...words.slice(0, Number(keptWords)), ...ownWords];
    return { name: names.join('.'), method: row[1], path: `/${words.join('/')}`, ...row[3] };
  });
}

const isPacked = (row: PackedRow | OperationRow): row is PackedRow => Array.isArray(row);

/** The words of a path that can name something: not parameters; in camelCase. */
const namesOf = (words: readonly string[]): string[] =>
  words.filter((word) => /^\w/.test(word)).map((word) => word.replace(/\W(.)/g, (_, letter) => letter.toUpperCase()));

/** Packs a table, for generators: `unpackRows` gives the same rows again. */
export function packRows(rows: readonly OperationRow[]): PackedRow[] {
  let names: string[] = [];
  let words: string[] = [];
  const kept = (before: string[], now: string[]): number => {
    const differs = now.findIndex((word, index) => word !== before[index]);
    return differs < 0 ? now.length : differs;
  };
  return rows.map(({ name, method, path, ...rest }) => {
    const nextNames = name.split('.');
    const nextWords = path.split('/').slice(1);
    const keptNames = kept(names, nextNames);
    const keptWords = kept(words, nextWords);
    const fresh = namesOf(nextWords.slice(keptWords));
    const ownNames = nextNames.slice(keptNames).map((word) => {
      if (word !== fresh[0]) return word;
      fresh.shift();
      return '';
    });
    [names, words] = [nextNames, nextWords];
    const packed = [
      [keptNames, ...ownNames].join('.'),
      method,
      [keptWords, ...nextWords.slice(keptWords)].join('/'),
    ] as const;
    return Object.keys(rest).length ? [...packed, rest] : packed;
  });
}
