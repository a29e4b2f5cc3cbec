import type { Columns } from '@influxkit/internal/columns';
import { resolveValueOptions, type ValueOptions } from '@influxkit/internal/value-options';
import { ArrowDecoder, type Batch } from './arrow-decoder.js';
import { type ArrowRow, batchColumns, joinColumns, rowMaker } from './rows-and-columns.js';
import type { ArrowSchema } from './schema.js';

/** Options of what decodes messages. */
export interface MessageDecoderOptions extends ValueOptions {
  /**
   * Whether the decoder may change the bytes that it is given: it writes into them what a typed array holds where a value
   * is null, and need not copy that array. Give it bytes that nothing else reads.
   *
   * @default false
   */
  readonly ownsBytes?: boolean | undefined;
}

/** Decodes an Arrow stream whose messages come one by one, as Arrow Flight brings them. */
export interface MessageDecoder<Result> {
  /** What the columns are; undefined until the schema has come. */
  readonly schema: ArrowSchema | undefined;
  /**
   * Decodes a message: its metadata, without the length before it, and its body. Typed arrays of the result may lie in it.
   *
   * @returns what the batch holds; undefined for a schema, a dictionary and a batch without rows
   * @throws ArrowError for what is malformed, and for types that are not decoded
   */
  decode(metadata: Uint8Array, body: Uint8Array): Result | undefined;
}

/** Decodes messages to one array a column. */
export interface ColumnDecoder extends MessageDecoder<Columns> {
  /** All that came, one behind the other; columns without a value where nothing did. */
  join(batches: readonly Columns[]): Columns;
}

const decoderOf = ({ ownsBytes = false, ...options }: MessageDecoderOptions, datesAsObjects: boolean): ArrowDecoder =>
  new ArrowDecoder({ ...resolveValueOptions(options), datesAsObjects, ownsBytes });

/**
 * Decodes messages to row objects.
 *
 * @throws TypeError for a wrong option. Decoding throws where two columns have one name.
 */
export const createRowDecoder = (options: MessageDecoderOptions = {}): MessageDecoder<ArrowRow[]> => {
  const decoder = decoderOf(options, true);
  let make: ((batch: Batch) => ArrowRow[]) | undefined;
  return {
    get schema() {
      return decoder.schema;
    },
    decode: (metadata, body) => {
      const batch = decoder.decode(metadata, body);
      const { schema } = decoder;
      if (schema !== undefined) make ??= rowMaker(schema.fields);
      return batch === undefined || batch.length === 0 ? undefined : make?.(batch);
    },
  };
};

/**
 * Decodes messages to one array a column.
 *
 * @throws TypeError for a wrong option
 */
export const createColumnDecoder = (options: MessageDecoderOptions = {}): ColumnDecoder => {
  const decoder = decoderOf(options, false);
  const fields = (): ArrowSchema['fields'] => decoder.schema?.fields ?? [];
  return {
    get schema() {
      return decoder.schema;
    },
    decode: (metadata, body) => {
      const batch = decoder.decode(metadata, body);
      return batch === undefined || batch.length === 0 ? undefined : batchColumns(fields(), batch);
    },
    join: (batches) => (batches.length === 0 ? batchColumns(fields(), decoder.empty()) : joinColumns(batches)),
  };
};
