import {
  LineBuffer,
  type LineBufferOptions,
  PointError,
  type PointInput,
  type RowEncoder,
} from '@influxkit/line-protocol';
import type { Batch, WritePrecision } from './batch.js';
import { type Clock, monotonicClock } from './clock.js';
import { InvalidLineError } from './errors.js';
import { Lane } from './lane.js';
import type { Ledger } from './ledger.js';
import type { SpareMemory } from './memory.js';
import type { EncodingOptions } from './options.js';
import type { RawLine } from './raw-lines.js';
import { seriesHash } from './series-key.js';

export interface IntakeOptions {
  readonly encoding: EncodingOptions & { readonly precision: WritePrecision };
  readonly batchLines: number;
  readonly flushInterval: number;
  /** How many lanes keep the order of their series; 1 where order does not count. */
  readonly lanes: number;
  readonly ledger: Ledger;
  readonly onBatch: (batch: Batch, lane: Lane) => void;
  /** Whether a line of some bytes may be held beyond `openLimit`; makes room for it where it can. Throws where it may not. */
  readonly admit?: ((size: number) => void) | undefined;
  /** Memory to go on with after a batch. */
  readonly memory?: SpareMemory | undefined;
}

/** Thrown by the clock of a buffer that must not take points without a timestamp. Without a stack: it is no mistake. */
const UNTIMED: unique symbol = /* @__PURE__ */ Symbol('untimed');

const encoder: TextEncoder = /* @__PURE__ */ new TextEncoder();
const newline: Uint8Array = /* @__PURE__ */ new Uint8Array(1).fill(10);

/** What puts a line into a buffer. */
type Append = (buffer: LineBuffer) => void;

/**
 * Turns points and raw lines into batches, as they come.
 *
 * Points without a timestamp get nanoseconds from a clock that never repeats one. Where the precision is coarser they go
 * into a lane of their own, sent as nanoseconds: rounded, two points of one series would overwrite each other.
 */
export class Intake {
  /** Bytes of a batch; less after a server refused one as too large. */
  batchBytes: number;
  /** Bytes of the lines that are in no batch yet. */
  openBytes = 0;
  /** While `openBytes` stays within this, lines come in without a question: `admit` is asked for each one beyond. */
  openLimit: number = Number.POSITIVE_INFINITY;
  readonly #options: IntakeOptions;
  readonly #batchLines: number;
  readonly #clock: Clock = monotonicClock();
  readonly #lanes: readonly Lane[];
  readonly #untimedLane: Lane;
  /** Encodes a line before its series, and with it its lane, is known. */
  readonly #scratch: LineBuffer | undefined;
  readonly #untimedScratch: LineBuffer | undefined;

  /** @throws TypeError for an option of the encoder that is not understood */
  constructor(options: IntakeOptions, batchBytes: number) {
    this.#options = options;
    this.#batchLines = options.batchLines;
    this.batchBytes = batchBytes;
    const { precision, ...rest } = options.encoding;
    const timestampUnit = rest.timestampUnit ?? precision;
    const timed: LineBufferOptions = {
      ...rest,
      precision,
      timestampUnit,
      clock:
        precision === 'ns'
          ? this.#clock
          : () => {
              throw UNTIMED;
            },
    };
    const untimed: LineBufferOptions = { ...rest, precision: 'ns', timestampUnit, clock: this.#clock };
    // Room for a whole batch from the start: memory that is equal in size can take the place of any other. The system
    // provides it only where it is written to.
    const capacity = Math.min(4_194_304, Math.ceil(batchBytes * 1.0625));
    this.#lanes = Array.from({ length: options.lanes }, () => new Lane(precision, { ...timed, capacity }));
    const [first] = this.#lanes;
    this.#untimedLane = precision === 'ns' && first ? first : new Lane('ns', { ...untimed, capacity: 0 });
    if (options.lanes > 1) {
      this.#scratch = new LineBuffer({ ...timed, capacity: 4096 });
      this.#untimedScratch = new LineBuffer({ ...untimed, capacity: 0 });
    }
  }

  /** @returns bytes taken @throws InvalidLineError for what line protocol cannot carry; nothing is taken then */
  point(point: PointInput): number {
    // The common way, without a closure: a function that holds one anywhere pays for it in every call.
    if (this.#scratch !== undefined) return this.#putPoint(point, false);
    const lane = this.#lanes[0] as Lane;
    const before = lane.buffer.byteLength;
    try {
      lane.buffer.append(point);
    } catch (error) {
      if (error !== UNTIMED) throw this.#refused(error);
      return this.#putPoint(point, true);
    }
    return this.#taken(lane, before);
  }

  /** The same for a row of a prepared encoder. */
  row<Row>(rows: RowEncoder<Row>, row: Row): number {
    if (this.#scratch !== undefined) return this.#putRow(rows, row, false);
    const lane = this.#lanes[0] as Lane;
    const before = lane.buffer.byteLength;
    try {
      rows.append(lane.buffer, row);
    } catch (error) {
      if (error !== UNTIMED) throw this.#refused(error);
      return this.#putRow(rows, row, true);
    }
    return this.#taken(lane, before);
  }

  /** The same for a line of raw line protocol. */
  raw(bytes: Uint8Array, line: RawLine): number {
    const text = bytes.subarray(line.start, line.end);
    if (line.problem !== undefined) {
      const shown = new TextDecoder().decode(text.subarray(0, 200));
      const position = this.#count();
      throw new InvalidLineError(`raw line ${position}: ${line.problem}: '${shown}'`, position);
    }
    const whole = line.needsTimestamp ? joined(text, encoder.encode(` ${this.#clock()}`), newline) : text;
    return this.#put((into) => into.appendLines(whole), line.needsTimestamp);
  }

  /** Ends the open batches of all lanes. */
  seal(): void {
    for (const lane of this.#lanes) this.#seal(lane);
    this.#seal(this.#untimedLane);
  }

  #putPoint(point: PointInput, untimed: boolean): number {
    return this.#put((into) => into.append(point), untimed);
  }

  #putRow<Row>(rows: RowEncoder<Row>, row: Row, untimed: boolean): number {
    return this.#put((into) => rows.append(into, row), untimed);
  }

  /** Puts a line where its precision and its series belong. */
  #put(append: Append, untimed: boolean): number {
    const scratch = untimed ? this.#untimedScratch : this.#scratch;
    if (scratch === undefined) {
      const lane = untimed ? this.#untimedLane : (this.#lanes[0] as Lane);
      const before = lane.buffer.byteLength;
      try {
        append(lane.buffer);
      } catch (error) {
        throw this.#refused(error);
      }
      return this.#taken(lane, before);
    }
    scratch.clear();
    try {
      append(scratch);
    } catch (error) {
      if (error === UNTIMED) return this.#put(append, true);
      throw this.#refused(error);
    }
    const line = scratch.bytes;
    const timedLane = this.#lanes[seriesHash(line) % this.#lanes.length] as Lane;
    const lane = scratch.precision === timedLane.precision ? timedLane : this.#untimedLane;
    const before = lane.buffer.byteLength;
    lane.buffer.appendLines(line);
    return this.#taken(lane, before);
  }

  #count(): number {
    return ++this.#options.ledger.given;
  }

  /** An error about the point counts it as given; anything else is a mistake elsewhere, such as a getter that throws. */
  #refused(error: unknown): unknown {
    if (!(error instanceof PointError)) return error;
    return new InvalidLineError(error.message, this.#count(), error);
  }

  #taken(lane: Lane, before: number): number {
    const size = lane.buffer.byteLength - before;
    if (this.openBytes + size > this.openLimit) this.#ask(lane, size);
    this.openBytes += size;
    lane.note(this.#count(), size);
    if (lane.isFull(this.#batchLines, this.batchBytes)) this.#seal(lane);
    else if (lane.timer === undefined) this.#wait(lane);
    return size;
  }

  #ask(lane: Lane, size: number): void {
    try {
      this.#options.admit?.(size);
    } catch (error) {
      lane.undo();
      throw error;
    }
  }

  /** Ends a batch that is not full when it has waited long enough. */
  #wait(lane: Lane): void {
    const { flushInterval } = this.#options;
    if (flushInterval > 0) lane.timer = setTimeout(() => this.#seal(lane), flushInterval);
  }

  #seal(lane: Lane): void {
    const batch = lane.take(this.#options.memory);
    if (!batch) return;
    this.openBytes -= batch.lines.bytes.length;
    this.#options.onBatch(batch, lane);
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
