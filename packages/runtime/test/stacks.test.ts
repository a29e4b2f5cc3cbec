import { expect, onTestFinished, test } from 'vitest';
import {
  type ApiClient,
  type Call,
  createApi,
  createClient,
  type HttpClient,
  jsonItems,
  method,
  type Operation,
  responseStreams,
  type StreamCall,
  serverSentEvents,
  type Transport,
} from '../src/index.js';
import { nodeTransport } from '../src/node.js';
import * as operations from './operations.js';
import { closedPort, json, serve } from './server.js';

type Api = ApiClient & operations.Api & { readonly http: HttpClient<Record<string, never>> };

/** How each terminal is called, by a function that its error's stack has to name. */
const terminals: Record<string, (api: Api, ...args: unknown[]) => Promise<unknown>> = {
  await: async function callerOfAwait(api, ...args) {
    return await api.buckets.get(...args);
  },
  'a chain of promises': async function callerOfThen(api, ...args) {
    return await api.buckets.get(...args).then((data) => data);
  },
  withResponse: async function callerOfWithResponse(api, ...args) {
    return await api.buckets.get(...args).withResponse();
  },
  result: async function callerOfResult(api, ...args) {
    const result = (await api.buckets.get(...args).result()) as { ok: boolean; error: unknown };
    throw result.error;
  },
  raw: async function callerOfRaw(api, ...args) {
    return await api.buckets.get(...args).raw();
  },
  request: async function callerOfRequest(api, ...args) {
    const path = `/api/v2/buckets/${args[0] ?? '..'}`;
    return await api.request({ method: 'GET', path });
  },
  http: async function callerOfHttp(api, ...args) {
    const get = api.http.GET as (path: string, init: object) => Promise<{ error: unknown }>;
    return await get('/api/v2/buckets/{bucketID}', { params: { path: { bucketID: args[0] } } });
  },
};
const calls = (names: readonly string[]) => names.map((name) => [name, terminals[name]] as const);
const all = Object.keys(terminals);

interface Fault {
  readonly error: string;
  /** Those that fail by it: a status does not fail `raw`, `request` and `http`. */
  readonly terminals: readonly string[];
  readonly args?: readonly unknown[];
  readonly options?: object;
  serve(): Promise<string>;
}

const faults: Record<string, Fault> = {
  'a refused connection': { error: 'ConnectionError', terminals: all, serve: closedPort },
  'a reset connection': {
    error: 'ConnectionError',
    terminals: all,
    serve: async () => (await serve((_, response) => response.destroy())).url,
  },
  'a failure that retries do not mend': {
    error: 'ConnectionError',
    terminals: all,
    options: { retry: { retries: 1, minDelay: 0 } },
    serve: closedPort,
  },
  'a status 404': {
    error: 'ApiError',
    terminals: ['await', 'a chain of promises', 'withResponse', 'result'],
    serve: async () => (await serve((_, response) => json(response, { message: 'no such bucket' }, 404))).url,
  },
  'a timeout': {
    error: 'TimeoutError',
    terminals: all,
    options: { timeout: 20 },
    serve: async () => (await serve(() => {})).url,
  },
  'a response that is not JSON': {
    error: 'DecodeError',
    terminals: ['await', 'a chain of promises', 'withResponse', 'result', 'http'],
    serve: async () => (await serve((_, response) => response.end('<html>'))).url,
  },
  'a response that is too large': {
    error: 'DecodeError',
    // What `raw` has not read has no size yet.
    terminals: all.filter((name) => name !== 'raw'),
    options: { maxResponseSize: 1 },
    serve: async () => (await serve((_, response) => json(response, {}))).url,
  },
  'arguments that make no request': {
    error: 'RequestError',
    terminals: all,
    args: [undefined],
    serve: closedPort,
  },
};

const transports: Record<string, () => Transport | undefined> = {
  fetch: () => undefined,
  nodeTransport: () => {
    const transport = nodeTransport();
    onTestFinished(() => transport.close().catch(() => {}));
    return transport;
  },
};

describeEach();

function describeEach(): void {
  for (const [fault, { error, terminals, args = ['1'], options, serve }] of Object.entries(faults))
    for (const [transportName, transportOf] of Object.entries(transports))
      test.each(calls(terminals))(
        `after ${fault}, through ${transportName}, the stack names the caller of %s`,
        async (_, send) => {
          const transport = transportOf();
          const baseUrl = await serve();
          const api = createApi<Api>(
            { baseUrl, retry: false, ...(transport && { transport }), ...options },
            operations.registry,
          );
          const failure = await send?.(api, ...args).catch((reason: unknown) => reason);
          expect(failure).toMatchObject({ name: error });
          const [first, second] = ((failure as Error).stack ?? '').split('\n');
          expect(first).toBe(String(failure));
          // Nothing of ours stands above the caller. The map of sources of the test runner leaves "async" out.
          expect(second).toMatch(new RegExp(`^ +at (async )?(Object\\.)?${send?.name} .*stacks\\.test`));
        },
      );
}

test("a caller's own error keeps its own stack", async () => {
  const reason = new Error('mine');
  const { stack } = reason;
  const api = createApi<Api>({ baseUrl: await closedPort() }, operations.registry);
  const call = (api.buckets.get as (...args: unknown[]) => Call<unknown>)('1', { signal: AbortSignal.abort(reason) });
  await expect(call).rejects.toBe(reason);
  expect(reason.stack).toBe(stack);
});

/** How the items of a response are read, by a function that the error's stack has to name. */
const readers: Record<string, (list: () => StreamCall<unknown>) => Promise<unknown>> = {
  'for await of a call': async function callerOfItems(list) {
    for await (const _ of list());
  },
  'for await of what was awaited': async function callerOfAwaitedItems(list) {
    const items = await list();
    for await (const _ of items);
  },
};

/** A connection that ends in the middle: the first item is there, and then no more comes. */
const brokenAfter = (mediaType: string, text: string): typeof fetch => {
  let requests = 0;
  return async () => {
    if (requests++ > 0) throw new TypeError('fetch failed');
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
      pull: async (controller) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        controller.error(new Error('reset'));
      },
    });
    return new Response(body, { headers: { 'content-type': mediaType } });
  };
};

const streams: Record<string, readonly [mediaType: string, codec: 'jsonl' | 'sse', text: string]> = {
  'JSON lines': ['application/jsonl', 'jsonl', '{}\n'],
  'server-sent events': ['text/event-stream', 'sse', 'data: {}\n\n'],
  'server-sent events that are asked for anew, in vain': ['text/event-stream', 'sse', 'id: 1\nretry: 1\ndata: {}\n\n'],
};

test.each(Object.keys(streams).flatMap((stream) => Object.keys(readers).map((reader) => [stream, reader] as const)))(
  'after %s break off, the stack names the caller of %s',
  async (stream, reader) => {
    const [mediaType, codec, text] = streams[stream] as (typeof streams)[string];
    const read = readers[reader] as (typeof readers)[string];
    const operation: Operation<() => StreamCall<unknown>> = {
      name: 'events.list',
      method: 'GET',
      path: '/events',
      response: { [mediaType]: codec },
      features: { responseStreams, jsonItems, serverSentEvents },
    };
    const api = createClient({ baseUrl: 'http://h', retry: false, fetch: brokenAfter(mediaType, text) });
    const error = await read(method(api, operation)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ConnectionError' });
    expect((error as Error).stack).toMatch(new RegExp(`at (async )?(Object\\.)?${read.name} .*stacks\\.test`));
  },
);
