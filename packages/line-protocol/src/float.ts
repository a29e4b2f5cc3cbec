import {
  POWERS_OF_TEN as POW10,
  POWERS_OF_TEN_HIGH as POW10_HIGH,
  POWERS_OF_TEN_LOW as POW10_LOW,
  SPLITTER,
} from '@influxkit/internal/decimal';
import { writeEight, writeInteger, writeSmall } from './digits.js';

/** 2^-53 (1 + 2^-52): `v + v * PHI` is the next double after a normal v (Rump). */
const PHI = 1.1102230246251568e-16;
/** How far an estimate may be off; a candidate nearer than this to a decision goes to `String`. */
const MARGIN = 1e-6;

/** `.01` to `.99`, in the bytes of a number of 32 bits. */
const CENTS: Int32Array = /* @__PURE__ */ Int32Array.from(
  { length: 100 },
  (_, cents) => 46 | ((48 + ((cents / 10) | 0)) << 8) | ((48 + (cents % 10)) << 16),
);

/** Room that {@link writeFloat} may need: `-1.2345678901234567e-308`, and what the digit writers touch beyond it. */
export const FLOAT_ROOM = 32;

/** floor(log10(v)) for 1e-6 ≤ v < 1e15. */
function exponentOf(v: number): number {
  if (v >= 1) {
    if (v < 1e3) return v < 1e1 ? 0 : v < 1e2 ? 1 : 2;
    if (v < 1e6) return v < 1e4 ? 3 : v < 1e5 ? 4 : 5;
    if (v < 1e9) return v < 1e7 ? 6 : v < 1e8 ? 7 : 8;
    if (v < 1e12) return v < 1e10 ? 9 : v < 1e11 ? 10 : 11;
    return v < 1e13 ? 12 : v < 1e14 ? 13 : 14;
  }
  if (v >= 1e-3) return v >= 1e-1 ? -1 : v >= 1e-2 ? -2 : -3;
  return v >= 1e-4 ? -4 : v >= 1e-5 ? -5 : -6;
}

function writeText(bytes: Uint8Array, pos: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[pos + i] = text.charCodeAt(i);
  return pos + text.length;
}

/**
 * Writes a finite number as `String(value)` would, except that negative zero keeps its sign (`-0`), and returns the
 * place after it. Needs {@link FLOAT_ROOM} bytes; `view` shows the same memory as `bytes`.
 *
 * Three ways, cheapest first:
 * 1. Integers, and values of up to two decimals: if round(v·100)/100 gives v back, those are its digits, because a
 *    decimal of at most 15 digits that reads as v is the only one so short.
 * 2. v·10^k as an exact sum of two doubles, k chosen for 17 digits before the point. Of the decimals that read back as
 *    v (those within half a step between doubles), the one that ends in most zeros is the shortest.
 * 3. `String(value)` for what is very large, very small, or too near a decision for the estimate in 2.
 */
export function writeFloat(bytes: Uint8Array, view: DataView, pos: number, value: number): number {
  let at = pos;
  let v = value;
  if (v < 0) {
    bytes[at++] = 45;
    v = -v;
  }
  if (v < 1e7) {
    const product = v * 100;
    const scaled = Math.floor(product + 0.5);
    // the subtraction spares most values the division; the division decides
    if (Math.abs(product - scaled) < MARGIN && scaled / 100 === v) {
      const units = scaled | 0;
      const whole = (units / 100) | 0;
      const cents = units - whole * 100;
      if (units === 0 && 1 / value < 0) bytes[at++] = 45;
      at = writeSmall(bytes, view, at, whole);
      if (cents === 0) return at;
      // four bytes cost no more than one; what stands behind the digits is written over
      view.setInt32(at, CENTS[cents] as number, true);
      return at + (cents % 10 === 0 ? 2 : 3);
    }
  } else if (v <= 9007199254740991 && Math.floor(v) === v) {
    return writeInteger(bytes, view, at, v);
  }
  if (v >= 1e-6 && v < 1e15) {
    const end = writeShortest(bytes, view, at, value);
    if (end !== 0) return end;
  }
  return writeText(bytes, at, String(v));
}

function writeNine(bytes: Uint8Array, view: DataView, pos: number, value: number): void {
  const rest = value | 0;
  const first = (rest / 100000000) | 0;
  bytes[pos] = 48 + first;
  writeEight(view, pos + 1, rest - first * 100000000);
}

/** Way 2 above, for the magnitude of a value; 0 when it cannot decide. */
function writeShortest(bytes: Uint8Array, view: DataView, pos: number, value: number): number {
  // taken here, because a number that a caller computed would be boxed on the way
  const v = Math.abs(value);
  const exponent = exponentOf(v);
  const k = 16 - exponent;
  const power = POW10[k] as number;
  const powerHigh = POW10_HIGH[k] as number;
  const powerLow = POW10_LOW[k] as number;

  // v·10^k = product + error, exactly
  const product = v * power;
  const c = SPLITTER * v;
  const vHigh = c - (c - v);
  const vLow = v - vHigh;
  const error = vLow * powerLow - (product - vHigh * powerHigh - vLow * powerHigh - vHigh * powerLow);

  // half the distance to the neighbours of v; below a power of two they differ, which is left to String
  const step = v * PHI;
  const above = v + step - v;
  if (v - (v - step) !== above) return 0;
  const half = above * 0.5 * power;

  // upper nine digits, and the lower eight with their fraction
  let upper = Math.floor(product * 1e-8);
  const lower = product - upper * 1e8 + error;

  let digits = Math.floor(lower * 0.01 + 0.5) * 100;
  let zeros = 2;
  const hundreds = half - Math.abs(lower - digits);
  if (hundreds < MARGIN) {
    if (hundreds > -MARGIN) return 0;
    const ones = Math.floor(lower + 0.5);
    const tens = Math.floor(lower * 0.1 + 0.5) * 10;
    const distance = Math.abs(lower - tens);
    const room = half - distance;
    // too near the edge; or half-way between two multiples of ten or two ones
    if (Math.abs(room) < MARGIN) return 0;
    if (distance > 5 - MARGIN && room > 0) return 0;
    if (Math.abs(lower - ones) > 0.5 - MARGIN) return 0;
    // 16 or 17 digits are as likely as heads or tails, so this chooses without a branch: |room| ≥ MARGIN makes it 0 or 1
    zeros = Math.min(1, Math.max(0, room * 1e7));
    digits = ones + (tens - ones) * zeros;
  }
  if (digits < 0) {
    digits += 1e8;
    upper -= 1;
  } else if (digits >= 1e8) {
    digits -= 1e8;
    upper += 1;
  }
  if (upper < 100000000 || upper >= 1000000000) return 0;

  let at = pos;
  if (exponent >= 0) {
    // one place to the right, then the digits before the point move back
    writeNine(bytes, view, pos + 1, upper);
    writeEight(view, pos + 10, digits);
    for (let i = 0; i <= exponent; i++) bytes[pos + i] = bytes[pos + i + 1] as number;
    bytes[pos + exponent + 1] = 46;
    at = pos + 18 - zeros;
  } else {
    bytes[at++] = 48;
    bytes[at++] = 46;
    for (let i = exponent + 1; i < 0; i++) bytes[at++] = 48;
    writeNine(bytes, view, at, upper);
    writeEight(view, at + 9, digits);
    at += 17 - zeros;
  }
  while (bytes[at - 1] === 48) at--;
  if (bytes[at - 1] === 46) at--;
  return at;
}
