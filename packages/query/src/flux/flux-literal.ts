import { INT64_MAX, INT64_MIN, UINT64_MAX } from '@influxkit/internal/int64';
import { kindOf } from '@influxkit/internal/message';
import { type FluxExpression, isExpression } from './flux-expression.js';

/** What has a Flux literal. */
export type FluxLiteral =
  | string
  | boolean
  | number
  | bigint
  | Date
  | RegExp
  | FluxExpression
  | readonly FluxLiteral[]
  | { readonly [key: string]: FluxLiteral };

/** Deeper than any sensible value; a value that contains itself would be endless. */
const MAX_DEPTH = 64;

const timeLiteral = (value: Date): string => {
  if (Number.isNaN(value.getTime())) throw new TypeError('an invalid Date has no Flux literal');
  if (value.getTime() < FIRST_TIME || value.getTime() > LAST_TIME)
    throw new RangeError(
      `Flux counts times in 64-bit nanoseconds, from ${new Date(FIRST_TIME).toISOString()} to ${new Date(LAST_TIME).toISOString()}; the year ${value.getUTCFullYear()} does not fit, and a server would take it for another time without a word`,
    );
  return value.toISOString();
};

/** Milliseconds of the first and the last time that Flux holds, as far as a `Date` has them. */
const FIRST_TIME = Number(INT64_MIN / 1_000_000n);
const LAST_TIME = Number(INT64_MAX / 1_000_000n);

/** The elements of a Flux array have one type: a number among floats is a float. */
const arrayLiteral = (values: readonly unknown[], depth: number): string => {
  const floats = values.every((value) => typeof value === 'number') && !values.every(Number.isSafeInteger);
  // Not `map`, which skips holes.
  return `[${Array.from(values, (value) => (floats ? floatLiteral(value as number) : literal(value, depth))).join(', ')}]`;
};

const recordLiteral = (value: object, depth: number): string => {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw new TypeError(
      `a ${value.constructor?.name ?? 'class instance'} has no Flux literal; pass a plain object of its values`,
    );
  }
  return `{${Object.entries(value)
    .map(([key, property]) => `${stringLiteral(key)}: ${literal(property, depth)}`)
    .join(', ')}}`;
};

/**
 * A value as a Flux literal of its type. An integral number is an int, any other a float (`fluxFloat` makes a float of
 * either).
 *
 * @throws TypeError for a value that Flux has no literal for.
 */
export const literal = (value: unknown, depth = 0): string => {
  if (depth > MAX_DEPTH) throw new TypeError(`a value nested deeper than ${MAX_DEPTH} levels has no Flux literal`);
  switch (typeof value) {
    case 'string':
      return stringLiteral(value);
    case 'boolean':
      return String(value);
    case 'number':
      return numberLiteral(value);
    case 'bigint':
      return integerLiteral(value);
    case 'object':
      if (value === null)
        throw new TypeError('Flux has no literal for null; leave the expression out, or test with `exists`');
      if (isExpression(value)) return value.toString();
      if (value instanceof Date) return timeLiteral(value);
      if (value instanceof RegExp) return regExpLiteral(value);
      return Array.isArray(value) ? arrayLiteral(value, depth + 1) : recordLiteral(value, depth + 1);
    default:
      throw new TypeError(
        `there is no Flux literal for ${kindOf(value)}; use a string, number, bigint, boolean, Date, RegExp, array or plain object`,
      );
  }
};

/** A negative number is an operator and a number to Flux; in parentheses it stays one value beside any operator. */
const signed = (text: string): string => (text.startsWith('-') ? `(${text})` : text);

/** A Flux integer, or an unsigned one where only that holds the value. */
const integerLiteral = (value: bigint): string => {
  // The literal without its sign would be out of range.
  if (value === INT64_MIN) return `int(v: "${INT64_MIN}")`;
  if (value > INT64_MIN && value <= INT64_MAX) return signed(String(value));
  if (value > INT64_MAX && value <= UINT64_MAX) return `uint(v: "${value}")`;
  throw new RangeError(`Flux has no integer as large as ${value}; its integers have 64 bits`);
};

/** Decimal digits of a finite number without an exponent, which Flux literals do not have. */
const plainDecimal = (value: number): string => {
  const [mantissa = '', power = '0'] = String(value).split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  const point = whole.length + Number(power);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}.0`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
};

/** A Flux float. */
export const floatLiteral = (value: number): string => {
  if (Number.isNaN(value)) return 'float(v: "NaN")';
  if (value === Number.POSITIVE_INFINITY) return 'float(v: "+Inf")';
  if (value === Number.NEGATIVE_INFINITY) return 'float(v: "-Inf")';
  return signed(Object.is(value, -0) ? '-0.0' : plainDecimal(value));
};

/** An integer where the number is one that a number holds exactly, otherwise a float. */
const numberLiteral = (value: number): string =>
  Number.isSafeInteger(value) ? integerLiteral(BigInt(value)) : floatLiteral(value);

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

/**
 * A Flux string.
 *
 * @throws TypeError for a string with a lone surrogate, which UTF-8 cannot carry.
 */
const stringLiteral = (text: string): string => {
  if (/\p{Surrogate}/u.test(text)) {
    throw new TypeError('a string with a lone surrogate cannot be sent, for UTF-8 cannot carry it; use toWellFormed()');
  }
  if (text.includes('\0'))
    throw new TypeError('a string with a NUL character has no Flux literal: servers end the string there');
  // A dollar sign is an ordinary character to Flux unless a brace follows.
  const escaped = text.replace(/["\\\n\r\t]|\$\{/g, (found) => ESCAPES[found] ?? '\\${');
  return `"${escaped}"`;
};

/** What JavaScript has and Go's regular expressions, which Flux uses, have not. */
const FOREIGN = /\(\?(?:[=!]|<[=!])|\\[1-9]|\\k</;

const INLINE_FLAGS = new Map([
  ['i', 'i'],
  ['m', 'm'],
  ['s', 's'],
]);
/** These say how to search, not what matches. */
const NO_MATTER = new Set(['g', 'd', 'u']);

/** `\\u` is `\\x{}` to Go; with braces it means that in Unicode mode alone. */
const translate = (source: string, unicode: boolean): string => {
  let text = '';
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at] as string;
    if (character === '\\') {
      const rest = source.slice(at);
      const code = /^\\u(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{4}))/.exec(rest);
      if (code === null || (code[1] !== undefined && !unicode)) {
        text += rest.slice(0, 2);
        at += 1;
      } else {
        text += `\\x{${code[1] ?? code[2]}}`;
        at += code[0].length - 1;
      }
    } else {
      // A NUL would end the query for the server. A slash is free inside a class in JavaScript, and ends the literal in Flux.
      text += character === '\0' ? '\\x{0}' : character === '/' ? '\\/' : character;
    }
  }
  return text;
};

/**
 * A Flux regular expression.
 *
 * @throws TypeError for what Go's regular expressions cannot say: look-around, back references, the flags `v` and `y`.
 */
const regExpLiteral = (value: RegExp): string => {
  const { source, flags } = value;
  if (FOREIGN.test(source.replace(/\\\\/g, ''))) {
    throw new TypeError('Flux has no look-around and no back references in regular expressions; rewrite it without');
  }
  let inline = '';
  for (const flag of flags) {
    if (NO_MATTER.has(flag)) continue;
    const known = INLINE_FLAGS.get(flag);
    if (known === undefined) throw new TypeError(`Flux has nothing like the flag ${flag} of a regular expression`);
    inline += known;
  }
  return `/${inline === '' ? '' : `(?${inline})`}${translate(source, flags.includes('u'))}/`;
};
