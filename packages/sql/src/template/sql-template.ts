import { isInt64, isUint64 } from '@influxkit/internal/int64';
import { kindOf, quote } from '@influxkit/internal/message';
import { formatRfc3339 } from '@influxkit/internal/rfc3339';
import { expression, type Piece, piecesOf, type SqlExpression } from './sql-expression.js';
import { placeAfter } from './sql-position.js';

/** What a `sql` template takes. */
export type SqlValue = string | number | bigint | boolean | null | Date | SqlExpression | readonly SqlValue[];

const BILLION = 1_000_000_000n;

const text = (value: string): string => {
  if (!/\p{Surrogate}/u.test(value)) return value;
  throw new TypeError('a string with a lone surrogate cannot be sent, for UTF-8 cannot carry it; use toWellFormed()');
};

const double = (value: number): Piece =>
  // JSON has no such numbers, and these words are the same for all of them.
  Number.isFinite(value) ? { value } : `CAST('${String(value).replace('inity', '').toLowerCase()}' AS DOUBLE)`;

const integer = (value: bigint): Piece => {
  if (isInt64(value)) return { value, cast: 'BIGINT' };
  // What is past the signed integers is an unsigned one to the server, as it comes.
  if (isUint64(value)) return { value };
  throw new RangeError('SQL has no integer of more than 64 bits');
};

const timestamp = (nanoseconds: bigint): Piece => {
  if (!isInt64(nanoseconds)) throw new RangeError('times of InfluxDB reach from the year 1677 to 2262');
  const below = ((nanoseconds % BILLION) + BILLION) % BILLION;
  const value = formatRfc3339(Number((nanoseconds - below) / BILLION), Number(below));
  return { value, cast: 'TIMESTAMP' };
};

const list = (values: readonly unknown[], before: string): Piece[] => {
  if (values.length === 0) {
    if (before.endsWith('(')) return ['SELECT NULL WHERE false'];
    throw new TypeError('an empty array is a list for IN (…) alone; put it into its parentheses');
  }
  // Not `map`, which skips holes.
  return Array.from(values).flatMap((value, index) => {
    if (Array.isArray(value)) throw new TypeError('an array in an array cannot be bound');
    return index === 0 ? bind(value, before) : [', ', ...bind(value, ', ')];
  });
};

/**
 * A value as pieces of a query.
 *
 * @param before the text that the value follows
 */
const bind = (value: unknown, before: string): readonly Piece[] => {
  switch (typeof value) {
    case 'string':
      return [{ value: text(value) }];
    case 'boolean':
      return [{ value }];
    case 'number':
      return [double(value)];
    case 'bigint':
      return [integer(value)];
  }
  if (value === null) return [{ value }];
  if (Array.isArray(value)) return list(value, before);
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new TypeError('an invalid Date is not a time');
    return [timestamp(BigInt(value.getTime()) * 1_000_000n)];
  }
  const pieces = piecesOf(value);
  if (pieces !== undefined) return pieces;
  throw new TypeError(
    `${kindOf(value)} cannot be bound; use a string, number, bigint, boolean, null, Date, an array of them, or sql\`…\``,
  );
};

/** Between text and what is put into it a space, where they could grow together to another word, comment or quote. */
const joined = (pieces: readonly Piece[]): Piece[] => {
  const all: Piece[] = [];
  for (const piece of pieces) {
    if (piece === '') continue;
    const before = all.at(-1);
    const isApart =
      before === undefined ||
      (typeof before === 'string' && /[\s(,]$/.test(before)) ||
      (typeof piece === 'string' && /^[\s),;]/.test(piece));
    if (!isApart) all.push(' ');
    all.push(piece);
  }
  return all;
};

/**
 * A tagged template for SQL: each interpolated value is bound as a parameter, so that no value can be read as code. Results
 * nest: a `sql` inside a `sql` keeps its text and its values.
 *
 * A value must be where an expression may be. Leave out the quotes: `line = ${line}`, not `line = '${line}'`.
 *
 * @throws TypeError or RangeError for a value that cannot be bound, for one inside a string, a quoted name or a comment,
 *   and for a template that leaves one of them open.
 *
 * @example
 * import { sql } from '@influxkit/influxdb';
 *
 * const [since, lines] = [new Date('2026-01-01'), ['A', 'B']] as const;
 * const query = sql`SELECT time, rpm FROM motor WHERE time > ${since} AND line IN (${lines})`;
 */
export const sql = (strings: TemplateStringsArray, ...values: readonly SqlValue[]): SqlExpression => {
  const pieces: Piece[] = [];
  strings.forEach((part, index) => {
    if (part === undefined) throw new TypeError('the template has an escape sequence that JavaScript does not know');
    const place = placeAfter(part);
    pieces.push(place === 'line comment' ? `${part}\n` : part);
    if (index === strings.length - 1) {
      if (place !== 'code' && place !== 'line comment') throw new TypeError(`the template ends inside a ${place}`);
      return;
    }
    if (place !== 'code') {
      const fix = place === 'string' ? 'leave out the quotes around it, and join strings with ||' : fixOf(place);
      throw new TypeError(`value ${index + 1} is inside a ${place}, where it cannot be bound; ${fix}`);
    }
    try {
      pieces.push(...bind(values[index], part.trimEnd()));
    } catch (error) {
      if (error instanceof Error) error.message = `value ${index + 1}: ${error.message}`;
      throw error;
    }
  });
  return expression(...joined(pieces));
};

const fixOf = (place: string): string =>
  place === 'quoted name' ? 'use sqlIdentifier(), without quotes' : 'move it out';

/** A whole number as an integer, which would be a double otherwise: `LIMIT ${sqlInteger(10)}`. */
export const sqlInteger = (value: number | bigint): SqlExpression => {
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) {
    throw new TypeError(`sqlInteger: must be given a bigint or a whole number up to 2^53, got ${kindOf(value)}`);
  }
  return expression(integer(BigInt(value)));
};

/** A time in nanoseconds since 1970, as rows give it. A `Date` needs none of this. */
export const sqlTimestamp = (nanoseconds: bigint): SqlExpression => {
  if (typeof nanoseconds !== 'bigint') {
    throw new TypeError(`sqlTimestamp: must be given a bigint of nanoseconds, got ${kindOf(nanoseconds)}`);
  }
  return expression(timestamp(nanoseconds));
};

/**
 * A name of a table or a column, in quotes; several are a path: `sqlIdentifier('motor', 'rpm')` is `"motor"."rpm"`.
 *
 * @throws TypeError for what cannot be a name.
 */
export const sqlIdentifier = (...names: readonly [string, ...string[]]): SqlExpression => {
  // A list of names that is spread may be empty, and what is left of the query may be one as well.
  if (names.length === 0) throw new TypeError('sqlIdentifier: must be given names, got none');
  return expression(
    names
      .map((name) => {
        if (typeof name !== 'string' || name === '' || name.includes('\0'))
          throw new TypeError(
            `sqlIdentifier: must be given names, got ${name === '' ? 'an empty string' : kindOf(name)}`,
          );
        return `"${text(name).replaceAll('"', '""')}"`;
      })
      .join('.'),
  );
};

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^y(ears?)?$/, 'years'],
  [/^mo(nths?)?$/, 'months'],
  [/^w(eeks?)?$/, 'weeks'],
  [/^d(ays?)?$/, 'days'],
  [/^h(ours?)?$/, 'hours'],
  [/^m(in(utes?)?)?$/, 'minutes'],
  [/^s(ec(onds?)?)?$/, 'seconds'],
  [/^(ms|milliseconds?)$/, 'milliseconds'],
  [/^([uµμ]s|microseconds?)$/, 'microseconds'],
  [/^(ns|nanoseconds?)$/, 'nanoseconds'],
];

/**
 * An interval: numbers with units, such as `'5 minutes'`, `'1h30m'` or `'1 month'`; or nanoseconds.
 *
 * @throws TypeError for a string that is not an interval.
 *
 * @example
 * import { sql, sqlInterval } from '@influxkit/influxdb';
 *
 * const query = sql`SELECT date_bin(${sqlInterval('5m')}, time) AS t, avg(rpm) FROM motor GROUP BY 1`;
 */
export const sqlInterval = (interval: string | bigint): SqlExpression => {
  const given = typeof interval === 'bigint' ? `${interval}ns` : interval;
  if (typeof given !== 'string')
    throw new TypeError(`an interval must be a string or a bigint of nanoseconds, got ${kindOf(interval)}`);
  const parts: string[] = [];
  const rest = given
    .toLowerCase()
    .replace(/\s*(-?\d+(?:\.\d+)?)\s*([a-zµμ]+)\s*/gy, (all, amount: string, unit: string) => {
      const known = UNITS.find(([pattern]) => pattern.test(unit));
      if (known === undefined) return all;
      parts.push(`${amount} ${known[1]}`);
      return '';
    });
  if (parts.length === 0 || rest !== '')
    throw new TypeError(`not an interval: ${quote(given, 40)}; write numbers with units, such as '1 hour 30 minutes'`);
  return expression(`INTERVAL '${parts.join(' ')}'`);
};

/**
 * Text that is taken over as SQL. Whoever can choose it can choose the query: never give it anything from outside.
 *
 * @throws TypeError for text that leaves a string, a quoted name or a comment open.
 */
export const sqlRaw = (code: string): SqlExpression => {
  const place = placeAfter(code);
  if (place !== 'code') throw new TypeError(`sqlRaw: the text ends inside a ${place}`);
  return expression(code);
};
