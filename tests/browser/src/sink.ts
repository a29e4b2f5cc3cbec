import { type FakeServer, startFakeServer } from '@influxkit/testing';

/** What the sink reports of a request that it took. */
export interface Taken {
  readonly path: string;
  readonly encoding: string;
  /** Bytes as they were sent. */
  readonly size: number;
  /** The body, decompressed. */
  readonly text: string;
}

const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'content-encoding, content-type, authorization',
};

/**
 * A fake server whose CORS headers allow pages everything. It takes what is written to it, and `GET /taken` reports as JSON
 * what that was, by the `bucket` of the address.
 */
export async function startSink(): Promise<FakeServer> {
  const server = await startFakeServer({
    respond: ({ method, query }) => {
      if (method !== 'GET') return new Response(null, { status: 204, headers: cors });
      const written = server.requests.filter(
        (request) => request.method === 'POST' && request.query['bucket'] === query['bucket'],
      );
      const taken = written.map(
        ({ path, headers, bytes, body }): Taken => ({
          path,
          encoding: headers['content-encoding'] ?? 'identity',
          size: bytes.length,
          text: body,
        }),
      );
      return Response.json(taken, { headers: cors });
    },
  });
  return server;
}
