import type { ResolvedValueOptions } from '@influxkit/internal/value-options';
import { ArrowError } from './arrow-error.js';
import { BatchReader, noValues, type ReadValues } from './batch-reader.js';
import { type ColumnValues, joined } from './column-values.js';
import { FlatTable } from './flat-table.js';
import { type ArrowSchema, type Field, fieldsOf, metadataOf } from './schema.js';

/** The columns of a batch. */
export interface Batch {
  /** Rows. */
  readonly length: number;
  readonly columns: readonly ColumnValues[];
}

const SCHEMA = 1;
const DICTIONARY = 2;
const RECORD_BATCH = 3;

/** Values of a dictionary, with all that deltas add to it. */
const LARGEST_DICTIONARY = 16_777_216;

/** What decodes messages, for rows or for columns. */
export interface DecoderOptions extends ResolvedValueOptions {
  readonly datesAsObjects: boolean;
  /** Whether the bytes of the messages may be changed. */
  readonly ownsBytes: boolean;
}

/** Decodes the messages of an Arrow stream, one by one: a schema, dictionaries, batches. */
export class ArrowDecoder {
  readonly #options: ReadValues;
  #fields: readonly Field[] = [];
  #schema: ArrowSchema | undefined;
  /** Where the values of a dictionary are, by its id. */
  readonly #encoded: Map<bigint, Field> = new Map();
  readonly #dictionaries: Map<bigint, ColumnValues> = new Map();

  constructor(options: DecoderOptions) {
    this.#options = options;
  }

  /** What the columns are; undefined until the schema has come. */
  get schema(): ArrowSchema | undefined {
    return this.#schema;
  }

  /**
   * Decodes a message.
   *
   * @param metadata without its length
   * @returns the batch that it is, or undefined
   * @throws ArrowError for what is malformed, and types that are not decoded
   */
  decode(metadata: Uint8Array, bytes: Uint8Array): Batch | undefined {
    const message = FlatTable.root(metadata);
    // `slice` of a Buffer of Node's copies nothing.
    const body = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const kind = message.uint8(1);
    const header = message.table(2);
    if (message.length(3) > body.length)
      throw new ArrowError(`a message has ${body.length} bytes in place of ${message.length(3)}`);
    if (header === undefined) throw new ArrowError('a message without a header');
    if (this.#schema === undefined && (kind === DICTIONARY || kind === RECORD_BATCH))
      throw new ArrowError(
        "a message before the schema; a file that apache-arrow for JavaScript wrote has it at its end alone: write a stream, tableToIPC(table, 'stream')",
      );
    switch (kind) {
      case SCHEMA:
        this.#start(header);
        return undefined;
      case DICTIONARY:
        this.#addDictionary(header, body);
        return undefined;
      case RECORD_BATCH:
        return new BatchReader(header, body, this.#options, this.#dictionaries).read(this.#fields);
      default:
        throw new ArrowError(`a message of kind ${kind}, which is neither schema, dictionary nor batch`);
    }
  }

  /** A batch of no rows. */
  empty(): Batch {
    return { length: 0, columns: this.#fields.map((field) => noValues(field, this.#options)) };
  }

  #start(header: FlatTable): void {
    if (this.#schema !== undefined) throw new ArrowError('a second schema');
    const fields = fieldsOf(header);
    const collect = (field: Field): void => {
      if (field.dictionary !== undefined) this.#encoded.set(field.dictionary.id, field);
      field.children.forEach(collect);
    };
    fields.forEach(collect);
    this.#fields = fields;
    this.#schema = {
      fields: fields.map(({ name, datatype, nullable, metadata }) => ({ name, type: datatype, nullable, metadata })),
      metadata: metadataOf(header, 2),
    };
  }

  #addDictionary(header: FlatTable, body: Uint8Array): void {
    const id = header.bigint(0);
    const batch = header.table(1);
    const field = this.#encoded.get(id);
    if (field === undefined || batch === undefined)
      throw new ArrowError(`a dictionary ${id} that no column of the schema has`);
    const { dictionary: _, ...values } = field;
    const reader = new BatchReader(batch, body, { ...this.#options, ownsBytes: false }, this.#dictionaries);
    const added = reader.read([values]).columns[0] as ColumnValues;
    const before = header.uint8(2) === 0 ? undefined : this.#dictionaries.get(id);
    const length = (before?.values.length ?? 0) + added.values.length;
    if (length > LARGEST_DICTIONARY)
      throw new ArrowError(`a dictionary of more than ${LARGEST_DICTIONARY} values`, { column: field.name });
    this.#dictionaries.set(id, before === undefined ? added : joined([before, added], length));
  }
}
