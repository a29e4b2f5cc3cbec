import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { lineOf } from '../points.js';
import type { Upstream } from './upstream.js';

/** A server that stores lines of {@link pointOf}: it checks each byte, and remembers which numbers it has seen. */
export interface Sink extends AsyncDisposable {
  readonly url: string;
  /** Numbers of the points that came as they were written. */
  readonly numbers: ReadonlySet<number>;
  /** Lines that are not what was written: the first ten. */
  readonly foreign: readonly string[];
  close(): Promise<void>;
}

export async function startSink(): Promise<Sink> {
  const seen = new Set<number>();
  const foreign: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('error', () => {});
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
      for (const line of text.split('\n').slice(0, -1)) {
        const n = Number(line.slice(line.lastIndexOf(' ') + 1));
        if (line === lineOf(n)) seen.add(n);
        else if (foreign.length < 10) foreign.push(line);
      }
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    numbers: seen,
    foreign,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Checks every byte; for machines without a real server, too. */
export async function bytes(): Promise<Upstream> {
  const sinks: Sink[] = [];
  return {
    place: async () => {
      const sink = await startSink();
      sinks.push(sink);
      return {
        url: sink.url,
        options: { bucket: 'b' },
        start: 0,
        stored: async () => ({ numbers: sink.numbers, foreign: sink.foreign }),
      };
    },
    [Symbol.asyncDispose]: async () => {
      for (const sink of sinks) await sink.close();
    },
  };
}
