import type { StyledParameter } from '../operation.js';
import { isAbsent } from '../scalar.js';
import type { Stringify } from '../value-shape.js';
import { encodeReserved, expand, pieceText } from './styles.js';

/** Cookies of any style; undefined for one that has no value. */
export const styledCookies = (
  parameters: readonly StyledParameter[],
  values: Readonly<Record<string, unknown>>,
  stringify: Stringify,
): readonly (string | undefined)[] =>
  Object.entries(values).map(([name, value]) =>
    writeCookie(name, value, parameters.find((each) => nameOf(each) === name) ?? name, stringify),
  );

const nameOf = (parameter: StyledParameter): string => (typeof parameter === 'string' ? parameter : parameter[0]);

function writeCookie(
  name: string,
  value: unknown,
  parameter: StyledParameter,
  stringify: Stringify,
): string | undefined {
  if (isAbsent(value)) return undefined;
  const what = `cookie "${name}"`;
  const [, style, reserved] = typeof parameter === 'string' ? ([name, 'form', undefined] as const) : parameter;
  // The style `cookie` encodes nothing, and what ends a cookie or its header would begin another one.
  const asItIs = (text: string): string => {
    if (/[;\s]|[^ -~]/.test(text))
      throw new TypeError(`${what} must be without white space, semicolons and letters beyond ASCII: encode them`);
    return text;
  };
  if (style === 'json') return `${name}=${encodeURIComponent(stringify(value))}`;
  if (style === 'text') return `${name}=${asItIs(pieceText(what, value, stringify))}`;
  // A semicolon would end the cookie, whatever else stays.
  const encoded = reserved ? (text: string) => encodeReserved(text).replaceAll(';', '%3B') : encodeURIComponent;
  const encode = style.startsWith('cookie') ? asItIs : encoded;
  return expand(what, name, style, value, encode, stringify);
}
