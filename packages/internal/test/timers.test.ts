import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sleep, startTimer, withDeadline } from '../src/timers.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const DAY = 86_400_000;

test.each([1, 1000, 2 ** 31 - 1, 2 ** 31, 100 * DAY])('a timer of %d ms rings then, and not before', async (ms) => {
  const ring = vi.fn();
  startTimer(ring, ms);
  await vi.advanceTimersByTimeAsync(ms - 1);
  expect(ring).toHaveBeenCalledTimes(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(ring).toHaveBeenCalledTimes(1);
});

test('a timer of infinity is none', () => {
  startTimer(() => {}, Number.POSITIVE_INFINITY);
  expect(vi.getTimerCount()).toBe(0);
});

test('a timer that is cancelled does not ring, not even in its second stretch', async () => {
  const ring = vi.fn();
  const cancel = startTimer(ring, 60 * DAY);
  await vi.advanceTimersByTimeAsync(40 * DAY);
  cancel();
  expect(vi.getTimerCount()).toBe(0);
  await vi.advanceTimersByTimeAsync(40 * DAY);
  expect(ring).not.toHaveBeenCalled();
});

test('sleep ends after its time, or with an abort, and leaves neither timer nor listener', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const removed = vi.spyOn(signal, 'removeEventListener');
  let woken = 0;
  void sleep(1000, signal).then(() => woken++);
  await vi.advanceTimersByTimeAsync(1000);
  expect([woken, removed.mock.calls.length]).toEqual([1, 1]);
  void sleep(1000, signal).then(() => woken++);
  controller.abort();
  await vi.advanceTimersByTimeAsync(0);
  expect([woken, vi.getTimerCount()]).toEqual([2, 0]);
  await sleep(1000, signal);
  expect(vi.getTimerCount()).toBe(0);
});

test('a deadline rejects with its error, and no sooner', async () => {
  const late = new Error('late');
  const never = new Promise<never>(() => {});
  const waited = withDeadline(never, 500, () => late).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(499);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await waited).toBe(late);
});

test('a deadline of 0 is none, and one that is met leaves no timer', async () => {
  expect(await withDeadline(Promise.resolve(1), 0, () => new Error('late'))).toBe(1);
  expect(await withDeadline(Promise.resolve(1), 500, () => new Error('late'))).toBe(1);
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(0);
});
