import { LOW_HALF } from '@influxkit/internal/int64';

/**
 * The decimal digits of 00 to 99, in the two bytes of a number of 16 bits: numbers are written a pair at a time. All
 * writers here take the same memory twice, as bytes and as a view, which writes more than one byte at once.
 */
const PAIRS: Uint16Array = /* @__PURE__ */ Uint16Array.from(
  { length: 100 },
  (_, i) => (48 + ((i / 10) | 0)) | ((48 + (i % 10)) << 8),
);

/** How many decimal digits a non-negative integer below 2^32 has. */
function digitCount(value: number): number {
  if (value < 10000) return value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : 4;
  if (value < 100000000) return value < 1000000 ? (value < 100000 ? 5 : 6) : value < 10000000 ? 7 : 8;
  return value < 1000000000 ? 9 : 10;
}

/** Writes `count` digits of an integer below 2^31, zeros in front, and returns the place after them. */
function writePadded(bytes: Uint8Array, view: DataView, pos: number, value: number, count: number): number {
  let rest = value | 0;
  let at = pos + count;
  while (at - pos >= 2) {
    const quotient = (rest / 100) | 0;
    at -= 2;
    view.setUint16(at, PAIRS[rest - quotient * 100] as number, true);
    rest = quotient;
  }
  if (at > pos) bytes[pos] = 48 + (rest % 10);
  return pos + count;
}

/** Writes exactly eight digits of an integer below 10^8. */
export function writeEight(view: DataView, pos: number, value: number): void {
  const rest = value | 0;
  const high = (rest / 10000) | 0;
  const low = rest - high * 10000;
  const a = (high / 100) | 0;
  const b = high - a * 100;
  const c = (low / 100) | 0;
  const d = low - c * 100;
  view.setUint16(pos, PAIRS[a] as number, true);
  view.setUint16(pos + 2, PAIRS[b] as number, true);
  view.setUint16(pos + 4, PAIRS[c] as number, true);
  view.setUint16(pos + 6, PAIRS[d] as number, true);
}

/** Writes an integer below 2^31 and returns the place after it. */
export function writeSmall(bytes: Uint8Array, view: DataView, pos: number, value: number): number {
  if (value < 10) {
    bytes[pos] = 48 + value;
    return pos + 1;
  }
  if (value < 100) {
    view.setUint16(pos, PAIRS[value] as number, true);
    return pos + 2;
  }
  return writePadded(bytes, view, pos, value, digitCount(value));
}

/** Writes a safe integer (|value| ≤ 2^53 − 1) and returns the place after it. Needs 17 bytes of room. */
export function writeInteger(bytes: Uint8Array, view: DataView, pos: number, value: number): number {
  let at = pos;
  let rest = value;
  if (rest < 0) {
    bytes[at++] = 45;
    rest = -rest;
  }
  if (rest < 0x7fffffff) return writeSmall(bytes, view, at, rest | 0);
  const high = Math.floor(rest / 1e8);
  at = writeSmall(bytes, view, at, high | 0);
  writeEight(view, at, rest - high * 1e8);
  return at + 8;
}

const BILLION = 1e9;
const TWO_32 = 4294967296;

/** A bigint of 64 bits, and its halves: the same memory. */
const whole: BigInt64Array = /* @__PURE__ */ new BigInt64Array(1);
const halves: Int32Array = /* @__PURE__ */ (() => new Int32Array(whole.buffer))();

/**
 * Writes a bigint that fits a signed 64-bit integer and returns the place after it. Needs 20 bytes.
 * Dividing bigints costs ten times as much as splitting them into two numbers.
 */
export function writeInt64(bytes: Uint8Array, view: DataView, pos: number, value: bigint): number {
  whole[0] = value;
  return writeInt64Halves(bytes, view, pos, halves[LOW_HALF] as number, halves[1 - LOW_HALF] as number);
}

/** The same for an integer that is in two halves of 32 bits already. */
export function writeInt64Halves(
  bytes: Uint8Array,
  view: DataView,
  pos: number,
  lowHalf: number,
  highHalf: number,
): number {
  let low = lowHalf;
  let high = highHalf;
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
  if (magnitude <= Number.MAX_SAFE_INTEGER) return writeInteger(bytes, view, at, magnitude);
  // The double is off by some 2^-53 of the value, so the quotient may be off by one; the rest, kept in 32 bits, is exact.
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
