// Requests over `node:http`: what a program needs that only queries and writes. To load Node's fetch and to send its first
// request takes tens of times as much, more than a whole query.
import type { ClientRequest, IncomingMessage } from 'node:http';
import { ResponseHeaders } from '@influxkit/internal/response-headers';
import { isBodiless } from '@influxkit/internal/status';
import { type BodyReader, streamOfReader } from '@influxkit/internal/stream-of-reader';
import type { Transport, WireRequest, WireResponse } from '@influxkit/runtime';

/** What the platform's `Response` takes as well. */
const MOST_STATUS = 599;

/**
 * What sends to an address. It is loaded here and now: a program that writes in a loop leaves no time for an import. TLS is
 * loaded where it is needed alone, for it takes longer than all else.
 */
const requestFor = (url: string): typeof import('node:http').request =>
  process.getBuiltinModule(url.startsWith('https:') ? 'node:https' : 'node:http').request;

/** Sends one request over `node:http` or `node:https`, on connections that the process shares and keeps. */
export const nodeHttp: Transport = async (request) => {
  const { url, method, headers, signal } = request;
  const send = requestFor(url);
  // Nothing here decodes what a proxy might have compressed.
  const sent = send(url, { method, headers: { ...headers, 'accept-encoding': 'identity' }, ...(signal && { signal }) });
  const response = headOf(sent);
  await end(sent, request);
  const head = await response;
  const fault = faultOf(head);
  if (fault === undefined) return new NodeHttpResponse(head, method);
  head.on('error', () => {}).destroy();
  throw new Error(fault);
};

const headOf = (sent: ClientRequest): Promise<IncomingMessage> => {
  const head = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve);
    // It may fail again while its response is read, which says so itself.
    sent.on('error', reject);
  });
  // A body that is still being written fails as well, and is waited for first.
  head.catch(() => {});
  return head;
};

/** Sends the body. */
const end = async (sent: ClientRequest, { body, headers }: WireRequest): Promise<void> => {
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    sent.end(body);
    return;
  }
  // What middleware has made of it: the platform knows how it is written and what its type is.
  const encoded = new Response(body as BodyInit);
  const type = encoded.headers.get('content-type');
  if (type !== null && headers['content-type'] === undefined) sent.setHeader('content-type', type);
  const stream = encoded.body;
  const { Readable } = process.getBuiltinModule('node:stream');
  const { finished } = process.getBuiltinModule('node:stream/promises');
  if (stream === null) sent.end();
  else await finished(Readable.fromWeb(stream as never).pipe(sent), { readable: false });
};

const faultOf = ({ statusCode = 0, headers }: IncomingMessage): string | undefined => {
  if (statusCode > MOST_STATUS) return `status ${statusCode}`;
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  return encoding === 'identity' || encoding === '' ? undefined : 'the response is compressed, which was not asked for';
};

/** What reads what arrives. A read that is under way when no more is wanted finds the end. */
const readerOf = (message: IncomingMessage): BodyReader => {
  const chunks = message[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  let isCancelled = false;
  return {
    read: async () => {
      try {
        return (await chunks.next()) as Awaited<ReturnType<BodyReader['read']>>;
      } catch (error) {
        if (isCancelled) return { done: true, value: undefined };
        throw error;
      }
    },
    cancel: async () => {
      isCancelled = true;
      message.destroy();
    },
  };
};

/** A response of which nothing is made before it is asked for. */
class NodeHttpResponse implements WireResponse {
  readonly status: number;
  readonly #message: IncomingMessage;
  readonly #isBodiless: boolean;
  #headers: Headers | undefined;
  #body: ReadableStream<Uint8Array> | undefined;

  constructor(message: IncomingMessage, method: string) {
    this.status = message.statusCode as number;
    this.#message = message;
    this.#isBodiless = method === 'HEAD' || isBodiless(this.status);
    if (this.#isBodiless) message.resume();
  }

  get headers(): Headers {
    this.#headers ??= new ResponseHeaders(this.#message.headersDistinct);
    return this.#headers;
  }

  get body(): ReadableStream<Uint8Array> | null {
    if (this.#isBodiless) return null;
    // `Readable.toWeb` gives one as well, and loads twice as much for the first.
    this.#body ??= streamOfReader(readerOf(this.#message));
    return this.#body;
  }

  reader(): BodyReader | undefined {
    return this.#isBodiless || this.#body !== undefined ? undefined : readerOf(this.#message);
  }

  async take(limit: number): Promise<Uint8Array<ArrayBuffer>> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    // Leaving the loop ends the response.
    for await (const chunk of this.#message as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) break;
    }
    return new Uint8Array(Buffer.concat(chunks));
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.take(Number.POSITIVE_INFINITY));
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.take(Number.POSITIVE_INFINITY)).buffer;
  }
}
