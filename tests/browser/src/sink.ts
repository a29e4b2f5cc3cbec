import { createServer, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** What the sink tells of a request that it took. */
export interface Taken {
  readonly path: string;
  readonly encoding: string;
  /** Bytes as they were sent. */
  readonly size: number;
  /** The body, decompressed. */
  readonly text: string;
}

/**
 * A server whose CORS headers allow pages everything. It takes what is written to it, and `GET /taken` tells as JSON what
 * that was, by the `bucket` of the address.
 */
export async function startSink(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const taken = new Map<string, Taken[]>();
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', 'content-encoding, content-type, authorization');
    const url = new URL(request.url ?? '/', 'http://sink');
    const bucket = url.searchParams.get('bucket') ?? '';
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(taken.get(bucket) ?? []));
    } else {
      take(request, url.pathname).then(
        (one) => {
          taken.set(bucket, [...(taken.get(bucket) ?? []), one]);
          response.writeHead(204).end();
        },
        (error: unknown) => response.writeHead(400).end(String(error)),
      );
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sink has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function take(request: IncomingMessage, path: string): Promise<Taken> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const encoding = String(request.headers['content-encoding'] ?? 'identity');
  const text = (encoding === 'gzip' ? gunzipSync(body) : body).toString('utf8');
  return { path, encoding, size: body.length, text };
}
