import { type FakeRequest, startFakeServer } from '@influxkit/testing';

/** A request as it came over the wire, its body decompressed. */
export interface Recorded extends Pick<FakeRequest, 'method' | 'path' | 'query' | 'headers' | 'body'> {
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

/** A fake server that responds to everything as `respond` says, and records what it was sent. */
export async function startRecorder(
  respond: (request: Recorded) => RecordedResponse = () => ({ status: 204 }),
): Promise<Recorder> {
  let recorded: Recorded[] = [];
  const server = await startFakeServer({
    // Headers as they are given, and no others.
    handle: async ({ method, path, query, headers: sent, body }, response) => {
      const it = { method, path, query, headers: sent, body, at: performance.now() };
      recorded.push(it);
      const { status = 200, headers = {}, body: text = '', after = 0 } = respond(it);
      if (after > 0) await new Promise((resolve) => setTimeout(resolve, after));
      response.writeHead(status, headers).end(text);
    },
  });
  return {
    url: server.url,
    take: () => {
      const taken = recorded;
      recorded = [];
      return taken;
    },
    [Symbol.asyncDispose]: server.stop,
  };
}
