import { scalarText } from '../scalar.js';
import type { Stringify } from '../value-shape.js';
import { isJson } from './styles.js';

const JSON_TYPE = /^[^;,]*[/+]json *(;|$)/i;

/** Whether a value is written as JSON: as its media type says, or because it is an array or an object. */
export const isJsonPart = (value: unknown, contentType: string | undefined): boolean =>
  contentType === undefined ? isJson(value) : JSON_TYPE.test(contentType);

/**
 * A value of a form as text.
 *
 * @throws TypeError for what its media type cannot hold, which names the property and never the value
 */
export const partText = (
  name: string,
  value: unknown,
  contentType: string | undefined,
  stringify: Stringify = JSON.stringify,
): string =>
  isJsonPart(value, contentType)
    ? stringify(value)
    : scalarText(`property "${name}" of the form${contentType ? `, ${contentType},` : ''}`, value);
