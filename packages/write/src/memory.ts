import type { LineBatch, LineBuffer } from '@influxkit/line-protocol';

/** Batches below this size are left to the garbage collector: keeping their memory would save nothing. */
const WORTH_KEEPING = 4096;

/**
 * Memory of batches that are stored, for batches to come. Without it each megabyte sent is a megabyte allocated, which
 * the garbage collector notices late: the process grows by hundreds of megabytes that nobody uses.
 */
export class SpareMemory {
  readonly #most: number;
  readonly #spare: LineBatch[] = [];

  /** @param most how many are kept */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a batch's memory back. Nobody may read the batch from now on. */
  keep(batch: LineBatch): void {
    if (batch.bytes.length >= WORTH_KEEPING && this.#spare.length < this.#most) this.#spare.push(batch);
  }

  /** Gives a buffer what it can go on with after its next `take()`. */
  lend(buffer: LineBuffer): void {
    if (buffer.byteLength < WORTH_KEEPING) return;
    const batch = this.#spare.pop();
    if (batch) buffer.recycle(batch);
  }
}
