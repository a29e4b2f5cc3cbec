import { createOssV2 } from '@influxkit/oss-v2';
import { noteCases } from '@influxkit/test-tools/cases';
import { every } from '@influxkit/test-tools/scope';
import { createWriter } from '@influxkit/write';
import { afterAll, describe, expect, test } from 'vitest';
import { httpServer } from '../src/server.js';
import { TRANSPORTS } from '../src/transports.js';

let cases = 0;
afterAll(() => noteCases('retry-after', 'values, statuses and callers, on every transport', cases));

const VALUES = [
  '-1',
  '-99999999999',
  'NaN',
  'Infinity',
  '1e12',
  '1000000000000',
  '9'.repeat(400),
  '0',
  '0.5',
  '1.5',
  '0x10',
  '٣',
  '',
  ' ',
  'soon',
  '2147483648',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Fri, 31 Dec 9999 23:59:59 GMT',
  'Wed, 99 Foo 2026 99:99:99 GMT',
  '1970-01-01T00:00:00Z',
  '1, 2',
  `${' '.repeat(2000)}1`,
  '1'.repeat(2000),
].map((value) => Buffer.from(value).toString('latin1'));
/** The first and each third after it: a sample has a value of each kind. */
const values = every(3, VALUES);

/** Far beyond any `maxTime`, and valid all the same: seconds, or a date. */
const asksForTooMuch = (value: string): boolean => /^\d{10,}$| 9999 /.test(value);

describe.each(TRANSPORTS)('on %s', (_, open) => {
  test.each([429, 503])(
    'no Retry-After of a %i holds a call longer than maxTime, or makes it hurry',
    async (status) => {
      for (const value of values) {
        cases++;
        const times: number[] = [];
        const url = await httpServer((_, response) => {
          times.push(performance.now());
          response.writeHead(status, { 'retry-after': value }).end();
        });
        const retry = { retries: 2, minDelay: 1, maxDelay: 30, maxTime: 60_000 };
        const api = createOssV2({ baseUrl: url, transport: open(), retry });
        const error = await Promise.resolve(api.buckets.list()).catch((reason: unknown) => reason);
        const { retryAfter } = error as { retryAfter?: number };
        expect(error, value).toMatchObject({ name: 'ApiError', status });
        expect(retryAfter === undefined || retryAfter >= 0, value).toBe(true);
        // What asks for more than is left is thrown at once: to wait for it would take days.
        expect(times, value).toHaveLength(asksForTooMuch(value) ? 1 : 3);
        // All others are tried again, though never at once.
        if (times.length > 1) expect((times[2] as number) - (times[0] as number), value).toBeGreaterThanOrEqual(15);
      }
    },
  );

  test('no Retry-After holds a writer past the deadline of close()', async () => {
    await Promise.all(
      values.map(async (value) => {
        cases++;
        const url = await httpServer((_, response) => response.writeHead(503, { 'retry-after': value }).end());
        const api = createOssV2({ baseUrl: url, transport: open() });
        // Without the deadline it would try for ever, and this test would not end.
        const retry = { minDelay: 20, maxDelay: 50, maxTime: Number.POSITIVE_INFINITY };
        const writer = createWriter(api, { bucket: 'b', org: 'o', retry });
        writer.write({ measurement: 'm', fields: { f: 1 } });
        const { stats } = await writer.closeSettled({ timeout: 400 });
        expect(stats, value).toMatchObject({ accepted: 1, failed: 1, pending: 0 });
        // A wait that makes no sense is none: no busy loop.
        expect(writer.stats().requests, value).toBeLessThan(60);
      }),
    );
  });
});
