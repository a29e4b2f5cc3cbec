import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type Listening, listen } from '@influxkit/test-tools';

/**
 * Serves a page with a script, and other servers below paths of their own, as a reverse proxy does: what a page may reach
 * without asking.
 */
export async function servePage(script: string, proxied: Readonly<Record<string, string>>): Promise<Listening> {
  const server = createServer((incoming, response) => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://page');
    const [prefix, target] = Object.entries(proxied).find(([path]) => pathname.startsWith(`${path}/`)) ?? [];
    if (prefix !== undefined && target !== undefined) {
      pass(incoming, response, target + (incoming.url ?? '').slice(prefix.length));
    } else if (pathname === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end('<!doctype html><title>consumer</title><script type="module" src="/bundle.js"></script>');
    } else if (pathname === '/bundle.js') {
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(script);
    } else {
      response.writeHead(204).end();
    }
  });
  return await listen(server);
}

function pass(incoming: IncomingMessage, response: ServerResponse, url: string): void {
  const { host: _, ...headers } = incoming.headers;
  const outgoing = request(url, { method: incoming.method ?? 'GET', headers }, (reply) => {
    response.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(response);
  });
  outgoing.once('error', (error) => response.writeHead(502).end(String(error)));
  incoming.pipe(outgoing);
}
