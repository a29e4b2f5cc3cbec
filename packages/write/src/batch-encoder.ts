import { BACKSLASH, SPACE } from '@influxkit/internal/ascii';
import { monotonicNow } from '@influxkit/internal/clock';
import { FNV_OFFSET, fnvStep } from '@influxkit/internal/hash';
import { type ColumnPoints, LineBuffer, type LineBufferOptions, PointError, RawLine } from '@influxkit/line-protocol';
import type { Batch, WritePrecision } from './batch.js';
import type { BufferPool } from './buffer-pool.js';
import type { MemoryBudget } from './memory-budget.js';
import { appendFirst } from './merge.js';
import { monotonicClock, type TimestampClock } from './timestamp-clock.js';
import { BufferFullError, InvalidLineError } from './write-errors.js';
import type { LineSource } from './write-input.js';
import type { EncodingOptions } from './writer-options.js';

export interface BatchEncoderOptions {
  readonly encoding: EncodingOptions & { readonly precision: WritePrecision };
  /** Lines of a batch at most. */
  readonly batchLines: number;
  /** Lines of the first batch at most. @default as many as of any other */
  readonly firstLines?: number | undefined;
  /** Bytes of a batch. */
  readonly batchBytes: number;
  /** How many partitions keep the order of their series; 1 where order does not count. */
  readonly partitions: number;
  /** Lines that count as accepted before the first one. */
  readonly acceptedBefore?: number | undefined;
  /** Where each line's bytes are reserved. */
  readonly memory: MemoryBudget;
  /** Whether points are repaired that cannot be written as they are. */
  readonly repair?: boolean | undefined;
  /** Memory to go on with after a batch. */
  readonly pool?: BufferPool | undefined;
}

/**
 * Thrown by the clock of a buffer that must not take points without a timestamp. A symbol has no stack to be made: it
 * is not a mistake.
 */
const UNTIMED: unique symbol = /* @__PURE__ */ Symbol('untimed');

/** What became of points from columns. */
export interface ColumnRun {
  readonly rows: number;
  readonly batch: Batch | undefined;
}
const NO_RUN: ColumnRun = { rows: 0, batch: undefined };

/** Bounds of a run of lines, and the longest line so far. */
type Run = Parameters<ColumnPoints['appendRun']>[2];

/**
 * Encodes points and raw lines, and returns batches of them as they become full.
 *
 * Points without a timestamp get nanoseconds from a clock that never repeats one. Where the precision is coarser they go
 * into a partition of their own, sent as nanoseconds: rounded, two points of one series would overwrite each other.
 */
export class BatchEncoder {
  /** Lines that came in: the position of the last one among all. Counted here, where each line passes, for a call costs. */
  #accepted: number;
  readonly #memory: MemoryBudget;
  readonly #pool: BufferPool | undefined;
  readonly #batchLines: number;
  /** Lines of the batch that is open: fewer until the first one has ended. */
  #openLines: number;
  #batchBytes: number;
  readonly #clock: TimestampClock = monotonicClock();
  readonly #partitions: readonly Partition[];
  /** Where all lines go that no other partition is for. */
  readonly #first: Partition;
  readonly #untimed: Partition;
  /** All of them, each once. */
  readonly #all: readonly Partition[];
  /** Encodes a line before its series, and with it its partition, is known. */
  readonly #scratch: LineBuffer | undefined;
  readonly #untimedScratch: LineBuffer | undefined;
  /** What was repaired of the line that is encoded. */
  #repairs: PointError[] | undefined;

  /** @throws TypeError for an option of the encoder that is not understood */
  constructor(options: BatchEncoderOptions) {
    this.#accepted = options.acceptedBefore ?? 0;
    this.#memory = options.memory;
    this.#pool = options.pool;
    this.#batchLines = options.batchLines;
    this.#openLines = Math.min(options.batchLines, options.firstLines ?? options.batchLines);
    this.#batchBytes = options.batchBytes;
    const { precision, ...rest } = options.encoding;
    const timestampUnit = rest.timestampUnit ?? precision;
    const refuse = (): never => {
      throw UNTIMED;
    };
    const repairing: LineBufferOptions = options.repair
      ? {
          onInvalid: 'repair',
          onRepair: (error) => {
            this.#repairs ??= [];
            this.#repairs.push(error);
          },
          onDrop: (error) => {
            throw error;
          },
        }
      : { onInvalid: 'throw' };
    const timed: LineBufferOptions = {
      ...rest,
      ...repairing,
      precision,
      timestampUnit,
      clock: precision === 'ns' ? this.#clock : refuse,
    };
    const untimed: LineBufferOptions = { ...rest, ...repairing, precision: 'ns', timestampUnit, clock: this.#clock };
    // Room for a whole batch from the start: memory that is equal in size can take the place of any other. The system
    // provides it only where it is written to.
    const capacity = Math.min(4_194_304, Math.ceil(options.batchBytes * 1.0625));
    this.#partitions = Array.from(
      { length: options.partitions },
      (_, index) => new Partition(index, precision, { ...timed, capacity }),
    );
    this.#first = this.#partitions[0] as Partition;
    this.#untimed =
      precision === 'ns' ? this.#first : new Partition(options.partitions, 'ns', { ...untimed, capacity: 0 });
    this.#all = [...new Set([...this.#partitions, this.#untimed])];
    if (options.partitions > 1) {
      this.#scratch = new LineBuffer({ ...timed, capacity: 4096 });
      this.#untimedScratch = new LineBuffer({ ...untimed, capacity: 0 });
    }
  }

  /** Lines that came in, invalid ones among them. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Whether there is no line in an open batch. */
  get isEmpty(): boolean {
    return this.#all.every(({ buffer }) => buffer.lines === 0);
  }

  /** Lines of a batch at most. */
  get batchLines(): number {
    return this.#batchLines;
  }

  /** Bytes of a batch, as far as the server has shown what it takes. */
  get batchBytes(): number {
    return this.#batchBytes;
  }

  /** Milliseconds since the first line of the oldest open batch; undefined where there is none. */
  get oldest(): number | undefined {
    const opened = this.#all.filter(({ buffer }) => buffer.lines > 0).map((partition) => partition.openedAt);
    return opened.length === 0 ? undefined : monotonicNow() - Math.min(...opened);
  }

  /**
   * Encodes a line into an open batch.
   *
   * @returns the batch that is full with it
   * @throws InvalidLineError for what line protocol cannot carry; it counts as accepted, and is in no batch
   * @throws BufferFullError when memory has no room for it; nothing is accepted then
   */
  append(line: LineSource): Batch | undefined {
    // The common way, without a closure: a function that holds one anywhere pays for it in every call.
    if (line instanceof RawLine) this.#checkRaw(line);
    if (this.#scratch !== undefined) return this.#appendBySeries(line, this.#scratch);
    const partition = this.#first;
    const { buffer } = partition;
    const before = buffer.byteLength;
    try {
      buffer.append(line);
    } catch (error) {
      if (error !== UNTIMED) throw this.#invalid(error);
      return this.#appendTo(this.#untimed, line);
    }
    return this.#accept(partition, buffer.byteLength - before);
  }

  /**
   * Encodes points from columns, beginning with a row, up to one that is to be appended by itself, because it is invalid or
   * rare, or up to the end of the open batch.
   *
   * @returns how many, and the batch that is full with them
   */
  appendColumns(points: ColumnPoints, from: number): ColumnRun {
    // where series decide on partitions, each line is looked at
    if (this.#scratch !== undefined) return NO_RUN;
    const partition = points.isTimed ? this.#first : this.#untimed;
    const { buffer } = partition;
    const before = buffer.byteLength;
    const run = partition.run(this.#openLines, this.#batchBytes, this.#memory.free);
    const { rows, longest } = points.appendRun(buffer, from, run);
    if (rows === 0) return NO_RUN;
    this.#memory.reserve(buffer.byteLength - before);
    this.#accepted += rows;
    const position = this.#accepted - rows + 1;
    const isFull = partition.note(position, rows, longest, this.#openLines, this.#batchBytes);
    return { rows, batch: isFull ? this.#take(partition) : undefined };
  }

  /** Why no point of some columns can be encoded: their measurement, a key or a constant tag. */
  columnsFault(points: ColumnPoints): InvalidLineError | undefined {
    try {
      points.check(this.#first.buffer);
      return undefined;
    } catch (error) {
      if (!(error instanceof PointError)) throw error;
      return new InvalidLineError(error.message, this.#accepted + 1, error);
    }
  }

  /** What was repaired of the lines since the last call. The last one that was appended is the only one, where it is asked after each. */
  takeRepairs(): readonly PointError[] {
    const repairs = this.#repairs ?? [];
    this.#repairs = undefined;
    return repairs;
  }

  /** Ends the open batches, and returns those that have lines. */
  flush(): Batch[] {
    return this.#takeAll(this.#all);
  }

  /** Ends the batches that were begun some milliseconds ago or earlier. */
  takeOlderThan(age: number): Batch[] {
    const before = monotonicNow() - age;
    return this.#takeAll(this.#all.filter(({ openedAt }) => openedAt <= before));
  }

  /** Makes batches smaller, after a server called one of some bytes too large. */
  noteTooLarge(bytes: number): void {
    this.#batchBytes = Math.min(this.#batchBytes, Math.max(1, bytes >> 1));
  }

  /** @throws InvalidLineError for a raw line that must not be sent */
  #checkRaw({ bytes, needsTimestamp, problem }: RawLine): void {
    const wrong = problem ?? (needsTimestamp ? undefined : this.#wrongUnit(bytes));
    if (wrong === undefined) return;
    const position = ++this.#accepted;
    throw new InvalidLineError(`raw line ${position}: ${wrong}`, position, undefined, bytes.slice());
  }

  /** What is wrong where the timestamp of a raw line is of 1970 in the writer's unit, and of our time in another. */
  #wrongUnit(line: Uint8Array): string | undefined {
    const { wireTimestamps } = this.#first.buffer.encoder;
    const unit = wireTimestamps.unitMeant(countAtEnd(line));
    return (
      unit &&
      `its timestamp is of 1970 in ${wireTimestamps.unit}, and of our time in ${unit}: set \`precision\`, or checkTimestamps: false if 1970 is meant`
    );
  }

  /** Encodes a line by itself to know its series, and appends it to the partition of that. */
  #appendBySeries(line: LineSource, scratch: LineBuffer): Batch | undefined {
    scratch.clear();
    try {
      scratch.append(line);
    } catch (error) {
      if (error === UNTIMED && this.#untimedScratch) return this.#appendBySeries(line, this.#untimedScratch);
      throw this.#invalid(error);
    }
    const encoded = scratch.bytes.subarray(0, -1);
    const bySeries = this.#partitions[seriesHash(encoded) % this.#partitions.length] as Partition;
    const partition = scratch.precision === bySeries.precision ? bySeries : this.#untimed;
    const before = partition.buffer.byteLength;
    partition.buffer.appendLine(encoded);
    return this.#accept(partition, partition.buffer.byteLength - before);
  }

  #appendTo(partition: Partition, line: LineSource): Batch | undefined {
    const before = partition.buffer.byteLength;
    try {
      partition.buffer.append(line);
    } catch (error) {
      throw this.#invalid(error);
    }
    return this.#accept(partition, partition.buffer.byteLength - before);
  }

  /** Reserves the memory of a line that was just encoded, and counts it. */
  #accept(partition: Partition, size: number): Batch | undefined {
    if (!this.#memory.reserve(size)) {
      partition.undo();
      this.#repairs = undefined;
      throw new BufferFullError(this.#memory.limit, 0, size);
    }
    const isFull = partition.note(++this.#accepted, 1, size, this.#openLines, this.#batchBytes);
    return isFull ? this.#take(partition) : undefined;
  }

  #take(partition: Partition): Batch | undefined {
    this.#openLines = this.#batchLines;
    return partition.take(this.#pool);
  }

  #takeAll(partitions: readonly Partition[]): Batch[] {
    return partitions.map((partition) => this.#take(partition)).filter((batch) => batch !== undefined);
  }

  /** An error about the point counts it as accepted; anything else is a mistake elsewhere, such as a getter that throws. */
  #invalid(error: unknown): unknown {
    if (!(error instanceof PointError)) return error;
    return new InvalidLineError(error.message, ++this.#accepted, error);
  }
}

/** One open batch, and the batches that were taken from it before: those of one series are all in one partition. */
class Partition {
  readonly #index: number;
  readonly buffer: LineBuffer;
  readonly precision: WritePrecision;
  #openedAt = 0;
  #position = 0;
  #positions: number[] | undefined;
  #longest = 0;

  constructor(index: number, precision: WritePrecision, options: LineBufferOptions) {
    this.#index = index;
    this.precision = precision;
    this.buffer = new LineBuffer({ ...options, precision });
  }

  /** When the first line of the open batch came. */
  get openedAt(): number {
    return this.#openedAt;
  }

  /** How far a run may go on in the open batch. */
  run(maxLines: number, maxBytes: number, room: number): Run {
    return { maxLines, maxBytes, room, longest: this.#longest };
  }

  /**
   * Notes lines that were just appended: the position of the first among all lines, how many they are, and the size of the
   * longest.
   *
   * @returns whether the batch should end before the next line, going by its longest line so far
   */
  note(position: number, count: number, size: number, maxLines: number, maxBytes: number): boolean {
    const { lines } = this.buffer;
    if (size > this.#longest) this.#longest = size;
    if (lines === count) {
      this.#position = position;
      this.#openedAt = monotonicNow();
    } else if (this.#positions !== undefined) {
      for (let n = 0; n < count; n++) this.#positions.push(position + n);
    } else if (position !== this.#position + lines - count) {
      // other partitions took lines between: from here on each position is kept
      this.#positions = Array.from({ length: lines - count }, (_, index) => this.#position + index);
      for (let n = 0; n < count; n++) this.#positions.push(position + n);
    }
    return lines >= maxLines || this.buffer.byteLength + this.#longest > maxBytes;
  }

  /** Removes the line that was just appended and not yet noted. Rare, and so it may cost a copy of the others. */
  undo(): void {
    const all = this.buffer.take();
    appendFirst(this.buffer, all, all.lines - 1);
  }

  /** Ends the batch; undefined when it has no lines. What follows goes into memory of the pool, where it has some. */
  take(pool: BufferPool | undefined): Batch | undefined {
    if (this.buffer.lines === 0) return undefined;
    pool?.refill(this.buffer);
    const batch: Batch = {
      lines: this.buffer.take(),
      precision: this.precision,
      partition: this.#index,
      position: this.#position,
      positions: this.#positions,
    };
    this.#positions = undefined;
    this.#longest = 0;
    return batch;
  }
}

/** The digits that a line ends in as a number; NaN where there is something else. It is for the server to read. */
function countAtEnd(line: Uint8Array): number {
  let count = 0;
  for (let at = line.lastIndexOf(SPACE) + 1; at < line.length; at++) {
    const digit = (line[at] as number) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    count = count * 10 + digit;
  }
  return count;
}

/** A number for the series that a line belongs to: a hash of its measurement and tags, which end at the first bare space. */
function seriesHash(line: Uint8Array): number {
  let hash = FNV_OFFSET;
  for (let at = 0; at < line.length; at++) {
    const byte = line[at] as number;
    if (byte === SPACE && line[at - 1] !== BACKSLASH) break;
    hash = fnvStep(hash, byte);
  }
  return hash >>> 0;
}
