import { expect, test } from 'vitest';
import { FETCHING_METHODS, IDEMPOTENT_METHODS } from '../src/http-methods.js';
import { isBodiless, isRedirect, isSuccess, RETRYABLE_STATUSES } from '../src/status.js';

test('statuses stand for what HTTP says', () => {
  const all = Array.from({ length: 600 }, (_, status) => status);
  expect(all.filter(isSuccess)).toEqual(all.slice(200, 300));
  // 304 names no other address: what the caller has is still good.
  expect(all.filter(isRedirect)).toEqual(all.slice(301, 400).filter((status) => status !== 304));
  expect(all.filter(isBodiless)).toEqual([204, 205, 304]);
  expect(RETRYABLE_STATUSES.some((status) => isSuccess(status) || status === 500 || status === 501)).toBe(false);
});

test('methods that change something each time are not idempotent', () => {
  expect(['POST', 'PATCH', 'CONNECT', 'get'].filter((method) => IDEMPOTENT_METHODS.has(method))).toEqual([]);
  expect([...FETCHING_METHODS].every((method) => IDEMPOTENT_METHODS.has(method))).toBe(true);
});
