// What the body of a failure says, in the shapes that HTTP APIs have in common.

/** A body of a failure, read. */
export interface ErrorBody {
  /** The decoded body: what JSON holds, otherwise the text. */
  readonly body: unknown;
  /** The decoded body where it is a JSON object or array. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  /** The `message` or `error` of a JSON body, where that is a string. */
  readonly message: string | undefined;
  /** The `code` of a JSON body, where that is a string. */
  readonly code: string | undefined;
  /** The body as it came, where it says something to a person; not markup, nor white space alone. */
  readonly text: string | undefined;
  /** Whether it is HTML or XML: a proxy's or a sign-in page, whose text says nothing to a program. */
  readonly isMarkup: boolean;
}

/**
 * Reads the body of a failure. Strings come at full length: whoever puts one into a message cuts it.
 *
 * Where a header says what went wrong as well, prefer the field of the body, then the header, then the body as it is:
 * `message ?? header ?? text`.
 */
export function readErrorBody(text: string): ErrorBody {
  let body: unknown = text;
  try {
    body = JSON.parse(text);
  } catch {
    // Text or markup, as proxies respond: it is the body as it is.
  }
  const json = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined;
  const isMarkup = /^\s*</.test(text);
  return {
    body,
    json,
    message: nonEmptyString(json?.['message']) ?? nonEmptyString(json?.['error']),
    code: nonEmptyString(json?.['code']),
    text: isMarkup ? undefined : nonEmptyString(text.trim()),
    isMarkup,
  };
}

const nonEmptyString = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
