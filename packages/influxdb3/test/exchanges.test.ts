import { ApiError, ConnectionError, DecodeError, type OperationDescriptor } from '@influxkit/runtime';
import {
  bodyOf,
  type ReceivedRequest,
  type RecordedExchange,
  type ReplayServer,
  recordedExchanges,
  startReplayServer,
} from '@influxkit/test-tools/exchanges';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as exported from '../src/core.js';

// What a real Core was asked, asked through the client; what it responded has to come out, decoded or as an error.
// Requests that no method makes, such as a body that is not JSON, go through `api.request()`.

const exchanges = recordedExchanges();
const descriptors = Object.values(exported).filter(
  (value): value is OperationDescriptor => typeof value === 'object' && 'path' in value,
);

/** A call of a method: the descriptor, and what is given to it. */
interface MethodCall {
  readonly descriptor: OperationDescriptor;
  readonly args: readonly unknown[];
  /** The media type that the call asks for. */
  readonly accept: string | undefined;
}

/** What servers take as `format` when `Accept` names it, and what it names when there is neither. */
const FORMATS: Readonly<Record<string, string>> = {
  'text/csv': 'csv',
  'text/plain': 'pretty',
  'application/json': 'json',
  '*/*': 'json',
};
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  jsonl: 'application/jsonl',
  json_lines: 'application/jsonl',
  csv: 'text/csv',
  pretty: 'text/plain',
  parquet: 'application/vnd.apache.parquet',
};

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** The values of a template's parameters in a path; undefined where it is another path. */
function pathValues(template: string, path: string): string[] | undefined {
  const pattern = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{.*?\}/g, '([^/]+)');
  return new RegExp(`^${pattern}$`).exec(path)?.slice(1);
}

/** The call that makes a request; undefined where no method makes it. */
function methodCall({ request }: RecordedExchange): MethodCall | undefined {
  const [path = '', search = ''] = request.path.split('?');
  const descriptor = descriptors.find((each) => each.method === request.method && pathValues(each.path, path));
  if (descriptor === undefined) return undefined;
  const { accept: recordedAccept = '*/*', 'content-type': contentType, ...headers } = request.headers;
  const query: Record<string, unknown> = Object.fromEntries(new URLSearchParams(search));
  const { format, response = {}, body: bodyTypes } = descriptor;

  if (typeof query['params'] === 'string') {
    const params = parsed(query['params']);
    if (params === undefined) return undefined;
    query['params'] = params;
  }
  const bytes = bodyOf(request);
  let body: unknown;
  if (bodyTypes && 'application/json' in bodyTypes) {
    // The client says that its JSON is JSON; queries would not mind.
    if (contentType !== 'application/json' && (format === undefined || contentType !== undefined)) return undefined;
    body = parsed(String(bytes));
    // What JSON.parse rounds would arrive rounded.
    if (body === undefined || JSON.stringify(JSON.parse(String(bytes))) !== String(bytes).trim()) return undefined;
  } else if (bodyTypes && 'text/plain' in bodyTypes) body = bytes;
  else if (bodyTypes) {
    if (contentType !== 'application/x-www-form-urlencoded') return undefined;
    body = Object.fromEntries(new URLSearchParams(String(bytes)));
  } else if (bytes !== undefined && bytes.length > 0) return undefined;

  let accept = Object.keys(response).find((mediaType) => mediaType === recordedAccept);
  if (format) {
    const holder = (format.in === 'query' ? query : body) as Record<string, unknown>;
    // The client always says a format and sends `*/*`.
    const isSaid = Object.hasOwn(holder, format.name);
    if (isSaid ? recordedAccept !== '*/*' : format.in === 'query' && !(recordedAccept in FORMATS)) return undefined;
    // Core wants it of databases.list, which therefore always sends it.
    if (!isSaid && Object.keys(response).length === 1) return undefined;
    const name = String(isSaid ? holder[format.name] : FORMATS[recordedAccept]);
    accept = MEDIA_TYPES[name];
    if (accept === undefined || !Object.hasOwn(response, accept)) return undefined;
    if (format.values[accept] === name) delete holder[format.name];
  } else if (recordedAccept !== '*/*' && accept === undefined) return undefined;

  const values = pathValues(descriptor.path, path) ?? [];
  const options = { headers, ...(accept && { accept }), ...(descriptor.query && bodyTypes && { query }) };
  const first = bodyTypes ? [body] : descriptor.query ? [query] : [];
  return { descriptor, args: [...values, ...first, options], accept: accept ?? Object.keys(response)[0] };
}

const byMethod = exchanges.flatMap((exchange) => {
  const found = methodCall(exchange);
  return found ? [[exchange.name, exchange, found] as const] : [];
});
const asTheyAre = exchanges
  .filter((exchange) => methodCall(exchange) === undefined)
  .map((exchange) => [exchange.name, exchange] as const);

let server: ReplayServer;
let api: exported.Influxdb3Core;
beforeAll(async () => {
  server = await startReplayServer();
  // Bodies of 10 MB and more take a busy machine longer than a call has by default.
  api = exported.createCore({ baseUrl: server.url, retry: false, timeout: 0 });
});
afterAll(() => server.stop());

/** Query and body as values, so that their order and how they are escaped do not matter. */
function meaning({ path, body }: { path: string; body: Buffer | undefined }, format: OperationDescriptor['format']) {
  const [pathname, search = ''] = path.split('?');
  const query: Record<string, unknown> = Object.fromEntries(new URLSearchParams(search));
  const json = format?.in === 'body' ? parsed(String(body)) : undefined;
  const holder = format && ((format.in === 'query' ? query : json) as Record<string, unknown>);
  return { pathname, query, body: json ?? String(body ?? ''), holder };
}

/** What arrived is what was recorded; a format may be said that was not. */
function expectSame(received: ReceivedRequest | undefined, exchange: RecordedExchange, call: MethodCall): void {
  const { descriptor, accept } = call;
  if (received === undefined) throw new Error('Nothing arrived.');
  const came = meaning(received, descriptor.format);
  const recorded = meaning({ path: exchange.request.path, body: bodyOf(exchange.request) }, descriptor.format);
  if (descriptor.format && recorded.holder && !Object.hasOwn(recorded.holder, descriptor.format.name))
    recorded.holder[descriptor.format.name] = descriptor.format.values[accept ?? ''];
  expect(received.method).toBe(exchange.request.method);
  expect(came).toEqual(recorded);
  expect(received.headers.accept).toBe(descriptor.format ? '*/*' : (accept ?? '*/*'));
}

/** The data of a call, and of a stream its whole text. */
async function dataOf(call: MethodCall): Promise<unknown> {
  const method = call.descriptor.name
    .split('.')
    .reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], api) as (
    ...args: readonly unknown[]
  ) => Promise<unknown>;
  const data = await method(...call.args);
  return data instanceof ReadableStream ? await new Response(data).text() : data;
}

/** The message that a failure has: of JSON its `error` or `message`, of anything else the text. */
function messageOf(body: string): string | undefined {
  const json = parsed(body);
  return (json?.['message'] ?? json?.['error'] ?? (body.trim() || undefined)) as string | undefined;
}

describe('what a real Core responded comes out of the method that asks for it', () => {
  it.each(byMethod)('%s', async (_, exchange, call) => {
    server.next(exchange);
    const { response } = exchange;
    const body = bodyOf(response) ?? Buffer.alloc(0);
    const outcome = await dataOf(call).then(
      (data) => ({ data }),
      (error: unknown) => ({ error }),
    );
    expectSame(server.received[0], exchange, call);
    if (!response.complete || response.status === 0) {
      expect('error' in outcome && outcome.error).toSatisfy(
        (error: unknown) => error instanceof ConnectionError && /^query\.sql: /.test(error.message),
      );
      return;
    }
    if (response.status >= 300) {
      const error = 'error' in outcome ? outcome.error : undefined;
      if (!(error instanceof ApiError)) throw new Error(`It is not an ApiError: ${String(error)}`);
      expect(error.status).toBe(response.status);
      expect(error.body).toEqual(parsed(String(body)) ?? String(body));
      const message = messageOf(String(body));
      // A message is cut at a thousand characters, with a mark in place of what is left out.
      if (message !== undefined && message.length < 1000) expect(error.message).toContain(message);
      expect(error.headers.get('cluster-uuid')).toBe('CLUSTER');
      return;
    }
    const contentType = response.headers['content-type'] ?? '';
    if (/^(application\/)?json$/.test(contentType)) {
      let value: unknown;
      try {
        value = JSON.parse(String(body));
      } catch {
        // Chunks of /query one behind the other, and its empty body, are no JSON: raw() has them as they came.
        expect('error' in outcome && outcome.error).toBeInstanceOf(DecodeError);
        return;
      }
      expect(outcome).toEqual({ data: value });
    } else if (response.bodyBase64 !== undefined || contentType.endsWith('parquet'))
      expect(outcome).toEqual({ data: new Uint8Array(body) });
    else expect(outcome).toEqual({ data: contentType === '' ? undefined : String(body) });
  });

  it('and nine in ten of what is recorded go through methods', () => {
    expect([byMethod.length, asTheyAre.length]).toEqual([359, 37]);
  });
});

describe('requests that no method makes are responded to as recorded', () => {
  it.each(asTheyAre)('%s', async (_, exchange) => {
    server.next(exchange);
    const { request, response } = exchange;
    const sent = api.request({
      method: request.method,
      path: request.path,
      headers: request.headers,
      body: bodyOf(request) as Uint8Array<ArrayBuffer> | undefined,
    });
    if (response.status === 0) return expect(sent).rejects.toBeInstanceOf(ConnectionError);
    const { statusCode, body } = await sent;
    expect(statusCode).toBe(response.status);
    expect(Buffer.from(body).equals(bodyOf(response) ?? Buffer.alloc(0))).toBe(true);
  });
});
