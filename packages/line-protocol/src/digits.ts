/** The decimal digits of 00 to 99, two bytes each: numbers are written a pair at a time. */
const PAIRS: Uint8Array = /* @__PURE__ */ makePairs();

function makePairs(): Uint8Array {
  const pairs = new Uint8Array(200);
  for (let i = 0; i < 100; i++) {
    pairs[2 * i] = 48 + Math.floor(i / 10);
    pairs[2 * i + 1] = 48 + (i % 10);
  }
  return pairs;
}

/** How many decimal digits a non-negative integer below 2^32 has. */
function digitCount(value: number): number {
  if (value < 10000) return value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : 4;
  if (value < 100000000) return value < 1000000 ? (value < 100000 ? 5 : 6) : value < 10000000 ? 7 : 8;
  return value < 1000000000 ? 9 : 10;
}

/** Writes `count` digits of an integer below 2^31, zeros in front, and returns the place after them. */
export function writePadded(bytes: Uint8Array, pos: number, value: number, count: number): number {
  let rest = value | 0;
  let at = pos + count;
  while (at - pos >= 2) {
    const quotient = (rest / 100) | 0;
    const pair = (rest - quotient * 100) << 1;
    at -= 2;
    bytes[at] = PAIRS[pair] as number;
    bytes[at + 1] = PAIRS[pair + 1] as number;
    rest = quotient;
  }
  if (at > pos) bytes[pos] = 48 + (rest % 10);
  return pos + count;
}

/** Writes exactly eight digits of an integer below 10^8. */
export function writeEight(bytes: Uint8Array, pos: number, value: number): void {
  const rest = value | 0;
  const high = (rest / 10000) | 0;
  const low = rest - high * 10000;
  const a = (high / 100) | 0;
  const b = high - a * 100;
  const c = (low / 100) | 0;
  const d = low - c * 100;
  bytes[pos] = PAIRS[a << 1] as number;
  bytes[pos + 1] = PAIRS[(a << 1) + 1] as number;
  bytes[pos + 2] = PAIRS[b << 1] as number;
  bytes[pos + 3] = PAIRS[(b << 1) + 1] as number;
  bytes[pos + 4] = PAIRS[c << 1] as number;
  bytes[pos + 5] = PAIRS[(c << 1) + 1] as number;
  bytes[pos + 6] = PAIRS[d << 1] as number;
  bytes[pos + 7] = PAIRS[(d << 1) + 1] as number;
}

/** Writes an integer below 2^31 and returns the place after it. */
export function writeSmall(bytes: Uint8Array, pos: number, value: number): number {
  if (value < 10) {
    bytes[pos] = 48 + value;
    return pos + 1;
  }
  if (value < 100) {
    bytes[pos] = PAIRS[value << 1] as number;
    bytes[pos + 1] = PAIRS[(value << 1) + 1] as number;
    return pos + 2;
  }
  return writePadded(bytes, pos, value, digitCount(value));
}

/** Writes a safe integer (|value| ≤ 2^53 − 1) and returns the place after it. Needs 17 bytes of room. */
export function writeInteger(bytes: Uint8Array, pos: number, value: number): number {
  let at = pos;
  let rest = value;
  if (rest < 0) {
    bytes[at++] = 45;
    rest = -rest;
  }
  if (rest < 0x7fffffff) return writeSmall(bytes, at, rest | 0);
  const high = Math.floor(rest / 1e8);
  at = writeSmall(bytes, at, high | 0);
  writeEight(bytes, at, rest - high * 1e8);
  return at + 8;
}
