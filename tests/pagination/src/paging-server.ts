import type { Pagination } from '@influxkit/runtime';
import { startFakeServer } from '@influxkit/testing';

/** The list that the server has, and how it pages it. */
export interface Served {
  readonly rule: Pagination;
  readonly items: readonly { readonly id: string }[];
  /** Items of a page that is not asked for a size. */
  readonly size: number;
  /**
   * Links to the next page: as InfluxDB has it, where this page is full; of a server that knows where it ends, where there
   * are more; or none: to itself alone, or no links at all.
   */
  readonly links: 'when full' | 'when more' | 'self' | 'none';
  /** As InfluxDB 2.x does with the buckets of an organization. */
  readonly ignoresAfter: boolean;
}

/** A server on the network that responds to every GET with a page of one list. */
export interface PagingServer {
  readonly url: string;
  /** Paths and queries of the requests since `serve`. */
  readonly requests: readonly string[];
  /** Sets the list that it serves from now on. */
  serve(served: Served): void;
  stop(): Promise<void>;
}

export async function startPagingServer(): Promise<PagingServer> {
  let served: Served | undefined;
  const server = await startFakeServer({
    respond: ({ url }) => Response.json(served ? page(served, new URL(url, 'http://h')) : {}),
  });
  return {
    url: server.url,
    get requests() {
      return server.requests.map(({ url }) => url);
    },
    serve(next) {
      served = next;
      server.reset();
    },
    stop: server.stop,
  };
}

function page({ rule, items, size, links, ignoresAfter }: Served, { pathname, searchParams }: URL): object {
  const limit = Number(searchParams.get('limit') ?? size);
  const after = ignoresAfter ? null : searchParams.get('after');
  const offset = Number(searchParams.get('offset') ?? 0);
  const start = (after === null ? 0 : items.findIndex(({ id }) => id === after) + 1) + offset;
  const found = items.slice(start, start + limit);
  if (links === 'none') return { [rule.items]: found };
  const isNext = links === 'when more' ? start + limit < items.length : links === 'when full' && found.length === limit;
  const next = new URLSearchParams(searchParams);
  next.set('limit', String(limit));
  next.set('offset', String(offset + limit));
  return { [rule.items]: found, links: { self: pathname, ...(isNext && { next: `${pathname}?${next}` }) } };
}
