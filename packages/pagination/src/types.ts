import type { AnyMethod, PagedOperation } from '@influxkit/runtime';

/** A method whose operation pages, such as `api.buckets.list`. No other is accepted. */
export type PagedMethod = AnyMethod & { readonly operation: PagedOperation };

/** What the items of a method are. */
export type ItemOf<Method extends PagedMethod> = Method['operation'] extends PagedOperation<infer Item> ? Item : never;

/** What one call of a method gives. */
export type DataOf<Method extends PagedMethod> = Awaited<ReturnType<Method>>;

/** One page. */
export interface Page<Item, Data = unknown> {
  readonly items: readonly Item[];
  /** The whole answer. */
  readonly data: Data;
}

/** All items of a list, fetched page by page as they are asked for. It can be walked any number of times. */
export interface Paginated<Item, Data = unknown> extends AsyncIterable<Item> {
  /** Page by page instead of item by item; a page may be empty. */
  pages(): AsyncIterableIterator<Page<Item, Data>>;
  /**
   * The same with so many items asked for at a time, as the query parameter `limit` (or as the contract calls it) does.
   *
   * @throws RangeError for what is no whole number above 0
   */
  pageSize(items: number): Paginated<Item, Data>;
  /**
   * The same, ended after so many items.
   *
   * @throws RangeError for what is no whole number, 0 or more
   */
  max(items: number): Paginated<Item, Data>;
  /** All items at once. */
  toArray(): Promise<Item[]>;
}
