import type { ResolvedOptions } from './csv-options.js';

/**
 * The beginning of a record whose end has not come yet.
 *
 * It remembers how far it has looked and whether a quote is open, so that a record that arrives in many pieces is
 * looked at once, not once a piece.
 */
export class PartialRecord {
  length = 0;
  /** Which limit the record has outgrown. */
  excess: 'field' | 'record' | undefined;
  #buffer: Uint8Array = new Uint8Array(1024);
  #quoted = false;
  #fieldStart = 0;
  readonly #delimiter: number;
  readonly #maxFieldBytes: number;
  readonly #maxRecordBytes: number;

  constructor(options: Pick<ResolvedOptions, 'delimiter' | 'maxFieldBytes' | 'maxRecordBytes'>) {
    this.#delimiter = options.delimiter;
    this.#maxFieldBytes = options.maxFieldBytes;
    this.#maxRecordBytes = options.maxRecordBytes;
  }

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.length);
  }

  /** Takes the beginning of a record. */
  keep(bytes: Uint8Array): void {
    this.length = 0;
    this.#quoted = false;
    this.#fieldStart = 0;
    if (bytes.length > 0) {
      this.#put(bytes);
      this.#look(0);
    }
  }

  /** Takes more of it. True if the record has ended. */
  append(bytes: Uint8Array): boolean {
    const from = this.length;
    this.#put(bytes);
    return this.#look(from);
  }

  /** Forgets the records that have been read: that many bytes at the beginning. */
  drop(count: number): void {
    this.#buffer.copyWithin(0, count, this.length);
    this.length -= count;
    this.#quoted = false;
    this.#fieldStart = 0;
    if (this.length > 0) this.#look(0);
  }

  #put(bytes: Uint8Array): void {
    const length = this.length + bytes.length;
    if (length > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(length, this.#buffer.length * 2));
      larger.set(this.bytes());
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.length);
    this.length = length;
  }

  /** Looks for the end of the record from `from` on. */
  #look(from: number): boolean {
    const buffer = this.#buffer;
    const { length } = this;
    const delimiter = this.#delimiter;
    let quoted = this.#quoted;
    let fieldStart = this.#fieldStart;
    let at = from;
    // Without quotes, which most records are, no byte needs a look of its own, unless a field could outgrow its limit.
    if (!quoted && length - fieldStart <= this.#maxFieldBytes) {
      const added = buffer.subarray(from, length);
      const lineFeed = added.indexOf(10);
      const ofRecord = lineFeed < 0 ? added : added.subarray(0, lineFeed);
      if (ofRecord.indexOf(34) < 0) {
        if (lineFeed >= 0) return true;
        const last = added.lastIndexOf(delimiter);
        if (last >= 0) fieldStart = from + last + 1;
        at = length;
      }
    }
    for (; at < length; at += 1) {
      const byte = buffer[at];
      if (byte === 34) {
        quoted = !quoted;
      } else if (!quoted) {
        if (byte === 10) return true;
        if (byte === delimiter) {
          if (at - fieldStart > this.#maxFieldBytes) {
            this.excess = 'field';
            return false;
          }
          fieldStart = at + 1;
        }
      }
    }
    this.#quoted = quoted;
    this.#fieldStart = fieldStart;
    // Two bytes more than a value may have: a carriage return before the line end is not part of it.
    if (length - fieldStart > this.#maxFieldBytes + 2) this.excess = 'field';
    else if (length > this.#maxRecordBytes) this.excess = 'record';
    return false;
  }
}
