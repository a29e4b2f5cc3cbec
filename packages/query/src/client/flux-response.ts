import {
  type Chunks,
  chunksOf,
  LARGEST_TEXT,
  type ReadOptions,
  readText,
  withLimits,
} from '@influxkit/internal/chunk-source';
import { forCaller, type LimitOptions, type RowStream } from '@influxkit/internal/row-stream';
import type { SchemaOutput, StandardSchema } from '@influxkit/internal/standard-schema';
import { ApiError, DecodeError } from '@influxkit/runtime';
import type { DecodeOptions } from '../csv/csv-options.js';
import {
  type ColumnStream,
  type CsvResponseOptions,
  columnsOf,
  type FluxTable,
  type OpenChunks,
  rowsOf,
  tablesOf,
} from '../csv/decode-csv.js';
import type { FluxRow } from '../csv/row-decoder.js';
import { FluxError, InfluxQLError, isQueryError } from '../query-errors.js';
import { csvBody, type ExpectedBody, recognised } from '../recognise.js';

/** The body of a successful response and its head. */
export interface RawResponse {
  readonly data: ReadableStream<Uint8Array> | null | undefined;
  readonly headers: Headers;
  readonly status?: number;
}

/** Sends a request; called once an iteration. */
export type Send = () => Promise<RawResponse>;

/** How a response of annotated CSV is read: the dialect decides about delimiter and prefix. */
export type FluxResponseOptions = Omit<DecodeOptions, 'delimiter' | 'commentPrefix'> & ReadOptions;

/** A response of annotated CSV, to be read in one of these ways. Each use sends the request anew. */
export interface FluxResponse {
  /** Row objects, each checked and typed by a schema. */
  rows<Schema extends StandardSchema>(schema: Schema): RowStream<SchemaOutput<Schema>>;
  /** Row objects. */
  rows<Row = FluxRow>(): RowStream<Row>;
  /** Tables with their columns, group keys and rows; one table is in memory at a time. */
  tables(): RowStream<FluxTable>;
  /** One array a column. */
  columns(): ColumnStream;
  /** All rows, or the first `limit`. */
  toArray<Row = FluxRow>(options?: LimitOptions): Promise<Row[]>;
  /** The response as a string, unread; an error table in it stays part of it. */
  text(): Promise<string>;
  /** The bytes of the response as they arrive; an error table in them stays part of them. */
  stream(): Promise<ReadableStream<Uint8Array>>;
}

/** A stream without a byte, on platforms without streams too. */
const emptyStream = (): ReadableStream<Uint8Array> => new Response('').body ?? (NO_STREAM as ReadableStream);

const NO_STREAM: unknown = {
  getReader: () => ({ read: async () => ({ done: true }), cancel: async () => {}, releaseLock: () => {} }),
  cancel: async () => {},
};

const bodyOf = ({ data, headers }: RawResponse): ReadableStream<Uint8Array> => {
  const stream = data ?? emptyStream();
  // fetch decompresses and keeps the header; other transports may hand on the compressed bytes.
  return headers.get('content-encoding') === 'gzip' ? inflated(stream) : stream;
};

export const streamOf = async (send: Send): Promise<ReadableStream<Uint8Array>> => bodyOf(await send());

/** Asks for a response, and reads it as long as it is what it should be. */
export const opening =
  (send: Send, expected: ExpectedBody): OpenChunks =>
  async (): Promise<Chunks> => {
    const response = await send();
    return recognised(chunksOf(bodyOf(response)), expected, response);
  };

export const fluxResponse = (send: Send, options: CsvResponseOptions): FluxResponse => {
  const open = opening(send, csvBody(options.delimiter, options.commentPrefix));
  return {
    rows: (schema?: StandardSchema): RowStream<never> => rowsOf(open, options, schema) as RowStream<never>,
    tables: () => tablesOf(open, options),
    columns: () => columnsOf(open, options),
    toArray: <Row>(limit?: LimitOptions) => (rowsOf(open, options) as RowStream<Row>).toArray(limit),
    text: async () => textOf(await streamOf(send), options),
    stream: () => streamOf(send),
  };
};

/**
 * The whole response as a string, up to a limit: a response may never end.
 *
 * @throws DecodeError where it is longer than allowed
 */
export async function textOf(stream: ReadableStream<Uint8Array>, options: ReadOptions): Promise<string> {
  const { maxTextBytes = LARGEST_TEXT } = options;
  const text = await forCaller(readText(withLimits(chunksOf(stream), options), maxTextBytes), isQueryError);
  if (text !== undefined) return text;
  throw new DecodeError(
    'text()',
    `the response has more than ${maxTextBytes} bytes; raise maxTextBytes if it is meant to, or use stream()`,
  );
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

const joined = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
};

/** A stream of what is read when it is asked for, and not before. */
const streamFrom = (
  read: ByteReader['read'],
  cancel: (reason: unknown) => void = () => {},
): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel,
    },
    { highWaterMark: 0 },
  );

/** The stream decompressed if its first bytes are those of gzip, otherwise as it is. Nothing is read before it is asked for. */
const inflated = (stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> => {
  const compressed = stream.getReader();
  let reader: Pick<ByteReader, 'read'> | undefined;
  return streamFrom(
    async () => {
      reader ??= await plainReader(compressed);
      return reader.read();
    },
    // Not waited for: a source that does not send may never be done with it.
    (reason) => void compressed.cancel(reason).catch(() => {}),
  );
};

type ByteReader = ReadableStreamDefaultReader<Uint8Array>;

/** Reads bytes by what the first of them are. */
const plainReader = async (compressed: ByteReader): Promise<Pick<ByteReader, 'read'>> => {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < 2) {
    const { done, value } = await compressed.read();
    if (done) break;
    head = joined(head, value);
  }
  let isFirst = head.length > 0;
  const read: ByteReader['read'] = async () => {
    if (!isFirst) return compressed.read();
    isFirst = false;
    return { done: false, value: head };
  };
  if (!isGzip(head)) return { read };
  if (typeof DecompressionStream === 'undefined')
    throw new Error('the response is compressed, and this platform has no DecompressionStream: ask with gzip: false');
  // The types of the platform say BufferSource where every chunk is bytes.
  const gunzip = new DecompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>;
  return streamFrom(read).pipeThrough(gunzip).getReader();
};

const messageOf = (error: ApiError): string => {
  const body = error.body as { readonly message?: unknown; readonly error?: unknown } | null | undefined;
  const message = typeof body === 'object' ? (body?.message ?? body?.error) : undefined;
  if (typeof message === 'string' && message !== '') return message;
  // Asked for CSV, a server of 1.x says it in the body's own way, and plainly in this header.
  return error.headers.get('x-influxdb-error') ?? error.message;
};

/**
 * A server rejects a wrong query with 400 or 422. InfluxDB 2.x sends 404 for a bucket, an organization or a mapping
 * that is not there, with a code, which a proxy's page does not have. Any other status is about something else.
 */
const isQueryRejection = (error: unknown): error is ApiError =>
  error instanceof ApiError &&
  (error.status === 400 || error.status === 422 || (error.status === 404 && error.code !== undefined));

/** Where in the server it failed, as InfluxDB 2.x says in the body. */
const opOf = (body: unknown): string | undefined => {
  const { op } = Object(body) as { op?: unknown };
  return typeof op === 'string' ? op : undefined;
};

/** Waits for a response; a rejected query is a `FluxError` whose cause is the `ApiError`. */
export const orFluxError = async <T>(response: PromiseLike<T>): Promise<T> => {
  try {
    return await response;
  } catch (error) {
    if (!isQueryRejection(error)) throw error;
    throw new FluxError(messageOf(error), { code: error.code, op: opOf(error.body), cause: error });
  }
};

/** Waits for a response; a rejected query is an `InfluxQLError` whose cause is the `ApiError`. */
export const orInfluxQLError = async <T>(response: PromiseLike<T>): Promise<T> => {
  try {
    return await response;
  } catch (error) {
    if (!isQueryRejection(error)) throw error;
    throw new InfluxQLError(messageOf(error), { code: error.code, cause: error });
  }
};
