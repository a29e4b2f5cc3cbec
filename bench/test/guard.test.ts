import { describe, expect, test } from 'vitest';
import { ATTEMPTS, measureRatios, ratioIn } from '../guard-ratios.mjs';

/** Measurements one after the other; an undefined one would be one too many. */
const measuring = (ratios: readonly number[]) => {
  const left = [...ratios];
  return () => left.shift() as number;
};

describe('a ratio', () => {
  test.each<[name: string, ratios: readonly number[], fell: boolean, measured: number]>([
    ['that is as it was holds at once', [10, 1], false, 1],
    ['that is a tenth lower holds', [9, 1], false, 1],
    ['that one disturbed measurement had lower holds', [6, 9.7, 1], false, 2],
    ['that is low until the last measurement holds', [8, 7, 6, 9.1], false, 4],
    ['that is lower in every measurement fell', [8.9, 8.4, 8.8, 8.5, 10], true, ATTEMPTS],
    ['that is not a number fell', [Number.NaN, Number.NaN, Number.NaN, Number.NaN], true, ATTEMPTS],
  ])('%s', (_, ratios, fell, measured) => {
    const [found] = measureRatios({ encode: 10 }, measuring(ratios));
    expect(found).toEqual({ suite: 'encode', found: ratios.slice(0, measured), least: 9, fell });
  });
});

test('what was disturbed is measured again after all others', () => {
  const order: string[] = [];
  const ratios: Record<string, number[]> = { encode: [1, 1, 10], parse: [10], write: [1, 10] };
  const found = measureRatios({ encode: 10, parse: 10, write: 10 }, (suite) => {
    order.push(suite);
    return ratios[suite]?.shift() as number;
  });
  expect(order).toEqual(['encode', 'parse', 'write', 'encode', 'write', 'encode']);
  expect(found.map(({ fell }) => fell)).toEqual([false, false, false]);
});

describe('the ratio of a row', () => {
  const result = {
    tables: [
      {
        title: 'Points',
        columns: ['', 'points/s', 'ratio (quartiles)'],
        rows: [
          ['ours', '5', '7.4× (7–8)'],
          ['competitor', '1', 'fails'],
        ],
      },
    ],
  };

  test('is its median', () => expect(ratioIn('encode', result, ['Points', 'ours'])).toBe(7.4));

  test.each([
    ['table', 'Rows', 'ours'],
    ['row', 'Points', 'theirs'],
    ['number', 'Points', 'competitor'],
  ])('without such a %s is an error, not a pass', (_, title, name) =>
    expect(() => ratioIn('encode', result, [title, name])).toThrow(`encode: has no ratio of "${name}" in "${title}"`),
  );
});
