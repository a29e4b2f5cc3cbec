import { isInt64, isUint64 } from '@influxkit/internal/int64';
import { kindOf } from '@influxkit/internal/message';

type Whole = number | bigint;

/** One form for one value: a number where it is exact, else a bigint. */
function normal(value: Whole): Whole {
  if (typeof value === 'number') return value === 0 ? 0 : value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** What signed and unsigned integers have in common. Made by {@link int} and {@link uint}. */
abstract class Integer<Type extends 'int' | 'uint'> {
  abstract readonly type: Type;
  /** A number when it is a safe integer, else a bigint: so equal values are deeply equal, and small ones are cheap. */
  readonly exact: number | bigint;

  constructor(exact: number | bigint) {
    this.exact = exact;
  }

  /** The value, exact. */
  get value(): bigint {
    return BigInt(this.exact);
  }

  valueOf(): bigint {
    return BigInt(this.exact);
  }

  /** Decimal digits, without the type suffix of line protocol. */
  toString(): string {
    return String(this.exact);
  }

  /** A decimal string: JSON numbers lose digits beyond 2^53 in most readers. */
  toJSON(): string {
    return String(this.exact);
  }
}

/** A signed 64-bit integer field. Make it with {@link int}. */
export class Int extends Integer<'int'> {
  get type(): 'int' {
    return 'int';
  }
}

/** An unsigned 64-bit integer field. Make it with {@link uint}. */
export class Uint extends Integer<'uint'> {
  get type(): 'uint' {
    return 'uint';
  }
}

function check(value: Whole, name: 'int' | 'uint'): void {
  if (typeof value === 'bigint') {
    const fits = name === 'int' ? isInt64(value) : isUint64(value);
    if (!fits) {
      const range = name === 'int' ? '−2^63 to 2^63 − 1' : '0 to 2^64 − 1';
      throw new RangeError(`${name}(): the bigint is out of range, which is ${range}`);
    }
    return;
  }
  if (typeof value !== 'number') {
    throw new TypeError(`${name}(): needs a number or a bigint, got ${kindOf(value)}`);
  }
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(
      Number.isInteger(value)
        ? `${name}(): a number beyond 2^53 − 1 is not exact; pass a bigint`
        : `${name}(): the number is not an integer; round it first, or write it as a float`,
    );
  }
  if (name === 'uint' && value < 0)
    throw new RangeError('uint(): the number is negative; unsigned integers start at 0');
}

/**
 * A signed integer field value (`42i` in line protocol).
 *
 * @param value a safe integer, or a bigint of −2^63 to 2^63 − 1
 * @throws RangeError for a fraction, an unsafe number or a value out of range
 *
 * @example
 * import { encodePoint, int } from '@influxkit/influxdb';
 *
 * encodePoint({ measurement: 'room', fields: { people: int(3) } }); // 'room people=3i'
 */
export function int(value: number | bigint): Int {
  if (!Number.isSafeInteger(value)) check(value, 'int');
  return new Int(normal(value));
}

/**
 * An unsigned integer field value (`42u` in line protocol). InfluxDB 1.x does not know them.
 *
 * @param value a safe integer of 0 or more, or a bigint of 0 to 2^64 − 1
 * @throws RangeError for a fraction, an unsafe or negative number or a value out of range
 *
 * @example
 * import { encodePoint, uint } from '@influxkit/influxdb';
 *
 * encodePoint({ measurement: 'traffic', fields: { bytes: uint(2n ** 63n) } }); // 'traffic bytes=9223372036854775808u'
 */
export function uint(value: number | bigint): Uint {
  if (!Number.isSafeInteger(value) || (value as number) < 0) check(value, 'uint');
  return new Uint(normal(value));
}
