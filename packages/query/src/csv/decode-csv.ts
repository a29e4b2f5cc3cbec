import { type Chunks, type CsvSource, chunksOf, type ReadOptions } from '@influxkit/internal/chunk-source';
import { Batches, columnStream, type RowStream, SerialIterator } from '@influxkit/internal/row-stream';
import { CheckedBatches, type SchemaOutput, type StandardSchema } from '@influxkit/internal/standard-schema';
import { FluxError, isQueryError, rejectRow } from '../query-errors.js';
import { csvBody, headIn, recognised } from '../recognise.js';
import { rowStream } from '../row-stream.js';
import { ColumnDecoder, type FluxColumns } from './column-decoder.js';
import { type BodyFacts, type DecodeOptions, type ResolvedOptions, resolveOptions } from './csv-options.js';
import { type FluxRow, RowDecoder, type TableHead, type TableStart } from './row-decoder.js';

/** Choices of decoding and of reading. */
export interface DecodeStreamOptions extends DecodeOptions, ReadOptions {}

/** Choices, and what is known of the body besides. */
export type CsvResponseOptions = DecodeStreamOptions & BodyFacts;

/** Asks for a response; called once an iteration. */
export type OpenChunks = () => Promise<Chunks>;

/** The response as one array a column: awaited, the whole of it; or in batches. */
export interface ColumnStream extends PromiseLike<FluxColumns> {
  /** The columns of each piece of the response as it arrives. */
  batches(): AsyncIterableIterator<FluxColumns>;
}

const rowBatches = (open: OpenChunks, resolved: ResolvedOptions, options: ReadOptions): Batches<FluxRow[]> => {
  const decoder = new RowDecoder(resolved);
  const take = (): FluxRow[] | undefined => {
    const rows = decoder.take();
    return rows.length === 0 ? undefined : rows;
  };
  return new Batches(open, decoder, take, options);
};

export const rowsOf = (open: OpenChunks, options: CsvResponseOptions, schema?: StandardSchema): RowStream<unknown> => {
  // Wrong options are the caller's mistake and are better reported at the call than at the first row.
  const resolved = resolveOptions(options);
  return rowStream<unknown>(() => {
    const batches = rowBatches(open, resolved, options);
    return schema === undefined ? batches : new CheckedBatches(batches, schema, rejectRow);
  });
};

export const tablesOf = (open: OpenChunks, options: CsvResponseOptions): RowStream<FluxTable> => {
  const resolved = resolveOptions(options);
  return rowStream(() => {
    const decoder = new RowDecoder(resolved, true);
    return new Tables(new Batches(open, decoder, () => takeTables(decoder), options));
  });
};

export const columnsOf = (open: OpenChunks, options: CsvResponseOptions): ColumnStream => {
  const resolved = resolveOptions(options);
  const batches = (): Batches<FluxColumns> => {
    const decoder = new ColumnDecoder(resolved);
    return new Batches(open, decoder, () => (decoder.length === 0 ? undefined : decoder.take()), options);
  };
  const collect = async (): Promise<FluxColumns> => {
    const decoder = new ColumnDecoder(resolved);
    // Nothing is taken while it arrives, so that the arrays are built once.
    await new Batches<never>(open, decoder, () => undefined, options).next();
    return decoder.take();
  };
  return columnStream(batches, collect, isQueryError);
};

const opening = (source: CsvSource, { delimiter, commentPrefix }: DecodeOptions): OpenChunks => {
  // async, so that a source that cannot be read rejects the iteration.
  return async () => recognised(chunksOf(source), csvBody(delimiter, commentPrefix), headIn(source));
};

/** Decodes annotated CSV to row objects, each row checked and typed by a schema. */
export function decodeRows<Schema extends StandardSchema>(
  source: CsvSource,
  options: DecodeStreamOptions & { readonly schema: Schema },
): RowStream<SchemaOutput<Schema>>;
/**
 * Decodes annotated CSV to row objects. A stream can be read once; a string and bytes as often as wanted.
 *
 * @throws TypeError or RangeError for a wrong option. The iteration rejects with `DecodeError`, `TruncatedResponseError`
 *   or `FluxError`, after the rows before the fault.
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 * import { decodeRows } from '@influxkit/influxdb';
 *
 * for await (const row of decodeRows(await readFile('export.csv'))) console.log(row._time, row._value);
 */
export function decodeRows<Row = FluxRow>(source: CsvSource, options?: DecodeStreamOptions): RowStream<Row>;
export function decodeRows(
  source: CsvSource,
  options: DecodeStreamOptions & { readonly schema?: StandardSchema } = {},
): RowStream<unknown> {
  return rowsOf(opening(source, options), options, options.schema);
}

/**
 * Decodes annotated CSV to tables; one table is in memory at a time. Errors are those of `decodeRows`.
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 * import { decodeTables } from '@influxkit/influxdb';
 *
 * for await (const { key, rows } of decodeTables(await readFile('export.csv'))) console.log(key, rows.length);
 */
export const decodeTables = (source: CsvSource, options: DecodeStreamOptions = {}): RowStream<FluxTable> =>
  tablesOf(opening(source, options), options);

/**
 * Decodes annotated CSV to one array a column. Errors are those of `decodeRows`.
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 * import { decodeColumns } from '@influxkit/influxdb';
 *
 * const columns = await decodeColumns(await readFile('export.csv'));
 * console.log(columns.length, columns.get('_value')?.values);
 */
export const decodeColumns = (source: CsvSource, options: DecodeStreamOptions = {}): ColumnStream =>
  columnsOf(opening(source, options), options);

/** A table with all its rows. */
export interface FluxTable<Row = FluxRow> extends TableHead {
  readonly rows: readonly Row[];
}

/** Rows and where tables begin among them. */
export interface TableBatch {
  readonly rows: readonly FluxRow[];
  readonly starts: readonly TableStart[];
}

/** What a decoder has read, or undefined where that is nothing. */
const takeTables = (decoder: RowDecoder): TableBatch | undefined => {
  const starts = decoder.tableStarts;
  const rows = decoder.take();
  return rows.length === 0 && starts.length === 0 ? undefined : { rows, starts };
};

/** Puts tables together from batches; each is given once it is complete. */
class Tables extends SerialIterator<FluxTable[]> {
  readonly #batches: AsyncIterableIterator<TableBatch>;
  #head: TableHead | undefined;
  #rows: FluxRow[] = [];
  #ended = false;
  /** What the server says went wrong, after the tables before it. */
  #failure: FluxError | undefined;

  constructor(batches: AsyncIterableIterator<TableBatch>) {
    super();
    this.#batches = batches;
  }

  protected override async advance(): Promise<FluxTable[] | undefined> {
    while (!this.#ended) {
      const value = await this.#next();
      this.#ended = value === undefined;
      const tables = value === undefined ? this.#complete(undefined) : this.#add(value);
      if (tables.length > 0) return tables;
    }
    if (this.#failure !== undefined) throw this.#failure;
    return undefined;
  }

  protected override release(): void {
    void this.#batches.return?.();
  }

  /** The next batch; undefined at the end, and where an error table ends the one that is being read. */
  async #next(): Promise<TableBatch | undefined> {
    try {
      const { done, value } = await this.#batches.next();
      return done ? undefined : value;
    } catch (error) {
      // Any other fault may have cut the table.
      if (!(error instanceof FluxError)) throw error;
      this.#failure = error;
      return undefined;
    }
  }

  #add({ rows, starts }: TableBatch): FluxTable[] {
    const tables: FluxTable[] = [];
    let from = 0;
    for (const { head, at } of starts) {
      this.#append(rows, from, at);
      tables.push(...this.#complete(head));
      from = at;
    }
    this.#append(rows, from, rows.length);
    return tables;
  }

  #append(rows: readonly FluxRow[], from: number, to: number): void {
    for (let i = from; i < to; i += 1) this.#rows.push(rows[i] as FluxRow);
  }

  /** Ends the table that is being read and begins another. */
  #complete(next: TableHead | undefined): FluxTable[] {
    const head = this.#head;
    const rows = this.#rows;
    this.#head = next;
    this.#rows = [];
    return head === undefined ? [] : [{ ...head, rows }];
  }
}
