import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { random } from '@influxkit/test-tools/random';

/** What the proxy does to one request: nothing, which is `pass`, or a fault. */
export type Fault =
  | 'pass'
  | 'delay'
  | 'never-respond'
  | 'store-and-never-respond'
  | 'reset'
  | 'store-and-reset'
  | 'cut-request'
  | 'cut-response'
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

/** How often each fault comes up, in shares of all requests but those that pass. */
const SHARES: readonly (readonly [Fault, number])[] = [
  ['delay', 4],
  ['never-respond', 1],
  ['store-and-never-respond', 1],
  ['reset', 3],
  ['store-and-reset', 3],
  ['cut-request', 2],
  ['cut-response', 2],
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
  readonly faultRate: number;
  /** Faults to choose from. Default: all. */
  readonly faults?: readonly Fault[];
}

export interface Proxy extends AsyncDisposable {
  readonly url: string;
  /** How often each fault came up. */
  readonly counts: ReadonlyMap<Fault, number>;
  /** From now on everything passes. */
  heal(): void;
  close(): Promise<void>;
}

/** An HTTP proxy on loopback whose faults follow from its seed: request number n of two runs meets the same fault. */
export async function startProxy({ seed, upstream, faultRate, faults }: ProxyOptions): Promise<Proxy> {
  const chance = random(seed);
  const shares = SHARES.filter(([fault]) => faults === undefined || faults.includes(fault));
  const total = shares.reduce((sum, [, share]) => sum + share, 0);
  const counts = new Map<Fault, number>();
  const sockets = new Set<Socket>();
  let healed = false;

  const choose = (): Fault => {
    // as many numbers for each request, whatever its fault
    const isFault = chance() < faultRate;
    let at = chance() * total;
    const [fault] = shares.find(([, share]) => {
      at -= share;
      return at < 0;
    }) ?? ['pass' as const];
    return isFault && !healed ? fault : 'pass';
  };

  const server: Server = createServer((request, response) => {
    const fault = choose();
    const measure = chance();
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
    // errors of a broken socket are for the other side to handle
    request.on('error', () => {});
    response.on('error', () => {});
    handle(fault, measure, request, response, upstream).catch(() => response.destroy());
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
  fault: Fault,
  measure: number,
  request: IncomingMessage,
  response: ServerResponse,
  upstream: string,
): Promise<void> {
  if (fault === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  const body = await bodyOf(request);
  const status = Number.parseInt(fault, 10);
  if (status > 0) {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    // waits that the backoff would not reach by itself, yet short enough for a test
    if (fault === '429-wait' || fault === '503-wait') headers['retry-after'] = '1';
    if (fault === '503-date') headers['retry-after'] = new Date(Date.now() + 1000).toUTCString();
    const page = status === 413 || status === 502;
    response.writeHead(status, page ? { 'content-type': 'text/html' } : headers);
    response.end(
      page ? '<html><h1>proxy</h1></html>' : JSON.stringify({ code: 'fault', message: `made by the proxy: ${status}` }),
    );
    return;
  }
  switch (fault) {
    case 'never-respond':
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
  const upstreamResponse = await send(upstream, request, body, body.length);
  switch (fault) {
    case 'store-and-never-respond':
      return;
    case 'store-and-reset':
      request.socket.resetAndDestroy();
      return;
    case 'cut-response':
      request.socket.end('HTTP/1.1 204 No Content\r\nX-Influxdb-Ver');
      return;
    default: {
      const { 'transfer-encoding': _, connection: __, ...headers } = upstreamResponse.headers;
      response.writeHead(upstreamResponse.status, headers as Record<string, string>);
      response.end(upstreamResponse.status === 204 ? undefined : upstreamResponse.body);
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
    onward.on('response', (response) => {
      bodyOf(response).then(
        (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes }),
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
