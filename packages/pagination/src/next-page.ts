// What a response says of its page: its items, and where the list goes on.
import { describe, kindOf, quote } from '@influxkit/internal/message';
import type { Pagination } from '@influxkit/runtime';
import type { PagePosition, Query } from './cursor.js';
import { PageError } from './error.js';

/** A response, and how it was asked for. */
export interface Fetched {
  readonly position: PagePosition;
  /** What was sent. */
  readonly query: Query;
  readonly data: unknown;
  readonly headers: Headers;
  /** Without those that the position skips. */
  readonly items: readonly unknown[];
  /** A page with fewer items than this, skipped ones included, is a short one. 0: that is not known. */
  readonly full: number;
  /** Stands for the items of a page that had more of them than were asked for: see {@link PagePosition.fullPage}. */
  readonly fullPage: number | undefined;
}

/** How many items are asked for. */
export interface Wanted {
  readonly most: number;
  readonly least: number;
}

/** The query of the page at a position. */
export function queryAt(rule: Pagination, first: Query, position: PagePosition, { most, least }: Wanted): Query {
  const { offset, after, token, page, query, skip = 0 } = position;
  // Tokens and numbers stand for pages of one size, which must not change.
  if (rule.token !== undefined) return token === undefined ? first : { ...first, [rule.token]: token };
  if (rule.page !== undefined && !query) return pageQuery(rule, first, page, position.size);
  const asked: Query =
    after !== undefined && rule.after !== undefined
      ? // A cursor counts from the item before, so there is nothing more to skip.
        { ...first, [rule.after]: after, ...(rule.offset !== undefined && { [rule.offset]: undefined }) }
      : (query ?? { ...first, ...(rule.offset !== undefined && offset !== undefined && { [rule.offset]: offset }) });
  const { limit } = rule;
  // A link that does not say by offset or cursor where its page begins may count in pages, whose size must not change.
  if (limit === undefined || (asked === query && !has(query, rule.offset) && !has(query, rule.after))) return asked;
  const size = Number(asked[limit]);
  // Below 0 is all, and not a number is a size of the server's.
  if (!(size >= 0)) return asked;
  const wanted = Math.max(Math.min(size, most + skip), Math.min(least, rule.max ?? least));
  return wanted === size ? asked : { ...asked, [limit]: wanted };
}

const pageQuery = (
  { page, limit }: Pagination,
  first: Query,
  number: number | undefined,
  size: number | undefined,
): Query => ({
  ...first,
  ...(page !== undefined && number !== undefined && { [page]: number }),
  ...(limit !== undefined && size !== undefined && { [limit]: size }),
});

/**
 * The rule of an iteration that begins at a position: without `after` where it is not known whether a server honors it.
 */
export function ruleFrom(rule: Pagination, first: Query, { after, offset, query }: PagePosition): Pagination {
  const isByOffset =
    after === undefined && !has(query, rule.after) && (offset || query || Number(first[rule.offset ?? ''] ?? 0));
  return isByOffset ? withoutAfter(rule) : rule;
}

/** A rule that goes by link or offset, where it can. */
export function withoutAfter(rule: Pagination): Pagination {
  const { after: _, ...others } = rule;
  return rule.offset === undefined ? rule : others;
}

/**
 * Where the list goes on after a page; undefined where it ends.
 *
 * `after` is preferred to a link and a link to the offset: what others add or remove in between shifts offsets, which
 * links carry too, but not the item after which the page begins. Yet it is the link, where there is one, that says
 * whether there is more: past short pages, past empty pages. Without one the list ends with a page that is empty or short,
 * or that has links but not to a next page.
 *
 * Not every server honors `after` wherever its contract has it. Until a page has shown that it does, a position holds the
 * link or the offset as well.
 *
 * @throws PageError for a link that leads elsewhere, or an item without a cursor
 */
export function positionAfter(
  operation: string,
  rule: Pagination,
  fetched: Fetched,
  follow: (link: string) => Query,
  isHonored: boolean,
): PagePosition | undefined {
  const { position, query, data, items, full } = fetched;
  // All of them were asked for.
  if (rule.limit !== undefined && Number(query[rule.limit]) < 0) return undefined;
  const isMore = rule.more === undefined ? undefined : at(data, rule.more);
  if (isMore === false) return undefined;
  if (rule.token !== undefined) {
    const token = rule.nextToken === undefined ? undefined : at(data, rule.nextToken);
    return isToken(token) ? { token } : undefined;
  }
  const { link, isLast } = linkOf(rule, fetched);
  // Checked even where it is not followed.
  const linked = link === undefined ? undefined : follow(link);
  if (!linked) {
    const count = items.length + (position.skip ?? 0);
    if (items.length === 0) return undefined;
    if (isMore !== true && (count < full || (isLast && !rule.nextOptional))) return undefined;
  }
  if (rule.after !== undefined && items.length > 0) {
    const after = idOf(rule, items.at(-1));
    if (after !== undefined)
      return {
        after,
        ...(!isHonored && { ...offsetAfter(rule, fetched, items.length), ...(linked && { query: linked }) }),
      };
    if (!linked) {
      const name = rule.cursor ?? 'id';
      throw new PageError(operation, `the last item of a page has no "${name}", which leads to the next page`);
    }
  }
  if (linked) return { query: linked };
  if (rule.page !== undefined) {
    const { number, size } = pageOf(rule, query);
    return { page: number + 1, ...(size !== undefined && { size }) };
  }
  // Where a link without an offset led cannot be counted on from.
  if (rule.offset === undefined || (position.query && !has(query, rule.offset))) return undefined;
  return offsetAfter(rule, fetched, items.length);
}

/** The number of a page, and how many items were asked for. */
function pageOf({ page = '', limit = '', firstPage = 1 }: Pagination, query: Query): { number: number; size?: number } {
  const size = Number(query[limit]);
  return { number: Number(query[page] ?? firstPage), ...(size > 0 && { size }) };
}

function offsetAfter(rule: Pagination, { position, query }: Fetched, count: number): { offset?: number } {
  return rule.offset === undefined ? {} : { offset: Number(query[rule.offset] ?? 0) + (position.skip ?? 0) + count };
}

/** Where the list goes on after so many of a page's items. */
export function positionWithin(rule: Pagination, fetched: Fetched, count: number, isHonored: boolean): PagePosition {
  const { position, query, items } = fetched;
  if (count === 0) return position;
  // Of a server that honors no size, and perhaps no offset either, the same page has to be asked for again.
  if (fetched.fullPage !== undefined) return { ...position, skip: (position.skip ?? 0) + count };
  if (rule.page !== undefined && !position.query) {
    const { number, size } = pageOf(rule, query);
    return { page: number, ...(size !== undefined && { size }), skip: (position.skip ?? 0) + count };
  }
  const after = rule.after === undefined ? undefined : idOf(rule, items[count - 1]);
  const counted = offsetAfter(rule, fetched, count);
  if (after !== undefined) return { after, ...(!isHonored && counted) };
  const skipped = { ...position, skip: (position.skip ?? 0) + count };
  if (rule.offset === undefined || position.after !== undefined) return skipped;
  if (!position.query) return counted;
  return has(query, rule.offset) ? { query: { ...position.query, [rule.offset]: counted.offset } } : skipped;
}

const has = (query: Query | undefined, name: string | undefined): boolean =>
  name !== undefined && query?.[name] !== undefined;

/* Items and links of a response */

/** The items of a response, as the rule of its operation says where they are. */
export function itemsOf(operation: string, { items, token }: Pagination, data: unknown): readonly unknown[] {
  const value = items === '' ? data : at(data, items);
  // Some servers write null for an empty list, and those that page by tokens leave it out (as protocol buffers in JSON do).
  // Anything else without it is no page of a list: what a proxy or another server responds.
  const isLeftOut = value === undefined && token !== undefined && kindOf(data) === 'an object';
  const found = value === null || isLeftOut ? [] : value;
  if (!Array.isArray(found))
    throw new PageError(
      operation,
      found === undefined && items !== ''
        ? `the response must have "${items}", an array of items; got ${withoutItems(data)}`
        : `${items === '' ? 'the response' : `"${items}" of the response`} must be an array of items; got ${describe(found)}`,
    );
  return found;
}

/** What came in place of a page: an object by the names of its properties, which are no values. */
function withoutItems(data: unknown): string {
  if (data === undefined) return 'no body';
  if (kindOf(data) !== 'an object') return describe(data);
  const names = Object.keys(data as object)
    .slice(0, 5)
    .map((name) => quote(name, 30));
  return names.length === 0 ? 'an empty object' : `an object with ${names.join(', ')}`;
}

/** What `after` takes of an item; undefined where the item has no such thing. */
export function idOf({ cursor = 'id' }: Pagination, item: unknown): string | number | undefined {
  const id = at(item, cursor);
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

/** The link to the next page; `true` where the response says, by links without it, that there is none. */
function linkOf({ next, link: inHeader }: Pagination, { data, headers }: Fetched): { link?: string; isLast: boolean } {
  if (inHeader) {
    const link = linkedNext(headers.get('link') ?? '');
    return { ...(link !== undefined && { link }), isLast: link === undefined };
  }
  const link = next === undefined ? undefined : at(data, next);
  if (typeof link === 'string' && link !== '') return { link, isLast: false };
  const parent = next?.split('.').slice(0, -1).join('.');
  return { isLast: !!parent && typeof (at(data, parent) ?? undefined) === 'object' };
}

/** The address of the next page in a `Link` header (RFC 8288). */
function linkedNext(header: string): string | undefined {
  for (const [, address, parameters = ''] of header.matchAll(/<([^>]*)>((?:"(?:[^"\\]|\\.)*"|[^,"])*)/g))
    if (/;\s*rel\s*=\s*("([^"]*\s)?next(\s[^"]*)?"|next\s*(;|$))/i.test(parameters)) return address;
  return undefined;
}

/** A token of a next page; servers say by null or an empty string that there is none. */
const isToken = (value: unknown): value is string | number =>
  (typeof value === 'string' && value !== '') || typeof value === 'number';

/** The value at a path of own properties, such as `links.next`. */
const at = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (node, key) =>
        typeof node === 'object' && node !== null && Object.hasOwn(node, key)
          ? (node as Record<string, unknown>)[key]
          : undefined,
      value,
    );

/* Links */

/** Where a list is: what its links may lead to. */
export interface Place {
  readonly operation: string;
  /** The client's base URL. */
  readonly baseUrl: string;
  /** Path of the list below the base URL, encoded. */
  readonly path: string;
  /** Whether a link may have another path: servers call a list by several, and its query is what counts. */
  readonly isAnyPath: boolean;
}

/**
 * The query of a link to the next page. Nothing but the query is taken from it, and only if it leads to the same list of
 * the same server: what a response says never sends a request, with its credentials, anywhere else.
 *
 * @throws PageError for a link to anywhere else
 */
export function queryOfLink(link: string, { operation, baseUrl, path, isAnyPath }: Place): Record<string, unknown> {
  const base = new URL(baseUrl);
  const own = base.pathname.replace(/\/$/, '') + path;
  // A reference is seen from the address of the page.
  const from = new URL(own, base);
  const url = URL.canParse(link, from) ? new URL(link, from) : undefined;
  // Servers behind a proxy that adds a prefix do not know of it.
  if (url?.origin !== base.origin || !(isAnyPath || same(url.pathname, own) || same(url.pathname, path)))
    throw new PageError(operation, 'the link to the next page leads away from this list');
  const query: Record<string, unknown> = Object.create(null);
  for (const key of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(key);
    query[key] = values.length > 1 ? values : values[0];
  }
  return query;
}

const same = (one: string, other: string): boolean => plain(one) === plain(other);

function plain(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
