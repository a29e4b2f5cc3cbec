import { describe } from '@influxkit/internal/message';

/** A scalar as text, a `Date` as RFC 3339; undefined for what is none. */
export function textOf(value: unknown): string | undefined {
  if (value instanceof Date) return value.toISOString();
  const isScalar = typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint';
  return isScalar || Number.isFinite(value) ? String(value) : undefined;
}

/**
 * A value as text: a `Date` as RFC 3339.
 *
 * @param what the place that it is for, which the error names; never the value
 * @throws TypeError for what is not a scalar
 */
export function scalarText(what: string, value: unknown): string {
  const text = textOf(value);
  if (text !== undefined) return text;
  throw new TypeError(
    `${what} must be a string, a finite number, a boolean, a Date or an array of them; got ${describe(value)}`,
  );
}

/** Whether a value is left out of what is sent. */
export const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;
