// What the body of a failure says, in whatever shape.
import { type ErrorDetails, isObject, nonEmptyString } from './error-body.js';

/** Properties that say what went wrong, the most telling first; `error` may be no more than a word for it. */
const MESSAGE_NAMES = ['message', 'Message', 'detail', 'error_description', 'msg', 'reason', 'description', 'error'];

/** Deeper than this nobody writes a message, and a body that nests without end must not exhaust the stack. */
const DEEPEST = 5;

/**
 * What the body of a failure says, found by the names and shapes that APIs have: `message`, `title` with `detail` (RFC 9457),
 * `error` with `error_description` (RFC 6749), arrays of errors, maps of fields to what is wrong with them. Undefined is what
 * no rule finds.
 */
export const errorDetails = (body: unknown): ErrorDetails => ({
  message: saying(body, 0, Array.isArray),
  code: codeOf(Object(body)),
});

/** The `code` of a body or of its `error`, or the `error` beside an `error_description`. */
function codeOf({ code, error, error_description }: Readonly<Record<string, unknown>>): string | undefined {
  return nonEmptyString(code) ?? nonEmptyString(isObject(error) ? error['code'] : error_description && error);
}

/**
 * @param isField whether a value in an object without such properties is what is wrong with a field: of a list `errors` any
 *   is, elsewhere an array alone, for a string may be anything
 */
function saying(value: unknown, depth: number, isField: (value: unknown) => boolean): string | undefined {
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
      return said && [nonEmptyString(name), said].filter((part) => part !== undefined).join(': ');
    }),
  );
}

/** Where something is wrong, as FastAPI (`loc`) and many others (`field`) say it. */
function placeOf({ loc, field }: Readonly<Record<string, unknown>>): readonly string[] {
  const path = (Array.isArray(loc) ? loc : [field])
    .map((each) => nonEmptyString(typeof each === 'number' ? String(each) : each))
    .filter((each) => each !== undefined);
  return path.length > 0 ? [path.join('.')] : [];
}

const joined = (parts: readonly (string | undefined)[]): string | undefined =>
  parts.filter((part) => part !== undefined).join('; ') || undefined;
