import { afterEach, expect, test } from 'vitest';
import { attachCaller, captureCaller } from '../src/call-site.js';

const { captureStackTrace } = Error;
const { prepareStackTrace } = Error;

afterEach(() => {
  Error.captureStackTrace = captureStackTrace;
  Error.prepareStackTrace = prepareStackTrace;
});

/** Fails with an error of a timer, where the caller is on no stack any more. */
async function publicMethod<E>(error: E): Promise<never> {
  try {
    return await new Promise<never>((_, reject) => setTimeout(() => reject(error), 1));
  } catch (reason) {
    throw attachCaller(reason);
  }
}

async function caller(error: unknown): Promise<unknown> {
  try {
    return await publicMethod(error);
  } catch (reason) {
    return reason;
  }
}

test('an error gets the stack of those who wait, itself first and nothing of ours', async () => {
  const error = new TypeError('a\n    at b');
  expect(await caller(error)).toBe(error);
  expect(error.stack).toMatch(/^TypeError: a\n {4}at b\n {4}at (async )?caller .*call-site\.test/);
  expect(error.stack).not.toContain('publicMethod');
  expect(Object.keys(error)).toEqual([]);
});

test('an outer layer names its own caller', async () => {
  async function outerMethod(error: Error): Promise<unknown> {
    const reason = await caller(error);
    attachCaller(reason);
    return reason;
  }
  async function outerCaller(error: Error): Promise<unknown> {
    return await outerMethod(error);
  }
  const error = new Error('a');
  await outerCaller(error);
  expect(error.stack).toMatch(/^Error: a\n {4}at (async )?outerCaller /);
});

test('an error that nobody waits for keeps its stack', async () => {
  const error = new Error('a');
  const { stack } = error;
  const sent = publicMethod(error);
  await new Promise<void>((resolve) => void sent.catch(() => resolve()));
  expect(error.stack).toBe(stack);
});

test.each<[name: string, arrange: () => void]>([
  ['has no captureStackTrace', () => void Reflect.set(Error, 'captureStackTrace', undefined)],
  [
    'has a formatter of the program, which makes no string',
    () => void Reflect.set(Error, 'prepareStackTrace', (_: unknown, sites: unknown) => sites),
  ],
])('where the engine %s, an error keeps its stack', async (_, arrange) => {
  const error = new Error('a');
  const { stack } = error;
  arrange();
  await caller(error);
  expect(error.stack).toBe(stack);
});

test('what is not an error, or is frozen, is left as it is', async () => {
  expect(await caller('a')).toBe('a');
  const frozen = Object.freeze(new Error('a'));
  const { stack } = frozen;
  expect(((await caller(frozen)) as Error).stack).toBe(stack);
});

test('a caller that is remembered names itself, however many wait', async () => {
  function withCaller(error: unknown): Promise<never> {
    const atCaller = captureCaller(withCaller);
    const failed = publicMethod(error).catch((reason: unknown) => {
      throw atCaller(reason);
    });
    failed.catch(() => {});
    return failed;
  }
  async function callerOfRemembering(error: unknown): Promise<unknown> {
    return await withCaller(error);
  }
  const error = new Error('a');
  await callerOfRemembering(error).catch(() => {});
  expect(error.stack).toMatch(/^Error: a\n {4}at callerOfRemembering .*call-site\.test/);
});
