// Decimal digits to the double nearest to them, without the way through a string.

/** 10^k for k of 0 to 22: the powers of ten that a double holds exactly. */
export const POWERS_OF_TEN: Float64Array = /* @__PURE__ */ Float64Array.from({ length: 23 }, (_, power) =>
  Number(`1e${power}`),
);

/** 2^27 + 1: multiplied by it, a double splits into two halves of 26 bits, whose products are exact (Veltkamp, Dekker). */
export const SPLITTER = 134_217_729;

/** The upper half of each power of ten; the lower half is what is left. */
export const POWERS_OF_TEN_HIGH: Float64Array = /* @__PURE__ */ POWERS_OF_TEN.map((power) => {
  const scaled = SPLITTER * power;
  return scaled - (scaled - power);
});
export const POWERS_OF_TEN_LOW: Float64Array = /* @__PURE__ */ POWERS_OF_TEN.map(
  (power, index) => power - (POWERS_OF_TEN_HIGH[index] as number),
);

/** Digits of a part: as many as a 32-bit integer holds, whatever they are. */
export const PART_DIGITS = 9;

/** Digits in two parts, the most that {@link decimal} takes. */
export const MOST_DIGITS = 18;

/** Digits that a double holds exactly, whatever they are. */
const EXACT_DIGITS = 15;

/** The largest power of ten that a double holds exactly. */
const MOST_FRACTION = 22;

/**
 * The double nearest to a decimal, as `Number` gives it for its text; NaN where this way cannot decide.
 *
 * @param head the first nine digits as an integer, zeros in front included
 * @param tail the digits after them, nine at most
 * @param digits how many digits there are in all
 * @param fraction how many of them, the last ones, stand after the point
 */
export const decimal = (head: number, tail: number, digits: number, fraction: number): number => {
  if (digits > EXACT_DIGITS) return longDecimal(head, tail, digits, fraction);
  const mantissa = digits > PART_DIGITS ? head * (POWERS_OF_TEN[digits - PART_DIGITS] as number) + tail : head;
  // Mantissa and power are exact, so one division rounds once.
  return fraction === 0 ? mantissa : mantissa / (POWERS_OF_TEN[fraction] as number);
};

/**
 * The digits are held exactly in the sum of two doubles, the quotient by the power of ten in another such sum, whose
 * error is bounded. If the whole range of that error rounds to one double, it is the result.
 */
const longDecimal = (head: number, tail: number, digits: number, fraction: number): number => {
  if (digits > MOST_DIGITS || fraction > MOST_FRACTION) return Number.NaN;
  const scale = POWERS_OF_TEN[digits - PART_DIGITS] as number;
  // head × scale + tail, in parts of few enough bits that every product and sum is exact.
  const upper = head >>> 15;
  const big = upper * scale * 32_768;
  const small = (head & 32_767) * scale + tail;
  const sum = big + small;
  const rest = small - (sum - big);
  if (fraction === 0) return sum;
  const power = POWERS_OF_TEN[fraction] as number;
  const quotient = sum / power;
  // quotient × power, exactly, as product + error (Dekker).
  const product = quotient * power;
  const scaled = SPLITTER * quotient;
  const quotientHigh = scaled - (scaled - quotient);
  const quotientLow = quotient - quotientHigh;
  const powerHigh = POWERS_OF_TEN_HIGH[fraction] as number;
  const powerLow = POWERS_OF_TEN_LOW[fraction] as number;
  const error =
    quotientLow * powerLow - (product - quotientHigh * powerHigh - quotientLow * powerHigh - quotientHigh * powerLow);
  const correction = (sum - product - error + rest) / power;
  // The true correction differs by a few units in its last place; this bound is generous.
  const doubt = Math.abs(correction) * 2 ** -48;
  const value = quotient + (correction + doubt);
  return value === quotient + (correction - doubt) ? value : Number.NaN;
};
