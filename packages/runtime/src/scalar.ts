import { describe } from '@influxkit/internal/message';

/** What servers wrote for dates that have more digits than a `Date` holds, by the option `formatTypes`. */
const texts = /* @__PURE__ */ new WeakMap<Date, { readonly text: string; readonly time: number }>();

/** Keeps what a server wrote for a date. */
export const keepText = (date: Date, text: string): void => void texts.set(date, { text, time: date.getTime() });

/** A date as it came, to the last digit, unless it was changed. */
export function dateText(date: Date): string {
  const kept = texts.get(date);
  return kept?.time === date.getTime() ? kept.text : date.toISOString();
}

/** A scalar as text, a `Date` as RFC 3339; undefined for what is none. */
export function textOf(value: unknown): string | undefined {
  if (value instanceof Date) return dateText(value);
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
