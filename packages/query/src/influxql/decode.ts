import { Batches } from '../csv/batches.js';
import { type CsvSource, chunksOf, type ReadOptions } from '../csv/chunks.js';
import type { OpenChunks } from '../csv/decode.js';
import { type RowStream, rowStream } from '../csv/row-stream.js';
import { CheckedBatches, type SchemaOutput, type StandardSchema } from '../standard-schema.js';
import { DocumentDecoder, type InfluxQLRow, type InfluxQLSeries } from './document.js';
import type { InfluxQLDecodeOptions } from './options.js';

/** Choices of decoding and of reading. */
export interface DecodeInfluxQLOptions extends InfluxQLDecodeOptions, ReadOptions {
  /** Whether each line is a document of its own, as an answer to `chunked=true` is. Default `false`. */
  readonly chunked?: boolean | undefined;
}

/** Rows of any series, or the series themselves. */
export interface InfluxQLStream<Row = InfluxQLRow> extends RowStream<Row> {
  /** The series with their rows; with `chunked`, as they arrive, in parts. */
  series(): RowStream<InfluxQLSeries>;
}

/** The rows of all series in a batch. */
class SeriesRows implements AsyncIterableIterator<InfluxQLRow[]> {
  readonly #series: AsyncIterableIterator<InfluxQLSeries[]>;

  constructor(series: AsyncIterableIterator<InfluxQLSeries[]>) {
    this.#series = series;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<InfluxQLRow[], undefined>> {
    for (;;) {
      const { done, value } = await this.#series.next();
      if (done) return { done: true, value: undefined };
      const rows = value.flatMap((series) => series.rows);
      if (rows.length > 0) return { done: false, value: rows };
    }
  }

  async return(): Promise<IteratorResult<InfluxQLRow[], undefined>> {
    await this.#series.return?.();
    return { done: true, value: undefined };
  }
}

export const influxqlOf = (
  open: OpenChunks,
  options: DecodeInfluxQLOptions,
  schema?: StandardSchema,
): InfluxQLStream<unknown> => {
  // Made once for its checks: a wrong option is better told at the call than at the first row.
  new DocumentDecoder(options, false);
  const series = (): AsyncIterableIterator<InfluxQLSeries[]> => {
    const decoder = new DocumentDecoder(options, options.chunked === true);
    const take = (): InfluxQLSeries[] | undefined => {
      const taken = decoder.take();
      return taken.length === 0 ? undefined : taken;
    };
    return new Batches(open, decoder, take, options);
  };
  const rows = rowStream<unknown>(() => {
    const batches = new SeriesRows(series());
    return schema === undefined ? batches : new CheckedBatches(batches, schema);
  });
  return { ...rows, series: () => rowStream(series) };
};

/** Decodes the JSON that `/query` answers to row objects, each row checked and typed by a schema. */
export function decodeInfluxQL<Schema extends StandardSchema>(
  source: CsvSource,
  options: DecodeInfluxQLOptions & { readonly schema: Schema },
): InfluxQLStream<SchemaOutput<Schema>>;
/**
 * Decodes the JSON that `/query` answers to row objects: the values by column, and the tags grouped by.
 *
 * @throws TypeError or RangeError for a wrong option. The iteration rejects with `InfluxQLError` where the answer holds
 *   an error, `DecodeError` or `TruncatedAnswerError`, after the rows before it.
 */
export function decodeInfluxQL<Row = InfluxQLRow>(
  source: CsvSource,
  options?: DecodeInfluxQLOptions,
): InfluxQLStream<Row>;
export function decodeInfluxQL(
  source: CsvSource,
  options: DecodeInfluxQLOptions & { readonly schema?: StandardSchema } = {},
): InfluxQLStream<unknown> {
  return influxqlOf(async () => chunksOf(source), options, options.schema);
}
