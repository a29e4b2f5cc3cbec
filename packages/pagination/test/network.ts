import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface NetworkServer {
  readonly url: string;
  /** Addresses of the requests so far. */
  readonly urls: string[];
  /** Which requests, from 1, ended without a response. */
  readonly left: number[];
  stop(): void;
}

/** A server on the network, which counts its requests from 1. */
export async function listen(
  respond: (request: IncomingMessage, response: ServerResponse, count: number) => unknown,
): Promise<NetworkServer> {
  const urls: string[] = [];
  const left: number[] = [];
  const server = createServer((request, response) => {
    const count = urls.push(request.url ?? '');
    response.on('close', () => {
      if (!response.writableFinished) left.push(count);
    });
    response.setHeader('content-type', 'application/json');
    respond(request, response, count);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    urls,
    left,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Waits until something is so, for as long as the test may run. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise<void>((resolve) => setImmediate(resolve));
}
