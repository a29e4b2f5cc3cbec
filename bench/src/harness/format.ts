import type { Measured } from './interleave.js';

/** `1,234,000`: three significant digits and separators. */
export function count(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US');
}

/** `7.4× (7.1–7.6)`: the median ratio and its quartiles. */
export function ratio({
  ratio: middle,
  ratioLow,
  ratioHigh,
}: Pick<Measured, 'ratio' | 'ratioLow' | 'ratioHigh'>): string {
  const digits = (value: number): string => value.toFixed(value < 1 ? 2 : value < 10 ? 1 : 0);
  return `${digits(middle)}× (${digits(ratioLow)}–${digits(ratioHigh)})`;
}
