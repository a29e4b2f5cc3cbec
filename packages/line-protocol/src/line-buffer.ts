import { NEWLINE } from '@influxkit/internal/ascii';
import { describe, describeChoice } from '@influxkit/internal/message';
import { ByteWriter } from './byte-writer.js';
import type { ColumnPoints } from './column-points.js';
import type { Dialect, Precision } from './dialect.js';
import { Encoder } from './encoder.js';
import { LineBatch } from './line-batch.js';
import type { Point } from './point.js';
import type { EncodeOptions, PointData } from './point-data.js';
import { PointError } from './point-error.js';
import { PreparedPoint, type RowWriter, SelfWritingPoint } from './prepared-point.js';
import { type RawLine, rawLines } from './raw-lines.js';
import { repairPoint } from './repair.js';

const SMALLEST = 256;
const DEFAULT_CAPACITY = 64 * 1024;

/** A point in any of its forms. */
export type PointInput = PointData | Point | PreparedPoint;

/** Options of a {@link LineBuffer}. */
export interface LineBufferOptions extends EncodeOptions {
  /**
   * Bytes to start with; the buffer grows as needed.
   *
   * @default 65536
   */
  readonly capacity?: number | undefined;
  /**
   * Memory to start with instead, which then belongs to the buffer.
   *
   * @default memory of its own
   */
  readonly memory?: Uint8Array | undefined;
}

/**
 * Points, encoded as they are appended, until {@link LineBuffer.take} hands them over as one batch of bytes.
 *
 * @example
 * import { appendFileSync } from 'node:fs';
 * import { LineBuffer } from '@influxkit/influxdb';
 *
 * const buffer = new LineBuffer({ precision: 'ms' });
 * buffer.append({ measurement: 'cpu', tags: { host: 'a' }, fields: { usage: 0.5 }, timestamp: Date.now() });
 * if (buffer.lines >= 5000 || buffer.byteLength >= 1_000_000) appendFileSync('points.lp', buffer.take().bytes);
 */
export class LineBuffer {
  /** @internal */
  readonly encoder: Encoder;
  /** @internal */
  readonly out: ByteWriter;
  readonly #drop: boolean;
  readonly #onDrop: ((error: PointError, index: number) => void) | undefined;
  /** Set where points are repaired. */
  readonly #onRepair: ((error: PointError, index: number) => void) | undefined;
  #ends: Uint32Array;
  #count = 0;
  #seen = 0;
  #droppedCount = 0;
  #spare: Uint8Array | undefined;

  /** @throws TypeError for an option that is not understood */
  constructor(options: LineBufferOptions = {}) {
    const { onInvalid = 'throw', onDrop, onRepair, capacity = DEFAULT_CAPACITY, memory } = options;
    if (onInvalid !== 'throw' && onInvalid !== 'drop' && onInvalid !== 'repair')
      throw new TypeError(`onInvalid: must be 'throw', 'drop' or 'repair', got ${describeChoice(onInvalid)}`);
    if (onInvalid !== 'throw' && typeof onDrop !== 'function') {
      throw new TypeError(`onInvalid: '${onInvalid}' needs onDrop, a function that is called for each dropped point`);
    }
    if (onInvalid === 'repair' && typeof onRepair !== 'function') {
      throw new TypeError("onInvalid: 'repair' needs onRepair, a function that is called for each repair");
    }
    if (!Number.isSafeInteger(capacity) || capacity < 0) {
      throw new TypeError(`capacity: must be a number of bytes, 0 or more, got ${describe(capacity)}`);
    }
    this.#drop = onInvalid !== 'throw';
    this.#onDrop = onDrop;
    this.#onRepair = onInvalid === 'repair' ? onRepair : undefined;
    this.out = new ByteWriter(memory ?? new Uint8Array(Math.max(capacity, SMALLEST)));
    this.encoder = new Encoder(options, this.out);
    this.#ends = new Uint32Array(64);
  }

  /** Lines waiting to be taken. */
  get lines(): number {
    return this.#count;
  }

  /** Bytes waiting to be taken. */
  get byteLength(): number {
    return this.out.pos;
  }

  /** A view of the bytes waiting to be taken, true until the next change. */
  get bytes(): Uint8Array {
    return this.out.bytes.subarray(0, this.out.pos);
  }

  /** Bytes of memory held, used or not. */
  get capacity(): number {
    return this.out.bytes.length + (this.#spare?.length ?? 0) + this.#ends.byteLength;
  }

  /** Points dropped since the start, each of which `onDrop` was called for. */
  get dropped(): number {
    return this.#droppedCount;
  }

  get precision(): Precision {
    return this.encoder.timestamps.precision;
  }

  get dialect(): Dialect {
    return this.encoder.rules.dialect;
  }

  /**
   * Appends one point: a plain object, a fluent {@link Point}, what a measurement or a series made by `point()`, or a raw line,
   * which is not checked.
   *
   * @returns false when the point was dropped
   * @throws PointError for a point that line protocol cannot carry, with `onInvalid: 'throw'`; the buffer is as before
   */
  append(point: PointInput | RawLine): boolean {
    const start = this.out.pos;
    try {
      if (point instanceof SelfWritingPoint) point.writeTo(this.encoder);
      else this.encoder.writePlain(point as PointData);
    } catch (error) {
      return this.#recover(start, error, point);
    }
    this.endLine();
    return true;
  }

  /** Appends a row by the plan of its measurement or series, which is what their `append` does. @internal */
  appendRow<Row>(writer: RowWriter<Row>, row: Row): boolean {
    const start = this.out.pos;
    try {
      writer.write(this.encoder, row);
    } catch (error) {
      return this.#recover(start, error, new PreparedPoint(writer, row));
    }
    this.endLine();
    return true;
  }

  /**
   * Appends points from columns: the cheapest way there is.
   *
   * @returns how many lines were added
   * @throws PointError for a point that line protocol cannot carry, with `onInvalid: 'throw'`; those before it are appended
   */
  appendColumns(points: ColumnPoints): number {
    return points.appendTo(this);
  }

  /**
   * Appends lines that are encoded already. They are not checked; blank lines and comments are left out.
   *
   * @returns how many lines were added
   */
  appendLines(lines: string | Uint8Array): number {
    let added = 0;
    for (const { bytes } of rawLines(lines, this.dialect)) {
      this.appendLine(bytes);
      added++;
    }
    return added;
  }

  /** Appends one line that is encoded already, given without its newline. @internal */
  appendLine(line: Uint8Array): void {
    const { out } = this;
    out.room(line.length);
    out.bytes.set(line, out.pos);
    out.pos += line.length;
    this.endLine();
  }

  /**
   * Hands over what was appended and starts anew. The batch owns its memory until {@link LineBuffer.recycle}.
   */
  take(): LineBatch {
    const { out } = this;
    const { bytes, pos } = out;
    const batch = new LineBatch(bytes.subarray(0, pos), this.#ends.subarray(0, this.#count), 0);
    // as large as this batch needed, so that the next one need not grow, and one giant does not stay
    const wanted = Math.max(SMALLEST, Math.min(bytes.length, pos + (pos >> 2)));
    const spare = this.#spare;
    this.#spare = undefined;
    out.replace(spare !== undefined && spare.length >= wanted ? spare : new Uint8Array(wanted));
    out.pos = 0;
    this.#ends = new Uint32Array(Math.max(64, this.#count + (this.#count >> 2)));
    this.#count = 0;
    return batch;
  }

  /** Takes a batch's memory back for the next one. The batch, and all its views, must not be used any more. */
  recycle(batch: LineBatch): void {
    const { buffer, byteOffset } = batch.bytes;
    if (byteOffset === 0 && buffer !== this.out.bytes.buffer) this.#spare = new Uint8Array(buffer as ArrayBuffer);
  }

  /** Forgets what was appended and keeps the memory. */
  clear(): void {
    this.out.pos = 0;
    this.#count = 0;
  }

  /** Ends the line that was just written. @internal */
  endLine(): void {
    const { out } = this;
    out.room(1);
    out.bytes[out.pos++] = NEWLINE;
    if (this.#count === this.#ends.length) {
      const grown = new Uint32Array(this.#ends.length * 2);
      grown.set(this.#ends);
      this.#ends = grown;
    }
    this.#ends[this.#count++] = out.pos;
    this.#seen++;
  }

  /** Writes a point without what errors are about, one after the other, where points are repaired; else it is left out. */
  #recover(start: number, error: unknown, point: PointInput | RawLine): boolean {
    const faults: PointError[] = [];
    let rest = this.#onRepair && plainOf(point);
    for (let fault = error; fault !== undefined; ) {
      this.out.pos = start;
      rest = rest && fault instanceof PointError ? repairPoint(rest, fault) : undefined;
      if (rest === undefined) return this.#rewind(start, fault);
      faults.push(fault as PointError);
      fault = this.#faultOf(rest, point);
    }
    const index = this.#seen;
    this.endLine();
    for (const fault of faults) this.#onRepair?.(fault, index);
    return true;
  }

  /** Writes what is left of a point; what is wrong with it where it cannot be written. */
  #faultOf(rest: PointData, point: PointInput | RawLine): unknown {
    try {
      this.encoder.writePlain(rest);
      return undefined;
    } catch (error) {
      return point instanceof PreparedPoint ? point.placed(error) : error;
    }
  }

  #rewind(start: number, error: unknown): boolean {
    this.out.pos = start;
    const index = this.#seen++;
    if (!this.#drop || !(error instanceof PointError)) throw error;
    this.#droppedCount++;
    this.#onDrop?.(error, index);
    return false;
  }
}

/** A point in whatever form as a plain object; undefined where it has none. */
function plainOf(point: PointInput | RawLine): PointData | undefined {
  // a fluent point of another copy of this package is none of ours
  const { toPointData } = point as Partial<Point>;
  try {
    return typeof toPointData === 'function' ? toPointData.call(point) : (point as PointData);
  } catch {
    return undefined;
  }
}
