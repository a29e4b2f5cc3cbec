import { type ApiClient, type Call, core } from '@influxkit/runtime';
import { PageError } from './error.js';
import type { DataOf, ItemOf, PagedMethod, Paginated } from './types.js';
import { type Query, walk } from './walk.js';

/**
 * Every item of a list, whatever way its operation pages: `for await (const bucket of paginate(api.buckets.list, { org }))`.
 *
 * @param method a method of a client whose operation pages
 * @param args what the method takes; its `signal` ends the walk
 * @throws TypeError for a method that does not page
 */
export function paginate<Method extends PagedMethod>(
  method: Method,
  ...args: Parameters<Method>
): Paginated<ItemOf<Method>, DataOf<Method>> {
  const call = method as unknown as Loose;
  const { operation } = call;
  const rule = operation?.page;
  if (!rule) throw new TypeError('paginate needs a method whose operation pages, such as api.buckets.list');
  const given: readonly unknown[] = args;
  const parameters = operation.path.match(/{.*?}/g)?.length ?? 0;
  // Arguments are path parameters, then a body or else the query, then options.
  const place = operation.body ? parameters + 1 : parameters;
  const first: Query = operation.body
    ? ((given[place] as { query?: Query } | undefined)?.query ?? {})
    : ((given[place] ?? {}) as Query);

  const fetch = (query: Query): Promise<unknown> => {
    const next = [...given];
    while (next.length < place) next.push(undefined);
    next[place] = operation.body ? { ...(given[place] as object), query } : query;
    return call(...(next as never[])) as Promise<unknown>;
  };
  const where = () => {
    let index = 0;
    const path = operation.path.replace(/{.*?}/g, () => encodeURIComponent(String(given[index++])));
    return { operation: operation.name, baseUrl: call[core].baseUrl, path: (operation.server ?? '') + path };
  };

  const list = (query: Query, most: number): Paginated<unknown> => ({
    pages: async function* () {
      let left = most;
      if (left === 0) return;
      for await (const { items, data } of walk(where(), rule, query, fetch)) {
        yield { items: items.slice(0, left), data };
        left -= items.length;
        if (left <= 0) return;
      }
    },
    pageSize: (size) => {
      if (!Number.isSafeInteger(size) || size < 1) throw new RangeError('pageSize must be a whole number above 0');
      if (rule.limit === undefined)
        throw new PageError(operation.name, 'the server alone says how many items a page of this list has');
      return list({ ...query, [rule.limit]: size }, most);
    },
    max: (items) => {
      if (!Number.isSafeInteger(items) || items < 0) throw new RangeError('max must be a whole number, 0 or more');
      return list(query, items);
    },
    async toArray() {
      const all: unknown[] = [];
      for await (const { items } of this.pages()) for (const item of items) all.push(item);
      return all;
    },
    async *[Symbol.asyncIterator]() {
      for await (const { items } of this.pages()) yield* items;
    },
  });
  return list(first, Infinity) as Paginated<ItemOf<Method>, DataOf<Method>>;
}

/** A method as it is at run time. */
type Loose = PagedMethod & ((...args: never[]) => Call<unknown>) & Pick<ApiClient, typeof core>;
