import { describe } from '@influxkit/internal/message';
import type { FillPath, PathStyle } from '../operation.js';
import { isUnsafePath, PATH_PARAMETER, pathSegment } from '../path.js';
import { isAbsent, scalarText } from '../scalar.js';
import type { Stringify } from '../value-shape.js';
import { type Encode, encodeReserved, expand } from './styles.js';

/** Paths with parameters that are more than a scalar, or have another style than `simple`. */
export const pathStyles: FillPath = ({ path, pathStyles: styles = {} }, pathValue, stringify = JSON.stringify) => {
  const filled = path.replace(PATH_PARAMETER, (_, name: string) => {
    const value = pathValue(name);
    const style = Object.hasOwn(styles, name) ? styles[name] : undefined;
    if (!style) return pathSegment(name, value);
    const text = write(name, style, value, stringify);
    if (!text)
      throw new TypeError(
        `path parameter "${name}" must be a non-empty scalar, array or object; got ${describe(value)}`,
      );
    return text;
  });
  if (isUnsafePath(filled)) throw new TypeError('path parameters must not make a segment "." or ".." of the path');
  return filled;
};

function write(name: string, given: PathStyle, value: unknown, stringify: Stringify): string | undefined {
  if (isAbsent(value)) return undefined;
  const what = `path parameter "${name}"`;
  const [style, reserved] = typeof given === 'string' ? [given] : given;
  if (style === 'json') return encodeURIComponent(stringify(value));
  if (style === 'text') return encodeURIComponent(scalarText(what, value));
  return expand(what, name, style, value, reserved ? encodeInPath : encodeURIComponent, stringify);
}

/** Reserved characters stay but for those that would end the segment or the path (OpenAPI 3.2, Path Templating). */
const encodeInPath: Encode = (text) => encodeReserved(text).replace(/[/?#]/g, encodeURIComponent);
