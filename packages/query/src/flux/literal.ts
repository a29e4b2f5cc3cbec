import { type FluxExpression, isExpression } from './expression.js';
import { floatLiteral, integerLiteral, numberLiteral } from './number.js';
import { regExpLiteral } from './regexp.js';
import { stringLiteral } from './string.js';

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
  const year = value.getUTCFullYear();
  if (year < 0 || year > 9999) throw new RangeError(`Flux writes years with four digits; ${year} does not fit`);
  return value.toISOString();
};

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
      throw new TypeError(`a value of type ${typeof value} has no Flux literal`);
  }
};
