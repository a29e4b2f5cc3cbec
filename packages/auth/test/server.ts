import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Transport } from '@influxkit/runtime';
import { onTestFinished } from 'vitest';

export interface Seen {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server on loopback that notes what it is sent and ends with its test. */
export async function serve(
  respond: (request: Seen, response: ServerResponse) => void,
): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const got = { url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() };
    seen.push(got);
    respond(got, response);
  });
  // Room for as many connections at once as any test opens: the system resets what does not fit the backlog.
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

/** The same without a network, for as many requests at once as a test likes. */
export function inProcess(respond: (request: Seen) => Response): { url: string; seen: Seen[]; transport: Transport } {
  const seen: Seen[] = [];
  const url = 'http://in-process.test';
  return {
    url,
    seen,
    transport: async (request) => {
      const got = { url: request.url.slice(url.length), headers: request.headers, body: `${request.body ?? ''}` };
      seen.push(got);
      return respond(got);
    },
  };
}
