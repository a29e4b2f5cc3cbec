import { isInt64 } from '@influxkit/internal/int64';
import { kindOf, quote } from '@influxkit/internal/message';
import { durationToNanoseconds } from '../duration-nanoseconds.js';

const mark: unique symbol = /* @__PURE__ */ Symbol.for('@influxkit/query/flux') as never;

/** Flux that is taken over unchanged: a query, or a part of one. Made by `flux`, `fluxDuration` and their like. */
export interface FluxExpression {
  readonly [mark]: true;
  toString(): string;
}

class Expression implements FluxExpression {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  // On the prototype and known by a registered symbol: data that came as JSON can never pass for Flux text.
  get [mark](): true {
    return true;
  }

  toString(): string {
    return this.#text;
  }
}

/** Text that has been made safe. */
export const expression = (text: string): FluxExpression => new Expression(text);

export const isExpression = (value: unknown): value is FluxExpression =>
  typeof value === 'object' && value !== null && (value as Partial<FluxExpression>)[mark] === true;

const KEYWORDS = new Set(
  'and import option if or package builtin then not return testcase else exists true false'.split(' '),
);

/**
 * A name in Flux: of a variable, a function, or a property after a dot. Names that are not identifiers, as tag keys
 * may be, are reached by `r["name"]`, with a string.
 *
 * @throws TypeError for a name that is not an identifier.
 *
 * @example
 * import { flux, fluxIdentifier } from '@influxkit/influxdb';
 *
 * const aggregate = fluxIdentifier('mean');
 * const query = flux`from(bucket: "co2") |> range(start: -1h) |> ${aggregate}()`;
 */
export const fluxIdentifier = (name: string): FluxExpression => {
  if (typeof name === 'string' && /^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(name) && !KEYWORDS.has(name))
    return expression(name);
  throw new TypeError(
    `not a Flux identifier: ${typeof name === 'string' ? quote(name, 40) : kindOf(name)}; use letters, digits and _, or reach a column by r["…"] with a string`,
  );
};

const DURATION = /^-?(?:\d+(?:y|mo|w|d|h|ms|m|s|us|µs|μs|ns))+$/;

/**
 * A Flux duration: a string such as `1h30m`, `-5m`, `1mo`, or as a response gives it (`1h20m30.13245s`); or nanoseconds.
 *
 * @throws TypeError for a string that is not a duration; RangeError for one that 64 bits cannot count.
 *
 * @example
 * import { flux, fluxDuration } from '@influxkit/influxdb';
 *
 * const query = flux`from(bucket: "co2") |> range(start: ${fluxDuration('-1h30m')})`;
 */
export const fluxDuration = (duration: string | bigint): FluxExpression => {
  if (typeof duration === 'bigint') return expression(nanoseconds(duration));
  if (typeof duration !== 'string') {
    throw new TypeError(
      `a duration must be a string such as '1h30m' or a bigint of nanoseconds, got ${kindOf(duration)}`,
    );
  }
  if (DURATION.test(duration)) {
    for (const [digits] of duration.matchAll(/\d+/g)) nanoseconds(BigInt(digits));
    return expression(duration.replaceAll(/[µμ]/g, 'u'));
  }
  const exact = durationToNanoseconds(duration);
  if (exact !== undefined) return expression(nanoseconds(exact));
  throw new TypeError(
    `not a duration: ${quote(duration, 40)}; write whole numbers with units, such as '1h30m' (y mo w d h m s ms us ns)`,
  );
};

const nanoseconds = (value: bigint): string => {
  if (!isInt64(value) || value === -(2n ** 63n)) {
    throw new RangeError(`a Flux duration of ${value} ns does not fit 64 bits`);
  }
  return `${value}ns`;
};
