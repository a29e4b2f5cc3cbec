/** Whether all of a suite runs (`vitest run --mode whole`), or what `npm test` runs of it. */
export const isWhole: boolean = (import.meta as { env?: { MODE?: string } }).env?.MODE === 'whole';

/** The test files that have left out cases: files of a package may share this module. */
const samples = new Set<string | undefined>();
const testFile = (): string | undefined =>
  (globalThis as { __vitest_worker__?: { filepath?: string } }).__vitest_worker__?.filepath;

/**
 * Of an array of cases all where the whole suite runs, and otherwise each `nth`, from the first on: the same in every run.
 * Neighbours are alike, so that a sample spread over the array has something of each kind.
 */
export function every<T>(nth: number, cases: readonly T[]): readonly T[] {
  if (isWhole) return cases;
  const kept = cases.filter((_, index) => index % nth === 0);
  if (kept.length < cases.length) samples.add(testFile());
  return kept;
}

/** Of a number of random cases all where the whole suite runs, and otherwise a part of it. */
export function part(divisor: number, count: number): number {
  if (isWhole) return count;
  samples.add(testFile());
  return Math.ceil(count / divisor);
}

/** Whether this test file has left out cases: what it then counts is not what the suite has. */
export const isSample = (): boolean => samples.has(testFile());
