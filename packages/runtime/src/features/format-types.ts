import { isInt64 } from '@influxkit/internal/int64';
import { type JsonValue, parseJson } from '@influxkit/internal/json-numbers';
import { describe } from '@influxkit/internal/message';
import { parseRfc3339 } from '@influxkit/internal/rfc3339';
import { dateText, keepText } from '../scalar.js';
import type { FormatTypes, ShapedResponse, ShapeParts, ValueShape } from '../value-shape.js';

type Failure = (message: string) => Error;

/** JSON with `Date` for dates and times and `bigint` for integers of 64 bits, exact in both directions. */
export const formatTypes: FormatTypes = {
  read: (text, shape, failure) => readValue(parseJson(text), shape, '', failure),
  readBody: (text, response, failure) => {
    const shape = shapeOf(response);
    return shape ? readValue(parseJson(text), shape, '', failure) : JSON.parse(text);
  },
  readFailure: (text, response) => {
    const shape = shapeOf(response);
    try {
      return shape && readValue(parseJson(text), shape, '', Error);
    } catch {
      return undefined;
    }
  },
  write: (value) => {
    const text = writeValue(value, '', []);
    if (text === undefined) throw new TypeError(`${describe(value)} is not a value of JSON`);
    return text;
  },
};

/* Reading */

/** The shape of what a response of a status holds. */
function shapeOf({ shapes: { statuses = {} } = {}, status }: ShapedResponse): ValueShape | undefined {
  return statuses[status] ?? statuses[`${String(status)[0]}XX`] ?? statuses['default'];
}

/** Parts of the shapes that are functions: each is asked once. */
const known = /* @__PURE__ */ new WeakMap<() => ShapeParts, ShapeParts>();

function partsOf(shape: ValueShape): ShapeParts {
  if (typeof shape !== 'function') return shape;
  let parts = known.get(shape);
  if (!parts) {
    parts = shape();
    known.set(shape, parts);
  }
  return parts;
}

function readValue(value: JsonValue, shape: ValueShape | undefined, path: string, failure: Failure): unknown {
  const parts = shape && partsOf(shape);
  if (typeof value === 'string') return parts?.dates ? readDate(value, path, failure) : value;
  if (typeof value === 'number' || typeof value === 'bigint')
    return parts?.integers ? readInteger(value, path, failure) : Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((each, index) =>
      readValue(each, parts?.prefix?.[index] ?? parts?.items, `${path}/${index}`, failure),
    );
  // Not by assignment, which would take a key `__proto__` for something else.
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const property = parts && propertyOf(parts, key);
      if (parts?.open?.includes(key)) return [key, readOpen(each, property)];
      return [key, readValue(each, property, `${path}/${key}`, failure)];
    }),
  );
}

/** A value that need not be of its shape. */
function readOpen(value: JsonValue, shape: ValueShape | undefined): unknown {
  try {
    return readValue(value, shape, '', Error);
  } catch {
    return readValue(value, undefined, '', Error);
  }
}

function propertyOf({ properties, patterns, others }: ShapeParts, name: string): ValueShape | undefined {
  if (properties && Object.hasOwn(properties, name)) return properties[name];
  return patterns?.find(([pattern]) => new RegExp(pattern, 'u').test(name))?.[1] ?? others;
}

function readDate(text: string, path: string, failure: Failure): Date {
  const found = parseRfc3339(text);
  // More digits than nanoseconds have are as exact as their text, which is kept.
  if ('code' in found && found.code !== 'inexact')
    throw failure(`${placeOf(path)} must be a date-time; ${found.reason}`);
  const date = new Date(text.toUpperCase().replace(' ', 'T'));
  if (/\.\d{4}/.test(text)) keepText(date, text);
  return date;
}

function readInteger(value: number | bigint, path: string, failure: Failure): bigint {
  if (typeof value === 'bigint' ? isInt64(value) : Number.isSafeInteger(value)) return BigInt(value);
  throw failure(`${placeOf(path)} must be an integer of 64 bits (int64); got ${value}`);
}

const placeOf = (path: string): string => (path === '' ? 'the response' : `${path} of the response`);

/* Writing */

/** As `JSON.stringify` does it; undefined for what has no place in JSON. */
function writeValue(given: unknown, key: string, above: readonly object[]): string | undefined {
  const value = given instanceof Date ? writeDate(given) : plain(given, key);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (above.includes(value)) throw new TypeError('the value holds itself: JSON cannot');
  const within = [...above, value];
  if (Array.isArray(value))
    return `[${value.map((each, index) => writeValue(each, String(index), within) ?? 'null').join()}]`;
  const members = Object.entries(value).flatMap(([name, each]) => {
    const text = writeValue(each, name, within);
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
  });
  return `{${members.join()}}`;
}

/** What a value says that it is in JSON; numbers, strings and the like that are wrapped in an object are those. */
function plain(value: unknown, key: string): unknown {
  const toJson: unknown = typeof value === 'object' && value !== null && (value as { toJSON?: unknown }).toJSON;
  const said: unknown = typeof toJson === 'function' ? toJson.call(value, key) : value;
  const isWrapped = said instanceof Number || said instanceof String || said instanceof Boolean;
  return isWrapped ? said.valueOf() : said;
}

function writeDate(date: Date): string {
  const year = date.getUTCFullYear();
  // The constructor of a `Date` takes years that RFC 3339 has no digits for.
  if (!(year >= 0 && year <= 9999))
    throw new TypeError(`a Date must be one of the years 0 to 9999; got ${describe(date)}`);
  return dateText(date);
}
