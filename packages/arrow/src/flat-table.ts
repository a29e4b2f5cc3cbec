// Reads tables of FlatBuffers, the format of Arrow's metadata. Every offset is checked before it is followed: the bytes may
// come from anyone.
import { ArrowError } from './arrow-error.js';

/** Bytes of metadata, and how much may still be made of them. */
class Metadata {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Tables that may still be read: offsets may lead to one table from many places, so that a few bytes describe millions. */
  #tables: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // A table and its place in a vector take eight bytes at least.
    this.#tables = bytes.byteLength / 8;
  }

  /** Checks that so many bytes are there; gives the position. */
  at(position: number, size: number): number {
    if (position < 0 || position + size > this.bytes.length) throw malformed('an offset leads out of it');
    return position;
  }

  count(): void {
    this.#tables -= 1;
    if (this.#tables < 0) throw malformed('its tables refer to each other over and over');
  }
}

const malformed = (reason: string): ArrowError => new ArrowError(`the metadata of a message is malformed: ${reason}`);

const decoder: TextDecoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true });

/** Where the elements of a vector are. */
export interface Vector {
  readonly start: number;
  readonly count: number;
}

/** A table: its fields by number, as the schema of Arrow's format counts them. An absent field has its default. */
export class FlatTable {
  readonly #metadata: Metadata;
  readonly #position: number;
  readonly #fields: number;
  readonly #fieldsEnd: number;

  private constructor(metadata: Metadata, position: number) {
    metadata.count();
    const { view } = metadata;
    const fields = metadata.at(position - view.getInt32(metadata.at(position, 4), true), 4);
    const size = view.getUint16(fields, true);
    metadata.at(fields, Math.max(size, 4));
    this.#metadata = metadata;
    this.#position = position;
    this.#fields = fields;
    this.#fieldsEnd = size;
  }

  /** The table at the root of metadata. */
  static root(bytes: Uint8Array): FlatTable {
    const metadata = new Metadata(bytes);
    return new FlatTable(metadata, metadata.view.getUint32(metadata.at(0, 4), true));
  }

  /** The position of a field of so many bytes; -1 where it is absent. */
  #find(field: number, size: number): number {
    const entry = 4 + 2 * field;
    if (entry + 2 > this.#fieldsEnd) return -1;
    const offset = this.#metadata.view.getUint16(this.#fields + entry, true);
    return offset === 0 ? -1 : this.#metadata.at(this.#position + offset, size);
  }

  /** Where the offset in a field leads; -1 where it is absent. */
  #follow(field: number): number {
    const position = this.#find(field, 4);
    return position < 0 ? -1 : this.#metadata.at(position + this.#metadata.view.getUint32(position, true), 4);
  }

  uint8(field: number): number {
    const position = this.#find(field, 1);
    return position < 0 ? 0 : this.#metadata.view.getUint8(position);
  }

  int16(field: number, absent = 0): number {
    const position = this.#find(field, 2);
    return position < 0 ? absent : this.#metadata.view.getInt16(position, true);
  }

  int32(field: number, absent = 0): number {
    const position = this.#find(field, 4);
    return position < 0 ? absent : this.#metadata.view.getInt32(position, true);
  }

  /** A count or a length; an error where it is negative or beyond all lengths that there are. */
  length(field: number): number {
    const position = this.#find(field, 8);
    return position < 0 ? 0 : this.#lengthAt(position);
  }

  bigint(field: number): bigint {
    const position = this.#find(field, 8);
    return position < 0 ? 0n : this.#metadata.view.getBigInt64(position, true);
  }

  string(field: number): string {
    const start = this.#follow(field);
    if (start < 0) return '';
    const size = this.#metadata.view.getUint32(start, true);
    const position = this.#metadata.at(start + 4, size);
    return decoder.decode(this.#metadata.bytes.subarray(position, position + size));
  }

  table(field: number): FlatTable | undefined {
    const position = this.#follow(field);
    return position < 0 ? undefined : new FlatTable(this.#metadata, position);
  }

  tables(field: number): FlatTable[] {
    const { start, count } = this.vector(field, 4);
    return Array.from({ length: count }, (_, index) => {
      const position = start + 4 * index;
      return new FlatTable(this.#metadata, position + this.#metadata.view.getUint32(position, true));
    });
  }

  /** A vector of elements of so many bytes each. */
  vector(field: number, size: number): Vector {
    const position = this.#follow(field);
    if (position < 0) return { start: 0, count: 0 };
    const count = this.#metadata.view.getUint32(position, true);
    return { start: this.#metadata.at(position + 4, count * size), count };
  }

  /** A length in a struct of a vector. */
  lengthIn({ start }: Vector, offset: number): number {
    return this.#lengthAt(start + offset);
  }

  #lengthAt(position: number): number {
    const value = Number(this.#metadata.view.getBigInt64(position, true));
    if (value < 0 || !Number.isSafeInteger(value)) throw malformed(`${value} is not a length`);
    return value;
  }
}
