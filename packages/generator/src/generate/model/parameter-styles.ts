import type { ParameterStyle, PathStyle, StyledParameter } from '@influxkit/runtime';
import { isObject, type JsonObject, own } from '../../base/json.js';
import { type DocumentReader, text } from '../../contract/document/reader.js';
import { isFlat, isScalar } from './value-kinds.js';

// How parameters are written: what OpenAPI says of style and explode, in the runtime's words. A scalar, and in a query an
// array of scalars that repeats its name, needs no word: that is what the runtime does by itself.

/** What a parameter, a header or the property of a form says of how it is written. */
export type Styled = JsonObject;

/** A query parameter as the descriptor has it. */
export function queryParameter(name: string, parameter: Styled, reader: DocumentReader): StyledParameter {
  const reserved = parameter['allowReserved'] === true;
  const isPlain = own(parameter, 'content') === undefined && isPlainInQuery(parameter, reader);
  if (isPlain && !reserved) return name;
  const style = contentStyle(parameter) ?? queryStyle(parameter);
  return reserved ? [name, style, 'allowReserved'] : [name, style];
}

function isPlainInQuery(parameter: Styled, reader: DocumentReader): boolean {
  const schema = own(parameter, 'schema');
  // The style of a single value is the same whichever it is.
  if (isScalar(schema, reader)) return true;
  return queryStyle(parameter) === 'form*' && isFlat(schema, reader);
}

/** The style of a query parameter, or of the property of a form that is written as one. */
export function queryStyle(parameter: Styled): ParameterStyle {
  const style = text(parameter['style']) ?? 'form';
  const isExploded = parameter['explode'] === undefined ? style === 'form' : parameter['explode'] === true;
  if (style === 'deepObject') return 'deepObject';
  // OpenAPI knows the delimited styles without explode alone; exploded, nothing is left of their delimiters.
  if (isExploded) return 'form*';
  return style === 'spaceDelimited' || style === 'pipeDelimited' ? style : 'form';
}

/** The style of a path parameter; undefined for a scalar in the style `simple` of which all is encoded. */
export function pathStyle(parameter: Styled, reader: DocumentReader): PathStyle | undefined {
  const content = contentStyle(parameter);
  if (content !== undefined) return content;
  const style = text(parameter['style']) ?? 'simple';
  const base = style === 'label' || style === 'matrix' ? style : 'simple';
  const said: ParameterStyle = parameter['explode'] === true ? `${base}*` : base;
  if (parameter['allowReserved'] === true && reader.reservesInPaths) return [said, 'allowReserved'];
  return base === 'simple' && isScalar(own(parameter, 'schema'), reader) ? undefined : said;
}

/** A header parameter as the descriptor has it. */
export function headerParameter(name: string, parameter: Styled, reader: DocumentReader): StyledParameter {
  const content = contentStyle(parameter);
  if (content !== undefined) return [name, content];
  if (isScalar(own(parameter, 'schema'), reader)) return name;
  return [name, parameter['explode'] === true ? 'simple*' : 'simple'];
}

/** A cookie parameter as the descriptor has it. */
export function cookieParameter(name: string, parameter: Styled, reader: DocumentReader): StyledParameter {
  const content = contentStyle(parameter);
  if (content !== undefined) return [name, content];
  const base = parameter['style'] === 'cookie' ? 'cookie' : 'form';
  const style: ParameterStyle = parameter['explode'] === false ? base : `${base}*`;
  if (parameter['allowReserved'] === true) return [name, style, 'allowReserved'];
  return base === 'form' && isScalar(own(parameter, 'schema'), reader) ? name : [name, style];
}

/** Where a parameter has a media type: JSON or text. A text that is more than a scalar is for the caller to write. */
function contentStyle(parameter: Styled): ParameterStyle | undefined {
  const content = own(parameter, 'content');
  if (!isObject(content)) return undefined;
  const [mediaType = ''] = Object.keys(content);
  return isJsonType(mediaType) ? 'json' : 'text';
}

/** Whether a media type is JSON. */
export const isJsonType = (mediaType: string): boolean => /^[^;,]*[/+]json *(;|$)/i.test(mediaType);
