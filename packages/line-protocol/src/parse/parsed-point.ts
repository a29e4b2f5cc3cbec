import type { Dialect, Precision } from '../dialect.js';
import type { Int, Uint } from '../integer.js';
import type { ParseError } from './parse-error.js';

/** A field value as the line has it: floats are numbers, integers {@link Int} and {@link Uint}. */
export type ParsedFieldValue = number | boolean | string | Int | Uint;

/** A point read from a line. It is a `PointData` too, so it can be written again. */
export interface ParsedPoint {
  measurement: string;
  tags: { [key: string]: string };
  fields: { [key: string]: ParsedFieldValue };
  /** Nanoseconds since 1970; absent where the line has no timestamp. */
  timestamp?: bigint;
}

/** Options of the parsers. */
export interface ParseOptions {
  /**
   * Unit of the timestamps in the lines.
   *
   * @default 'ns'
   */
  readonly precision?: Precision | undefined;
  /**
   * The servers whose rules apply.
   *
   * @default 'v2'
   */
  readonly dialect?: Dialect | undefined;
  /**
   * A line that cannot be read: `'throw'`, `'skip'` it, or `'collect'` the errors beside the points.
   *
   * @default 'throw'
   */
  readonly onError?: 'throw' | 'skip' | 'collect' | undefined;
}

/** Points, and what could not be read. */
export interface ParseResult {
  points: ParsedPoint[];
  errors: ParseError[];
}
