import { type CsvSource, chunksOf, type ReadOptions } from '@influxkit/internal/chunk-source';
import { Batches, type RowStream } from '@influxkit/internal/row-stream';
import { CheckedBatches, type SchemaOutput, type StandardSchema } from '@influxkit/internal/standard-schema';
import type { OpenChunks } from '../csv/decode-csv.js';
import { rejectRow } from '../query-errors.js';
import { headIn, INFLUXQL_JSON, recognised } from '../recognise.js';
import { rowStream } from '../row-stream.js';
import { DocumentDecoder, type InfluxQLRow, type InfluxQLSeries } from './influxql-decoder.js';
import type { InfluxQLDecodeOptions } from './influxql-options.js';

/** Choices of decoding and of reading. */
export interface DecodeInfluxQLOptions extends InfluxQLDecodeOptions, ReadOptions {
  /** Whether documents follow one another, as in a response to `chunked=true`.
   *
   * @default false
   */
  readonly chunked?: boolean | undefined;
}

/** Rows of any series, or the series themselves. */
export interface InfluxQLStream<Row = InfluxQLRow> extends RowStream<Row> {
  /** The series with their rows; with `chunked`, as they arrive, in parts. */
  series(): RowStream<InfluxQLSeries>;
}

export const influxqlOf = (
  open: OpenChunks,
  options: DecodeInfluxQLOptions,
  schema?: StandardSchema,
): InfluxQLStream<unknown> => {
  const decoderFor = (series: boolean): DocumentDecoder =>
    new DocumentDecoder({ ...options, chunked: options.chunked === true, series });
  // Made for its checks: a wrong option is better reported at the call than at the first row.
  decoderFor(false);
  const rows = rowStream<unknown>(() => {
    const decoder = decoderFor(false);
    const batches = new Batches(open, decoder, () => orNothing(decoder.takeRows()), options);
    return schema === undefined ? batches : new CheckedBatches(batches, schema, rejectRow);
  });
  const series = rowStream(() => {
    const decoder = decoderFor(true);
    return new Batches(open, decoder, () => orNothing(decoder.takeSeries()), options);
  });
  return { ...rows, series: () => series };
};

const orNothing = <T>(batch: T[]): T[] | undefined => (batch.length === 0 ? undefined : batch);

/** Decodes the JSON of `/query` to row objects, each row checked and typed by a schema. */
export function decodeInfluxQL<Schema extends StandardSchema>(
  source: CsvSource,
  options: DecodeInfluxQLOptions & { readonly schema: Schema },
): InfluxQLStream<SchemaOutput<Schema>>;
/**
 * Decodes the JSON of `/query` to row objects: the values by column, and the tags grouped by.
 *
 * @throws TypeError or RangeError for a wrong option. The iteration rejects with `InfluxQLError` where the response holds
 *   an error, `DecodeError` or `TruncatedResponseError`, after the rows before it.
 *
 * @example
 * import { decodeInfluxQL } from '@influxkit/influxdb';
 *
 * const response = await fetch('http://localhost:8086/query?db=telegraf&epoch=ns&q=SELECT+usage+FROM+cpu');
 * for await (const { time, usage } of decodeInfluxQL(response)) console.log(time, usage);
 */
export function decodeInfluxQL<Row = InfluxQLRow>(
  source: CsvSource,
  options?: DecodeInfluxQLOptions,
): InfluxQLStream<Row>;
export function decodeInfluxQL(
  source: CsvSource,
  options: DecodeInfluxQLOptions & { readonly schema?: StandardSchema } = {},
): InfluxQLStream<unknown> {
  return influxqlOf(async () => recognised(chunksOf(source), INFLUXQL_JSON, headIn(source)), options, options.schema);
}
