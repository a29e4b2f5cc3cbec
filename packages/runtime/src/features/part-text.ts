import { fitsRange } from '../media-types.js';
import { scalarText } from '../scalar.js';
import type { Stringify } from '../value-shape.js';
import { isJson } from './styles.js';

const JSON_TYPE = /[/+]json *(;|$)/i;

/** The media types that an encoding names, ranges among them; none where it names none. */
export const namedTypes = (contentType = ''): readonly string[] =>
  contentType.split(',').flatMap((type) => type.trim() || []);

/**
 * A value of a form as text, and the media type that its part says. That is the first that its encoding names; of an array or
 * an object the first that is JSON, and JSON where nothing is named.
 *
 * @throws TypeError for what its media type cannot hold, which names the property and never the value
 */
export function partText(
  name: string,
  value: unknown,
  contentType: string | undefined,
  stringify: Stringify = JSON.stringify,
): { readonly text: string; readonly type: string | undefined } {
  const isNested = isJson(value);
  const types = namedTypes(contentType).flatMap((type) => ofRange(type, isNested) ?? []);
  const type = (isNested ? types.find((each) => JSON_TYPE.test(each)) : undefined) ?? types[0];
  if (type === undefined ? isNested : JSON_TYPE.test(type))
    return { text: stringify(value), type: type ?? 'application/json' };
  const what = `property "${name}" of the form${contentType ? `, ${contentType},` : ''}`;
  return { text: scalarText(what, value), type };
}

/** A media type itself; of a range, which no part can be of, the plainest that holds the value. */
const ofRange = (type: string, isNested: boolean): string | undefined =>
  type.includes('*')
    ? [...(isNested ? [] : ['text/plain']), 'application/json'].find((each) => fitsRange(type, each))
    : type;
