import { type ApiClient, core, type OperationRow } from '@influxkit/runtime';
import { PaginationError } from './errors.js';
import { itemsOf, nextQuery, type Query } from './next-page.js';
import type { PageStream } from './page-stream.js';
import type { ItemOf, PagedMethod, PageOf } from './paged-method.js';

/**
 * All items of a list: `for await (const bucket of paginate(api.buckets.list, { org: 'acme' }))`.
 *
 * Takes the method and its own arguments. A page is fetched when its first item is asked for, so leaving the loop
 * stops fetching. Set the page size with the method's own `limit`.
 *
 * @throws (while iterating) what the method throws; PaginationError for an answer that paging cannot go on from: a link
 * to another origin, pages that repeat
 */
export function paginate<Method extends PagedMethod>(
  method: Method,
  ...args: Parameters<Method>
): PageStream<ItemOf<Method>, PageOf<Method>> {
  const { operation } = method;
  if (operation?.page === undefined) {
    throw new TypeError(`paginate: ${operation?.name ?? 'what was given'} is no list method`);
  }

  async function* pages(): AsyncGenerator<{ answer: unknown; items: readonly unknown[] }, void, undefined> {
    const { name, page } = operation;
    const at = queryPosition(operation);
    const baseUrl = (method as unknown as ApiClient)[core].baseUrl;
    const seen = new Set<string>();
    let before: string | undefined;
    // Without query parameters of its own, a method takes options in that place.
    let query = operation.query && ((args as readonly unknown[])[at] as Query | undefined);
    while (true) {
      const answer = await call(method, args, at, query);
      const items = itemsOf(name, page, answer);
      // A server that knows nothing of paging answers the same page for ever.
      const content = items.length === 0 ? undefined : JSON.stringify(items);
      if (content !== undefined && content === before) {
        throw new PaginationError(name, 'the server answers the same page again, so it does not page');
      }
      before = content;
      yield { answer, items };

      query = nextQuery(name, page, answer, items, query ?? {}, baseUrl);
      if (query === undefined) return;
      const place = JSON.stringify(Object.entries(query).sort());
      if (seen.has(place)) throw new PaginationError(name, 'the links to the next page run in a circle');
      seen.add(place);
    }
  }

  async function* items(): AsyncGenerator<ItemOf<Method>, void, undefined> {
    for await (const page of pages()) yield* page.items as readonly ItemOf<Method>[];
  }

  return {
    [Symbol.asyncIterator]: items,
    async *pages() {
      for await (const { answer } of pages()) yield answer as PageOf<Method>;
    },
    toArray: async ({ limit = Number.POSITIVE_INFINITY } = {}) => {
      if (!(limit >= 0)) throw new RangeError('toArray: `limit` must be a number of 0 or more');
      const all: ItemOf<Method>[] = [];
      if (limit === 0) return all;
      for await (const item of items()) if (all.push(item) >= limit) break;
      return all;
    },
  };
}

/** Where a list method takes its query: behind the parameters of its path. */
const queryPosition = ({ path }: OperationRow): number => path.match(/{/g)?.length ?? 0;

/** The method with another query, and everything else as the caller gave it. */
function call(
  method: PagedMethod,
  args: readonly unknown[],
  at: number,
  query: Query | undefined,
): PromiseLike<unknown> {
  const { query: hasQuery, name } = method.operation;
  if (!hasQuery) {
    if (query !== undefined) {
      throw new PaginationError(name, 'the server links a next page, but the operation takes no query to ask for it');
    }
    return method(...(args as never[]));
  }
  const given = [...args];
  while (given.length < at) given.push(undefined);
  given[at] = query;
  return method(...(given as never[]));
}
