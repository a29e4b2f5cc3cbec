/**
 * A part of a path as requests carry it: what URLs percent-encode by themselves is, and what is percent-encoded already
 * stays. It may be a part of a segment, and lone surrogates, which no request carries, are left.
 */
export function requestPath(text: string): string {
  return text.replace(/[^\x21-\x7e\p{Surrogate}]+|["<>`]/gu, encodeURIComponent);
}
