import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import {
  ApiError,
  ConnectionError,
  call,
  createClient,
  parseRetryAfter,
  type RetryOptions,
  type Transport,
} from '../src/index.js';
import * as operations from './operations.js';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

type Step = number | 'reset' | [status: number, retryAfter: string];

/** Responds by the plan, its last step again and again, and notes when. Time passes only as the code waits. */
function planned(plan: readonly Step[]): { times: number[]; transport: Transport } {
  vi.useFakeTimers({ shouldAdvanceTime: false });
  const times: number[] = [];
  return {
    times,
    transport: async () => {
      const step = plan[Math.min(times.push(Date.now()), plan.length) - 1] as Step;
      if (step === 'reset') throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      const [status, retryAfter] = typeof step === 'number' ? [step] : step;
      return new Response(status === 204 ? null : '{}', {
        status,
        headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
      });
    },
  };
}

const client = (transport: Transport, retry?: RetryOptions | number | false) =>
  createClient({ baseUrl: 'http://h', transport, retry });

/** Waits for the outcome while the clock runs. */
async function outcome(promise: Promise<unknown>): Promise<unknown> {
  const settled = promise.catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return settled;
}

test.each<[name: string, plan: Step[], tries: number, status: number | undefined]>([
  ['success', [200], 1, undefined],
  ['408', [408, 200], 2, undefined],
  ['429', [429, 200], 2, undefined],
  ['502, 503, 504', [502, 503, 504, 200], 4, undefined],
  ['a reset connection', ['reset', 'reset', 200], 3, undefined],
  ['three retries at most', [503], 4, 503],
  ['not 400', [400, 200], 1, 400],
  ['not 401', [401, 200], 1, 401],
  ['not 404', [404, 200], 1, 404],
  ['not 413', [413, 200], 1, 413],
  ['not 500', [500, 200], 1, 500],
  ['not 501', [501, 200], 1, 501],
])('an idempotent call is sent again where that may help: %s', async (_, plan, tries, status) => {
  const { times, transport } = planned(plan);
  const got = await outcome(call(client(transport), operations.getBucket, '1'));
  expect(times).toHaveLength(tries);
  if (status === undefined) expect(got).toEqual({});
  else expect(got).toMatchObject({ name: 'ApiError', status });
});

test('a connection that never holds ends in ConnectionError with its code and cause', async () => {
  const { times, transport } = planned(['reset']);
  const got = await outcome(call(client(transport), operations.getBucket, '1'));
  expect(got).toBeInstanceOf(ConnectionError);
  expect(got).toMatchObject({ code: 'ECONNRESET', message: expect.stringContaining('socket hang up') });
  expect((got as Error).cause).toMatchObject({ message: 'socket hang up' });
  expect(times).toHaveLength(4);
});

test.each<[name: string, send: (api: ReturnType<typeof client>) => Promise<unknown>, tries: number]>([
  ['GET', (api) => call(api, operations.getBucket, '1'), 4],
  ['DELETE', (api) => call(api, operations.deleteBucket, '1'), 4],
  ['HEAD', (api) => call(api, operations.pingHead), 4],
  ['POST', (api) => call(api, operations.createBucket, {}), 1],
  ['a POST that its descriptor calls idempotent', (api) => call(api, operations.runQuery, {}), 4],
  ['a stream, which is spent', (api) => call(api, operations.runQuery, new ReadableStream()), 1],
  ['a raw PUT', (api) => api.request({ method: 'put', path: '/' }), 4],
  ['a raw POST', (api) => api.request({ method: 'POST', path: '/' }), 1],
  ['a raw PATCH', (api) => api.request({ method: 'patch', path: '/' }), 1],
  [
    'a raw POST that its caller calls idempotent',
    (api) => api.request({ method: 'POST', path: '/', idempotent: true }),
    4,
  ],
  ['raw()', (api) => call(api, operations.getBucket, '1').raw(), 4],
  ['retry: false', (api) => call(api, operations.getBucket, '1', { retry: false }), 1],
  ['retry: 1', (api) => call(api, operations.getBucket, '1', { retry: 1 }), 2],
  ['retries: 2', (api) => call(api, operations.getBucket, '1', { retry: { retries: 2 } }), 3],
  ['no such status', (api) => call(api, operations.getBucket, '1', { retry: { statuses: [500] } }), 1],
  ['retries that are no number', (api) => call(api, operations.getBucket, '1', { retry: Number.NaN }), 1],
])('only what can be sent twice is: %s', async (_, send, tries) => {
  const { times, transport } = planned([503]);
  await outcome(send(client(transport)));
  expect(times).toHaveLength(tries);
});

test('the bound of the wait doubles and the wait is any part of it', async () => {
  for (const [random, waits] of [
    [0, [10, 10, 10, 10]],
    [0.5, [125, 250, 500, 750]],
    [1, [250, 500, 1000, 1500]],
  ] as const) {
    vi.spyOn(Math, 'random').mockReturnValue(random);
    const { times, transport } = planned([503]);
    await outcome(call(client(transport, { retries: 4, maxDelay: 1500 }), operations.getBucket, '1'));
    expect(times.slice(1).map((time, index) => time - (times[index] as number))).toEqual(waits);
    vi.useRealTimers();
  }
});

test.each<[name: string, retryAfter: string, wait: number]>([
  ['seconds', '7', 7000],
  ['an HTTP date', new Date(1_000_000_000_000 + 9000).toUTCString(), 9000],
  ['an exponent', '1e12', 10],
  ['longer than the longest backoff', '45', 45_000],
  ['a date in the past', 'Thu, 01 Jan 1970 00:00:00 GMT', 10],
  ['zero', '0', 10],
  ['negative', '-1', 10],
  ['no number', 'NaN', 10],
  ['a fraction', '1.5', 10],
  ['nothing', '', 10],
])('Retry-After is obeyed as far as it makes sense: %s', async (_, retryAfter, wait) => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const { times, transport } = planned([[429, retryAfter], 200]);
  vi.setSystemTime(1_000_000_000_000);
  await outcome(call(client(transport), operations.getBucket, '1'));
  expect((times[1] as number) - (times[0] as number)).toBe(wait);
});

test.each<[name: string, retry: RetryOptions, retryAfter: string, tries: number]>([
  ['more than the default leaves', {}, '61', 1],
  ['as much as maxTime leaves', { maxTime: 120_000 }, '120', 2],
  ['a millisecond more than maxTime leaves', { maxTime: 119_999 }, '120', 1],
  ['far too many seconds', { maxTime: Number.MAX_SAFE_INTEGER }, '99999999999999999999', 1],
])(
  'a server that asks to wait %s gets its failure thrown at once, or its wait',
  async (_, retry, retryAfter, tries) => {
    const { times, transport } = planned([[503, retryAfter]]);
    const started = Date.now();
    const got = await outcome(call(client(transport, { retries: 1, ...retry }), operations.getBucket, '1'));
    expect(got).toMatchObject({ status: 503, retryAfter: Number(retryAfter) * 1000 });
    expect(times).toHaveLength(tries);
    expect((times.at(-1) as number) - started).toBe(tries === 1 ? 0 : 120_000);
  },
);

test('maxTime ends retries that would go on, and counts by a clock that nobody sets', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(1);
  const { times, transport } = planned([503]);
  const retry = { retries: Infinity, minDelay: 1000, maxDelay: 1000, maxTime: 4500 };
  const settled = outcome(call(client(transport, retry), operations.getBucket, '1'));
  vi.setSystemTime(Date.now() - 3_600_000);
  expect(await settled).toMatchObject({ status: 503 });
  expect(times).toHaveLength(5);
});

test('a wait beyond the 31 bits of a timer is waited for', async () => {
  const days = 30 * 86_400_000;
  const { times, transport } = planned([[503, String(days / 1000)], 200]);
  await outcome(call(client(transport, { maxTime: Infinity }), operations.getBucket, '1'));
  expect((times[1] as number) - (times[0] as number)).toBe(days);
});

test('retries without end still wait: never a busy loop', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const { times, transport } = planned([[503, '0']]);
  const end = new AbortController();
  const options = { retry: { retries: Infinity, minDelay: 0, maxDelay: 0 }, signal: end.signal };
  const settled = call(client(transport), operations.getBucket, '1', options).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(1000);
  expect(times.length).toBeLessThanOrEqual(101);
  end.abort(new Error('enough'));
  expect(await settled).toMatchObject({ message: 'enough' });
});

test('an abort ends the wait at once and leaves no timer behind', async () => {
  const { times, transport } = planned([[503, '20']]);
  const end = new AbortController();
  const settled = call(client(transport), operations.getBucket, '1', { signal: end.signal }).catch(
    (error: unknown) => error,
  );
  await vi.advanceTimersByTimeAsync(5);
  expect(vi.getTimerCount()).toBe(1);
  end.abort();
  expect(await settled).toMatchObject({ name: 'AbortError' });
  expect(vi.getTimerCount()).toBe(0);
  expect(times).toHaveLength(1);
});

test('ApiError tells how long the server asks to wait', async () => {
  const { transport } = planned([[429, '3']]);
  const got = await outcome(call(client(transport, false), operations.getBucket, '1'));
  expect(got).toBeInstanceOf(ApiError);
  expect(got).toMatchObject({ retryAfter: 3000 });
});

test.each<[value: string | undefined, want: number | undefined]>([
  [undefined, undefined],
  ['', undefined],
  ['0', 0],
  ['120', 120_000],
  ['-1', undefined],
  ['1.5', undefined],
  ['NaN', undefined],
  ['1e12', undefined],
  ['2026-01-01', undefined],
  ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
  ['Thursday, 01-Jan-26 00:01:00 GMT', 60_000],
  ['Thu Jan  1 00:01:00 2026 GMT', 60_000],
  ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
  ['Thu, 99 Foo', undefined],
])('Retry-After of %j is %j milliseconds', (value, want) => {
  vi.setSystemTime('2026-01-01T00:00:00Z');
  expect(parseRetryAfter(value)).toBe(want);
});

test('any Retry-After gives undefined or a number that is not negative', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.integer().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  );
  fc.assert(
    fc.property(value, (text) => {
      const wait = parseRetryAfter(text);
      return wait === undefined || wait >= 0;
    }),
    { numRuns: 2000 },
  );
});
