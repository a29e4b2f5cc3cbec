// A server that replays exchanges that were recorded from a real one.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { bodyOf, type RecordedExchange } from './influxdb3/recorded.js';
import { listen } from './listen.js';

export { bodyOf, type RecordedExchange, recordedExchanges } from './influxdb3/recorded.js';

/** A request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A server that responds with what was recorded, whatever it is asked. */
export interface ReplayServer extends AsyncDisposable {
  /** Base URL without a slash at its end. */
  readonly url: string;
  /** Which exchange comes next; what arrives until then is forgotten. */
  next(exchange: RecordedExchange): void;
  /** What arrived since `next`. */
  readonly received: readonly ReceivedRequest[];
  stop(): Promise<void>;
}

/** Starts a server on loopback that replays recorded responses, with their chunks, cuts and silences. */
export async function startReplayServer(): Promise<ReplayServer> {
  let current: RecordedExchange | undefined;
  let received: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', headers } = request;
    received.push({ method, path, headers, body: Buffer.concat(chunks) });
    if (current === undefined) throw new Error('No exchange was chosen by next().');
    replay(current, response);
  });
  const { url, stop } = await listen(server);
  return {
    url,
    next(exchange) {
      current = exchange;
      received = [];
    },
    get received() {
      return received;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function replay({ request, response: recorded }: RecordedExchange, response: ServerResponse): void {
  const { status, headers, complete, chunks = [] } = recorded;
  if (status === 0) {
    response.socket?.destroy();
    return;
  }
  let rest = bodyOf(recorded) ?? Buffer.alloc(0);
  // Of a response to HEAD the length is that of another body.
  response.writeHead(status, request.method === 'HEAD' ? {} : headers);
  for (const size of chunks) {
    response.write(rest.subarray(0, size));
    rest = rest.subarray(size);
  }
  if (complete) {
    response.end(rest);
    return;
  }
  response.flushHeaders();
  if (rest.length > 0) response.write(rest);
  // After what was written has left.
  response.socket?.destroySoon();
}
