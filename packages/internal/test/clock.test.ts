import { afterEach, expect, it, vi } from 'vitest';
import { monotonicNow } from '../src/clock.js';

afterEach(() => {
  vi.restoreAllMocks();
});

it.each([-3_600_000, 3_600_000])('goes on as before when the wall clock is set by %i ms', (step) => {
  const before = monotonicNow();
  const wall = Date.now();
  vi.spyOn(Date, 'now').mockReturnValue(wall + step);
  const passed = monotonicNow() - before;
  expect(passed).toBeGreaterThanOrEqual(0);
  expect(passed).toBeLessThan(3_000_000);
});
