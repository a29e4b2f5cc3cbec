/** How a query parameter is written that is more than a key and a scalar: delimited, as `key[property]`, or as JSON. */
export type QueryStyle = 'csv' | 'ssv' | 'pipes' | 'deepObject' | 'json';

/** Encodes the value of a query parameter that has a style, as pairs of an encoded key and an encoded value. */
export type QueryStyles = (key: string, style: QueryStyle, value: unknown, encode: EncodePairs) => readonly string[];

/** The pairs `key=value` of a key and its values; joined by the separator into one where it is given. */
export type EncodePairs = (key: string, value: unknown, separator?: string) => readonly string[];

const SEPARATORS = { csv: ',', ssv: '%20', pipes: '%7C' } as const;

/** Query parameters that are more than a key and a scalar: the styles of OpenAPI, and parameters with a media type. */
export const queryStyles: QueryStyles = (key, style, value, encode) => {
  if (style === 'json') return encode(key, JSON.stringify(value));
  if (style === 'deepObject')
    return Object.entries(value ?? {}).flatMap(([property, part]) => encode(`${key}[${property}]`, part));
  return encode(key, value, SEPARATORS[style]);
};
