import type { WritePathParameter } from '../operation.js';
import { isAbsent, scalarText } from '../scalar.js';
import { expand } from './styles.js';

/** Path parameters that are more than a scalar, or have another style than `simple`. */
export const pathStyles: WritePathParameter = (name, style, value) => {
  if (isAbsent(value)) return '';
  const what = `path parameter "${name}"`;
  if (style === 'json') return encodeURIComponent(JSON.stringify(value));
  if (style === 'text') return encodeURIComponent(scalarText(what, value));
  return expand(what, name, style, value, encodeURIComponent);
};
