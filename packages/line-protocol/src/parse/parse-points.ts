import type { ParseError } from './error.js';
import { Feed } from './feed.js';
import { Parser } from './parser.js';
import type { ParsedPoint, ParseOptions, ParseResult } from './types.js';

/**
 * Reads line protocol to points, with exact types: floats are numbers, integers `Int` and `Uint`, timestamps bigint
 * nanoseconds.
 *
 * @throws ParseError with line, column and reason, unless `onError` says otherwise
 */
export function parsePoints(
  input: string | Uint8Array,
  options: ParseOptions & { readonly onError: 'collect' },
): ParseResult;
export function parsePoints(
  input: string | Uint8Array,
  options?: ParseOptions & { readonly onError?: 'throw' | 'skip' | undefined },
): ParsedPoint[];
export function parsePoints(input: string | Uint8Array, options: ParseOptions = {}): ParsedPoint[] | ParseResult {
  const points: ParsedPoint[] = [];
  const errors: ParseError[] = [];
  const parser = new Parser(options, (error) => errors.push(error));
  if (typeof input === 'string') parser.parse(input, points, true);
  else {
    const feed = new Feed(parser);
    feed.push(input, points);
    feed.end(points);
  }
  return options.onError === 'collect' ? { points, errors } : points;
}
