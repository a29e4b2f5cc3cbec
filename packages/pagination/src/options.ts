import { describe } from '@influxkit/internal/message';
import type { AnyMethod, OperationDescriptor, PagedOperation, Pagination } from '@influxkit/runtime';
import type { Cursor, Query } from './cursor.js';
import type { ItemIterator, Items } from './items.js';

/** A method whose operation pages, such as `api.buckets.list`. No other is accepted. */
export type PagedMethod = AnyMethod & { readonly operation: PagedOperation };

/** What a method has to be for `paginate`; for one that does not page, a string that says so. */
export type Pages<Method> = Method extends PagedMethod
  ? unknown
  : 'this method does not page: its operation has no rule of pagination, which the contract or `pagination` of the generator’s configuration gives it';

/** What the items of a method are. */
export type ItemOf<Method> = Method extends { readonly operation: PagedOperation<infer Item> } ? Item : never;

/** What one call of a method gives. */
export type DataOf<Method> = Method extends AnyMethod ? Awaited<ReturnType<Method>> : never;

/**
 * How a list is iterated; goes among the options of the method.
 *
 * @example
 * import { createOssV2, paginate, tokenAuth } from '@influxkit/influxdb/oss-v2';
 *
 * const api = createOssV2({ baseUrl: 'http://localhost:8086', auth: tokenAuth(process.env.INFLUX_TOKEN ?? '') });
 *
 * const buckets = await paginate(api.buckets.list, { org: 'acme' }, { pageSize: 100, limit: 1000 }).toArray();
 */
export interface PageOptions {
  /**
   * Most items of a page.
   *
   * @default the query's `limit` (or as the contract calls it), otherwise as many as the contract allows, for that takes the
   * fewest requests; where it does not say, as many as the server gives
   */
  readonly pageSize?: number | undefined;
  /** Most items in all. The last page is asked for no more than are still wanted. @default Infinity */
  readonly limit?: number | undefined;
  /** Most pages in all. @default Infinity */
  readonly maxPages?: number | undefined;
  /** Whether the next page is fetched while the caller works on this one. @default true */
  readonly prefetch?: boolean | undefined;
  /** Where to go on: what an error, a page or an iteration had as its `cursor`. @default the start */
  readonly cursor?: Cursor | undefined;
}

/** What a method takes, with the options of `paginate` among its options, which come last. */
export type PaginateArguments<Method extends AnyMethod> = WithPageOptions<Parameters<Method>>;

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
  /** Item by item, as `for await` does it; the iteration knows where it is. */
  items(): ItemIterator<Item>;
  /** Page by page. */
  pages(): AsyncGenerator<Page<Item, Data>, undefined>;
  /** The first item; undefined where there is none. Asks for no more than one, and fetches nothing ahead. */
  first(): Promise<Item | undefined>;
}

/**
 * Checks an option that takes an integer; Infinity is not one.
 *
 * @throws TypeError or RangeError that names the option and what it takes
 */
export function checkInteger(name: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && Number(value) >= least) return;
  const message = `paginate: \`${name}\` must be an integer, ${least} or more; got ${describe(value)}`;
  throw typeof value === 'number' ? new RangeError(message) : new TypeError(message);
}

/** Checks the options of an iteration. */
export function checkOptions(
  { name, page }: OperationDescriptor,
  { pageSize, limit, maxPages, prefetch }: PageOptions,
): void {
  if (limit !== undefined && limit !== Infinity) checkInteger('limit', limit, 0);
  if (maxPages !== undefined && maxPages !== Infinity) checkInteger('maxPages', maxPages, 1);
  if (prefetch !== undefined && typeof prefetch !== 'boolean')
    throw new TypeError(`paginate: \`prefetch\` must be true or false; got ${describe(prefetch)}`);
  if (pageSize === undefined) return;
  checkInteger('pageSize', pageSize, 1);
  if (page?.limit === undefined)
    throw new TypeError(
      `paginate: \`pageSize\` has no effect on ${name}: the server alone says how many items a page has`,
    );
  if (page.max !== undefined && pageSize > page.max)
    throw new RangeError(`paginate: \`pageSize\` is ${pageSize}; ${name} takes ${page.max} or fewer`);
}

/** The query of the first page: what the caller asks for, with a page size where one can be known. */
export function firstQuery({ limit, max }: Pagination, query: Query, pageSize: number | undefined): Query {
  if (limit === undefined) return query;
  const size = pageSize ?? query[limit] ?? max;
  return size === undefined ? query : { ...query, [limit]: size };
}
