import type { Pagination } from '@influxkit/runtime';
import { PageError } from './error.js';
import { type Place, queryOfLink } from './link.js';
import type { Page } from './types.js';

/** A server that invents pages must not hold its caller for ever. */
const MOST_EMPTY_PAGES = 1000;

export type Query = Readonly<Record<string, unknown>>;

/**
 * Walks a list from page to page. A link to the next page is followed wherever there is one, past short and empty pages;
 * where the contract has such links and an answer comes without, the list is at its end. Otherwise the cursor of the last
 * item leads on, or else the offset, until a page is empty: how short the last page is proves nothing, for a server may
 * allow fewer items than were asked for.
 *
 * @throws PageError where that leads in a circle or elsewhere
 */
export async function* walk(
  place: Place,
  rule: Pagination,
  first: Query,
  fetch: (query: Query) => Promise<unknown>,
): AsyncGenerator<Page<unknown>> {
  const { operation } = place;
  const seen = new Set<string>();
  let query: Query = first;
  let before = '';
  let empty = 0;
  for (;;) {
    const data = await fetch(query);
    const items = itemsOf(operation, rule, data);
    yield { items, data };

    const link = rule.next === undefined ? undefined : at(data, rule.next);
    if (typeof link === 'string' && link !== '') {
      empty = items.length === 0 ? empty + 1 : 0;
      if (empty > MOST_EMPTY_PAGES)
        throw new PageError(operation, `${MOST_EMPTY_PAGES} pages in a row are empty and still lead on`);
      if (seen.has(link)) throw new PageError(operation, 'the links to the next page lead in a circle');
      seen.add(link);
      query = queryOfLink(link, place);
      continue;
    }
    if (items.length === 0 || (rule.next !== undefined && hasLinks(data, rule.next))) return;
    if (rule.after !== undefined) {
      const cursor = rule.cursor ?? 'id';
      const last = at(items.at(-1), cursor);
      if (typeof last !== 'string' && typeof last !== 'number')
        throw new PageError(operation, `the last item of a page has no "${cursor}", which leads to the next page`);
      if (seen.has(String(last))) throw new PageError(operation, `the server does not heed "${rule.after}"`);
      seen.add(String(last));
      query = { ...query, ...(rule.offset !== undefined && { [rule.offset]: undefined }), [rule.after]: last };
    } else if (rule.offset !== undefined) {
      const now = JSON.stringify(items);
      if (now === before) throw new PageError(operation, `the server does not heed "${rule.offset}"`);
      before = now;
      query = { ...query, [rule.offset]: Number(query[rule.offset] ?? 0) + items.length };
    } else return;
  }
}

function itemsOf(operation: string, { items }: Pagination, data: unknown): readonly unknown[] {
  // Some servers write null for an empty list.
  const found = (items === '' ? data : at(data, items)) ?? [];
  if (!Array.isArray(found))
    throw new PageError(operation, `${items === '' ? 'the answer' : `"${items}" of the answer`} is no list of items`);
  return found;
}

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

/** Whether an answer has what would hold the link, and so says by leaving it out that there is none. */
function hasLinks(data: unknown, path: string): boolean {
  const parent = path.split('.').slice(0, -1).join('.');
  return parent !== '' && typeof (at(data, parent) ?? undefined) === 'object';
}
