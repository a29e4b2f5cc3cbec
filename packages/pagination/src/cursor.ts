import { digest } from '@influxkit/internal/hash';
import { describe } from '@influxkit/internal/message';

export type Query = Readonly<Record<string, unknown>>;

/** Where a page begins. Nothing: at the start of the list. */
export interface PagePosition {
  /** So many items were skipped. */
  readonly offset?: number;
  /** The last item before it. */
  readonly after?: string | number;
  /** The token that the page before it gave. */
  readonly token?: string | number;
  /** Its number, and of how many items the pages before it were: numbers count in pages of one size. */
  readonly page?: number;
  readonly size?: number;
  /** The whole query, from a link. */
  readonly query?: Query;
  /** So many of the page's own items come before it. */
  readonly skip?: number;
  /**
   * Stands for the items of a page before it that had more of them than were asked for. It may have been all there are, of
   * a server that does not page this list: what comes again is then the end, and not a mistake.
   */
  readonly fullPage?: number;
}

/**
 * Where a list goes on. Plain data, good to be stored as JSON. It holds no filter of the query: `paginate` takes it along
 * with the same arguments.
 */
export interface Cursor extends PagePosition {
  /** Name of the operation. */
  readonly operation: string;
  /** Stands for the path and the filters of the query. */
  readonly list: string;
}

/** What distinguishes a list from others: its path, and its query without what says which page. */
export const listOf = (path: string, query: Query, paging: readonly (string | undefined)[]): string =>
  digest(
    JSON.stringify([
      path,
      Object.keys(query)
        .filter((key) => query[key] !== undefined && query[key] !== null && !paging.includes(key))
        .sort()
        .map((key) => [key, String(query[key])]),
    ]),
  ).toString(36);

/**
 * The position of a cursor that a caller kept.
 *
 * @throws TypeError for what is not a cursor, or one of another list
 */
export function positionOf(cursor: unknown, operation: string, list: string): PagePosition {
  const given = Object(cursor) as Partial<Cursor>;
  const refuse = (why: string): never => {
    throw new TypeError(`paginate: the \`cursor\` ${why}`);
  };
  if (typeof given.operation !== 'string' || typeof given.list !== 'string')
    return refuse(`must be what an error or a page had as its cursor; got ${describe(cursor)}`);
  if (given.operation !== operation) return refuse(`is one of another operation; this is ${operation}`);
  if (given.list !== list)
    return refuse('is one of another list of the operation: give the path parameters and the query that it came from');
  const counts = ['offset', 'page', 'size', 'skip', 'fullPage'] as const;
  const tokens = ['after', 'token'] as const;
  const { query } = given;
  const isQuery = query === undefined || (typeof query === 'object' && query !== null && !Array.isArray(query));
  if (
    !isQuery ||
    !counts.every((name) => given[name] === undefined || isCount(given[name])) ||
    !tokens.every((name) => given[name] === undefined || isToken(given[name]))
  )
    return refuse('was changed; give it as it came');
  return Object.fromEntries(
    [...counts, ...tokens, 'query' as const].flatMap((name) =>
      given[name] === undefined ? [] : [[name, given[name]]],
    ),
  );
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

const isToken = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';
