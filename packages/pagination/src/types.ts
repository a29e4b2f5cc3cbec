import type { AnyMethod, PagedOperation } from '@influxkit/runtime';
import type { Cursor } from './cursor.js';
import type { ItemIterator, Items } from './items.js';

/** A method whose operation pages, such as `api.buckets.list`. No other is accepted. */
export type PagedMethod = AnyMethod & { readonly operation: PagedOperation };

/** What the items of a method are. */
export type ItemOf<Method extends PagedMethod> = Method['operation'] extends PagedOperation<infer Item> ? Item : never;

/** What one call of a method gives. */
export type DataOf<Method extends PagedMethod> = Awaited<ReturnType<Method>>;

/** How a list is iterated; goes among the options of the method. */
export interface PageOptions {
  /**
   * Most items of a page. Default: the query's `limit` (or as the contract calls it), otherwise as many as the contract
   * allows, for that takes the fewest requests; where it does not say, as many as the server gives.
   */
  readonly pageSize?: number | undefined;
  /** Most items in all. Default: no end. The last page is asked for no more than are still wanted. */
  readonly limit?: number | undefined;
  /** Most pages in all. Default: no end. */
  readonly maxPages?: number | undefined;
  /** Whether the next page is fetched while the caller works on this one. Default: true. */
  readonly prefetch?: boolean | undefined;
  /** Where to go on: what an error, a page or an iteration had as its `cursor`. Default: at the start. */
  readonly cursor?: Cursor | undefined;
}

/** What a method takes, with the options of `paginate` among its options, which come last. */
export type PaginateArguments<Method extends PagedMethod> = WithPageOptions<Parameters<Method>>;

type WithPageOptions<Arguments extends readonly unknown[]> = {
  [Place in keyof Arguments]: Place extends LastPlace<Arguments>
    ? Exclude<Arguments[Place], undefined> & PageOptions
    : Arguments[Place];
};

type LastPlace<Arguments extends readonly unknown[]> =
  Required<Arguments> extends readonly [unknown, ...infer Rest] ? `${Rest['length']}` : never;

/** One page. */
export interface Page<Item, Data = unknown> {
  /** Those of the response, but for what is beyond the limit. It may be empty. */
  readonly items: readonly Item[];
  /** The whole response. */
  readonly data: Data;
  readonly status: number;
  readonly headers: Headers;
  /** Where the list goes on after this page; undefined where it ends. */
  readonly cursor: Cursor | undefined;
  /**
   * Where the list goes on after so many items of this page.
   *
   * @throws RangeError for more items than there are
   */
  cursorAfter(items: number): Cursor | undefined;
}

/** All items of a list, fetched page by page. It can be iterated any number of times, from the start each time. */
export interface Paginated<Item, Data = unknown> extends Items<Item> {
  /** Item by item, as `for await` does it; the iteration tells where it is. */
  items(): ItemIterator<Item>;
  /** Page by page. */
  pages(): AsyncGenerator<Page<Item, Data>, undefined>;
  /** The first item; undefined where there is none. Asks for no more than one, and fetches nothing ahead. */
  first(): Promise<Item | undefined>;
}
