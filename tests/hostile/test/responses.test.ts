import { noteCases } from '@influxkit/test-tools/cases';
import { watchHeld } from '@influxkit/test-tools/held';
import { every } from '@influxkit/test-tools/scope';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RESPONSES } from '../src/responses.js';
import { everyProof, secretsIn } from '../src/secrets.js';
import { bareServer } from '../src/server.js';
import { TRANSPORTS } from '../src/transports.js';
import { AT_MOST, createOssV2, isTyped, USES } from '../src/uses.js';

const MEBIBYTE = 2 ** 20;

let cases = 0;
afterAll(() => noteCases('responses', 'broken responses, by every use of them, on every transport', cases));

const logs = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => ({ name, seen: vi.fn() }));
beforeEach(() => {
  for (const { name, seen } of logs) vi.spyOn(console, name).mockImplementation(seen);
});
afterEach(() => vi.restoreAllMocks());

describe.each(TRANSPORTS)('on %s', (_, open) => {
  test.each(every(16, RESPONSES))('a server that %s', async (_, respond, json) => {
    const url = await bareServer(respond);
    // A server that stalls is given up soon; any other has all the time there is, and every call ends all the same.
    const timeout = json.test('TimeoutError') ? 300 : 0;
    const api = createOssV2({
      baseUrl: url,
      transport: open(),
      auth: everyProof('Token'),
      retry: false,
      timeout,
      maxResponseSize: AT_MOST,
    });
    const most = watchHeld();
    await Promise.all(
      Object.entries(USES).map(async ([name, use]) => {
        cases++;
        // A stream may take all the time there is: its caller says when it is enough.
        const signal = isWhole(name) ? new AbortController().signal : AbortSignal.timeout(900);
        const outcome: unknown = await Promise.resolve(use(api, signal)).then(
          () => 'ok',
          (error: unknown) => error,
        );
        const what = `${name}: ${outcome}`;
        if (outcome === 'ok') {
          if (isJson(name)) expect('ok', what).toMatch(json);
          return;
        }
        expect(isTyped(outcome) || (!isWhole(name) && outcome === signal.reason), what).toBe(true);
        expect(secretsIn(outcome), what).toEqual([]);
        const { message, name: kind } = outcome as Error;
        expect(message.length, what).toBeLessThan(5000);
        if (isJson(name)) expect(kind, what).toMatch(json);
      }),
    );
    // What may be held of a response as chunks, as one piece and as text at once.
    expect(most()).toBeLessThan(300 * MEBIBYTE);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    for (const { seen } of logs) expect(seen).not.toHaveBeenCalled();
  });
});

const isJson = (use: string): boolean => ['json', 'with response', 'result'].includes(use);

/** Whether the client's timeout and limit hold for all of the response. */
const isWhole = (use: string): boolean => !['rows', 'tables', 'text', 'influxql'].includes(use);
