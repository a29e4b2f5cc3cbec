import { INT64_MAX, INT64_MIN, UINT64_MAX } from '@influxkit/internal/int64';

/** A negative number is an operator and a number to Flux; in parentheses it stays one value beside any operator. */
const signed = (text: string): string => (text.startsWith('-') ? `(${text})` : text);

/** A Flux integer, or an unsigned one where only that holds the value. */
export const integerLiteral = (value: bigint): string => {
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
export const numberLiteral = (value: number): string =>
  Number.isSafeInteger(value) ? integerLiteral(BigInt(value)) : floatLiteral(value);
