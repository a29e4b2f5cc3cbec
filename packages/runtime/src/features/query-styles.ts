import type { WriteQueryParameter } from '../operation.js';
import { isAbsent, scalarText } from '../scalar.js';
import { type Encode, encodeReserved, expand, isJson, pieceText, valuesOf } from './styles.js';

/** Parameters of the query that are more than a name and a scalar: the styles of OpenAPI, and parameters with a media type. */
export const queryStyles: WriteQueryParameter = ([name, style, reserved], value, stringify = JSON.stringify) => {
  if (isAbsent(value)) return [];
  const what = `query parameter "${name}"`;
  // What follows a number sign is no part of what is sent.
  const encode: Encode = reserved ? (text) => encodeReserved(text).replaceAll('#', '%23') : encodeURIComponent;
  const pair = (key: string, text: string): string => `${encodeURIComponent(key)}=${encode(text)}`;
  if (style === 'json') return [pair(name, stringify(value))];
  if (style === 'text') return [pair(name, scalarText(what, value))];
  if (style === 'deepObject')
    return deepPairs(name, value).map(([key, part]) => pair(key, pieceText(what, part, stringify)));
  // A piece may hold the sign that separates pieces, where reserved characters stay: a server cannot tell them apart.
  const text = expand(what, name, style, value, encode, stringify);
  return text === undefined ? [] : [text];
};

/** Keys in brackets. Of members that are arrays or objects OpenAPI says nothing: an array repeats its key, an object adds to it. */
const deepPairs = (key: string, value: unknown): [string, unknown][] =>
  valuesOf(value)
    .filter((each) => !isAbsent(each))
    .flatMap((each): [string, unknown][] =>
      isJson(each) && !Array.isArray(each)
        ? Object.entries(each).flatMap(([member, part]) => deepPairs(`${key}[${member}]`, part))
        : [[key, each]],
    );
