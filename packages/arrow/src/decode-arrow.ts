import { type Chunks, type CsvSource, chunksOf, type ReadOptions, withLimits } from '@influxkit/internal/chunk-source';
import type { Columns } from '@influxkit/internal/columns';
import { describe } from '@influxkit/internal/message';
import { Batches, columnStream, type RowStream, rowStream } from '@influxkit/internal/row-stream';
import type { ValueOptions } from '@influxkit/internal/value-options';
import { ArrowError } from './arrow-error.js';
import { IpcReader } from './ipc-stream.js';
import { createColumnDecoder, createRowDecoder, type MessageDecoder } from './message-decoder.js';
import type { ArrowRow } from './rows-and-columns.js';
import type { ArrowSchema } from './schema.js';

/** What an Arrow stream can be read from. */
export type ArrowSource = Exclude<CsvSource, string>;

/** How a stream is decoded. */
export interface DecodeOptions extends ValueOptions, Pick<ReadOptions, 'signal' | 'idleTimeout'> {
  /**
   * Bytes that one message, a batch, may have.
   *
   * @default 256 MiB
   */
  readonly maxMessageBytes?: number | undefined;
}

/** Columns of a stream: awaited, all of them; or in batches. */
export interface ArrowColumnStream extends PromiseLike<Columns> {
  /** The columns of each batch as it arrives; none is empty. */
  batches(): AsyncIterableIterator<Columns>;
}

const DEFAULT_LIMIT = 256 * 1024 * 1024;

const limitOf = (maxMessageBytes: number = DEFAULT_LIMIT): number => {
  if (Number.isSafeInteger(maxMessageBytes) && maxMessageBytes > 0) return maxMessageBytes;
  throw new RangeError(`maxMessageBytes must be a positive number of bytes, got ${describe(maxMessageBytes)}`);
};

/** What each batch of a stream holds. */
const batchesOf = <Result>(
  source: ArrowSource,
  decoder: MessageDecoder<Result>,
  { maxMessageBytes, ...options }: DecodeOptions,
): AsyncIterableIterator<Result> => {
  const results: Result[] = [];
  const reader = new IpcReader((metadata, body) => {
    const result = decoder.decode(metadata, body);
    if (result !== undefined) results.push(result);
  }, limitOf(maxMessageBytes));
  // async, so that a source that cannot be read rejects the iteration.
  return new Batches<Result>(
    async () => chunksOf(source),
    reader,
    () => results.shift(),
    options,
  );
};

const isOurs = (error: unknown): boolean => error instanceof ArrowError;

/**
 * Decodes an Arrow stream, or a file of Arrow's file format, to row objects. A stream can be read once; bytes as often as
 * wanted.
 *
 * @throws TypeError or RangeError for a wrong option. The iteration rejects with `ArrowError`, after the rows before the
 *   fault.
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 * import { decodeRows } from '@influxkit/arrow';
 *
 * for await (const row of decodeRows(await readFile('motor.arrows'))) console.log(row['time'], row['rpm']);
 */
export const decodeRows = <Row = ArrowRow>(source: ArrowSource, options: DecodeOptions = {}): RowStream<Row> => {
  // Made for their checks: a wrong option is better reported at the call than at the first row.
  createRowDecoder(options);
  limitOf(options.maxMessageBytes);
  return rowStream<Row>(
    () =>
      batchesOf(source, createRowDecoder({ ...options, ownsBytes: true }), options) as AsyncIterableIterator<
        ArrowRow[]
      > as AsyncIterableIterator<never>,
    isOurs,
  );
};

/**
 * Decodes an Arrow stream to one array a column. Errors are those of `decodeRows`.
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 * import { decodeColumns } from '@influxkit/arrow';
 *
 * const columns = await decodeColumns(await readFile('motor.arrows'));
 * console.log(columns.length, columns.get('rpm')?.values);
 */
export const decodeColumns = (source: ArrowSource, options: DecodeOptions = {}): ArrowColumnStream => {
  const decoderOf = () => createColumnDecoder({ ...options, ownsBytes: true });
  decoderOf();
  limitOf(options.maxMessageBytes);
  const collect = async (): Promise<Columns> => {
    const decoder = decoderOf();
    const batches: Columns[] = [];
    for await (const batch of batchesOf(source, decoder, options)) batches.push(batch);
    return decoder.join(batches);
  };
  return columnStream(() => batchesOf(source, decoderOf(), options), collect, isOurs);
};

/**
 * What the columns of an Arrow stream are: reads its beginning, and lets go of the rest.
 *
 * @throws ArrowError where it does not begin with a schema
 */
export const decodeSchema = async (source: ArrowSource, options: DecodeOptions = {}): Promise<ArrowSchema> => {
  const decoder = createColumnDecoder(options);
  const reader = new IpcReader(
    (metadata, body) => void decoder.decode(metadata, body),
    limitOf(options.maxMessageBytes),
  );
  const chunks: Chunks = withLimits(chunksOf(source), options);
  try {
    while (decoder.schema === undefined && reader.failure === undefined) {
      const chunk = await chunks.read();
      if (chunk === undefined) {
        reader.finish();
        break;
      }
      // Up to the schema, and no batch that the chunk may hold as well.
      for (let at = 0; at < chunk.length && decoder.schema === undefined; at += PIECE)
        reader.push(chunk.subarray(at, at + PIECE));
    }
  } finally {
    await chunks.cancel();
  }
  if (decoder.schema !== undefined) return decoder.schema;
  throw reader.failure ?? new ArrowError('the stream ended without a schema');
};

/** Bytes that are looked at together. */
const PIECE = 4096;
