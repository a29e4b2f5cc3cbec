import { RequestError } from './errors.js';
import { kindOf } from './kind.js';

/**
 * Whether one of the segments is `.` or `..`, plainly or percent-encoded. It would climb out of its place in the path:
 * on the server, in a proxy that decodes `%2f` before it routes, or already in `new URL`, which takes `%2e%2e` for `..`.
 */
export const hasDotSegment = (path: string): boolean => /(^|[/\\]|%2f|%5c)(\.|%2e){1,2}($|[/\\]|%2f|%5c)/i.test(path);

/**
 * Fills a path template. Every value is percent-encoded, slashes too; what would make another path is refused:
 * a missing, empty or non-scalar value, and any segment `.` or `..`, encoded or not.
 *
 * @throws RequestError naming the parameter, never its value
 */
export const fillPath = (operation: string, template: string, valueOf: (name: string) => unknown): string =>
  template.replace(/{(.*?)}/g, (_, name: string) => {
    const value = valueOf(name);
    const text = /number|bigint/.test(typeof value) ? String(value) : value;
    if (typeof text !== 'string' || !text || hasDotSegment(text))
      throw new RequestError(
        operation,
        `path parameter "${name}" must be a number or a text, not empty and without "." and ".." segments: it is ${kindOf(value)}`,
      );
    return encodeURIComponent(text);
  });
