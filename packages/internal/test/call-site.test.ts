import { afterEach, expect, test, vi } from 'vitest';
import { attachCallSite, captureCallSite } from '../src/call-site.js';

afterEach(() => void vi.restoreAllMocks());

const publicFunction = () => captureCallSite(publicFunction);
const caller = () => publicFunction();

test('an error gets the stack of the call, itself first and nothing of ours', () => {
  const error = attachCallSite(new TypeError('a\n    at b'), caller());
  expect(error.stack).toMatch(/^TypeError: a\n {4}at b\n {4}at caller .*call-site\.test/);
  expect(error.stack).not.toContain('publicFunction');
  expect(Object.keys(error)).toEqual([]);
});

test('where the engine has no captureStackTrace, the caller is named all the same', () => {
  const errorClass = Error as { captureStackTrace: unknown };
  const { captureStackTrace } = errorClass;
  errorClass.captureStackTrace = undefined;
  const site = caller();
  errorClass.captureStackTrace = captureStackTrace;
  expect(attachCallSite(new Error('a'), site).stack).toMatch(/^Error: a\n.*(\n.*)*at caller/);
});

test.each<[name: string, stack: string, want: string]>([
  ['of V8', 'Error\n    at f (file.js:1:2)', 'Error: a\n    at f (file.js:1:2)'],
  ['of other engines, which have no head', 'f@file.js:1:2\n@file.js:3:4', 'f@file.js:1:2\n@file.js:3:4'],
])('a stack %s stays one', (_, stack, want) => {
  expect(attachCallSite(new Error('a'), { stack }).stack).toBe(want);
});

test('what is no error, is frozen, or has a stack of another kind is left as it is', () => {
  expect(attachCallSite('a', caller())).toBe('a');
  const frozen = Object.freeze(new Error('a'));
  expect(attachCallSite(frozen, caller())).toBe(frozen);
  const error = new Error('a');
  const { stack } = error;
  expect(attachCallSite(error, { stack: [] as unknown as string }).stack).toBe(stack);
  expect(attachCallSite(error, undefined).stack).toBe(stack);
});
