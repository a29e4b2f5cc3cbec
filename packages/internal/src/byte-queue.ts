// Bytes that arrive in chunks and are taken in pieces of other sizes.

/** Bytes in the order in which they came. */
export class ByteQueue {
  /** Bytes in it. */
  length = 0;
  readonly #chunks: Uint8Array[] = [];

  /** Adds bytes; they are kept, not copied. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.length += chunk.length;
  }

  /** Takes so many bytes, in a buffer of their own; there must be as many. */
  take(size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    let filled = 0;
    while (filled < size) {
      const chunk = this.#chunks[0] as Uint8Array;
      const count = Math.min(chunk.length, size - filled);
      bytes.set(count < chunk.length ? chunk.subarray(0, count) : chunk, filled);
      this.#drop(chunk, count);
      filled += count;
    }
    this.length -= size;
    return bytes;
  }

  /** Takes one byte; there must be one. */
  byte(): number {
    const chunk = this.#chunks[0] as Uint8Array;
    const byte = chunk[0] as number;
    this.#drop(chunk, 1);
    this.length -= 1;
    return byte;
  }

  #drop(chunk: Uint8Array, count: number): void {
    if (count < chunk.length) this.#chunks[0] = chunk.subarray(count);
    else this.#chunks.shift();
  }
}
