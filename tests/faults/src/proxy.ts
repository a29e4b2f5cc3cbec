import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { random } from '@influxkit/test-tools/random';

/** What the proxy does with one request. */
export type Fate =
  | 'pass'
  | 'delay'
  | 'never-answer'
  | 'store-and-never-answer'
  | 'reset'
  | 'store-and-reset'
  | 'cut-request'
  | 'cut-answer'
  | 'garbage'
  | 'page'
  | '413'
  | '429'
  | '429-wait'
  | '500'
  | '502'
  | '503'
  | '503-wait'
  | '503-date'
  | '504';

/** How often each fate comes up, in shares of all requests but those that pass. */
const SHARES: readonly (readonly [Fate, number])[] = [
  ['delay', 4],
  ['never-answer', 1],
  ['store-and-never-answer', 1],
  ['reset', 3],
  ['store-and-reset', 3],
  ['cut-request', 2],
  ['cut-answer', 2],
  ['garbage', 1],
  ['page', 1],
  ['413', 3],
  ['429', 1],
  ['429-wait', 1],
  ['500', 2],
  ['502', 2],
  ['503', 2],
  ['503-wait', 1],
  ['503-date', 1],
  ['504', 1],
];

export interface ProxyOptions {
  readonly seed: number;
  /** Where requests that pass go, such as `http://127.0.0.1:8086`. */
  readonly upstream: string;
  /** Share of requests that meet a fault, 0 to 1. */
  readonly faults: number;
  /** Fates to choose from. Default: all. */
  readonly fates?: readonly Fate[];
}

export interface Proxy extends AsyncDisposable {
  readonly url: string;
  /** How often each fate came up. */
  readonly counts: ReadonlyMap<Fate, number>;
  /** From now on everything passes. */
  heal(): void;
  close(): Promise<void>;
}

/** An HTTP proxy on loopback whose faults follow from its seed: request number n of two runs meets the same fate. */
export async function startProxy({ seed, upstream, faults, fates }: ProxyOptions): Promise<Proxy> {
  const chance = random(seed);
  const shares = SHARES.filter(([fate]) => fates === undefined || fates.includes(fate));
  const total = shares.reduce((sum, [, share]) => sum + share, 0);
  const counts = new Map<Fate, number>();
  const sockets = new Set<Socket>();
  let healed = false;

  const choose = (): Fate => {
    // as many numbers for each request, whatever its fate
    const isFault = chance() < faults;
    let at = chance() * total;
    const [fate] = shares.find(([, share]) => {
      at -= share;
      return at < 0;
    }) ?? ['pass' as const];
    return isFault && !healed ? fate : 'pass';
  };

  const server: Server = createServer((request, response) => {
    const fate = choose();
    const measure = chance();
    counts.set(fate, (counts.get(fate) ?? 0) + 1);
    // what a broken socket says is the other side's to hear
    request.on('error', () => {});
    response.on('error', () => {});
    handle(fate, measure, request, response, upstream).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    heal: () => {
      healed = true;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function handle(
  fate: Fate,
  measure: number,
  request: IncomingMessage,
  response: ServerResponse,
  upstream: string,
): Promise<void> {
  if (fate === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  const body = await bodyOf(request);
  const status = Number.parseInt(fate, 10);
  if (status > 0) {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    // waits that the backoff would not reach by itself, yet short enough for a test
    if (fate === '429-wait' || fate === '503-wait') headers['retry-after'] = '1';
    if (fate === '503-date') headers['retry-after'] = new Date(Date.now() + 1000).toUTCString();
    const page = status === 413 || status === 502;
    response.writeHead(status, page ? { 'content-type': 'text/html' } : headers);
    response.end(
      page ? '<html><h1>proxy</h1></html>' : JSON.stringify({ code: 'fault', message: `made by the proxy: ${status}` }),
    );
    return;
  }
  switch (fate) {
    case 'never-answer':
      return;
    case 'cut-request': {
      const part = body.subarray(0, Math.floor(body.length * measure));
      await send(upstream, request, part, body.length).catch(() => {});
      request.socket.destroy();
      return;
    }
    case 'garbage':
      request.socket.end('SSH-2.0-OpenSSH_9.2\r\n');
      return;
    case 'page':
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!DOCTYPE html><title>Sign in to the network</title>');
      return;
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, measure * 50));
      break;
    default:
  }
  const answer = await send(upstream, request, body, body.length);
  switch (fate) {
    case 'store-and-never-answer':
      return;
    case 'store-and-reset':
      request.socket.resetAndDestroy();
      return;
    case 'cut-answer':
      request.socket.end('HTTP/1.1 204 No Content\r\nX-Influxdb-Ver');
      return;
    default: {
      const { 'transfer-encoding': _, connection: __, ...headers } = answer.headers;
      response.writeHead(answer.status, headers as Record<string, string>);
      response.end(answer.status === 204 ? undefined : answer.body);
    }
  }
}

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Forwards a request; with fewer bytes than it promises, the connection breaks off after them. */
function send(
  upstream: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  promised: number,
): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const { 'transfer-encoding': _, host: __, connection: ___, ...rest } = headers;
    const onward = forward(new URL(url ?? '/', upstream), {
      method,
      headers: { ...rest, 'content-length': String(promised) },
    });
    onward.on('error', reject);
    onward.on('response', (answer) => {
      bodyOf(answer).then(
        (bytes) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: bytes }),
        reject,
      );
    });
    if (body.length < promised) {
      onward.write(body);
      setTimeout(() => onward.destroy(new Error('cut')), 5);
    } else {
      onward.end(body);
    }
  });
}
