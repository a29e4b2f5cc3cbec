import type { WriteHeaders } from '../operation.js';
import { isAbsent } from '../scalar.js';
import { expand } from './styles.js';

/** Headers whose values are arrays or objects. A header is not percent-encoded. */
export const headerStyles: WriteHeaders = (parameters, headers) => {
  const written: Record<string, unknown> = { ...headers };
  for (const parameter of parameters) {
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
  return written;
};

/** JSON in the letters that a header can carry. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
