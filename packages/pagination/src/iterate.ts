import { onAbort } from '@influxkit/internal/abort';
import { attachCaller } from '@influxkit/internal/call-site';
import { digest } from '@influxkit/internal/hash';
import { CallError, type Pagination, type WithResponse } from '@influxkit/runtime';
import type { Cursor, PagePosition, Query } from './cursor.js';
import { CycleDetector } from './cycle-detector.js';
import { PageError, withCursor } from './error.js';
import {
  type Fetched,
  idOf,
  itemsOf,
  positionAfter,
  positionWithin,
  queryAt,
  ruleFrom,
  withoutAfter,
} from './next-page.js';
import type { Page } from './options.js';

/** A server that invents pages must not hold its caller for ever. */
const MOST_EMPTY_PAGES = 1000;

/** A list of a server. */
export interface List {
  readonly operation: string;
  readonly rule: Pagination;
  /** Query of the first page. */
  readonly first: Query;
  fetch(query: Query, signal: AbortSignal): Promise<WithResponse<unknown>>;
  /** The query of a link. */
  follow(link: string): Query;
  cursorOf(position: PagePosition): Cursor;
}

export interface Iteration {
  readonly start: PagePosition;
  readonly limit: number;
  readonly maxPages: number;
  readonly prefetch: boolean;
  readonly signal: AbortSignal | undefined;
}

/** A page, and where to fetch the next one; undefined where the iteration ends. */
interface Step {
  readonly page: Page<unknown>;
  readonly next: PagePosition | undefined;
}

/**
 * Iterates a list from page to page, the next one being fetched while the caller has this one. However the iteration ends, what is
 * in flight is aborted.
 */
export function iterate(
  list: List,
  { start, limit, maxPages, prefetch, signal }: Iteration,
): AsyncGenerator<Page<unknown>, undefined> {
  const step = steps(list, start, limit, maxPages);
  let request: AbortController | undefined;
  let isClosed = false;

  const send = (position: PagePosition): Promise<Step> => {
    const own = new AbortController();
    request = own;
    // Not by AbortSignal.any: Node 20 keeps what it makes of a signal for as long as that signal lives.
    const ignore = onAbort(signal, () => own.abort(signal?.reason));
    const sent = step(position, own.signal).finally(ignore);
    // Of a page that nobody waits for any more, it does not matter how it failed.
    sent.catch(() => {});
    return sent;
  };
  const pages = (async function* (): AsyncGenerator<Page<unknown>, undefined> {
    try {
      let coming = limit > 0 ? send(start) : undefined;
      while (coming) {
        const { page, next }: Step = await coming;
        // A page may have been there before the iteration was aborted.
        signal?.throwIfAborted();
        coming = next && prefetch ? send(next) : undefined;
        yield page;
        if (next) coming ??= send(next);
      }
    } catch (error) {
      // To the caller of the iteration the request in it is not of interest, but its own loop.
      if (!isClosed) throw error instanceof CallError ? attachCaller(error) : error;
    } finally {
      request?.abort();
    }
    return undefined;
  })();
  return closedBy(pages, () => {
    isClosed = true;
    request?.abort();
  });
}

/** A generator that is closed at once: by itself it would first wait for what it waits for. */
export function closedBy<Item, Generator extends AsyncGenerator<Item, undefined>>(
  iterator: Generator,
  close: () => void,
): Generator {
  const { return: end } = iterator;
  Object.assign(iterator, {
    return(value: undefined) {
      close();
      return end.call(iterator, value);
    },
  });
  // For `await using`, where the platform has the symbol and does not yet give it to generators.
  const dispose: symbol | undefined = Symbol.asyncDispose;
  if (dispose && !(dispose in iterator))
    Object.defineProperty(iterator, dispose, { value: () => iterator.return(undefined) });
  return iterator;
}

/** Fetches page after page: what has to be remembered from one to the next. */
function steps(
  list: List,
  start: PagePosition,
  limit: number,
  maxPages: number,
): (position: PagePosition, signal: AbortSignal) => Promise<Step> {
  const { operation, first } = list;
  const contents = new CycleDetector();
  const links = new CycleDetector();
  let rule = ruleFrom(list.rule, first, start);
  /** Whether a page has shown that the server honors `after`; a cursor that holds nothing else comes of such an iteration. */
  let isHonored = start.after !== undefined && start.offset === undefined;
  /** IDs of the page before, as long as that is not known. */
  let before: ReadonlySet<unknown> | undefined;
  let { fullPage } = start;
  let left = limit;
  let pages = 0;
  let largest = 0;
  let empty = 0;

  const fetch = async (position: PagePosition, signal: AbortSignal): Promise<[Fetched, WithResponse<unknown>]> => {
    // So many that the last item before, if it comes again, is among them.
    const least = before === undefined && !isHonored && position.after !== undefined ? (position.offset ?? 0) : 0;
    const query = queryAt(rule, first, position, { most: left, least });
    const response = await list.fetch(query, signal);
    const all = itemsOf(operation, rule, response.data);
    const asked = rule.limit === undefined ? Number.NaN : Number(query[rule.limit]);
    // What the contract allows is what a server gives. Of more than that, and where the contract does not say, a server may
    // give less; then the largest page so far shows how many it gives.
    const full = asked <= (rule.max ?? 0) ? asked : Math.min(largest, asked || largest);
    largest = Math.max(largest, all.length);
    const isMore = asked >= 0 && all.length > asked;
    return [
      {
        position,
        query,
        data: response.data,
        headers: response.headers,
        items: all.slice(position.skip ?? 0),
        full,
        fullPage: isMore ? digest(contentOf(rule, all)) : undefined,
      },
      response,
    ];
  };

  /** Whether a page after an item has what came up to that item: the server does not honor `after` there. */
  const isIgnored = ({ position: { after, offset }, items }: Fetched): boolean => {
    if (isHonored || after === undefined || offset === undefined) return false;
    const known = before ?? new Set<unknown>([after]);
    return items.some((item) => known.has(idOf(rule, item)));
  };

  const check = ({ position, items }: Fetched): void => {
    const { token, query } = position;
    if (position.after === undefined && (query || token !== undefined) && links.hasSeen(JSON.stringify(query ?? token)))
      throw new PageError(
        operation,
        `the server repeats itself: the ${query ? 'links to' : 'tokens of'} the next page lead in a cycle`,
      );
    empty = items.length === 0 ? empty + 1 : 0;
    if (empty > MOST_EMPTY_PAGES)
      throw new PageError(operation, `${MOST_EMPTY_PAGES} pages in a row are empty and still lead on`);
    // A page after an item that has that item again is as wrong as a page that comes again.
    const isAgain = position.after !== undefined && items.some((item) => idOf(rule, item) === position.after);
    if (items.length > 0 && (isAgain || contents.hasSeen(contentOf(rule, items)))) {
      const by = position.after !== undefined ? rule.after : (rule.token ?? rule.page ?? rule.offset);
      throw new PageError(
        operation,
        `the server repeats itself: a page holds what an earlier one held, whatever ${position.after === undefined && query ? 'the link' : `"${by}"`} asks for`,
      );
    }
  };

  /** Where the list goes on after so many items of a page. */
  const following = (fetched: Fetched, count: number): PagePosition | undefined => {
    if (count < fetched.items.length) return positionWithin(rule, fetched, count, isHonored);
    const next = positionAfter(operation, rule, fetched, list.follow, isHonored);
    return next && fetched.fullPage !== undefined ? { ...next, fullPage: fetched.fullPage } : next;
  };

  return async (asked, signal) => {
    let position = asked;
    try {
      pages++;
      let [fetched, response] = await fetch(position, signal);
      if (isIgnored(fetched)) {
        rule = withoutAfter(rule);
        const { after: _, offset, query } = position;
        position = query ? { query } : { ...(offset !== undefined && { offset }) };
        [fetched, response] = await fetch(position, signal);
      } else if (position.after !== undefined && fetched.items.length > 0) isHonored = true;
      // More than was asked for, and then the same again: the server does not page this list, and has given all of it.
      // So does InfluxDB 2.x with the dashboards of an organization.
      const ended = fullPage !== undefined && fetched.fullPage === fullPage;
      if (!ended) check(fetched);
      fullPage = fetched.fullPage;
      if (!isHonored && rule.after !== undefined) before = new Set(fetched.items.map((item) => idOf(rule, item)));

      const items = ended ? [] : fetched.items.slice(0, left);
      const next = ended ? undefined : following(fetched, items.length);
      left -= items.length;
      const cursor = next && list.cursorOf(next);
      const within = { rule, isHonored };
      const { data, status, headers } = response;
      const page: Page<unknown> = {
        items,
        data,
        status,
        headers,
        cursor,
        cursorAfter(count) {
          if (count === items.length) return cursor;
          if (!(Number.isSafeInteger(count) && count >= 0 && count < items.length))
            throw new RangeError(`cursorAfter takes 0 to ${items.length} items of this page`);
          return list.cursorOf(positionWithin(within.rule, fetched, count, within.isHonored));
        },
      };
      return { page, next: left > 0 && pages < maxPages ? next : undefined };
    } catch (error) {
      throw withCursor(error, list.cursorOf(position));
    }
  };
}

/** What distinguishes a page from others: the IDs of its items, or all they are where they have none. */
function contentOf(rule: Pagination, items: readonly unknown[]): string {
  const ids = items.map((item) => idOf(rule, item));
  return JSON.stringify(ids.includes(undefined) ? items : ids);
}
