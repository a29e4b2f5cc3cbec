import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { WriterOptions } from '@influxkit/write';
import { lineOf } from '../points.js';
import type { Upstream } from './upstream.js';

const CLUSTER = '01890000-0000-7000-8000-000000000000';

/** Milliseconds between two flushes of the log: a second in life, for which the tests have no time. */
const FLUSH = 50;

/**
 * A server that stores lines of {@link pointOf}: it checks each byte, and remembers which numbers it has seen. Those of
 * `@influxkit/testing` keep every request, and a run writes millions of lines.
 */
export interface Sink extends AsyncDisposable {
  readonly url: string;
  /** Numbers of the points that came as they were written. */
  readonly numbers: ReadonlySet<number>;
  /** Lines that are not what was written: the first ten. */
  readonly foreign: readonly string[];
  close(): Promise<void>;
}

/** @param dialect `v3`: it responds as InfluxDB 3 does, when its log is flushed */
export async function startSink(dialect: 'v2' | 'v3' = 'v2'): Promise<Sink> {
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
        if (line === lineOf(n, dialect)) seen.add(n);
        else if (foreign.length < 10) foreign.push(line);
      }
      if (dialect === 'v2') response.writeHead(204).end();
      else
        setTimeout(
          () => response.writeHead(204, { 'cluster-uuid': CLUSTER }).end(),
          FLUSH - (performance.now() % FLUSH),
        );
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
export const bytes = (): Promise<Upstream> => sinks('v2', { bucket: 'b' });

/** The same as a database of InfluxDB 3. */
export const bytes3 = (): Promise<Upstream> => sinks('v3', { database: 'd' });

async function sinks(dialect: 'v2' | 'v3', options: WriterOptions): Promise<Upstream> {
  const all: Sink[] = [];
  return {
    place: async () => {
      const sink = await startSink(dialect);
      all.push(sink);
      return {
        url: sink.url,
        options,
        start: 0,
        stored: async () => ({ numbers: sink.numbers, foreign: sink.foreign }),
      };
    },
    [Symbol.asyncDispose]: async () => {
      for (const sink of all) await sink.close();
    },
  };
}
