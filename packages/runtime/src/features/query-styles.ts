import type { QueryStyles } from '../operation.js';

const SEPARATORS = { csv: ',', ssv: '%20', pipes: '%7C' } as const;

/** Query parameters that are more than a key and a scalar: the styles of OpenAPI, and parameters with a media type. */
export const queryStyles: QueryStyles = (key, style, value, encode) => {
  if (style === 'json') return encode(key, JSON.stringify(value));
  if (style === 'deepObject')
    return Object.entries(value ?? {}).flatMap(([property, part]) => encode(`${key}[${property}]`, part));
  return encode(key, value, SEPARATORS[style]);
};
