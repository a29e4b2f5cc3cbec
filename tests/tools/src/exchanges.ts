// Exchanges recorded from a real server, and a server that replays them.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from './listen.js';

/** One request and what the server responded: `fixtures/README.md` says what is in it. */
export interface RecordedExchange {
  readonly name: string;
  readonly about: string;
  readonly server: 'none' | 'auth';
  readonly request: {
    readonly method: string;
    /** With its query. */
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly bodyBase64?: string;
    readonly bodyRepeat?: readonly [string, number];
  };
  readonly response: {
    /** 0: the connection was closed without a response. */
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly bodyBase64?: string;
    /** False: the connection was closed before the body's end. */
    readonly complete: boolean;
    readonly chunks?: readonly number[];
  };
}

/** What a real InfluxDB 3 Core said, in the order it was asked. */
export const influxdb3Core = (): RecordedExchange[] =>
  readFileSync(new URL('../fixtures/influxdb3-core.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedExchange);

/** The bytes of a recorded body; undefined for none. */
export function bodyOf(message: RecordedExchange['request'] | RecordedExchange['response']): Buffer | undefined {
  if (message.bodyBase64 !== undefined) return Buffer.from(message.bodyBase64, 'base64');
  if ('bodyRepeat' in message && message.bodyRepeat !== undefined)
    return Buffer.from(message.bodyRepeat[0].repeat(message.bodyRepeat[1]));
  return message.body === undefined ? undefined : Buffer.from(message.body);
}

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
