import { describe, expect, test } from 'vitest';
import { compared, interleaveWaiting, quantile, turnOf } from '../src/harness/interleave.js';

describe('quantiles', () => {
  test.each([
    [[3, 1, 2], 0.5, 2],
    [[1, 2, 3, 4], 0.5, 2.5],
    [[1, 2, 3, 4, 5], 0.25, 2],
    [[7], 0.75, 7],
    [[], 0.5, Number.NaN],
  ])('of %j at %d is %d', (values, q, want) => expect(quantile(values, q)).toBe(want));
});

describe('a comparison', () => {
  test('is of rounds, so that a slow round of all changes no ratio', () => {
    const [first, second] = compared(
      ['a', 'b'],
      [
        [100, 10, 100],
        [200, 20, 200],
      ],
    );
    expect(first).toMatchObject({ name: 'a', unitsPerSecond: 100, ratio: 1, ratioLow: 1, ratioHigh: 1 });
    expect(second).toMatchObject({ name: 'b', unitsPerSecond: 200, ratio: 2, ratioLow: 2, ratioHigh: 2 });
  });

  test('tells half the distance of the quartiles as spread', () => {
    expect(compared(['a'], [[80, 90, 100, 110, 120]])[0]?.spread).toBeCloseTo(0.1, 10);
  });
});

describe('turns', () => {
  test('begin with another contender in each round, and everyone has one', () => {
    const rounds = [0, 1, 2, 3].map((round) => [0, 1, 2].map((place) => turnOf(round, place, 3)));
    expect(rounds).toEqual([
      [0, 1, 2],
      [1, 2, 0],
      [2, 0, 1],
      [0, 1, 2],
    ]);
  });

  test('last as long as they have to, by the clock that is given', async () => {
    let now = 0;
    const contender = (name: string, cost: number) => ({
      name,
      run: async () => {
        now += cost;
        return 10;
      },
    });
    const [slow, fast] = await interleaveWaiting([contender('slow', 4), contender('fast', 1)], {
      rounds: 3,
      milliseconds: 20,
      clock: () => now,
    });
    expect(slow).toMatchObject({ unitsPerSecond: 2500, spread: 0 });
    expect(fast).toMatchObject({ unitsPerSecond: 10_000, ratio: 4 });
  });
});
