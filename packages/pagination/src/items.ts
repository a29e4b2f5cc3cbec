import type { Cursor } from './cursor.js';

/** Items that come one after the other, and can be iterated any number of times. */
export interface Items<Item> extends AsyncIterable<Item> {
  /** What becomes of each item, one after the other. */
  map<To>(change: (item: Item, index: number) => To | PromiseLike<To>): Items<To>;
  /** Those items that fit. */
  filter<Kept extends Item>(fits: (item: Item, index: number) => item is Kept): Items<Kept>;
  filter(fits: (item: Item, index: number) => unknown): Items<Item>;
  /**
   * All items at once, or the first of them.
   *
   * @throws RangeError for a limit that is not an integer
   */
  toArray(options?: { readonly limit?: number | undefined }): Promise<Item[]>;
}

/** One iteration, which knows where it is: also after it was left by `break`, and after it failed. */
export interface ItemIterator<Item> extends AsyncGenerator<Item, undefined> {
  /** Where the list goes on after the item that came last; undefined where it ends. */
  readonly cursor: Cursor | undefined;
}

/** As far as a platform has them: https://github.com/tc39/proposal-async-iterator-helpers. */
interface Helpers<Item> {
  map?<To>(change: (item: Item, index: number) => To): AsyncIterator<Awaited<To>>;
  filter?(fits: (item: Item, index: number) => unknown): AsyncIterator<Item>;
}

/**
 * Items that `open` iterates. The platform's async iterator helpers do the work where there are some; they give
 * iterators that can be iterated once, so each iteration asks for its own.
 */
export function items<Item>(
  open: (limit?: number) => AsyncIterator<Item>,
  check: (limit: number) => void,
): Items<Item> {
  return {
    [Symbol.asyncIterator]: () => open(),
    map: <To>(change: (item: Item, index: number) => To | PromiseLike<To>) =>
      items<To>(() => {
        const iterator: AsyncIterator<Item> & Helpers<Item> = open();
        return (iterator.map?.(change) as AsyncIterator<To> | undefined) ?? mapped(iterator, change);
      }, check),
    filter: ((fits: (item: Item, index: number) => unknown) =>
      items<Item>(() => {
        const iterator: AsyncIterator<Item> & Helpers<Item> = open();
        return iterator.filter?.(fits) ?? filtered(iterator, fits);
      }, check)) as Items<Item>['filter'],
    async toArray({ limit = Infinity } = {}) {
      check(limit);
      const all: Item[] = [];
      if (limit === 0) return all;
      for await (const item of { [Symbol.asyncIterator]: () => open(limit) }) if (all.push(item) >= limit) break;
      return all;
    },
  };
}

async function* mapped<Item, To>(
  iterator: AsyncIterator<Item>,
  change: (item: Item, index: number) => To | PromiseLike<To>,
): AsyncGenerator<To, undefined> {
  let index = 0;
  for await (const item of { [Symbol.asyncIterator]: () => iterator }) yield await change(item, index++);
  return undefined;
}

async function* filtered<Item>(
  iterator: AsyncIterator<Item>,
  fits: (item: Item, index: number) => unknown,
): AsyncGenerator<Item, undefined> {
  let index = 0;
  for await (const item of { [Symbol.asyncIterator]: () => iterator }) if (await fits(item, index++)) yield item;
  return undefined;
}
