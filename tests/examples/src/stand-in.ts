import { startRemembering } from '@influxkit/test-servers/stand-in';
import type { Answer, Exchange, Product } from '@influxkit/test-tools';

/** A request that the contract allowed, as it reached the server. */
export interface Received {
  /** Such as `POST /api/v2/buckets`. */
  readonly what: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export interface StandIn extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
  /** Lines of line protocol that were written. */
  readonly lines: readonly string[];
}

export interface StandInOptions {
  readonly product: Product;
  /** Annotated CSV that answers a request: to a query, or to a script that is invoked. */
  readonly csv?: (received: Received, lines: readonly string[]) => string | undefined;
}

/** Stands in for an InfluxDB v2: refuses what the contract does not allow, keeps resources and lines, notes what it got. */
export async function startStandIn({ product, csv }: StandInOptions): Promise<StandIn> {
  const received: Received[] = [];
  const lines: string[] = [];
  const respond = ({ operation, request, path, answer }: Exchange & { readonly path: string }): Answer | undefined => {
    const it = { what: `${operation.method} ${path}`, query: request.query, body: request.body };
    received.push(it);
    if (operation.path === '/api/v2/write') lines.push(...String(request.body).trimEnd().split('\n'));
    const text = csv?.(it, lines);
    return text === undefined ? undefined : { ...answer, bytes: Buffer.from(text) };
  };
  const server = await startRemembering({ product, respond });
  return { url: server.url, received, lines, [Symbol.asyncDispose]: () => server.stop() };
}
