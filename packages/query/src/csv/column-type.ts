import type { ResolvedOptions } from './csv-options.js';

/**
 * What a column is decoded to: its data type and the options in one small number,
 * because the decoder branches on it for every value.
 */
export const STRING = 0;
export const DOUBLE = 1;
export const LONG_BIGINT = 2;
export const LONG_NUMBER = 3;
export const UNSIGNED_BIGINT = 4;
export const UNSIGNED_NUMBER = 5;
export const TIME_NS = 6;
export const TIME_DATE = 7;
export const BOOLEAN = 8;
export const DURATION_NS = 9;
export const BYTES = 10;
/** A string of a type that is not `string`: an empty value is null, whatever is chosen for strings. */
export const TEXT = 11;

/** One of the constants of this module. */
export type ColumnType = number;

/** A type of the annotation `#datatype` that this decoder gives a meaning; any other is read as a string. */
export type FluxDataType =
  | 'string'
  | 'boolean'
  | 'long'
  | 'unsignedLong'
  | 'double'
  | 'dateTime:RFC3339'
  | 'dateTime:RFC3339Nano'
  | 'duration'
  | 'base64Binary';

/** The type of a column of `datatype`. */
export const columnTypeOf = (datatype: string, options: ResolvedOptions): ColumnType => {
  switch (datatype) {
    case 'double':
      return DOUBLE;
    case 'long':
      return options.integers === 'bigint' ? LONG_BIGINT : LONG_NUMBER;
    case 'unsignedLong':
      return options.integers === 'bigint' ? UNSIGNED_BIGINT : UNSIGNED_NUMBER;
    case 'boolean':
      return BOOLEAN;
    case 'dateTime:RFC3339':
    case 'dateTime:RFC3339Nano':
      return options.times === 'ns' ? TIME_NS : options.times === 'date' ? TIME_DATE : TEXT;
    case 'duration':
      return options.durations === 'ns' ? DURATION_NS : TEXT;
    case 'base64Binary':
      return options.isJson ? TEXT : BYTES;
    default:
      return STRING;
  }
};

/** What a value of a type must look like, for errors. */
export const expected = (type: ColumnType): string => {
  switch (type) {
    case DOUBLE:
      return 'a decimal number, +Inf, -Inf or NaN';
    case LONG_BIGINT:
      return 'an integer from -9223372036854775808 to 9223372036854775807';
    case LONG_NUMBER:
      return "an integer that a number holds exactly (up to 2^53 - 1; integers: 'bigint' takes larger ones)";
    case UNSIGNED_BIGINT:
      return 'an integer from 0 to 18446744073709551615';
    case UNSIGNED_NUMBER:
      return "an integer from 0 that a number holds exactly (up to 2^53 - 1; integers: 'bigint' takes larger ones)";
    case TIME_NS:
      return "an RFC 3339 time from 1677 to 2262 with at most nine decimals (times: 'rfc3339' keeps any string)";
    case TIME_DATE:
      return "an RFC 3339 time with at most nine decimals (times: 'rfc3339' keeps any string)";
    case BOOLEAN:
      return 'true or false';
    case DURATION_NS:
      return "a duration without calendar units that fits 64-bit nanoseconds (durations: 'text' keeps any)";
    case BYTES:
      return 'base64';
    default:
      return 'a string';
  }
};
