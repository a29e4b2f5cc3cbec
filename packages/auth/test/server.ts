import type { Transport } from '@influxkit/runtime';
import { type FakeRequest, type RawHandler, startFakeServer } from '@influxkit/testing';
import { onTestFinished } from 'vitest';

export type Seen = Pick<FakeRequest, 'url' | 'headers' | 'body'>;

/** A fake server that ends with its test. */
export async function serve(
  handle: RawHandler,
): Promise<{ url: string; seen: readonly FakeRequest[]; forget: () => void }> {
  const server = await startFakeServer({ handle });
  onTestFinished(server.stop);
  return { url: server.url, seen: server.requests, forget: () => server.reset() };
}

/** A transport, which has none of what `fetch` does around a request: for as many at once as a test likes. */
export function inProcess(respond: (request: Seen) => Response): { url: string; seen: Seen[]; transport: Transport } {
  const seen: Seen[] = [];
  const url = 'http://in-process.test';
  return {
    url,
    seen,
    transport: async (request) => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const got = { url: request.url.slice(url.length), headers, body: `${request.body ?? ''}` };
      seen.push(got);
      return respond(got);
    },
  };
}
