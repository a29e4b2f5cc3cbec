import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compared, countsOf, floorOf, PAGE, updated, writtenFloors } from '../../../scripts/reliability-page.mjs';

const page = readFileSync(new URL(`../../../${PAGE}`, import.meta.url), 'utf8');
const floors = writtenFloors(page) as Map<string, number>;
const [key = '', floor = 0] = [...floors].find(([, cases]) => cases >= 1000) ?? [];

test.each([
  [7, 7],
  [10, 10],
  [1308, 1000],
  [50_140, 50_000],
  [99_999, 90_000],
])('the floor of %i cases is %i', (cases, want) => expect(floorOf(cases)).toBe(want));

describe('the page on reliability', () => {
  test('has a floor for each part, and is as it is written', () => {
    expect(floors.size).toBeGreaterThan(25);
    expect(compared(page, floors)).toEqual([]);
  });

  test('is true of more cases, and stays as it is', () => {
    const more = new Map([...floors].map(([part, cases]) => [part, cases * 2] as const));
    expect(compared(page, more)).toEqual([]);
    expect(updated(page, more)).toBe(page);
  });

  test.each<[name: string, change: (counts: Map<string, number>) => void, want: RegExp]>([
    ['of fewer cases', (counts) => counts.set(key, floor - 1), /says at least \d+, the tests tried \d+$/],
    ['of cases that were not tried', (counts) => counts.delete(key), /no test has tried it here$/],
    ['of cases that it does not have', (counts) => counts.set('caller\nmore', 3), /is not on the page/],
  ])('is not true %s', (_, change, want) => {
    const counts = new Map(floors);
    change(counts);
    expect(compared(page, counts)).toEqual([expect.stringMatching(want)]);
  });

  test('says what was tried once it is written anew', () => {
    const counts = new Map(floors).set(key, floor * 30).set('caller\nmore', 345);
    const changed = writtenFloors(updated(page, counts)) as Map<string, number>;
    expect(changed.get(key)).toBe(floorOf(floor * 30));
    expect(changed.get('caller\nmore')).toBe(300);
    expect(changed.size).toBe(floors.size + 1);
  });

  test('that was changed by hand is reported', () => {
    const other = page.replace('| at least | of these cases |', '| cases | of these |');
    expect(compared(other, floors)).toEqual([expect.stringContaining('not as scripts/reliability-page.mjs')]);
  });
});

test('a note of a family that is not there says its file and the fix', () => {
  const file = 'packages/x/test-results/cases/old.json';
  expect(() => countsOf([{ file, family: 'other', part: 'all', cases: 1 }])).toThrow(
    `${file}: is of the family "other"`,
  );
});
