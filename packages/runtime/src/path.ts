import { RequestError } from './errors.js';
import { kindOf } from './kind.js';
import type { OperationDescriptor } from './operation.js';

/**
 * Whether one of the segments is `.` or `..`, plainly or percent-encoded: it would climb out of its place in the path,
 * on the server, in a proxy that decodes `%2f` before it routes, or already in `new URL`, which takes `%2e%2e` for `..`.
 * Or whether it holds half a character (a lone surrogate), which no encoding can carry.
 */
export const isUnsafe = (path: string): boolean =>
  /(^|[/\\]|%2f|%5c)(\.|%2e){1,2}($|[/\\]|%2f|%5c)|\p{Surrogate}/iu.test(path);

/**
 * Fills a path template. Every value is percent-encoded, slashes too; what would make another path is refused:
 * a missing, empty or non-scalar value, and any segment `.` or `..`, encoded or not.
 *
 * @throws RequestError naming the parameter, never its value
 */
export const fillPath = (row: OperationDescriptor, pathValue: (name: string) => unknown): string =>
  row.path.replace(/{(.*?)}/g, (_, name: string) => {
    const value = pathValue(name);
    const text = /str|num|big/.test(typeof value) ? String(value) : '';
    if (!text || isUnsafe(text))
      throw new RequestError(
        row.name,
        `path parameter "${name}" must be a number or a text, not empty and without ".." segments: it is ${kindOf(value)}`,
      );
    return encodeURIComponent(text);
  });
