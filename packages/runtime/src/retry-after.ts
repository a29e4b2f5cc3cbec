/**
 * What a `Retry-After` header asks for, in milliseconds from now: whole seconds, or an HTTP date (0 for one in the past).
 * Undefined where there is none or it is neither.
 */
export function parseRetryAfter(value = ''): number | undefined {
  // Every form of HTTP date begins with the name of a day: `Date.parse` would take "-1" and "1.5" for years and days.
  const wait = /^\d+$/.test(value) ? +value * 1000 : Date.parse(/^[A-Z]/.test(value) ? value : '') - Date.now();
  return wait >= 0 ? wait : wait < 0 ? 0 : undefined;
}
