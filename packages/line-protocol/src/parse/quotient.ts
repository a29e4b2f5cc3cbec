import { POW10, POW10_HIGH, POW10_LOW, SPLITTER } from '../float.js';

/** How far the estimate of the second part may be off, as a share of what it was made from. */
const DOUBT = 2 ** -48;

/**
 * The double nearest to (upper·10^8 + lower) / 10^places, or NaN where the estimate is too near to the middle between
 * two doubles to decide.
 *
 * The digits are an exact sum of two doubles; so is the quotient up to a small doubt. If the doubt does not change what
 * the sum is rounded to, the sum is right.
 *
 * @param upper 0 ≤ upper < 10^9
 * @param lower 0 ≤ lower < 10^8
 * @param places 0 ≤ places ≤ 22
 */
export function quotient(upper: number, lower: number, places: number): number {
  const power = POW10[places] as number;
  const head = upper * 1e8;
  const digits = head + lower;
  const tail = lower - (digits - head);

  const first = digits / power;
  // digits - first·power, exactly but for the last rounding
  const c = SPLITTER * first;
  const high = c - (c - first);
  const low = first - high;
  const product = first * power;
  const powerHigh = POW10_HIGH[places] as number;
  const powerLow = POW10_LOW[places] as number;
  const error = low * powerLow - (product - high * powerHigh - low * powerHigh - high * powerLow);
  const rest = digits - product - error;

  const second = (rest + tail) / power;
  const doubt = ((Math.abs(rest) + Math.abs(tail)) / power) * DOUBT;
  const value = first + (second - doubt);
  return value === first + (second + doubt) ? value : Number.NaN;
}
