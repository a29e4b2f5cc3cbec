// What the body of a failure says, in the shapes that HTTP APIs have in common.
import { excerpt } from './message.js';

/** A body of a failure, read. */
export interface ErrorBody {
  /** The decoded body: what JSON holds, otherwise the text. */
  readonly body: unknown;
  /** The decoded body where it is a JSON object or array. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  /**
   * What a JSON body says to a person, found by the names and shapes that APIs have: `message`, `title` with `detail`
   * (RFC 9457), `error` with `error_description` (RFC 6749), lists of errors, maps of fields to what is wrong with them.
   */
  readonly message: string | undefined;
  /** The `code` of a JSON body or of its `error`, or the `error` beside an `error_description`, where that is a string. */
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
 */
export function readErrorBody(text: string): ErrorBody {
  const isMarkup = /^\s*</.test(text);
  const said = { body: text, json: undefined, message: undefined, code: undefined, isMarkup };
  try {
    const body: unknown = JSON.parse(text);
    const json = isObject(body) ? body : undefined;
    return {
      ...said,
      body,
      json,
      message: saying(body),
      code: codeOf(json),
      text: excerpt(JSON.stringify(body), LONGEST_JSON),
    };
  } catch {
    // Text or markup, as proxies respond: it is the body as it is. Or JSON that nests too deeply to be written again.
    return { ...said, text: isMarkup ? undefined : nonEmptyString(text) };
  }
}

function codeOf({ code, error, error_description }: Readonly<Record<string, unknown>> = {}): string | undefined {
  return nonEmptyString(code) ?? nonEmptyString(isObject(error) ? error['code'] : error_description && error);
}

/** Properties that say what went wrong, the most telling first; `error` may be no more than a word for it. */
const MESSAGE_NAMES = ['message', 'Message', 'detail', 'error_description', 'msg', 'reason', 'description', 'error'];

/** Deeper than this nobody writes a message, and a body that nests without end must not exhaust the stack. */
const DEEPEST = 5;

/**
 * What a value says to a person; undefined where no rule finds anything.
 *
 * @param isField whether a value in an object without such properties is what is wrong with a field: of a list `errors` any
 *   is, elsewhere an array alone, for a string may be anything
 */
function saying(value: unknown, depth = 0, isField: (value: unknown) => boolean = Array.isArray): string | undefined {
  if (typeof value === 'string') return nonEmptyString(value);
  if (!isObject(value) || depth > DEEPEST) return undefined;
  const inside = (each: unknown, isFieldInside = isField): string | undefined => saying(each, depth + 1, isFieldInside);
  if (Array.isArray(value)) return joined(value.map((each) => inside(each)));

  const main = MESSAGE_NAMES.map((name) => inside(value[name])).find((each) => each !== undefined);
  const parts = [nonEmptyString(value['title']), main, inside(value['errors'], () => true)];
  const telling = parts.filter((part, index) => part && parts.findIndex((other) => other?.includes(part)) === index);
  if (main !== undefined && depth > 0) telling.unshift(...placeOf(value));
  if (telling.length > 0)
    return telling.map((part, index) => (index < telling.length - 1 ? part?.replace(/[.:]$/, '') : part)).join(': ');
  return joined(
    Object.entries(value).map(([name, each]) => {
      const said = isField(each) ? inside(each) : undefined;
      return said && `${name}: ${said}`;
    }),
  );
}

/** Where something is wrong, as FastAPI (`loc`) and many others (`field`) say it. */
function placeOf({ loc, field }: Readonly<Record<string, unknown>>): readonly string[] {
  const path = (Array.isArray(loc) ? loc : [field]).filter(
    (each) => typeof each === 'string' || typeof each === 'number',
  );
  return path.length > 0 ? [path.join('.')] : [];
}

const joined = (parts: readonly (string | undefined)[]): string | undefined =>
  parts.filter((part) => part !== undefined).join('; ') || undefined;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const nonEmptyString = (value: unknown): string | undefined => (typeof value === 'string' && value.trim()) || undefined;
