import type { Pagination } from '@influxkit/runtime';
import { idOf, linkOf } from './answer.js';
import type { Position, Query } from './cursor.js';
import { PageError } from './error.js';

/** An answer, and how it was asked for. */
export interface Fetched {
  readonly position: Position;
  /** What was sent. */
  readonly query: Query;
  readonly data: unknown;
  /** Without those that the position skips. */
  readonly items: readonly unknown[];
  /** A page with fewer items than this, skipped ones included, is a short one. 0: there is no telling. */
  readonly full: number;
}

/** The query of the page at a position, of which no more than so many items are wanted. */
export function queryAt(
  rule: Pagination,
  first: Query,
  { offset, after, query, skip = 0 }: Position,
  most: number,
): Query {
  const asked: Query = query ?? {
    ...first,
    ...(after !== undefined && rule.after !== undefined && { [rule.after]: after }),
    // A cursor counts from the item before, so there is nothing more to skip.
    ...(rule.offset !== undefined &&
      (after !== undefined ? { [rule.offset]: undefined } : offset !== undefined && { [rule.offset]: offset })),
  };
  const { limit } = rule;
  const fewer = most + skip;
  // A link that does not say by offset or cursor where its page begins may count in pages, whose size must not change.
  if (
    limit === undefined ||
    !(Number(asked[limit]) > fewer) ||
    (query && !has(query, rule.offset) && !has(query, rule.after))
  )
    return asked;
  return { ...asked, [limit]: fewer };
}

/**
 * Where the list goes on after a page; undefined where it ends.
 *
 * `after` is preferred to a link and a link to the offset: what others add or remove in between shifts offsets, which
 * links carry too, but not the item after which the page begins. Yet it is the link, where there is one, that tells
 * whether there is more: past short pages, past empty pages. Without one the list ends with a page that is empty or short,
 * or that has links but not to a next page.
 *
 * @throws PageError for a link that leads elsewhere, or an item without a cursor
 */
export function positionAfter(
  operation: string,
  rule: Pagination,
  fetched: Fetched,
  follow: (link: string) => Query,
): Position | undefined {
  const { position, query, data, items, full } = fetched;
  // All of them were asked for.
  if (rule.limit !== undefined && Number(query[rule.limit]) < 0) return undefined;
  const { link, isLast } = linkOf(rule, data);
  // Checked even where it is not followed.
  const linked = link === undefined ? undefined : follow(link);
  if (!linked) {
    const count = items.length + (position.skip ?? 0);
    if (items.length === 0 || count < full || (isLast && !rule.nextOptional)) return undefined;
  }
  if (rule.after !== undefined && items.length > 0) {
    const after = idOf(rule, items.at(-1));
    if (after !== undefined) return { after };
    if (!linked) {
      const name = rule.cursor ?? 'id';
      throw new PageError(operation, `the last item of a page has no "${name}", which leads to the next page`);
    }
  }
  if (linked) return { query: linked };
  // Where a link without an offset led cannot be counted on from.
  if (rule.offset === undefined || (position.query && !has(query, rule.offset))) return undefined;
  return { offset: Number(query[rule.offset] ?? 0) + (position.skip ?? 0) + items.length };
}

/** Where the list goes on after so many of a page's items. */
export function positionWithin(rule: Pagination, { position, query, items }: Fetched, count: number): Position {
  if (count === 0) return position;
  const after = rule.after === undefined ? undefined : idOf(rule, items[count - 1]);
  if (after !== undefined) return { after };
  const skip = (position.skip ?? 0) + count;
  const offset = rule.offset === undefined ? undefined : Number(query[rule.offset] ?? 0) + skip;
  if (rule.offset === undefined || offset === undefined || position.after !== undefined) return { ...position, skip };
  if (!position.query) return { offset };
  return has(position.query, rule.offset)
    ? { query: { ...position.query, [rule.offset]: offset } }
    : { ...position, skip };
}

const has = (query: Query, name: string | undefined): boolean => name !== undefined && query[name] !== undefined;
