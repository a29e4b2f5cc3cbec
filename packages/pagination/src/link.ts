import { PageError } from './error.js';

/** Where a list is: what its links may lead to. */
export interface Place {
  readonly operation: string;
  /** The client's base URL. */
  readonly baseUrl: string;
  /** Path of the list below the base URL, encoded. */
  readonly path: string;
}

/**
 * The query of a link to the next page. Nothing but the query is taken from it, and only if it leads to the same list of
 * the same server: what a response says never sends a request, with its credentials, anywhere else.
 *
 * @throws PageError for a link to anywhere else
 */
export function queryOfLink(link: string, { operation, baseUrl, path }: Place): Record<string, unknown> {
  const base = new URL(baseUrl);
  const url = URL.canParse(link, base) ? new URL(link, base) : undefined;
  const own = base.pathname.replace(/\/$/, '') + path;
  // Servers behind a proxy that adds a prefix do not know of it.
  if (url?.origin !== base.origin || !(same(url.pathname, own) || same(url.pathname, path)))
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
