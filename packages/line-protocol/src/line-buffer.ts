import { LineBatch } from './batch.js';
import type { Dialect, Precision } from './dialect.js';
import { Encoder } from './encoder.js';
import { PointError } from './errors.js';
import { Point } from './point.js';
import { PreparedPoint, type RowWriter } from './prepared.js';
import { Sink } from './sink.js';
import { lineEnd } from './split.js';
import type { EncodeOptions, PointData } from './types.js';

const NEWLINE = 10;
const SMALLEST = 256;
const DEFAULT_CAPACITY = 64 * 1024;
const utf8: TextEncoder = /* @__PURE__ */ new TextEncoder();

/** A point in any of its forms. */
export type PointInput = PointData | Point | PreparedPoint;

/** Options of a {@link LineBuffer}. */
export interface LineBufferOptions extends EncodeOptions {
  /** Bytes to start with; the buffer grows as needed. Default 64 KiB. */
  readonly capacity?: number | undefined;
  /** Memory to start with instead, which then belongs to the buffer. */
  readonly memory?: Uint8Array | undefined;
}

/**
 * Points, encoded as they are appended, until {@link LineBuffer.take} hands them over as one batch of bytes.
 *
 * @example
 * const buffer = new LineBuffer({ precision: 'ms' });
 * buffer.append({ measurement: 'cpu', tags: { host: 'a' }, fields: { usage: 0.5 }, timestamp: Date.now() });
 * if (buffer.lines >= 5000 || buffer.byteLength >= 1_000_000) send(buffer.take().bytes);
 */
export class LineBuffer {
  private readonly encoder: Encoder;
  private readonly sink: Sink;
  private readonly drop: boolean;
  private readonly onDrop: ((error: PointError, index: number) => void) | undefined;
  private ends: Uint32Array;
  private count = 0;
  private seen = 0;
  private lost = 0;
  private spare: Uint8Array | undefined;

  /** @throws TypeError for an option that is not understood */
  constructor(options: LineBufferOptions = {}) {
    const { onInvalid = 'throw', onDrop, capacity = DEFAULT_CAPACITY, memory } = options;
    if (onInvalid !== 'throw' && onInvalid !== 'drop') throw new TypeError("onInvalid: must be 'throw' or 'drop'");
    if (onInvalid === 'drop' && typeof onDrop !== 'function') {
      throw new TypeError("onInvalid: 'drop' needs onDrop, a function that is told of each dropped point");
    }
    if (!Number.isSafeInteger(capacity) || capacity < 0) throw new TypeError('capacity: must be a number of bytes');
    this.drop = onInvalid === 'drop';
    this.onDrop = onDrop;
    this.sink = new Sink(memory ?? new Uint8Array(Math.max(capacity, SMALLEST)));
    this.encoder = new Encoder(options, this.sink);
    this.ends = new Uint32Array(64);
  }

  /** Lines waiting to be taken. */
  get lines(): number {
    return this.count;
  }

  /** Bytes waiting to be taken. */
  get byteLength(): number {
    return this.sink.pos;
  }

  /** A view of the bytes waiting to be taken, true until the next change. */
  get bytes(): Uint8Array {
    return this.sink.bytes.subarray(0, this.sink.pos);
  }

  /** Bytes of memory held, used or not. */
  get capacity(): number {
    return this.sink.bytes.length + (this.spare?.length ?? 0) + this.ends.byteLength;
  }

  /** Points dropped since the start, each of which was told to `onDrop`. */
  get dropped(): number {
    return this.lost;
  }

  get precision(): Precision {
    return this.encoder.timestamps.precision;
  }

  get dialect(): Dialect {
    return this.encoder.rules.dialect;
  }

  /**
   * Appends one point: a plain object, a fluent {@link Point}, or what a measurement or a series made by `point()`.
   *
   * @returns false when the point was dropped
   * @throws PointError for a point that line protocol cannot carry, with `onInvalid: 'throw'`; the buffer is as before
   */
  append(point: PointInput): boolean {
    const start = this.sink.pos;
    try {
      if (point instanceof Point) this.encoder.writeFluent(point);
      else if (point instanceof PreparedPoint) point.writeTo(this.encoder);
      else this.encoder.writePlain(point as PointData);
    } catch (error) {
      return this.refuse(start, error);
    }
    this.endLine();
    return true;
  }

  /** Appends a row by the plan of its measurement or series, which is what their `append` does. @internal */
  appendRow<Row>(writer: RowWriter<Row>, row: Row): boolean {
    const start = this.sink.pos;
    try {
      writer.write(this.encoder, row);
    } catch (error) {
      return this.refuse(start, error);
    }
    this.endLine();
    return true;
  }

  /**
   * Appends lines that are encoded already. They are not checked; blank lines and comments are left out.
   *
   * @returns how many lines were added
   */
  appendLines(lines: string | Uint8Array): number {
    const bytes = typeof lines === 'string' ? utf8.encode(lines) : lines;
    const { sink } = this;
    let added = 0;
    for (let from = 0; from < bytes.length; ) {
      const end = lineEnd(bytes, from);
      let first = from;
      while (first < end && (bytes[first] === 32 || bytes[first] === 9 || bytes[first] === 0)) first++;
      let last = end;
      if (last > first && bytes[last - 1] === 13) last--;
      if (last > first && bytes[first] !== 35) {
        sink.room(last - first + 1);
        sink.bytes.set(bytes.subarray(first, last), sink.pos);
        sink.pos += last - first;
        this.endLine();
        added++;
      }
      from = end + 1;
    }
    return added;
  }

  /**
   * Hands over what was appended and starts anew. The batch owns its memory until {@link LineBuffer.recycle}.
   */
  take(): LineBatch {
    const { sink } = this;
    const { bytes, pos } = sink;
    const batch = new LineBatch(bytes.subarray(0, pos), this.ends.subarray(0, this.count), 0);
    // as large as this batch needed, so that the next one need not grow, and one giant does not stay
    const wanted = Math.max(SMALLEST, Math.min(bytes.length, pos + (pos >> 2)));
    const spare = this.spare;
    this.spare = undefined;
    sink.replace(spare !== undefined && spare.length >= wanted ? spare : new Uint8Array(wanted));
    sink.pos = 0;
    this.ends = new Uint32Array(Math.max(64, this.count + (this.count >> 2)));
    this.count = 0;
    return batch;
  }

  /** Takes a batch's memory back for the next one. The batch, and all its views, must not be used any more. */
  recycle(batch: LineBatch): void {
    const { buffer, byteOffset } = batch.bytes;
    if (byteOffset === 0 && buffer !== this.sink.bytes.buffer) this.spare = new Uint8Array(buffer as ArrayBuffer);
  }

  /** Forgets what was appended and keeps the memory. */
  clear(): void {
    this.sink.pos = 0;
    this.count = 0;
  }

  private endLine(): void {
    const { sink } = this;
    sink.room(1);
    sink.bytes[sink.pos++] = NEWLINE;
    if (this.count === this.ends.length) {
      const grown = new Uint32Array(this.ends.length * 2);
      grown.set(this.ends);
      this.ends = grown;
    }
    this.ends[this.count++] = sink.pos;
    this.seen++;
  }

  private refuse(start: number, error: unknown): boolean {
    this.sink.pos = start;
    const index = this.seen++;
    if (!this.drop || !(error instanceof PointError)) throw error;
    this.lost++;
    this.onDrop?.(error, index);
    return false;
  }
}
