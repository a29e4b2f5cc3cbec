import type { LineBatch, LineBuffer } from '@influxkit/line-protocol';

/** Batches below this size are left to the garbage collector: keeping their memory would save nothing. */
const SMALLEST_KEPT = 4096;

/**
 * Memory of batches that are stored, for batches to come. Without it each megabyte sent is a megabyte allocated, which
 * the garbage collector notices late: the process grows by hundreds of megabytes that nobody uses.
 */
export class BufferPool {
  readonly #capacity: number;
  readonly #free: LineBatch[] = [];

  /** @param capacity how many are kept */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Takes a batch's memory back. Nobody may read the batch from now on. */
  keep(batch: LineBatch): void {
    if (batch.bytes.length >= SMALLEST_KEPT && this.#free.length < this.#capacity) this.#free.push(batch);
  }

  /** Provides a buffer with memory to go on with after its next `take()`. */
  refill(buffer: LineBuffer): void {
    if (buffer.byteLength < SMALLEST_KEPT) return;
    const batch = this.#free.pop();
    if (batch) buffer.recycle(batch);
  }
}
