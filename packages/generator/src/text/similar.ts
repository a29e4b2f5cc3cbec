/** The candidate that a misspelt name most likely means, if one is near enough. */
export function similar(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase().slice(0, 64);
  let best: string | undefined;
  // A third of the letters may differ; more is another word.
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const given = candidate.toLowerCase().slice(0, 64);
    if (Math.abs(given.length - wanted.length) >= least) continue;
    const apart = distance(wanted, given, least);
    if (apart < least) {
      least = apart;
      best = candidate;
    }
  }
  return best;
}

/** Levenshtein's distance, given up at `limit`. */
function distance(a: string, b: string, limit: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const cell = Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      next.push(cell);
      least = Math.min(least, cell);
    }
    if (least >= limit) return limit;
    row = next;
  }
  return row[b.length] ?? limit;
}
