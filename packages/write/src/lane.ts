import { LineBuffer, type LineBufferOptions } from '@influxkit/line-protocol';
import type { Batch, WritePrecision } from './batch.js';
import type { SpareMemory } from './memory.js';

/** The batch that is being filled, and the line of those filled before it. */
export class Lane {
  readonly buffer: LineBuffer;
  readonly precision: WritePrecision;
  /** Ends when all batches of this lane before the next have; only kept where order counts. */
  tail: Promise<void> = Promise.resolve();
  /** Ends the batch when it has waited long enough. */
  timer: ReturnType<typeof setTimeout> | undefined;
  #position = 0;
  #positions: number[] | undefined;
  #longest = 0;

  constructor(precision: WritePrecision, options: LineBufferOptions) {
    this.precision = precision;
    this.buffer = new LineBuffer({ ...options, precision, onInvalid: 'throw' });
  }

  /** Notes a line that was just appended: its position among all lines, and its size. */
  note(position: number, size: number): void {
    const { lines } = this.buffer;
    if (size > this.#longest) this.#longest = size;
    if (lines === 1) {
      this.#position = position;
    } else if (this.#positions !== undefined) {
      this.#positions.push(position);
    } else if (position !== this.#position + lines - 1) {
      // other lanes took lines between: from here on each position is kept
      this.#positions = Array.from({ length: lines - 1 }, (_, index) => this.#position + index);
      this.#positions.push(position);
    }
  }

  /** Takes the line back that was just appended and not yet noted. Rare, and so it may cost a copy of the others. */
  undo(): void {
    const all = this.buffer.take();
    this.buffer.appendLines(all.slice(0, all.lines - 1).bytes);
  }

  /** Whether the batch should end before the next line, judged by its longest line so far. */
  isFull(maxLines: number, maxBytes: number): boolean {
    return this.buffer.lines >= maxLines || this.buffer.byteLength + this.#longest > maxBytes;
  }

  /** The lines so far as a batch; undefined when there are none. What follows goes into spare memory, where there is some. */
  take(memory?: SpareMemory): Batch | undefined {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.buffer.lines === 0) return undefined;
    memory?.lend(this.buffer);
    const batch: Batch = {
      lines: this.buffer.take(),
      precision: this.precision,
      position: this.#position,
      positions: this.#positions,
    };
    this.#positions = undefined;
    this.#longest = 0;
    return batch;
  }
}
