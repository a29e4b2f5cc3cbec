import type { WriteHeaders } from '../operation.js';
import { isAbsent } from '../scalar.js';
import type { Stringify } from '../value-shape.js';
import { styledCookies } from './cookie-styles.js';
import { withCookies } from './cookies.js';
import { expand } from './styles.js';

/** Headers whose values are arrays or objects, which are not percent-encoded, and cookies of any style. */
export const headerParameters: WriteHeaders = (
  { header = [], cookie = [] },
  { headers = {}, cookies = {} },
  base,
  stringify = JSON.stringify,
) => {
  const written: Record<string, unknown> = { ...headers };
  for (const parameter of header) {
    if (typeof parameter === 'string') continue;
    const [name, style] = parameter;
    for (const key of Object.keys(headers)) {
      const value = headers[key];
      if (key.toLowerCase() !== name.toLowerCase() || isAbsent(value)) continue;
      written[key] =
        style === 'json'
          ? asciiJson(value, stringify)
          : expand(`header "${name}"`, name, style === 'text' ? 'simple' : style, value, (text) => text, stringify);
    }
  }
  return withCookies(written, styledCookies(cookie, cookies, stringify), base);
};

/** JSON in the letters that a header can carry. */
const asciiJson = (value: unknown, stringify: Stringify): string =>
  stringify(value).replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
