import { Int, Uint } from './integer.js';
import type { FieldType } from './measurement-schema.js';

/** What messages call the types of fields, and what values they take. */
export const FIELD_TYPES: { readonly [type in FieldType]: { readonly name: string; readonly takes: string } } = {
  float: { name: 'a float', takes: 'a number' },
  int: { name: 'an integer', takes: 'a number, a bigint or int()' },
  uint: { name: 'an unsigned integer', takes: 'a number, a bigint or uint()' },
  boolean: { name: 'a boolean', takes: 'true or false' },
  string: { name: 'a string', takes: 'a string' },
};

/** A value that is not of the type of its field; refused when the point is encoded, as all others are. */
export class InvalidFieldType {
  constructor(
    readonly type: FieldType,
    readonly value: unknown,
  ) {}
}

/** A value as a point has one of a type; what does not fit is refused where it is written. */
export function valueOfType(value: unknown, type: FieldType): unknown {
  if (type === 'int' || type === 'uint') {
    const { type: given, exact } = Object(value) as Partial<Int | Uint>;
    const whole = given === type ? exact : value;
    if (typeof whole === 'number' || typeof whole === 'bigint')
      return type === 'int' ? new Int(whole) : new Uint(whole);
  } else if (typeof value === (type === 'float' ? 'number' : type)) return value;
  return new InvalidFieldType(type, value);
}
