import {
  type AnyMethod,
  addressOf,
  type Call,
  type Caller,
  type CallOptions,
  type Core,
  call,
  core,
  type Operation,
  type OperationDescriptor,
  type Pagination,
  pathValues,
  splitArguments,
} from '@influxkit/runtime';
import { listOf, type PagePosition, positionOf, type Query } from './cursor.js';
import { type ItemIterator, items } from './items.js';
import { closedBy, type Iteration, iterate, type List } from './iterate.js';
import { queryOfLink } from './next-page.js';
import type { DataOf, ItemOf, Page, PagedMethod, PageOptions, Pages, PaginateArguments, Paginated } from './options.js';
import { checkInteger, checkOptions, firstQuery } from './options.js';

/**
 * Every item of a list, whatever way its operation pages.
 *
 * @param method a method of a client whose operation pages
 * @param args what the method takes, in its order; among its options, which come last, those of {@link PageOptions}
 * @throws TypeError or RangeError for a method that does not page, an option that cannot be meant, a cursor of another list
 * @example
 * import { createOssV2, paginate, tokenAuth } from '@influxkit/influxdb/oss-v2';
 *
 * const api = createOssV2({ baseUrl: 'http://localhost:8086', auth: tokenAuth(process.env.INFLUX_TOKEN ?? '') });
 *
 * for await (const bucket of paginate(api.buckets.list, { org: 'acme' }, { limit: 100 })) console.log(bucket.name);
 */
export function paginate<Method extends AnyMethod>(
  method: Method & Pages<Method>,
  ...args: PaginateArguments<Method>
): Paginated<ItemOf<Method>, DataOf<Method>> {
  const { operation } = (method ?? {}) as unknown as Partial<PagedMethod>;
  if (!operation?.page)
    throw new TypeError(
      `paginate takes a method whose operation pages, such as api.buckets.list${operation?.name ? `; ${operation.name} does not` : ''}`,
    );
  return pagesOf(method as unknown as Loose, operation, args) as Paginated<ItemOf<Method>, DataOf<Method>>;
}

function pagesOf(method: Loose, operation: PagedDescriptor, args: readonly unknown[]): Paginated<unknown> {
  const { name } = operation;
  const parts = partsOf(operation, args);
  const rule = ruleFor(operation.page, parts.query);
  const { pageSize, limit = Infinity, maxPages = Infinity, prefetch = true, cursor, ...options } = parts.options;
  checkOptions(operation, parts.options);

  const place = placeOf(operation, method[core], parts.path);
  const id = listOf(place.list, parts.query, [rule.limit, rule.offset, rule.after, rule.page, rule.token]);
  const start: PagePosition = cursor === undefined ? {} : positionOf(cursor, name, id);

  const list: List = {
    operation: name,
    rule,
    first: firstQuery(rule, parts.query, pageSize),
    fetch: (query, signal) => parts.call(method, query, { ...options, signal }).withResponse(),
    follow: (link) => queryOfLink(link, { ...place, operation: name, isAnyPath: rule.link === true }),
    cursorOf: (position) => ({ operation: name, list: id, ...position }),
  };
  const iteration: Iteration = { start, limit, maxPages, prefetch, signal: options.signal };

  const one = (size: Iteration, of: List = list): ItemIterator<unknown> =>
    itemIterator(iterate(of, size), list.cursorOf(start), size.signal);
  return {
    ...items(
      (most = Infinity) => one({ ...iteration, limit: Math.min(limit, most) }),
      (most) => most === Infinity || checkInteger('limit', most, 0),
    ),
    items: () => one(iteration),
    pages: () => iterate(list, iteration),
    first: async () => {
      const single = { ...list, first: firstQuery(rule, parts.query, 1) };
      const { value } = await one({ ...iteration, limit: Math.min(limit, 1), prefetch: false }, single).next();
      return value;
    },
  };
}

/** A cursor goes on in the order of IDs. In another one, which the caller asks for, it would lose items. */
function ruleFor(page: Pagination, query: Query): Pagination {
  const { after, ...others } = page;
  const isSorted = (query['sortBy'] ?? '') !== '';
  return isSorted && (page.offset !== undefined || page.next !== undefined) ? others : page;
}

/** Item by item. */
function itemIterator(
  pages: AsyncGenerator<Page<unknown>, undefined>,
  start: ItemIterator<unknown>['cursor'],
  signal: AbortSignal | undefined,
): ItemIterator<unknown> {
  let page: Page<unknown> | undefined;
  let taken = 0;
  const iterator = (async function* (): AsyncGenerator<unknown, undefined> {
    for await (page of pages) {
      taken = 0;
      for (const item of page.items) {
        signal?.throwIfAborted();
        taken++;
        yield item;
      }
    }
    return undefined;
  })();
  // A generator, and not an object of our own, so that it has what helpers the platform has.
  Object.defineProperty(iterator, 'cursor', { get: () => (page ? page.cursorAfter(taken) : start) });
  return closedBy(iterator as ItemIterator<unknown>, () => void pages.return(undefined));
}

/** The arguments of a call, and how it is made again for another page. */
function partsOf(operation: OperationDescriptor, args: readonly unknown[]) {
  const { path, body, query, options } = splitArguments(operation, args);
  return {
    path,
    query: (query ?? {}) as Query,
    options: options as CallOptions & PageOptions & { readonly query?: Query },
    call(method: Loose, asked: Query, more: CallOptions): Call<unknown> {
      if (operation.body) return method(...path, body, { ...more, query: asked });
      if (operation.query) return method(...path, asked, more);
      // No query in the contract, but there may be one in a link.
      if (Object.keys(asked).length === 0) return method(...path, more);
      const descriptor = { ...operation, query: [] } as OperationDescriptor as Operation<Bare>;
      return call(method as Loose, descriptor, ...path, asked, more);
    },
  };
}

/** Where a list is: on the client's server, or on that of its operation. */
function placeOf(operation: OperationDescriptor, { baseUrl, bound, features }: Core, given: readonly unknown[]) {
  let address: string;
  try {
    address = addressOf(baseUrl, operation, pathValues(operation, bound, given), features);
  } catch {
    // A value that no path takes: the call itself says so.
    address = baseUrl + operation.path;
  }
  if (address.startsWith(`${baseUrl}/`)) {
    const path = address.slice(baseUrl.length);
    return { baseUrl, path, list: path };
  }
  const { origin, pathname } = new URL(address);
  return { baseUrl: origin, path: pathname, list: address };
}

type PagedDescriptor = PagedMethod['operation'];

type Bare = (...args: unknown[]) => Call<unknown>;

/** A method as it is at run time. */
type Loose = Bare & Caller;
