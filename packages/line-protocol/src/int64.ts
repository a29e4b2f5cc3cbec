import { writeEight, writeInteger } from './digits.js';

/** A 64-bit integer seen as a bigint and as two halves: the cheap way from one to the other. */
const whole: BigInt64Array = /* @__PURE__ */ new BigInt64Array(1);
const halves: Int32Array = /* @__PURE__ */ new Int32Array(whole.buffer);
const LOW: number = /* @__PURE__ */ lowHalf();
const HIGH: number = 1 - LOW;

function lowHalf(): number {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;
}

const BILLION = 1e9;
const TWO_32 = 4294967296;

/**
 * Writes a bigint that fits a signed 64-bit integer and returns the place after it. Needs 20 bytes.
 * Dividing bigints costs ten times as much as splitting them into two numbers.
 */
export function writeInt64(bytes: Uint8Array, view: DataView, pos: number, value: bigint): number {
  whole[0] = value;
  let low = halves[LOW] as number;
  let high = halves[HIGH] as number;
  let at = pos;
  if (high < 0) {
    if (high === -0x80000000 && low === 0) {
      const text = '-9223372036854775808';
      for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
      return at;
    }
    bytes[at++] = 45;
    low = -low | 0;
    high = low === 0 ? -high | 0 : ~high;
  }
  const magnitude = high * TWO_32 + (low >>> 0);
  if (magnitude <= 9007199254740991) return writeInteger(bytes, view, at, magnitude);
  // the double is off by some 2^-53 of the value, so the quotient may be off by one; the rest, kept in 32 bits, is exact
  let upper = Math.floor(magnitude / BILLION);
  let lower = (low - Math.imul(upper | 0, BILLION)) | 0;
  if (lower < 0) {
    lower += BILLION;
    upper -= 1;
  } else if (lower >= BILLION) {
    lower -= BILLION;
    upper += 1;
  }
  at = writeInteger(bytes, view, at, upper);
  const first = (lower / 100000000) | 0;
  bytes[at] = 48 + first;
  writeEight(view, at + 1, lower - first * 100000000);
  return at + 9;
}

/**
 * upper·10^9 + lower as a bigint, without bigint arithmetic.
 *
 * @param upper 0 ≤ upper ≤ 9223372036
 * @param lower 0 ≤ lower < 10^9
 * @param negative gives the negative of it
 */
export function joinInt64(upper: number, lower: number, negative: boolean): bigint {
  let low = (Math.imul(upper | 0, BILLION) + lower) | 0;
  let high = Math.round((upper * BILLION + lower - (low >>> 0)) / TWO_32);
  if (negative) {
    low = -low | 0;
    high = low === 0 ? -high | 0 : ~high;
  }
  halves[LOW] = low;
  halves[HIGH] = high;
  return whole[0] as bigint;
}
