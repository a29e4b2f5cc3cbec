import { describe, describeChoice } from '@influxkit/internal/message';
import {
  type IntegerFormat,
  oneOf,
  resolveValueOptions,
  type TimeFormat,
  type ValueOptions,
} from '@influxkit/internal/value-options';

/** How durations are given: the string of the response, or `bigint` nanoseconds, where calendar units (`mo`, `y`) are an error. */
export type DurationFormat = 'text' | 'ns';

/** Choices of the annotated CSV decoder, made once for all rows. */
export interface DecodeOptions extends ValueOptions {
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
  /**
   * Whether rows without an empty line after the last of them are a truncated response. Servers end each result with one,
   * so that its absence tells a response that was cut between two rows.
   *
   * @default true for a query, false for a response from elsewhere and that of a script
   */
  readonly requireFinalEmptyLine?: boolean | undefined;
}

/** What else is known of a body. */
export interface BodyFacts {
  /** Whether it can be nothing but annotated CSV. Otherwise any CSV will do. */
  readonly annotated?: boolean;
  /** Whether a row may lack the values of a column whose label another column has: what servers of 1.x send has `name` twice. */
  readonly repeatedLabels?: boolean;
}

/** The options with every default filled in and every value checked. */
export interface ResolvedOptions extends Required<BodyFacts> {
  readonly times: TimeFormat;
  readonly integers: IntegerFormat;
  readonly isJson: boolean;
  readonly durations: DurationFormat;
  readonly emptyString: '' | null;
  readonly delimiter: number;
  readonly commentPrefix: string;
  readonly datatypes: ReadonlyMap<string, string>;
  readonly maxFieldBytes: number;
  readonly maxRecordBytes: number;
  readonly requireFinalNewline: boolean;
  readonly requireFinalEmptyLine: boolean;
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
export const resolveOptions = (options: DecodeOptions & BodyFacts = {}): ResolvedOptions => ({
  ...resolveValueOptions(options),
  annotated: options.annotated ?? false,
  repeatedLabels: options.repeatedLabels ?? false,
  durations: oneOf('durations', options.durations, ['text', 'ns']),
  emptyString: oneOf('emptyStrings', options.emptyStrings, ['null', 'empty']) === 'null' ? null : '',
  delimiter: delimiterByte(options.delimiter ?? ','),
  commentPrefix: options.commentPrefix ?? '#',
  datatypes: new Map(Object.entries(options.datatypes ?? {})),
  maxFieldBytes: byteLimit('maxFieldBytes', options.maxFieldBytes, 16 * 1024 * 1024),
  maxRecordBytes: byteLimit('maxRecordBytes', options.maxRecordBytes, 64 * 1024 * 1024),
  requireFinalNewline: options.requireFinalNewline ?? true,
  requireFinalEmptyLine: options.requireFinalEmptyLine ?? false,
});
