// One query over Flight, through the middleware, authentication and retries of a client as any other call.
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import { raceAbort, throwIfAborted } from '@influxkit/internal/abort';
import { isSuccess } from '@influxkit/internal/status';
import {
  type ApiClient,
  ApiError,
  core,
  type OperationDescriptor,
  TimeoutError,
  type WireRequest,
  type WireResponse,
} from '@influxkit/runtime';
import type { SqlRequest } from '../client/transport.js';
import { encodeParameters } from '../template/sql-expression.js';
import { Connection } from './connection.js';
import { encodeTicket } from './flight-message.js';
import type { FlightOptions } from './flight-options.js';
import { BrokenCallError, type GrpcCall } from './grpc-call.js';
import { type GrpcStatus, isDeadline, meaningOf, statusIn } from './grpc-status.js';

const PATH = '/arrow.flight.protocol.FlightService/DoGet';
const DO_GET: OperationDescriptor = {
  name: 'query.flight',
  method: 'POST',
  path: PATH,
  idempotent: true,
  timeout: 300_000,
};
const MESSAGE_LIMIT = 64 * 1024 * 1024;
/** What `grpc-timeout` counts to at most, in whatever unit: eight digits. */
const MOST_COUNTED = 99_999_999;
/** Headers that are HTTP/2's or gRPC's own. */
const OWN_HEADERS = /^(?::|connection$|host$|keep-alive$|transfer-encoding$|upgrade$|content-|accept|te$|grpc-)/;
/** A shorter word is no secret worth the name. */
const SHORTEST_SECRET = 8;

/** A call whose response has begun, and the request that it was made with. */
export interface OpenCall {
  readonly call: GrpcCall;
  readonly wire: WireRequest;
}

/** Reads the first messages of a response, until the signal of its attempt aborts. */
export type ReadFirst = (open: OpenCall, signal: AbortSignal | undefined) => Promise<unknown>;

const decoder: TextDecoder = /* @__PURE__ */ new TextDecoder();

/** Sends queries over one connection. */
export class FlightClient {
  readonly connection: Connection;
  readonly #api: ApiClient;
  readonly #options: FlightOptions;

  constructor(api: ApiClient, options: FlightOptions) {
    this.#api = api;
    this.#options = options;
    this.connection = new Connection(api[core].baseUrl, options);
  }

  /**
   * Sends a query; resolves once the head of its response is there and the first of its messages were read.
   *
   * @param readFirst reads as much as the timeout of the call has to bound; what it rejects with is its own to report
   * @throws ApiError, ConnectionError, TimeoutError or the signal's reason
   */
  async open(request: SqlRequest, signal: AbortSignal | undefined, readFirst: ReadFirst): Promise<OpenCall> {
    const own = this.#api[core];
    const { headers: asked = {}, timeout, retry } = request.options;
    const headers = { ...own.headers(), ...lowerCase(asked) };
    const ticket = encodeTicket(ticketOf(request));
    let opened: OpenCall | undefined;
    const wire: WireRequest = {
      operation: DO_GET,
      method: 'POST',
      baseUrl: own.baseUrl,
      url: own.baseUrl + PATH,
      headers,
      signal,
      timeout,
      retry,
      read: 'text',
      security: own.security,
      securitySchemes: own.securitySchemes,
      transport: async (sent) => {
        // An attempt after which another one is made.
        opened?.call.cancel();
        opened = undefined;
        const call = await this.#call(sent, ticket, request).catch(rejectExplained);
        try {
          const head = await raceAbort(call.head(), sent.signal);
          const response = await responseOf(call, head, sent.signal);
          if (isSuccess(response.status)) {
            opened = { call, wire: sent };
            await readFirst(opened, sent.signal).catch(() => {});
            throwIfAborted(sent.signal);
          }
          return response;
        } catch (error) {
          call.cancel();
          return rejectExplained(error);
        }
      },
    };
    const response = await own.send(wire);
    if (opened === undefined || !isSuccess(response.status)) {
      (opened as OpenCall | undefined)?.call.cancel();
      throw this.#rejected(wire, response, await response.text());
    }
    return opened;
  }

  /**
   * The error that a response ended with; undefined for success.
   *
   * @throws BrokenCallError where it ended without a status
   */
  endOf({ call, wire }: OpenCall): unknown {
    const { status } = call;
    if (status === undefined) throw new BrokenCallError('the response ended without a status');
    if (status.code === 0) return undefined;
    const safe = { ...status, message: redacted(status.message, wire) };
    return this.#rejected(wire, { status: meaningOf(status.code)[1], headers: new Headers() }, bodyOf(safe));
  }

  #call(wire: WireRequest, ticket: Uint8Array, { options }: SqlRequest): Promise<GrpcCall> {
    const { maxMessageBytes = MESSAGE_LIMIT } = this.#options;
    const headers: OutgoingHttpHeaders = {
      'content-type': 'application/grpc',
      te: 'trailers',
      'grpc-accept-encoding': 'identity',
      ...this.#deadline(),
    };
    for (const [name, value] of Object.entries(wire.headers)) if (!OWN_HEADERS.test(name)) headers[name] = value;
    const limits = { maxMessageBytes, idleTimeout: options.idleTimeout ?? 0 };
    return this.connection.call(new URL(wire.url).pathname, headers, ticket, limits, wire.signal);
  }

  #deadline(): OutgoingHttpHeaders {
    const { deadline = Number.POSITIVE_INFINITY } = this.#options;
    // gRPC has no word for a longer one; the query is ended here all the same.
    if (deadline > MOST_COUNTED * 1000) return {};
    const isLong = deadline > MOST_COUNTED;
    return { 'grpc-timeout': isLong ? `${Math.ceil(deadline / 1000)}S` : `${Math.ceil(deadline)}m` };
  }

  #rejected(wire: WireRequest, response: Pick<WireResponse, 'status' | 'headers'>, text: string): Error {
    const error = new ApiError(wire, response, text);
    const { deadline } = this.#options;
    const { error: message = '' } = Object(error.body) as { error?: string };
    const code = error.code === meaningOf(4)[0] ? 4 : error.code === meaningOf(8)[0] ? 8 : 0;
    return deadline !== undefined && isDeadline({ code, message }) ? lateError(wire, deadline) : error;
  }
}

/** The error of a query that takes longer than it may. */
export const lateError = (wire: WireRequest | string, deadline: number): TimeoutError =>
  new TimeoutError(wire, `the query took longer than its deadline of ${deadline} ms`, { timeout: deadline });

const lowerCase = (headers: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), value]])),
  );

/** Codes of Node for a server that speaks no HTTP/2, or none over TLS. */
const NO_HTTP2 = /^ERR_(?:HTTP2_ERROR$|SSL_\w*_NO_APPLICATION_PROTOCOL$)/;

/** Rejects with an error that says so where the server speaks no HTTP/2; with any other as it is. */
const rejectExplained = (error: unknown): never => {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  if (!NO_HTTP2.test(String(code))) throw error;
  const reason = `the server speaks no HTTP/2, which Arrow Flight needs, or a proxy on the way cannot (${message})`;
  throw Object.assign(new Error(reason), { code });
};

/** A query as InfluxDB takes it. */
const ticketOf = ({ database, query, language }: SqlRequest): string => {
  const params = encodeParameters(query.params, language === 'sql');
  const start = JSON.stringify({ database, sql_query: query.text, query_type: language });
  return params === '{}' ? start : `${start.slice(0, -1)},"params":${params}}`;
};

/** A failure of gRPC as a server of HTTP would write it. */
const bodyOf = ({ code, message }: GrpcStatus): string => JSON.stringify({ code: meaningOf(code)[0], error: message });

/** Takes the credentials of a request out of what a server says. */
const redacted = (text: string, { headers, secrets = [] }: WireRequest): string =>
  [...secrets, ...(headers['authorization'] ?? '').split(/\s+/)]
    .filter((word) => word.length >= SHORTEST_SECRET)
    .reduce((safe, word) => safe.replaceAll(word, '[redacted]'), text);

/** The head of a response as a client's middleware knows responses. */
const responseOf = async (
  call: GrpcCall,
  head: IncomingHttpHeaders,
  signal: AbortSignal | undefined,
): Promise<WireResponse> => {
  const status = Number(head[':status']);
  const contentType = head['content-type'] ?? 'none';
  if (status !== 200) return new FlightResponse(status, head, await call.readFailure(signal));
  if (!contentType.startsWith('application/grpc')) {
    call.cancel();
    const message = `the response is none of gRPC, its content-type is ${contentType.slice(0, 100)}: no Arrow Flight is served at this address, or a proxy on the way cannot pass it on`;
    return new FlightResponse(501, head, new TextEncoder().encode(JSON.stringify({ message })));
  }
  const ended = statusIn(head);
  if (ended === undefined || ended.code === 0) return new FlightResponse(200, head, new Uint8Array(0));
  call.cancel();
  return new FlightResponse(meaningOf(ended.code)[1], head, new TextEncoder().encode(bodyOf(ended)));
};

/** A response whose headers are made when they are asked for: for the first `Headers` Node loads all of its fetch. */
class FlightResponse implements WireResponse {
  readonly status: number;
  readonly body = null;
  readonly #head: IncomingHttpHeaders;
  readonly #bytes: Uint8Array;
  #headers: Headers | undefined;

  constructor(status: number, head: IncomingHttpHeaders, bytes: Uint8Array) {
    this.status = status;
    this.#head = head;
    this.#bytes = bytes;
  }

  get headers(): Headers {
    this.#headers ??= headersOf(this.#head);
    return this.#headers;
  }

  async take(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(this.#bytes);
  }

  async text(): Promise<string> {
    return decoder.decode(this.#bytes);
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(this.#bytes).buffer;
  }
}

const headersOf = (head: IncomingHttpHeaders): Headers => {
  const headers = new Headers();
  for (const [name, value] of Object.entries(head))
    if (!name.startsWith(':') && value !== undefined) headers.set(name, String(value));
  return headers;
};
