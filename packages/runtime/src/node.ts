import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { concatBytes } from '@influxkit/internal/concat-bytes';
import { proxyAddress, proxyEnvironment } from '@influxkit/internal/proxy';
import { ResponseHeaders } from '@influxkit/internal/response-headers';
import { isBodiless } from '@influxkit/internal/status';
import { Agent, type Dispatcher, EnvHttpProxyAgent, ProxyAgent } from 'undici';
import { withoutSignal } from './node/cancellation-by-callbacks.js';
import { type Exchange, type ResponseHead, startExchange } from './node/exchange.js';
import type { RequestBody, Transport, WireResponse } from './transport.js';

/** How `nodeTransport` connects. */
export interface NodeTransportOptions {
  /** Connections to one server at most. @default 64 */
  readonly connections?: number;
  /** Requests on one connection before the first has its response. @default 1, which every server and proxy stands */
  readonly pipelining?: number;
  /** Milliseconds that a connection without a request is kept, where the server does not say. @default 4,000 */
  readonly keepAlive?: number;
  /** Milliseconds to connect in, TLS included. @default 10,000 */
  readonly connectTimeout?: number;
  /** Milliseconds that a response may pause between two pieces. @default 300,000; 0 for any time */
  readonly bodyTimeout?: number;
  /**
   * Certificates to trust, PEM, instead of the well-known ones: for self-signed servers.
   *
   * @default the well-known ones
   */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[];
  /**
   * This client's certificate, PEM.
   *
   * @default none
   */
  readonly cert?: string | Uint8Array;
  /**
   * The private key of `cert`, PEM.
   *
   * @default none
   */
  readonly key?: string | Uint8Array;
  /** `false` trusts every certificate, and with it whoever sits in between: for trials alone. Prefer `ca`. @default true */
  readonly rejectUnauthorized?: boolean;
  /** Asks for responses in gzip: less to transfer, more to compute. @default false */
  readonly gzip?: boolean;
  /**
   * Address of a proxy, or `false` for none.
   * @default what `HTTP_PROXY`, `HTTPS_PROXY` (with a scheme or without) and `NO_PROXY` (in either case) say when the transport is made
   */
  readonly proxy?: string | false;
}

/** A transport that holds connections. */
export interface NodeTransport extends Transport {
  /** Closes the connections once the requests on them have their responses. Nothing can be sent afterwards. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * A transport for Node on undici: a pool of kept connections, own certificates, proxies, and none of what a request
 * costs in fetch. Connections without a request do not keep the process alive.
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 * import { createClient } from '@influxkit/influxdb';
 * import { nodeTransport } from '@influxkit/influxdb/node-transport';
 *
 * const transport = nodeTransport({ ca: await readFile('server.pem') });
 * const api = createClient({ baseUrl: 'https://influxdb.example.com:8086', transport });
 * @throws TypeError for a proxy that is not an http or https address; it does not repeat the address, which may hold a password
 */
export function nodeTransport(options: NodeTransportOptions = {}): NodeTransport {
  const dispatcher = dispatcherOf(options);
  const send: Transport = async (request) => {
    const { method, url, headers, body } = request;
    const { origin, pathname, search } = new URL(url);
    const encoded = encode(body, headers);
    const dispatched = {
      origin,
      path: pathname + search,
      method: method as Dispatcher.HttpMethod,
      headers: options.gzip ? { 'accept-encoding': 'gzip', ...encoded.headers } : encoded.headers,
      body: encoded.body,
    };
    const exchange = await startExchange(dispatcher, dispatched, request);
    const { head } = exchange;
    // None that HTTP knows, and none that the platform's `Response` can have.
    const fault = head.status > 599 ? `status ${head.status}` : strangeEncoding(head, encoded.headers);
    if (fault !== undefined) {
      const error = new Error(fault);
      exchange.cancel(error);
      throw error;
    }
    return new NodeResponse(exchange, method);
  };
  const close = (): Promise<void> => dispatcher.close();
  return Object.assign(withoutSignal(send), { close, [Symbol.asyncDispose]: close });
}

/** The names of the encoding that is decoded here. */
const GZIP = ['gzip', 'x-gzip'];

const encodingOf = ({ headers }: ResponseHead): string =>
  String(headers['content-encoding'] ?? '')
    .trim()
    .toLowerCase();

/** What is wrong with the encoding of a response: it is none that is decoded here, and none that the caller asked for. */
function strangeEncoding(head: ResponseHead, asked: Record<string, string>): string | undefined {
  const encoding = encodingOf(head);
  if (['', 'identity', ...GZIP].includes(encoding) || asked['accept-encoding']?.includes(encoding)) return undefined;
  const name = /^[\w ,-]{1,40}/.exec(encoding)?.[0] ?? 'that has no name';
  return `the response comes in the encoding ${name}, which was not asked for and is not decoded`;
}

function dispatcherOf(options: NodeTransportOptions): Dispatcher {
  const {
    connections = 64,
    pipelining = 1,
    keepAlive = 4000,
    bodyTimeout = 300_000,
    connectTimeout = 10_000,
  } = options;
  const { ca, cert, key, rejectUnauthorized, proxy } = options;
  const tls = {
    ...(ca !== undefined && { ca: ca as string }),
    ...(cert !== undefined && { cert: cert as string }),
    ...(key !== undefined && { key: key as string }),
    ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
    timeout: connectTimeout,
  };
  // How long a response may take is the client's to say, with its `timeout`.
  const pool = { connections, pipelining, keepAliveTimeout: keepAlive, bodyTimeout, headersTimeout: 0, connect: tls };
  // A proxy is asked for an http address by its whole URL, as every proxy takes it; many open tunnels to port 443 alone.
  const proxied = { ...pool, requestTls: tls, proxyTunnel: false };
  if (proxy) return new ProxyAgent({ ...proxied, uri: proxyAddress('proxy', proxy) });
  // The agent that asks the environment does so for every request: it is taken only where there is something to ask.
  const named = proxy === undefined ? proxyEnvironment(process.env) : undefined;
  if (named?.httpProxy === undefined && named?.httpsProxy === undefined) return new Agent(pool);
  return new EnvHttpProxyAgent({ ...proxied, ...named });
}

/** A body as undici takes it, with the headers that it needs. */
function encode(
  body: RequestBody | undefined,
  headers: Record<string, string>,
): { body: string | Uint8Array | Readable | null; headers: Record<string, string> } {
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array)
    return { body: body ?? null, headers };
  if (body instanceof ArrayBuffer) return { body: new Uint8Array(body), headers };
  // The platform knows how forms are written and what their type is.
  const response = new Response(body as BodyInit);
  const type = response.headers.get('content-type');
  return {
    body: response.body && Readable.fromWeb(response.body as never),
    headers: type ? { 'content-type': type, ...headers } : headers,
  };
}

/** A response of undici, decoded where it comes in gzip; nothing is made of it before it is asked for. */
class NodeResponse implements WireResponse {
  readonly status: number;
  readonly #exchange: Exchange;
  readonly #isBodiless: boolean;
  #headers: Headers | undefined;
  #body: ReadableStream<Uint8Array> | undefined;

  constructor(exchange: Exchange, method: string) {
    this.status = exchange.head.status;
    this.#exchange = exchange;
    this.#isBodiless = method === 'HEAD' || isBodiless(this.status);
  }

  get headers(): Headers {
    this.#headers ??= new ResponseHeaders(this.#exchange.head.headers);
    return this.#headers;
  }

  get body(): ReadableStream<Uint8Array> | null {
    if (this.#isBodiless) return null;
    this.#body ??= Readable.toWeb(this.#decoded()) as ReadableStream<Uint8Array>;
    return this.#body;
  }

  #isGzip(): boolean {
    return GZIP.includes(encodingOf(this.#exchange.head));
  }

  #decoded(): Readable {
    const body = this.#exchange.readable();
    if (!this.#isGzip()) return body;
    const gunzip = createGunzip();
    body.on('error', (error) => gunzip.destroy(error));
    gunzip.on('close', () => body.destroy());
    return body.pipe(gunzip);
  }

  take(limit: number): Promise<Uint8Array<ArrayBuffer>> {
    return new Promise((resolve, reject) => {
      const chunks: Uint8Array[] = [];
      let size = 0;
      // No stream between where none is needed.
      const decoded = this.#isGzip() ? this.#decoded() : undefined;
      const piece = (chunk: Uint8Array): void => {
        // Pieces that were under way when it was enough.
        if (size > limit) return;
        chunks.push(chunk);
        size += chunk.length;
        if (size <= limit) return;
        resolve(concatBytes(chunks));
        // At once: what came already may be a thousand times as much when it is decoded.
        decoded?.destroy();
        this.#exchange.cancel(new Error(`more than ${limit} bytes of the response are not read`));
      };
      const end = (): void => resolve(concatBytes(chunks));
      if (decoded) decoded.on('data', piece).on('end', end).on('error', reject);
      else this.#exchange.read({ piece, end, fail: reject });
    });
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.take(Infinity));
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const { buffer, byteOffset, byteLength } = await this.take(Infinity);
    // A small piece is part of a larger buffer of Node's.
    return buffer.slice(byteOffset, byteOffset + byteLength);
  }
}
