import { startFakeInflux } from '@influxkit/test-servers/fake-influx';
import type { Exchange, Product, SampleResponse } from '@influxkit/test-tools';

/** A request that the contract allowed, as it reached the server. */
export interface Received {
  /** Such as `POST /api/v2/buckets`. */
  readonly what: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export interface FakeServer extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
  /** Lines of line protocol that were written. */
  readonly lines: readonly string[];
}

export interface FakeServerOptions {
  readonly product: Product;
  /** Annotated CSV to respond with: to a query, or to a script that is invoked. */
  readonly csv?: (received: Received, lines: readonly string[]) => string | undefined;
}

/** A fake InfluxDB v2: it refuses what the contract does not allow, it keeps resources and lines, and records the requests that it got. */
export async function startFakeServer({ product, csv }: FakeServerOptions): Promise<FakeServer> {
  const received: Received[] = [];
  const lines: string[] = [];
  const respond = ({
    operation,
    request,
    path,
    response,
  }: Exchange & { readonly path: string }): SampleResponse | undefined => {
    const it = { what: `${operation.method} ${path}`, query: request.query, body: request.body };
    received.push(it);
    if (operation.path === '/api/v2/write') lines.push(...String(request.body).trimEnd().split('\n'));
    const text = csv?.(it, lines);
    return text === undefined ? undefined : { ...response, bytes: Buffer.from(text) };
  };
  const server = await startFakeInflux({ product, respond });
  return { url: server.url, received, lines, [Symbol.asyncDispose]: () => server.stop() };
}
