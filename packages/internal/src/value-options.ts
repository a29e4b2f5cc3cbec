// How the values of a response are given: names and defaults that every kind of query shares.
import { describeChoice } from './message.js';

/** How times are given: `bigint` nanoseconds since 1970, `Date` (milliseconds; finer digits are cut), or an RFC 3339 string. */
export type TimeFormat = 'ns' | 'date' | 'rfc3339';

/** How 64-bit integers are given: `bigint`, or `number`, where an integer past 2^53 is an error. */
export type IntegerFormat = 'bigint' | 'number';

/** How values are given. */
export interface ValueOptions {
  /** @default 'ns' */
  readonly times?: TimeFormat | undefined;
  /** @default 'bigint' */
  readonly integers?: IntegerFormat | undefined;
  /**
   * `'json'` gives what `JSON.stringify` takes, where `times` and `integers` do not say otherwise: times as RFC 3339
   * strings, integers as numbers, bytes as the text that the server sends for them (base64 of Flux, hexadecimal of SQL).
   *
   * @default none
   */
  readonly preset?: 'json' | undefined;
}

/** The options with every default filled in. */
export interface ResolvedValueOptions {
  readonly times: TimeFormat;
  readonly integers: IntegerFormat;
  readonly isJson: boolean;
}

/**
 * A choice among a few words; the first is the default.
 *
 * @throws TypeError for any other
 */
export const oneOf = <T extends string>(name: string, value: T | undefined, allowed: readonly [T, ...T[]]): T => {
  if (value === undefined) return allowed[0];
  if (allowed.includes(value)) return value;
  throw new TypeError(
    `${name} must be one of ${allowed.map((one) => `'${one}'`).join(', ')}, got ${describeChoice(value)}`,
  );
};

/**
 * Fills in the defaults.
 *
 * @throws TypeError for a choice that does not exist
 */
export const resolveValueOptions = ({ times, integers, preset }: ValueOptions): ResolvedValueOptions => {
  const isJson = preset !== undefined && oneOf('preset', preset, ['json']) === 'json';
  return {
    times: oneOf('times', times ?? (isJson ? 'rfc3339' : undefined), ['ns', 'date', 'rfc3339']),
    integers: oneOf('integers', integers ?? (isJson ? 'number' : undefined), ['bigint', 'number']),
    isJson,
  };
};
