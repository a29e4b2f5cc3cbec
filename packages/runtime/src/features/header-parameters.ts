import type { WriteHeaders } from '../operation.js';
import { isAbsent } from '../scalar.js';
import { styledCookies } from './cookie-styles.js';
import { withCookies } from './cookies.js';
import { expand } from './styles.js';

/** Headers whose values are arrays or objects, which are not percent-encoded, and cookies of any style. */
export const headerParameters: WriteHeaders = ({ header = [], cookie = [] }, { headers = {}, cookies = {} }, base) => {
  const written: Record<string, unknown> = { ...headers };
  for (const parameter of header) {
    if (typeof parameter === 'string') continue;
    const [name, style] = parameter;
    for (const key of Object.keys(headers)) {
      const value = headers[key];
      if (key.toLowerCase() !== name.toLowerCase() || isAbsent(value)) continue;
      written[key] =
        style === 'json'
          ? asciiJson(value)
          : expand(`header "${name}"`, name, style === 'text' ? 'simple' : style, value, (text) => text);
    }
  }
  return withCookies(written, styledCookies(cookie, cookies), base);
};

/** JSON in the letters that a header can carry. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
