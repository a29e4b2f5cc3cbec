export type {
  ColumnArray as ArrowColumnArray,
  Columns as ArrowColumns,
  RowValue as ArrowValue,
} from '@influxkit/internal/columns';
export type { LimitOptions, RowStream } from '@influxkit/internal/row-stream';
export type { IntegerFormat, TimeFormat, ValueOptions } from '@influxkit/internal/value-options';
export { ArrowError, type ArrowPlace } from './arrow-error.js';
export {
  type ArrowColumnStream,
  type ArrowSource,
  type DecodeOptions,
  decodeColumns,
  decodeRows,
  decodeSchema,
} from './decode-arrow.js';
export { END_OF_STREAM, encodeMessage } from './ipc-stream.js';
export {
  type ColumnDecoder,
  createColumnDecoder,
  createRowDecoder,
  type MessageDecoder,
  type MessageDecoderOptions,
} from './message-decoder.js';
export type { ArrowRow } from './rows-and-columns.js';
export type { ArrowField, ArrowSchema } from './schema.js';
