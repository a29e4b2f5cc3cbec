// 64-bit integers as two halves of 32 bits. Arithmetic with `bigint` allocates at each step and costs ten times as much;
// halves become a `bigint` in one step, or go into a typed array without being one.

export const INT64_MIN = -9223372036854775808n;
export const INT64_MAX = 9223372036854775807n;
export const UINT64_MAX = 18446744073709551615n;

/** Whether a bigint fits a signed 64-bit integer. */
export function isInt64(value: bigint): boolean {
  return value >= INT64_MIN && value <= INT64_MAX;
}

/** Whether a bigint fits an unsigned 64-bit integer. */
export function isUint64(value: bigint): boolean {
  return value >= 0n && value <= UINT64_MAX;
}

/** Index of the low half of a 64-bit integer in a pair of 32-bit ones: 0 where memory is little-endian. */
export const LOW_HALF: 0 | 1 = /* @__PURE__ */ lowHalf();

// A function with a name: a bundler that writes the expression out in its place would have to keep it where nobody uses it.
function lowHalf(): 0 | 1 {
  const { buffer } = new Uint32Array([1]);
  return new Uint8Array(buffer)[0] === 1 ? 0 : 1;
}

const BILLION = 1e9;
const TWO_32 = 4294967296;

/** A 64-bit integer made of two halves. */
export class Int64Halves {
  low = 0;
  high = 0;
  readonly #halves: Int32Array;
  readonly #signed: BigInt64Array;
  readonly #unsigned: BigUint64Array;

  constructor() {
    const buffer = new ArrayBuffer(8);
    this.#halves = new Int32Array(buffer);
    this.#signed = new BigInt64Array(buffer);
    this.#unsigned = new BigUint64Array(buffer);
  }

  /**
   * Sets billions × 10^9 + units.
   *
   * @param billions at most 35 bits and a sign
   * @param units 0 ≤ units < 10^9
   */
  set(billions: number, units: number): void {
    const low = (Math.imul(billions | 0, BILLION) + units) | 0;
    // The sum may be off by 2^10, far less than half of 2^32: rounding gives the exact quotient.
    this.high = Math.round((billions * BILLION + units - (low >>> 0)) / TWO_32) | 0;
    this.low = low;
  }

  /** Turns the value into its negative. */
  negate(): void {
    this.low = -this.low | 0;
    this.high = (~this.high + (this.low === 0 ? 1 : 0)) | 0;
  }

  /** The value as a signed integer. */
  signed(): bigint {
    this.#halves[LOW_HALF] = this.low;
    this.#halves[1 - LOW_HALF] = this.high;
    return this.#signed[0] as bigint;
  }

  /** The value as an unsigned integer. */
  unsigned(): bigint {
    this.#halves[LOW_HALF] = this.low;
    this.#halves[1 - LOW_HALF] = this.high;
    return this.#unsigned[0] as bigint;
  }
}
