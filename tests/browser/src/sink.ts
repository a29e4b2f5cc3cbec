import { createServer, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { type Listening, listen } from '@influxkit/test-tools';

/** What the sink reports of a request that it took. */
export interface Taken {
  readonly path: string;
  readonly encoding: string;
  /** Bytes as they were sent. */
  readonly size: number;
  /** The body, decompressed. */
  readonly text: string;
}

/**
 * A server whose CORS headers allow pages everything. It takes what is written to it, and `GET /taken` reports as JSON what
 * that was, by the `bucket` of the address.
 */
export async function startSink(): Promise<Listening> {
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
  return await listen(server);
}

async function take(request: IncomingMessage, path: string): Promise<Taken> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const encoding = String(request.headers['content-encoding'] ?? 'identity');
  const text = (encoding === 'gzip' ? gunzipSync(body) : body).toString('utf8');
  return { path, encoding, size: body.length, text };
}
