import type { Lent } from './renewable.js';

/**
 * The cookies that an answer sets, as the next request sends them, good until the first of them ends. What has ended
 * already, by which servers take a cookie back, is left out.
 */
export function cookiesOf(headers: Headers): Lent<string> {
  const now = Date.now();
  // Times are the server's: its clock may not be ours.
  const served = Date.parse(headers.get('date') ?? '');
  const kept: string[] = [];
  let expiresAt = Number.POSITIVE_INFINITY;
  for (const line of headers.getSetCookie()) {
    const [pair = '', ...attributes] = line.split(';');
    const of = (name: string): string | undefined =>
      attributes
        .map((each) => each.trim())
        .find((each) => each.toLowerCase().startsWith(`${name}=`))
        ?.slice(name.length + 1);
    const age = /^-?\d+$/.exec(of('max-age') ?? '');
    const date = Date.parse(of('expires') ?? '');
    const left = age ? Number(age[0]) * 1000 : date - (Number.isNaN(served) ? now : served);
    if (left <= 0) continue;
    kept.push(pair.trim());
    if (left > 0) expiresAt = Math.min(expiresAt, now + left);
  }
  return { value: kept.join('; '), expiresAt };
}
