import type { Pagination } from '@influxkit/runtime';
import { PaginationError } from './errors.js';

export type Query = Readonly<Record<string, unknown>>;

/** A property by its path, such as `links.next`; of own properties alone, for the answer is a stranger's. */
export function property(value: unknown, path: string): unknown {
  let found = value;
  for (const key of path === '' ? [] : path.split('.')) {
    found =
      typeof found === 'object' && found !== null && Object.hasOwn(found, key)
        ? (found as Record<string, unknown>)[key]
        : undefined;
  }
  return found;
}

/** @throws PaginationError where the answer has no list at that place */
export function itemsOf(operation: string, page: Pagination, answer: unknown): readonly unknown[] {
  const items = property(answer, page.items);
  // Go servers write an empty list as null.
  if (items === null || items === undefined) return [];
  if (!Array.isArray(items)) {
    throw new PaginationError(operation, `\`${page.items || 'the answer'}\` is a ${typeof items}, not a list`);
  }
  return items;
}

/**
 * The query of the next page, or undefined after the last. An answer that links its neighbours is believed: no next
 * page is linked on the last one, and a page may be short, even empty, before that. Without links the list goes on
 * after its last item, or behind as many as were read, until a page is empty.
 */
export function nextQuery(
  operation: string,
  page: Pagination,
  answer: unknown,
  items: readonly unknown[],
  query: Query,
  baseUrl: string,
): Query | undefined {
  const { next, after, offset } = page;
  if (next !== undefined) {
    const link = property(answer, next);
    if (typeof link === 'string' && link !== '') return linkedQuery(operation, link, query, baseUrl);
    const links = next.includes('.') ? property(answer, next.slice(0, next.lastIndexOf('.'))) : link;
    if (links !== undefined && links !== null) return undefined;
  }
  if (items.length === 0) return undefined;
  if (after !== undefined) {
    const cursor = property(items.at(-1), page.cursor ?? 'id');
    if (typeof cursor === 'string' || typeof cursor === 'number') {
      const { [offset ?? '']: _, ...rest } = query;
      return { ...rest, [after]: cursor };
    }
  }
  if (offset !== undefined) return { ...query, [offset]: Number(query[offset] ?? 0) + items.length };
  return undefined;
}

/**
 * The query of a linked page. Only that is taken from the link: where the request goes stays with the client, which
 * knows the address that it was given, while a server behind a proxy links by a name of its own or by no name.
 */
function linkedQuery(operation: string, link: string, query: Query, baseUrl: string): Query {
  const base = new URL(baseUrl);
  if (!URL.canParse(link, base)) throw new PaginationError(operation, 'the link to the next page is no address');
  const url = new URL(link, base);
  if (url.origin !== base.origin) {
    throw new PaginationError(operation, `the link to the next page leads to another origin, ${url.origin}`);
  }
  const linked: Record<string, string[]> = Object.create(null);
  for (const [name, value] of url.searchParams) (linked[name] ??= []).push(value);
  // What the caller asked for holds where the link is silent: some servers forget filters in their links.
  return {
    ...query,
    ...Object.fromEntries(
      Object.entries(linked).map(([name, values]) => [name, values.length > 1 ? values : values[0]]),
    ),
  };
}
