/** A length of time. */
export type Milliseconds = number;

/**
 * What a `Retry-After` header asks for, in milliseconds from now: whole seconds, or an HTTP date (0 for one in the past).
 * Undefined where there is none or it is neither.
 *
 * @param date the response's `Date` header: by the server's own clock the wait is right though the two clocks differ
 *
 * @example
 * import { parseRetryAfter } from '@influxkit/influxdb';
 *
 * parseRetryAfter('120'); // 120000
 */
export function parseRetryAfter(
  value: string | null | undefined,
  date?: string | null | undefined,
): Milliseconds | undefined {
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  // Every form of HTTP date begins with the name of a day: `Date.parse` would take "-1" and "1.5" for years and days.
  if (!/^[A-Z]/.test(value)) return undefined;
  // The date is of a wall clock, and so is what it is compared with.
  const time = Date.parse(value);
  const sent = date ? Date.parse(date) : Number.NaN;
  return Number.isNaN(time) ? undefined : Math.max(0, time - (Number.isNaN(sent) ? Date.now() : sent));
}
