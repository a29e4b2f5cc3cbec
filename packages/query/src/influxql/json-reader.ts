import { JsonReader } from '@influxkit/internal/json-numbers';
import { CellReader, type FluxValue } from '../csv/cell-reader.js';
import type { Kind } from '../csv/kinds.js';
import { DecodeError, TruncatedAnswerError } from '../errors.js';

const QUOTE = 34;
const COMMA = 44;
const MAX_DEPTH = 64;

/** Reads the JSON that `/query` sends, with a short way for the times of its rows, and knows where it is for errors. */
export class InfluxQLReader extends JsonReader {
  /** Which document this is and how many rows came before, for errors. */
  document = 0;
  row = 0;
  /** Bytes read before those that are loaded. */
  before = 0;
  /** Reads values that end at a quote. */
  readonly #quoted: CellReader = new CellReader(QUOTE, Number.POSITIVE_INFINITY);
  /** Reads values that end at a comma. */
  readonly #plain: CellReader = new CellReader(COMMA, Number.POSITIVE_INFINITY);

  constructor() {
    super((message, isCut) => this.#failure(message, isCut), MAX_DEPTH);
  }

  override load(bytes: Uint8Array): void {
    super.load(bytes);
    this.#quoted.share(this.text);
    this.#plain.share(this.text);
  }

  #failure(message: string, isCut: boolean): DecodeError {
    const place = { line: this.document, row: this.row };
    return isCut
      ? new TruncatedAnswerError('the answer ends inside a JSON document', place)
      : new DecodeError(`not JSON as InfluxQL answers it: ${message} at byte ${this.before + this.position}`, place);
  }

  /** Reads an integer that a comma follows, with all its digits; undefined, and nothing read, for anything else. */
  long(): bigint | undefined {
    const value = this.#plain.long(this.position);
    if (this.#plain.at < 0) return undefined;
    this.position = this.#plain.at;
    return value;
  }

  /** Reads an RFC 3339 time in quotes; undefined, and nothing read, for anything else. */
  time(kind: Kind): FluxValue | undefined {
    if (this.bytes[this.position] !== QUOTE) return undefined;
    const value = this.#quoted.value(kind, this.position + 1);
    if (this.bytes[this.#quoted.at] !== QUOTE) return undefined;
    this.position = this.#quoted.at + 1;
    return value;
  }
}
