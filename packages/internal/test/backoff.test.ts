import { expect, test } from 'vitest';
import { retryDelay, spread } from '../src/backoff.js';

const bounds = { minDelay: 100, maxDelay: 1000, maxTime: 10_000 };
const always = (value: number) => () => value;

test('the backoff is any part of a bound that doubles up to maxDelay', () => {
  expect([0, 1, 2, 3, 4, 1e6].map((retry) => retryDelay(bounds, { retry, elapsed: 0 }, always(1)))).toEqual([
    100, 200, 400, 800, 1000, 1000,
  ]);
  expect(retryDelay(bounds, { retry: 3, elapsed: 0 }, always(0.25))).toBe(200);
});

test.each<[name: string, state: Parameters<typeof retryDelay>[1], want: number | undefined]>([
  ['the backoff', { retry: 1, elapsed: 0 }, 200],
  ['what the server asks for, where that is more', { retry: 1, elapsed: 0, retryAfter: 300 }, 300],
  ['the backoff, where the server asks for less', { retry: 1, elapsed: 0, retryAfter: 20 }, 200],
  ['more than maxDelay, where the server asks for it', { retry: 1, elapsed: 0, retryAfter: 5000 }, 5000],
  ['all that maxTime leaves', { retry: 1, elapsed: 4000, retryAfter: 6000 }, 6000],
  ['nothing, where maxTime leaves less', { retry: 1, elapsed: 4001, retryAfter: 6000 }, undefined],
  ['nothing, where maxTime is over', { retry: 1, elapsed: 10_000 }, undefined],
])('the wait is %s', (_, state, want) => {
  expect(retryDelay(bounds, state, always(1))).toBe(want);
});

test('no wait is a busy loop', () => {
  expect(retryDelay({ minDelay: 0, maxDelay: 0, maxTime: 1000 }, { retry: 0, elapsed: 0, retryAfter: 0 })).toBe(10);
});

test('a wait that many were asked for is longer by up to a tenth, never shorter', () => {
  expect([0, 0.5, 1].map((part) => spread(1000, always(part)))).toEqual([1000, 1050, 1100]);
});
