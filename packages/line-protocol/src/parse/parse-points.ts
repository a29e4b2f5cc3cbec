import { ParseError } from './error.js';
import { Parser } from './parser.js';
import type { ParsedPoint, ParseOptions, ParseResult } from './types.js';

/** Bytes to text. @throws ParseError when they are not UTF-8 */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ParseError('not-utf8', 1, 1, 'the bytes are not UTF-8');
  }
}

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
  parser.parse(typeof input === 'string' ? input : decode(input), points, true);
  return options.onError === 'collect' ? { points, errors } : points;
}
