import { describe } from '@influxkit/internal/message';

/**
 * A value as text: a `Date` as RFC 3339.
 *
 * @param what the place that it is for, which the error names; never the value
 * @throws TypeError for what is not a scalar
 */
export function scalarText(what: string, value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  const isScalar = typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint';
  if (isScalar || Number.isFinite(value)) return String(value);
  throw new TypeError(
    `${what} must be a string, a finite number, a boolean, a Date or an array of them; got ${describe(value)}`,
  );
}

/** Whether a value is left out of what is sent. */
export const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;
