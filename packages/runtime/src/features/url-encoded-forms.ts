import type { WriteBody } from '../operation.js';
import { isAbsent } from '../scalar.js';
import { partText } from './part-text.js';
import { valuesOf } from './styles.js';

/**
 * A form in pairs of keys and values. A property whose encoding has a style is written as a parameter of the query; of any
 * other each value is a pair, as browsers encode it, and objects are JSON.
 */
export const urlEncodedForms: WriteBody = (form, mediaType, encoding = {}, writeStyled, stringify) => {
  if (typeof form !== 'object' || form === null) return undefined;
  const pairs = Object.entries(form).flatMap(([name, value]) => {
    const { style, allowReserved, contentType } = ownEncoding(encoding, name);
    if (style) {
      if (!writeStyled) throw new TypeError('its descriptor lacks `features: { queryStyles }`');
      return writeStyled(allowReserved ? [name, style, 'allowReserved'] : [name, style], value, stringify);
    }
    return valuesOf(value)
      .filter((each) => !isAbsent(each))
      .map((each) => new URLSearchParams([[name, partText(name, each, contentType, stringify)]]).toString());
  });
  return { body: pairs.join('&'), contentType: mediaType };
};

/** The encoding of a property; one of the name `constructor` has none unless it was given. */
const ownEncoding = <T>(encoding: Readonly<Record<string, T>>, name: string): Partial<T> =>
  (Object.hasOwn(encoding, name) ? encoding[name] : undefined) ?? {};
