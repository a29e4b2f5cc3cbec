import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { raceAbort } from '@influxkit/internal/abort';
import { brokenOff, ConnectionDropped, streamOf } from './connection.js';
import { type FakeRequest, fakeRequest, toPlatformRequest } from './fake-request.js';
import { type FakeFault, FaultPlan, faultResponse } from './faults.js';
import { listen } from './listen.js';
import { type FakeRoute, routeFinder } from './routes.js';

export interface FakeServerOptions {
  /**
   * What it responds to a method and a path; asked first.
   *
   * @default none
   */
  readonly routes?: readonly FakeRoute[];
  /**
   * What goes wrong from the start; `fail()` plans more.
   *
   * @default none
   */
  readonly faults?: readonly FakeFault[];
  /**
   * Responds to what no route takes; undefined: as the server would without it.
   *
   * @param count of the requests so far, this one included
   *
   * @default none
   */
  readonly respond?: (request: FakeRequest, count: number) => Response | undefined | Promise<Response | undefined>;
}

/** What fake servers have in common. */
export interface FakeServer extends AsyncDisposable {
  /** Base URL without a slash at its end. */
  readonly url: string;
  /** The same server without a network: give it to a client in place of `fetch`. Takes any address. */
  readonly fetch: typeof globalThis.fetch;
  /** All that it was sent, in order. */
  readonly requests: readonly FakeRequest[];
  /**
   * Plans failures: each request meets the first one that fits it and is not used up.
   *
   * @example
   * import { startFakeServer } from '@influxkit/testing';
   *
   * await using server = await startFakeServer({ respond: () => Response.json({}) });
   * server.fail({ status: 503, retryAfter: 1, times: 2 }, { drop: 'response' });
   * console.log((await fetch(server.url)).status); // 503
   */
  fail(...faults: FakeFault[]): void;
  /** Forgets planned failures and the requests so far. */
  reset(): void;
  /** Ends it and every connection to it. */
  stop(): Promise<void>;
}

/** Writes to the connection itself what no `Response` can say, such as headers that are none. */
export type RawHandler = (request: FakeRequest, response: ServerResponse, count: number) => unknown;

export interface StartFakeServerOptions extends FakeServerOptions {
  /**
   * In place of `respond`: writes to the connection itself what no `Response` can say. Without effect on `fetch`.
   *
   * @default none
   */
  readonly handle?: RawHandler;
}

/** How a kind of server responds to a request. */
export type Responder = (request: FakeRequest) => Response | Promise<Response>;

/** An address that no request leaves the process for. */
const NOWHERE = 'http://fake.test';

const notFound: Responder = ({ method, path }) =>
  Response.json(
    { code: 'not found', message: `${method} ${path}: the fake server has no such route; add it to routes or respond` },
    { status: 404 },
  );

/**
 * A fake server that is never listening: its `fetch` is all there is to it. For a test in a browser, a worker, or one that may
 * open no sockets.
 *
 * @example
 * import { createFakeServer } from '@influxkit/testing';
 *
 * const server = createFakeServer({ routes: [{ method: 'GET', path: '/items/{id}', respond: (_, { id }) => Response.json({ id }) }] });
 * console.log(await (await server.fetch('http://shop.test/items/7')).json()); // { id: '7' }
 */
export const createFakeServer = (options: FakeServerOptions = {}): FakeServer => new Core(options, notFound);

/**
 * Starts a fake server on a free port of 127.0.0.1.
 *
 * @example
 * import { startFakeServer } from '@influxkit/testing';
 *
 * await using server = await startFakeServer({
 *   routes: [{ method: 'GET', path: '/items/{id}', respond: (_, { id }) => Response.json({ id }) }],
 * });
 * console.log(await (await fetch(`${server.url}/items/7`)).json()); // { id: '7' }
 */
export const startFakeServer = (options: StartFakeServerOptions = {}): Promise<FakeServer> =>
  startCore(new Core(options, notFound), options.handle);

/** Lets a server that has been made in the process listen. */
export async function startCore(core: Core, handle?: RawHandler): Promise<FakeServer> {
  const server = createServer((incoming, outgoing) => {
    receive(core, incoming, outgoing, handle).catch((error: unknown) => {
      // A client that went away has closed the connection itself.
      if (outgoing.headersSent || error instanceof ConnectionDropped || outgoing.destroyed) outgoing.destroy();
      else outgoing.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify(failure(error)));
    });
  });
  const { url, stop } = await listen(server);
  core.url = url;
  core.onStop = stop;
  return core;
}

const failure = (error: unknown): object => ({
  code: 'internal error',
  message: `What the fake server responds with failed: ${error instanceof Error ? error.message : String(error)}`,
});

/** What a fake server does, wherever its requests come from. */
export class Core implements FakeServer {
  url: string = NOWHERE;
  onStop: () => Promise<void> = async () => {};
  readonly requests: FakeRequest[] = [];
  readonly fetch: typeof globalThis.fetch;
  readonly #plan: FaultPlan = new FaultPlan();
  readonly #find: ReturnType<typeof routeFinder>;
  readonly #respond: FakeServerOptions['respond'];
  readonly #otherwise: Responder;

  /** @param otherwise responds to what neither routes nor `respond` of the options take */
  constructor({ routes = [], faults = [], respond }: FakeServerOptions, otherwise: Responder) {
    this.#find = routeFinder(routes);
    this.#plan.add(faults);
    this.#respond = respond;
    this.#otherwise = otherwise;
    this.fetch = (input, init) => fetchInProcess(this, input, init);
  }

  fail(...faults: FakeFault[]): void {
    this.#plan.add(faults);
  }

  reset(): void {
    this.#plan.clear();
    this.requests.length = 0;
  }

  /** May be handed on without its server, as to a hook of a test runner. */
  readonly stop: () => Promise<void> = () => this.onStop();

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** @throws ConnectionDropped where the connection is closed in place of a response */
  async handle(request: FakeRequest): Promise<Response> {
    const count = this.requests.push(request);
    const fault = this.#plan.take(request);
    if (fault === undefined) return await this.#regular(request, count);
    if (fault.delay !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.delay));
    if (fault.drop === 'request') throw new ConnectionDropped();
    const response = faultResponse(fault) ?? (await this.#regular(request, count));
    if (fault.drop === 'response') throw new ConnectionDropped();
    return fault.drop === 'body' ? await halfOf(response) : response;
  }

  async #regular(request: FakeRequest, count: number): Promise<Response> {
    const found = this.#find(request.method, request.path);
    if (found !== undefined) return await found.route.respond(toPlatformRequest(request, this.url), found.params);
    return (await this.#respond?.(request, count)) ?? (await this.#otherwise(request));
  }
}

/** A response whose body ends in its middle. */
async function halfOf(response: Response): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length === 0) throw new ConnectionDropped();
  const { status, statusText, headers } = response;
  return new Response(streamOf(brokenOff([bytes.subarray(0, bytes.length >> 1)])), { status, statusText, headers });
}

async function receive(
  core: Core,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: RawHandler | undefined,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  const request = fakeRequest(incoming.method ?? '', incoming.url ?? '/', headers, Buffer.concat(chunks));
  outgoing.on('close', () => {
    request.closedEarly = !outgoing.writableFinished;
  });
  if (handle === undefined) return await send(await core.handle(request), request, outgoing);
  await handle(request, outgoing, core.requests.push(request));
}

async function send(response: Response, { method }: FakeRequest, outgoing: ServerResponse): Promise<void> {
  const { status, headers, body } = response;
  outgoing.writeHead(status, [...headers].flat());
  if (body === null || method === 'HEAD') {
    outgoing.end();
    return;
  }
  // Headers leave before the first byte of a body that is slow to come.
  outgoing.flushHeaders();
  const reader = body.getReader();
  outgoing.on('close', () => {
    reader.cancel().catch(() => {});
  });
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      if (outgoing.destroyed) return;
      await new Promise<void>((resolve) => outgoing.write(read.value, () => resolve()));
    }
    outgoing.end();
  } catch (error) {
    if (!(error instanceof ConnectionDropped)) throw error;
    // Closed once what was written has gone out.
    outgoing.socket?.end();
  }
}

/** What `fetch` of the platform throws for a connection that is closed. */
const closed = (message: string): TypeError =>
  new TypeError(message, { cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }) });

async function fetchInProcess(
  core: Core,
  input: Parameters<typeof globalThis.fetch>[0],
  init: RequestInit | undefined,
): Promise<Response> {
  const platform = new Request(input, init);
  const { signal } = platform;
  signal.throwIfAborted();
  const { pathname, search } = new URL(platform.url);
  const bytes = new Uint8Array(await platform.arrayBuffer());
  const request = fakeRequest(platform.method, `${pathname}${search}`, Object.fromEntries(platform.headers), bytes);
  let response: Response;
  try {
    response = await raceAbort(core.handle(request), signal);
  } catch (error) {
    if (signal.aborted) request.closedEarly = true;
    throw error instanceof ConnectionDropped ? closed('fetch failed') : error;
  }
  const { status, statusText, headers } = response;
  const body = response.body && platform.method !== 'HEAD' ? streamOf(delivered(response.body, request, signal)) : null;
  const given = new Response(body, { status, statusText, headers });
  // Which a response that was made here does not have.
  Object.defineProperty(given, 'url', { value: platform.url });
  return given;
}

/** The chunks of a body as a client gets them: until it gives up, or the connection is closed. */
async function* delivered(
  body: ReadableStream<Uint8Array>,
  request: FakeRequest,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  let isWhole = false;
  try {
    for (;;) {
      const { done, value } = await raceAbort(reader.read(), signal);
      if (done) break;
      yield value;
    }
    isWhole = true;
  } catch (error) {
    throw error instanceof ConnectionDropped ? closed('terminated') : error;
  } finally {
    if (!isWhole) {
      request.closedEarly = true;
      reader.cancel().catch(() => {});
    }
  }
}
