import type { WriteHeaders } from '../operation.js';
import { isAbsent, scalarText } from '../scalar.js';

/** Cookies that are scalars, for platforms that let a program set them: Node does, a page in a browser does not. */
export const cookies: WriteHeaders = (_, { headers = {}, cookies: values = {} }, base) =>
  withCookies(
    headers,
    Object.entries(values).map(([name, value]) =>
      isAbsent(value)
        ? undefined
        : `${encodeURIComponent(name)}=${encodeURIComponent(scalarText(`cookie "${name}"`, value))}`,
    ),
    base,
  );

/** Headers with cookies, beside those that the call or the client has in the header as it is. */
export function withCookies(
  headers: Readonly<Record<string, unknown>>,
  written: readonly (string | undefined)[],
  base: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const text = written.filter((each) => each !== undefined).join('; ');
  if (text === '') return headers;
  const key = Object.keys(headers).find((each) => each.toLowerCase() === 'cookie') ?? 'cookie';
  return { ...headers, [key]: [headers[key] ?? base['cookie'], text].filter((each) => each).join('; ') };
}
