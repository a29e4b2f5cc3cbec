import { digest } from '@influxkit/internal/hash';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CycleDetector } from '../src/cycle-detector.js';

/** How many cursors a cycle takes until it is noticed: some that lead in, then the same ones again and again. */
function untilClosed(before: number, round: number, most: number): number {
  const cycle = new CycleDetector();
  for (let count = 0; count < most; count++)
    if (cycle.hasSeen(count < before ? `in ${count}` : `round ${(count - before) % round}`)) return count + 1;
  return Number.POSITIVE_INFINITY;
}

test('a cycle is noticed with the first page that comes again', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.integer({ min: 1, max: 500 }), (before, round) => {
      expect(untilClosed(before, round, 2000)).toBe(before + round + 1);
    }),
    { numRuns: 200 },
  );
});

test.each<[before: number, round: number, within: number]>([
  [9_990, 100, 1],
  [25_000, 9_999, 1],
  // Longer than what is remembered: by the one page that all are compared to.
  [0, 15_000, 5],
  [30_000, 12_345, 6],
])('after %i pages a cycle of %i is noticed within its rounds', (before, round, within) => {
  const found = untilClosed(before, round, 1_000_000);
  expect(found).toBeGreaterThan(before + round);
  expect(found).toBeLessThanOrEqual(before + round * (within + 1));
});

test('100,000 pages that differ close no cycle', () => {
  expect(untilClosed(100_000, 1, 100_000)).toBe(Number.POSITIVE_INFINITY);
});

test('a digest is an integer, and differs for texts that differ in order or in one character', () => {
  const texts = ['', 'a', 'b', 'ab', 'ba', 'aa', '["1","2"]', '["2","1"]', '\ud800', '\ud801'];
  const digests = texts.map(digest);
  expect(new Set(digests).size).toBe(texts.length);
  for (const each of digests) expect(Number.isSafeInteger(each) && each >= 0).toBe(true);
});
