const decoder: TextDecoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true });

/** Lines ready to be sent, with their boundaries known. All its parts are views: nothing is copied. */
export class LineBatch {
  /** The lines, each with a newline at its end. */
  readonly bytes: Uint8Array;
  /** How many lines; a newline inside a string field does not count. */
  readonly lines: number;
  /** Where each line ends (after its newline), in bytes from `origin`. */
  readonly #ends: Uint32Array;
  readonly #origin: number;

  /** @internal made by `LineBuffer.take()` */
  constructor(bytes: Uint8Array, ends: Uint32Array, origin: number) {
    this.bytes = bytes;
    this.lines = ends.length;
    this.#ends = ends;
    this.#origin = origin;
  }

  /** Where line `index` starts in `bytes`. */
  #start(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] as number) - this.#origin;
  }

  #check(index: number): void {
    if (!Number.isInteger(index) || index < 0 || index >= this.lines) {
      throw new RangeError(`line ${index}: the batch has ${this.lines} lines, counted from 0`);
    }
  }

  /** The bytes of one line, counted from 0, without its newline. @throws RangeError when there is no such line */
  line(index: number): Uint8Array {
    this.#check(index);
    return this.bytes.subarray(this.#start(index), (this.#ends[index] as number) - this.#origin - 1);
  }

  /** One line as a string. @throws RangeError when there is no such line */
  text(index: number): string {
    return decoder.decode(this.line(index));
  }

  /** The lines from `from` up to, not including, `to`: a view, to split what is too large for a server. */
  slice(from = 0, to: number = this.lines): LineBatch {
    const first = Math.min(Math.max(0, Math.trunc(from)), this.lines);
    const last = Math.min(Math.max(first, Math.trunc(to)), this.lines);
    const start = this.#start(first);
    return new LineBatch(
      this.bytes.subarray(start, this.#start(last)),
      this.#ends.subarray(first, last),
      this.#origin + start,
    );
  }
}
