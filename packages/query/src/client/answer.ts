import { type Chunks, chunksOf, type ReadOptions } from '../csv/chunks.js';
import {
  type ColumnStream,
  columnsOf,
  type DecodeStreamOptions,
  type OpenChunks,
  rowsOf,
  tablesOf,
} from '../csv/decode.js';
import type { DecodeOptions } from '../csv/options.js';
import type { LimitOptions, RowStream } from '../csv/row-stream.js';
import type { FluxRow } from '../csv/row-template.js';
import type { FluxTable } from '../csv/tables.js';
import type { SchemaOutput, StandardSchema } from '../standard-schema.js';
import { inflated } from './gzip.js';
import { textOf } from './text.js';

/** The body of a successful answer and its head. */
export interface RawAnswer {
  readonly data: ReadableStream<Uint8Array> | null | undefined;
  readonly headers: Headers;
}

/** Sends a request; called once an iteration. */
export type Send = () => Promise<RawAnswer>;

/** How an answer of annotated CSV is read: the dialect decides about delimiter and prefix. */
export type AnswerOptions = Omit<DecodeOptions, 'delimiter' | 'commentPrefix'> & ReadOptions;

/** An answer of annotated CSV, to be read in one of these ways. Each use sends the request anew. */
export interface FluxAnswer {
  /** Row objects, each checked and typed by a schema. */
  rows<Schema extends StandardSchema>(schema: Schema): RowStream<SchemaOutput<Schema>>;
  /** Row objects. */
  rows<Row = FluxRow>(): RowStream<Row>;
  /** Tables with their columns, group keys and rows; one table is held at a time. */
  tables(): RowStream<FluxTable>;
  /** One array a column. */
  columns(): ColumnStream;
  /** All rows, or the first `limit`. */
  toArray<Row = FluxRow>(options?: LimitOptions): Promise<Row[]>;
  /** The text of the answer as it came; an error table in it is text as well. */
  text(): Promise<string>;
  /** The bytes of the answer as they come; an error table in them is bytes as well. */
  stream(): Promise<ReadableStream<Uint8Array>>;
}

export const streamOf = async (send: Send): Promise<ReadableStream<Uint8Array>> => {
  const { data, headers } = await send();
  const stream = data ?? new Response('').body ?? new ReadableStream();
  // fetch decompresses and keeps the header; other transports may hand on the compressed bytes.
  return headers.get('content-encoding') === 'gzip' ? inflated(stream) : stream;
};

export const opening =
  (send: Send): OpenChunks =>
  async (): Promise<Chunks> =>
    chunksOf(await streamOf(send));

export const fluxAnswer = (send: Send, options: DecodeStreamOptions): FluxAnswer => {
  const open = opening(send);
  return {
    rows: (schema?: StandardSchema): RowStream<never> => rowsOf(open, options, schema) as RowStream<never>,
    tables: () => tablesOf(open, options),
    columns: () => columnsOf(open, options),
    toArray: <Row>(limit?: LimitOptions) => (rowsOf(open, options) as RowStream<Row>).toArray(limit),
    text: async () => textOf(await streamOf(send), options),
    stream: () => streamOf(send),
  };
};
