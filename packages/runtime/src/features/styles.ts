// How OpenAPI's styles write values: its tables, which follow RFC 6570. What the tables leave open is said beside it here.
import type { ParameterStyle } from '../operation.js';
import { isAbsent, scalarText } from '../scalar.js';
import type { Stringify } from '../value-shape.js';

/** Encodes a piece of text for its place. */
export type Encode = (text: string) => string;

/** What a style puts before and between the pieces of a value, and whether a piece carries the parameter's name. */
interface Marks {
  readonly first: string;
  readonly separator: string;
  readonly isNamed: boolean;
  /** What follows a name whose value is empty. */
  readonly ifEmpty: string;
  /** Between the values of an array, or the keys and values of an object, that is not exploded. */
  readonly within: string;
}

const SIMPLE: Marks = { first: '', separator: ',', isNamed: false, ifEmpty: '=', within: ',' };
// Each is written out: a bundler does not drop an object that others are spread into, though nobody uses it.
const MARKS: Readonly<Partial<Record<ParameterStyle, Marks>>> = {
  label: { first: '.', separator: '.', isNamed: false, ifEmpty: '=', within: ',' },
  matrix: { first: ';', separator: ';', isNamed: true, ifEmpty: '', within: ',' },
  form: { first: '', separator: '&', isNamed: true, ifEmpty: '=', within: ',' },
  // The separators are not reserved characters: RFC 6570 knows no such style, and OpenAPI writes them encoded.
  spaceDelimited: { first: '', separator: '&', isNamed: true, ifEmpty: '=', within: '%20' },
  pipeDelimited: { first: '', separator: '&', isNamed: true, ifEmpty: '=', within: '%7C' },
  cookie: { first: '', separator: '; ', isNamed: true, ifEmpty: '=', within: ',' },
};

/**
 * A value as its style writes it; undefined where there is nothing of it, as of an empty array.
 *
 * @param what the place that it is for, which errors name
 * @throws TypeError for a value that no style can write
 */
export function expand(
  what: string,
  name: string,
  style: ParameterStyle,
  value: unknown,
  encode: Encode,
  stringify?: Stringify,
): string | undefined {
  if (isAbsent(value)) return undefined;
  const isExploded = style.endsWith('*');
  const marks = MARKS[(isExploded ? style.slice(0, -1) : style) as ParameterStyle] ?? SIMPLE;
  const { first, separator, isNamed, ifEmpty, within } = marks;
  const text = (each: unknown): string => encode(pieceText(what, each, stringify));
  const pair = (key: string, each: string): string => key + (each === '' ? ifEmpty : `=${each}`);
  const named = (each: string): string => (isNamed ? pair(encode(name), each) : each);
  if (!isJson(value)) return first + named(text(value));
  const pieces = Object.entries(value)
    .flatMap(([key, each]) =>
      (isExploded && !Array.isArray(value) ? valuesOf(each) : [each]).map((part) => [key, part]),
    )
    .filter(([, each]) => !isAbsent(each))
    .map(([key, each]) => (Array.isArray(value) ? [text(each)] : [encode(key as string), text(each)]));
  if (pieces.length === 0) return undefined;
  if (!isExploded) return first + named(pieces.flat().join(within));
  return (
    first + pieces.map(([one = '', other]) => (other === undefined ? named(one) : pair(one, other))).join(separator)
  );
}

/** The values of a member: of an array, of which OpenAPI says nothing here, each is a member of the same name. */
export const valuesOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** A piece of a value. One that is an array or an object itself, of which OpenAPI says nothing, is written as JSON. */
export function pieceText(what: string, value: unknown, stringify: Stringify = JSON.stringify): string {
  return isJson(value) ? stringify(value) : scalarText(what, value);
}

/** Whether a value is written as JSON where nothing else is said: arrays and plain objects. */
export function isJson(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || value instanceof Date) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Percent-encoded, but for reserved characters and what is encoded already (RFC 6570, 3.2.3). */
export const encodeReserved: Encode = (text) =>
  text
    .split(/(%[\da-f]{2}|[:/?#[\]@!$&'()*+,;=])/i)
    .map((part, index) => (index % 2 === 1 ? part : encodeURIComponent(part)))
    .join('');
