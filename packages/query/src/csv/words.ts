/** Index of the low half of a 64-bit integer in a pair of 32-bit ones: 0 where memory is little-endian. */
export const LOW: 0 | 1 = /* @__PURE__ */ (() => (new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1))();

/**
 * A 64-bit integer made of two halves, so that a value becomes a `bigint` in one step
 * (arithmetic with `bigint` allocates at each), or goes into a typed array without being one.
 */
export class Words {
  low = 0;
  high = 0;
  readonly #words: Int32Array;
  readonly #signed: BigInt64Array;
  readonly #unsigned: BigUint64Array;

  constructor() {
    const buffer = new ArrayBuffer(8);
    this.#words = new Int32Array(buffer);
    this.#signed = new BigInt64Array(buffer);
    this.#unsigned = new BigUint64Array(buffer);
  }

  /** Sets billions × 10^9 + units, where units is from 0 to 10^9 - 1 and billions has at most 35 bits and a sign. */
  set(billions: number, units: number): void {
    // In doubles every step below stays under 2^53: the upper and the lower 16 bits are scaled apart.
    const top = Math.floor(billions / 65_536);
    const upper = top * 1e9;
    const lower = (billions - top * 65_536) * 1e9 + units;
    const upperHigh = Math.floor(upper / 65_536);
    const lowerHigh = Math.floor(lower / 4_294_967_296);
    const low = (upper - upperHigh * 65_536) * 65_536 + (lower - lowerHigh * 4_294_967_296);
    this.low = low | 0;
    this.high = (upperHigh + lowerHigh + (low >= 4_294_967_296 ? 1 : 0)) | 0;
  }

  /** Turns the value into its negative. */
  negate(): void {
    this.low = -this.low | 0;
    this.high = (~this.high + (this.low === 0 ? 1 : 0)) | 0;
  }

  signed(): bigint {
    this.#words[LOW] = this.low;
    this.#words[1 - LOW] = this.high;
    return this.#signed[0] as bigint;
  }

  unsigned(): bigint {
    this.#words[LOW] = this.low;
    this.#words[1 - LOW] = this.high;
    return this.#unsigned[0] as bigint;
  }
}
