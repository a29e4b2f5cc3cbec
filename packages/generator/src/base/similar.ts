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

/** How many letters are put in, left out, replaced, or swapped with the next; given up at `limit`. */
function distance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const at = (cells: readonly number[], index: number): number => cells[index] ?? limit;
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          at(row, j - 1) + (isSame ? 0 : 1),
          at(row, j) + 1,
          at(next, j - 1) + 1,
          isSwapped ? at(before, j - 2) + 1 : limit,
        ),
      );
    }
    if (Math.min(...next, ...row) >= limit) return limit;
    before = row;
    row = next;
  }
  return row[b.length] ?? limit;
}
