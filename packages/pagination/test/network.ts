import type { ServerResponse } from 'node:http';
import { type FakeRequest, startFakeServer } from '@influxkit/testing';

export interface NetworkServer {
  readonly url: string;
  /** All requests so far. */
  readonly requests: readonly FakeRequest[];
  /** Addresses of the requests so far. */
  readonly urls: readonly string[];
  stop(): Promise<void>;
}

/** A fake server that sends JSON, unless a response says otherwise. */
export async function listen(
  respond: (request: FakeRequest, response: ServerResponse, count: number) => unknown,
): Promise<NetworkServer> {
  const { url, requests, stop } = await startFakeServer({
    handle: (request, response, count) => {
      response.setHeader('content-type', 'application/json');
      return respond(request, response, count);
    },
  });
  return {
    url,
    requests,
    get urls() {
      return requests.map((request) => request.url);
    },
    stop,
  };
}

/** Waits until something is so, for as long as the test may run. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise<void>((resolve) => setImmediate(resolve));
}
