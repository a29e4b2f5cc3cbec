import { createServer, type IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** A request as it came over the wire, its body decompressed. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Milliseconds, on a clock of its own. */
  readonly at: number;
}

export interface RecordedResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds to wait before it is sent. */
  readonly after?: number;
}

export interface Recorder extends AsyncDisposable {
  readonly url: string;
  /** What came since the last call. */
  take(): Recorded[];
}

/** A server that responds to everything as `respond` says, and records what it was sent. */
export async function startRecorder(
  respond: (request: Recorded) => RecordedResponse = () => ({ status: 204 }),
): Promise<Recorder> {
  let recorded: Recorded[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks);
    const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent).toString();
    // Taken apart as it came: a URL object would resolve dots and encode what is not encoded.
    const [path = '', search = ''] = (request.url ?? '').split('?', 2);
    const query = Object.fromEntries(new URLSearchParams(search));
    const it = { method: request.method ?? '', path, query, headers: request.headers, body, at: performance.now() };
    recorded.push(it);
    const { status = 200, headers = {}, body: text = '', after = 0 } = respond(it);
    if (after > 0) await new Promise((resolve) => setTimeout(resolve, after));
    response.writeHead(status, headers).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the recorder has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    take: () => {
      const taken = recorded;
      recorded = [];
      return taken;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
