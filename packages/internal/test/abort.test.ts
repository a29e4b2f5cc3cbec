import { expect, test, vi } from 'vitest';
import { onAbort, raceAbort } from '../src/abort.js';

test('onAbort calls back once, at once where the signal has aborted, and never once it is taken away', () => {
  const callback = vi.fn();
  onAbort(AbortSignal.abort(), callback);
  expect(callback).toHaveBeenCalledTimes(1);
  onAbort(undefined, callback)();
  const controller = new AbortController();
  onAbort(controller.signal, callback)();
  controller.abort();
  expect(callback).toHaveBeenCalledTimes(1);
});

test('raceAbort settles as the promise does, and leaves no listener', async () => {
  const { signal } = new AbortController();
  const added = vi.spyOn(signal, 'addEventListener');
  const removed = vi.spyOn(signal, 'removeEventListener');
  expect(await raceAbort(Promise.resolve(1), signal)).toBe(1);
  await expect(raceAbort(Promise.reject(new Error('a')), signal)).rejects.toThrow('a');
  await Promise.resolve();
  expect(removed.mock.calls.length).toBe(added.mock.calls.length);
  expect(await raceAbort(Promise.resolve(1), undefined)).toBe(1);
});

test('raceAbort rejects with the reason of the signal, before and during', async () => {
  const reason = new Error('mine');
  const never = new Promise(() => {});
  await expect(raceAbort(never, AbortSignal.abort(reason))).rejects.toBe(reason);
  const controller = new AbortController();
  const raced = raceAbort(never, controller.signal);
  controller.abort(reason);
  await expect(raced).rejects.toBe(reason);
});
