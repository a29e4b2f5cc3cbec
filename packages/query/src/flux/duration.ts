import { isInt64 } from '@influxkit/internal/int64';
import { durationToNanoseconds } from '../csv/duration.js';
import { expression, type FluxExpression } from './expression.js';

const DURATION = /^-?(?:\d+(?:y|mo|w|d|h|ms|m|s|us|µs|μs|ns))+$/;

/**
 * A Flux duration: text such as `1h30m`, `-5m`, `1mo`, or as an answer gives it (`1h20m30.13245s`); or nanoseconds.
 *
 * @throws TypeError for text that is no duration; RangeError for one that 64 bits cannot count.
 */
export const fluxDuration = (duration: string | bigint): FluxExpression => {
  if (typeof duration === 'bigint') return expression(nanoseconds(duration));
  if (typeof duration !== 'string') {
    throw new TypeError(`a duration is text such as '1h30m' or a bigint of nanoseconds, not a ${typeof duration}`);
  }
  if (DURATION.test(duration)) {
    for (const [digits] of duration.matchAll(/\d+/g)) nanoseconds(BigInt(digits));
    return expression(duration.replaceAll(/[µμ]/g, 'u'));
  }
  const exact = durationToNanoseconds(duration);
  if (exact !== undefined) return expression(nanoseconds(exact));
  throw new TypeError(
    `not a duration: ${JSON.stringify(duration.slice(0, 40))}; write whole numbers with units, such as '1h30m' (y mo w d h m s ms us ns)`,
  );
};

const nanoseconds = (value: bigint): string => {
  if (!isInt64(value) || value === -(2n ** 63n)) {
    throw new RangeError(`a Flux duration of ${value} ns does not fit 64 bits`);
  }
  return `${value}ns`;
};
