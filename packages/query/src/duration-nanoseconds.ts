import { isInt64 } from '@influxkit/internal/int64';

const NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};

/** Scales a decimal by a unit without leaving whole numbers; undefined where a nanosecond would be cut. */
const scale = (whole: string, fraction: string, unit: bigint): bigint | undefined => {
  const shift = 10n ** BigInt(fraction.length);
  const product = BigInt(whole + fraction) * unit;
  return product % shift === 0n ? product / shift : undefined;
};

/**
 * Nanoseconds of a duration as annotated CSV writes it, such as `1h20m30.13245s`;
 * undefined for anything else, calendar units (`mo`, `y`) among it, since a month has no fixed length.
 */
export const durationToNanoseconds = (text: string): bigint | undefined => {
  const unsigned = text.replace(/^[+-]/, '');
  if (unsigned === '0') return 0n;
  const parts = /(\d+)(?:\.(\d+))?(ns|us|µs|μs|ms|s|m|h|d|w)/gy;
  let total = 0n;
  let end = 0;
  for (let match = parts.exec(unsigned); match !== null; match = parts.exec(unsigned)) {
    const [, whole = '', fraction = '', unit = ''] = match;
    // No exact duration of this range is longer, and the power of ten below must stay small.
    if (whole.length > 20 || fraction.length > 20) return undefined;
    const part = scale(whole, fraction, NANOSECONDS[unit] ?? 0n);
    if (part === undefined) return undefined;
    total += part;
    end = parts.lastIndex;
  }
  if (end === 0 || end !== unsigned.length) return undefined;
  const signed = text.startsWith('-') ? -total : total;
  return isInt64(signed) ? signed : undefined;
};
