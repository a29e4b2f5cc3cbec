import { describe, describeChoice, quote } from '@influxkit/internal/message';
import { type ResolvedValueOptions, resolveValueOptions, type ValueOptions } from '@influxkit/internal/value-options';

/** A value of an InfluxQL row. Integers past 2^53 are `bigint`, unless `integers` says `'number'`. */
export type InfluxQLValue = string | number | bigint | boolean | Date | null;

/** Units in which `/query` counts times. */
export type Epoch = 'ns' | 'u' | 'ms' | 's' | 'm' | 'h';

/** A value for a `$name` in an InfluxQL statement. */
export type InfluxQLParam = string | number | bigint | boolean;

/** How the response of `/query` is decoded. */
export interface InfluxQLDecodeOptions extends ValueOptions {
  /**
   * How 64-bit integers are given: `bigint` where they are past 2^53 (the response does not tell other integers from
   * floats), or always as a number, where such an integer is an error.
   *
   * @default 'bigint'
   */
  readonly integers?: 'bigint' | 'number' | undefined;
  /**
   * Times as the server counts them in this unit since 1970: numbers, for `'ns'` `bigint`.
   *
   * @default what `times` needs
   */
  readonly epoch?: Epoch | undefined;
  /**
   * Bytes that one row, or another value of the response, may have before it is an error.
   *
   * @default 64 MiB
   */
  readonly maxValueBytes?: number | undefined;
}

const EPOCHS = new Set(['ns', 'u', 'ms', 's', 'm', 'h']);

/** The unit to ask for: the one the caller wants, or the one that the wanted type of time is made of. */
export const epochOf = (options: InfluxQLDecodeOptions): Epoch | undefined => {
  const { epoch } = options;
  const { times }: ResolvedValueOptions = resolveValueOptions(options);
  if (epoch !== undefined && !EPOCHS.has(epoch))
    throw new TypeError(`epoch must be one of ${[...EPOCHS].join(', ')}, got ${describeChoice(epoch)}`);
  if (epoch !== undefined) return epoch;
  return times === 'ns' ? 'ns' : times === 'date' ? 'ms' : undefined;
};

/** Parameters as JSON; a `bigint` is written with all its digits. */
export const encodeParams = (params: Readonly<Record<string, InfluxQLParam>>): string => {
  const pairs = Object.entries(params).map(([name, value]) => {
    const isNumber = typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value));
    if (!isNumber && typeof value !== 'string' && typeof value !== 'boolean') {
      throw new TypeError(
        `InfluxQL parameter ${quote(name)} must be a string, a finite number, a bigint or a boolean, got ${describe(value)}`,
      );
    }
    return `${JSON.stringify(name)}:${isNumber ? String(value) : JSON.stringify(value)}`;
  });
  return `{${pairs.join(',')}}`;
};
