import { describe, describeChoice } from '@influxkit/internal/message';
import { oneOf, type TimeFormat } from '@influxkit/internal/value-options';

/** How long and unsignedLong are given: `bigint`, or `number`, where an integer past 2^53 is an error. */
export type LongFormat = 'bigint' | 'number';

/** How durations are given: the string of the response, or `bigint` nanoseconds, where calendar units (`mo`, `y`) are an error. */
export type DurationFormat = 'text' | 'ns';

/** Choices of the annotated CSV decoder, made once for all rows. */
export interface DecodeOptions {
  /**
   * How times are given: `bigint` nanoseconds since 1970, a `Date` of milliseconds, or the RFC 3339 string of the response.
   *
   * @default 'ns'
   */
  readonly times?: TimeFormat | undefined;
  /**
   * How 64-bit integers are given. The `table` column is always a number.
   *
   * @default 'bigint'
   */
  readonly longs?: LongFormat | undefined;
  /**
   * How durations are given.
   *
   * @default 'text'
   */
  readonly durations?: DurationFormat | undefined;
  /**
   * What an empty value of a string column is; null and `''` look the same in annotated CSV.
   *
   * @default 'null'
   */
  readonly emptyStrings?: 'null' | 'empty' | undefined;
  /**
   * The dialect's delimiter: one ASCII character.
   *
   * @default ','
   */
  readonly delimiter?: string | undefined;
  /**
   * What annotation rows begin with.
   *
   * @default '#'
   */
  readonly commentPrefix?: string | undefined;
  /**
   * Types of columns, by label, where the response has no `#datatype` row.
   *
   * @default every column is a string
   */
  readonly datatypes?: Readonly<Record<string, string>> | undefined;
  /**
   * Bytes that one value may have before it is an error, at least 64.
   *
   * @default 16 MiB
   */
  readonly maxFieldBytes?: number | undefined;
  /**
   * Bytes that one record may have before it is an error, at least 64.
   *
   * @default 64 MiB
   */
  readonly maxRecordBytes?: number | undefined;
  /**
   * Whether a last record without a line end is a truncated response (servers end each).
   *
   * @default true
   */
  readonly requireFinalNewline?: boolean | undefined;
}

/** The options with every default filled in and every value checked. */
export interface ResolvedOptions {
  readonly times: TimeFormat;
  readonly longs: LongFormat;
  readonly durations: DurationFormat;
  readonly emptyString: '' | null;
  readonly delimiter: number;
  readonly commentPrefix: string;
  readonly datatypes: ReadonlyMap<string, string>;
  readonly maxFieldBytes: number;
  readonly maxRecordBytes: number;
  readonly requireFinalNewline: boolean;
}

/** Numbers and times are shorter than this, so that the limit concerns strings alone. */
const LEAST_LIMIT = 64;

const byteLimit = (name: string, value: number | undefined, otherwise: number): number => {
  if (value === undefined) return otherwise;
  if (Number.isSafeInteger(value) && value >= LEAST_LIMIT) return value;
  throw new RangeError(`${name} must be a whole number of bytes from ${LEAST_LIMIT} on, got ${describe(value)}`);
};

/** Letters, digits and what numbers and times are written with cannot separate values; neither can quotes and line ends. */
const delimiterByte = (delimiter: string): number => {
  if (/^[^\w"\r\n.:+\-\u0080-\uffff\0]$/.test(delimiter)) return delimiter.charCodeAt(0);
  throw new RangeError(
    `delimiter must be one ASCII character that no value is written with, such as ',' ';' or a tab, got ${describeChoice(delimiter)}`,
  );
};

/**
 * Fills in the defaults.
 *
 * @throws TypeError or RangeError for a choice that does not exist.
 */
export const resolveOptions = (options: DecodeOptions = {}): ResolvedOptions => ({
  times: oneOf('times', options.times, ['ns', 'date', 'rfc3339']),
  longs: oneOf('longs', options.longs, ['bigint', 'number']),
  durations: oneOf('durations', options.durations, ['text', 'ns']),
  emptyString: oneOf('emptyStrings', options.emptyStrings, ['null', 'empty']) === 'null' ? null : '',
  delimiter: delimiterByte(options.delimiter ?? ','),
  commentPrefix: options.commentPrefix ?? '#',
  datatypes: new Map(Object.entries(options.datatypes ?? {})),
  maxFieldBytes: byteLimit('maxFieldBytes', options.maxFieldBytes, 16 * 1024 * 1024),
  maxRecordBytes: byteLimit('maxRecordBytes', options.maxRecordBytes, 64 * 1024 * 1024),
  requireFinalNewline: options.requireFinalNewline ?? true,
});
