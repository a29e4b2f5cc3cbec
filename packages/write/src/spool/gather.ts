import { LineBuffer } from '@influxkit/line-protocol';
import type { Batch } from '../batch.js';
import type { Place } from './cursor.js';
import type { StoredRecord } from './log.js';
import type { SegmentHead } from './segment.js';

/** Records put together for one request. */
export interface Gathered {
  readonly batch: Batch;
  readonly head: SegmentHead;
  /** The place after the last of them. */
  readonly end: Place;
}

/** Collects records until they fill a request: those with the same target and precision. */
export class Gatherer {
  readonly #maxLines: number;
  readonly #maxBytes: number;
  #buffer: LineBuffer | undefined;
  #first: StoredRecord | undefined;
  #last: StoredRecord | undefined;

  constructor(maxLines: number, maxBytes: number) {
    this.#maxLines = maxLines;
    this.#maxBytes = maxBytes;
  }

  get isEmpty(): boolean {
    return this.#first === undefined;
  }

  /** Whether a record still fits; the first one always does. */
  takes(record: StoredRecord): boolean {
    const first = this.#first;
    if (!first || !this.#buffer) return true;
    return (
      JSON.stringify(first.head) === JSON.stringify(record.head) &&
      first.info.precision === record.info.precision &&
      this.#buffer.lines + record.info.lines <= this.#maxLines &&
      this.#buffer.byteLength + record.payload.length <= this.#maxBytes
    );
  }

  get isFull(): boolean {
    const buffer = this.#buffer;
    return buffer !== undefined && (buffer.lines >= this.#maxLines || buffer.byteLength >= this.#maxBytes);
  }

  add(record: StoredRecord): void {
    this.#buffer ??= new LineBuffer({ capacity: 16_384 });
    this.#first ??= record;
    this.#last = record;
    this.#buffer.appendLines(record.payload);
  }

  /** @param position of the first line among all lines of the spool */
  take(position: number): Gathered | undefined {
    const first = this.#first;
    const last = this.#last;
    if (!first || !last || !this.#buffer) return undefined;
    const batch: Batch = {
      lines: this.#buffer.take(),
      precision: first.info.precision ?? 'ns',
      position,
      positions: undefined,
    };
    this.clear();
    return { batch, head: first.head, end: last.end };
  }

  clear(): void {
    this.#buffer?.clear();
    this.#first = undefined;
    this.#last = undefined;
  }
}
