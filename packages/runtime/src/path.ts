// Values in paths.
import { describe } from '@influxkit/internal/message';
import { textOf } from './scalar.js';

const DOT_SEGMENT = /(^|[/\\]|%2f|%5c)(\.|%2e){1,2}($|[/\\]|%2f|%5c)/i;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Whether one of the segments is `.` or `..`, plainly or percent-encoded: it would climb out of its place in the path,
 * on the server, in a proxy that decodes `%2f` before it routes, or already in `new URL`, which takes `%2e%2e` for `..`.
 * Or whether it holds a lone surrogate, which no encoding can carry.
 */
export const isUnsafePath = (path: string): boolean => DOT_SEGMENT.test(path) || LONE_SURROGATE.test(path);

/** A parameter in a path template. */
export const PATH_PARAMETER: RegExp = /{(.*?)}/g;

/**
 * A path value, percent-encoded, slashes too. What would make another path is refused: a missing, empty or non-scalar
 * value, and any segment `.` or `..`, encoded or not. The error names the parameter, never its value.
 */
export function pathSegment(name: string, value: unknown): string {
  const text = textOf(value);
  if (!text || isUnsafePath(text))
    throw new TypeError(
      `path parameter "${name}" must be a non-empty string or number without ".." segments; got ${describe(value)}`,
    );
  return encodeURIComponent(text);
}
