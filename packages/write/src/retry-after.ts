/**
 * What a `Retry-After` header asks for, in milliseconds from `now`: whole seconds, or an HTTP date (0 for one in the
 * past). Undefined where there is none, or it is neither of the two.
 */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  const text = value?.trim();
  if (!text) return undefined;
  if (/^[0-9]+$/.test(text)) return Number(text) * 1000;
  // Each form of HTTP date starts with the name of a day; `Date.parse` alone would read "-1" or "2.5" as a date as well.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
