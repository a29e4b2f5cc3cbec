import type { HttpMethod, OperationRow } from './operation.js';

/**
 * A row of a packed table: name and path leave out what they have in common with the row before. Each begins with how
 * many words of it they keep: after `buckets.list`, `/api/v2/buckets`, the row `['1.get', 'GET', '3/{bucketID}']` is
 * `buckets.get`, `/api/v2/buckets/{bucketID}`.
 *
 * A table of hundreds of operations takes little more than half the room of its rows in a compressed bundle.
 */
export type PackedRow = readonly [name: string, method: HttpMethod, path: string, rest?: RestOfRow];

/** What of a row is not packed. */
export type RestOfRow = Omit<OperationRow, 'name' | 'method' | 'path'>;

/** The rows of a table, packed or not. */
export function unpackRows(table: readonly (PackedRow | OperationRow)[]): OperationRow[] {
  let names: string[] = [];
  let words: string[] = [];
  const next = (before: string[], text: string, separator: string): string[] => [
    ...before.slice(0, Number.parseInt(text, 10)),
    ...text.split(separator).slice(1),
  ];
  return table.map((row) => {
    if (!isPacked(row)) return row;
    names = next(names, row[0], '.');
    words = next(words, row[2], '/');
    return { name: names.join('.'), method: row[1], path: `/${words.join('/')}`, ...row[3] };
  });
}

const isPacked = (row: PackedRow | OperationRow): row is PackedRow => Array.isArray(row);

/** Packs a table, for generators: `unpackRows` gives the same rows again. */
export function packRows(rows: readonly OperationRow[]): PackedRow[] {
  let names: string[] = [];
  let words: string[] = [];
  const same = (before: string[], now: string[]): number => {
    const differs = now.findIndex((word, index) => word !== before[index]);
    return differs < 0 ? now.length : differs;
  };
  const pack = (before: string[], now: string[], separator: string): string => {
    const kept = same(before, now);
    return [kept, ...now.slice(kept)].join(separator);
  };
  return rows.map(({ name, method, path, ...rest }) => {
    const [nextNames, nextWords] = [name.split('.'), path.split('/').slice(1)];
    const [packedName, packedPath] = [pack(names, nextNames, '.'), pack(words, nextWords, '/')];
    [names, words] = [nextNames, nextWords];
    return Object.keys(rest).length ? [packedName, method, packedPath, rest] : [packedName, method, packedPath];
  });
}
