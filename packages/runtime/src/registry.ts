import type { HttpMethod, OperationDescriptor } from './operation.js';

/**
 * A packed descriptor, which leaves out what name and path have in common with the one before and with each other.
 * Both begin with how many words they keep; an empty word of the name is the next of the path's new words in camelCase.
 * After `buckets.list`, `/api/v2/buckets`, the entry `['1.get', 'GET', '3/{bucketID}']` is `buckets.get`,
 * `/api/v2/buckets/{bucketID}`, and `['0..list', 'GET', '2/check-logs']` is `checkLogs.list`, `/api/v2/check-logs`.
 *
 * A registry of hundreds of operations takes about half the room of its descriptors in a compressed bundle.
 */
export type PackedDescriptor = readonly [name: string, method: HttpMethod, path: string, rest?: PackedRest];

/** What of a descriptor is not packed. */
export type PackedRest = Omit<OperationDescriptor, 'name' | 'method' | 'path'>;

/** The descriptors of a registry, packed or not. */
export function unpackRegistry(registry: readonly (PackedDescriptor | OperationDescriptor)[]): OperationDescriptor[] {
  let names: string[] = [];
  let words: string[] = [];
  return registry.map((entry) => {
    if (!isPacked(entry)) return entry;
    const [keptNames, ...ownNames] = entry[0].split('.');
    const [keptWords, ...ownWords] = entry[2].split('/');
    const fresh = namesOf(ownWords);
    names = [...names.slice(0, Number(keptNames)), ...ownNames.map((name) => name || (fresh.shift() as string))];
    words = [...words.slice(0, Number(keptWords)), ...ownWords];
    return { name: names.join('.'), method: entry[1], path: `/${words.join('/')}`, ...entry[3] };
  });
}

const isPacked = (entry: PackedDescriptor | OperationDescriptor): entry is PackedDescriptor => Array.isArray(entry);

/** The words of a path that can name something: not parameters; in camelCase. */
const namesOf = (words: readonly string[]): string[] =>
  words.filter((word) => /^\w/.test(word)).map((word) => word.replace(/\W(.)/g, (_, letter) => letter.toUpperCase()));

/** Packs a registry, for generators: `unpackRegistry` gives the same descriptors again. */
export function packRegistry(descriptors: readonly OperationDescriptor[]): PackedDescriptor[] {
  let names: string[] = [];
  let words: string[] = [];
  const kept = (before: string[], now: string[]): number => {
    const differs = now.findIndex((word, index) => word !== before[index]);
    return differs < 0 ? now.length : differs;
  };
  return descriptors.map(({ name, method, path, ...rest }) => {
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
