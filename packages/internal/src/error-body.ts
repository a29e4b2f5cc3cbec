// What the body of a failure says, in the shapes that HTTP APIs have in common.
import { excerpt } from './message.js';

/** What the body of a failure says. */
export interface ErrorDetails {
  readonly message: string | undefined;
  readonly code: string | undefined;
}

/** A body of a failure, read. */
export interface ErrorBody {
  /** The decoded body: what JSON holds, otherwise the text. */
  readonly body: unknown;
  /** The decoded body where it is a JSON object or array. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  /** What a JSON body says to a person. */
  readonly message: string | undefined;
  /** The word of a JSON body for the kind of failure, where it is a string. */
  readonly code: string | undefined;
  /** The body itself where it says something to a person: text, or JSON on one line and shortened; not markup, nor white space alone. */
  readonly text: string | undefined;
  /** Whether it is HTML or XML: a proxy's or a sign-in page, whose text says nothing to a program. */
  readonly isMarkup: boolean;
}

/** UTF-16 units of JSON that no rule understands. */
const LONGEST_JSON = 200;

/**
 * Reads the body of a failure. Strings come at full length: whoever puts one into a message cuts it.
 *
 * Where a header says what went wrong as well, prefer the field of the body, then the header, then the body as it is:
 * `message ?? header ?? text`.
 *
 * @param detailsOf finds what a JSON body says: by default its `message` or `error`, and its `code`, where they are strings;
 *   `errorDetails` knows more shapes
 */
export function readErrorBody(text: string, detailsOf: (body: unknown) => ErrorDetails = plainDetails): ErrorBody {
  const isMarkup = /^\s*</.test(text);
  const said = { body: text, json: undefined, message: undefined, code: undefined, isMarkup };
  try {
    const body: unknown = JSON.parse(text);
    const json = isObject(body) ? body : undefined;
    return {
      ...said,
      body,
      json,
      ...detailsOf(body),
      text: excerpt(JSON.stringify(body), LONGEST_JSON),
    };
  } catch {
    // Text or markup, as proxies respond: it is the body as it is. Or JSON that nests too deeply to be written again.
    return { ...said, text: isMarkup ? undefined : nonEmptyString(text) };
  }
}

function plainDetails(body: unknown): ErrorDetails {
  const { message, error, code } = Object(body) as Record<string, unknown>;
  return { message: nonEmptyString(message) ?? nonEmptyString(error), code: nonEmptyString(code) };
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

export const nonEmptyString = (value: unknown): string | undefined =>
  (typeof value === 'string' && value.trim()) || undefined;
