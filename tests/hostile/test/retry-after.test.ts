import { createOssV2 } from '@influxkit/oss-v2';
import { noteCases } from '@influxkit/test-tools/cases';
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

describe.each(TRANSPORTS)('on %s', (_, open) => {
  test.each([429, 503])(
    'no Retry-After of a %i holds a call longer than maxDelay, or makes it hurry',
    async (status) => {
      for (const value of VALUES) {
        cases++;
        const times: number[] = [];
        const url = await httpServer((_, response) => {
          times.push(performance.now());
          response.writeHead(status, { 'retry-after': value }).end();
        });
        const api = createOssV2({ baseUrl: url, transport: open(), retry: { retries: 2, minDelay: 1, maxDelay: 30 } });
        const error = await Promise.resolve(api.buckets.list()).catch((reason: unknown) => reason);
        const { retryAfter } = error as { retryAfter?: number };
        expect(error, value).toMatchObject({ name: 'ApiError', status });
        expect(retryAfter === undefined || retryAfter >= 0, value).toBe(true);
        expect(times).toHaveLength(3);
        // Never at once. A wait beyond `maxDelay` would be one of days: this test would not end.
        expect((times[2] as number) - (times[0] as number), value).toBeGreaterThanOrEqual(15);
      }
    },
  );

  test('no Retry-After holds a writer past the deadline of close()', async () => {
    await Promise.all(
      VALUES.map(async (value) => {
        cases++;
        const url = await httpServer((_, response) => response.writeHead(503, { 'retry-after': value }).end());
        const api = createOssV2({ baseUrl: url, transport: open() });
        // Without the deadline it would try for ever, and this test would not end.
        const retry = { minDelay: 20, maxDelay: 50, maxTime: Number.POSITIVE_INFINITY };
        const writer = createWriter(api, { bucket: 'b', org: 'o', retry });
        writer.write({ measurement: 'm', fields: { f: 1 } });
        const { stats } = await writer.close({ timeout: 400 });
        expect(stats, value).toMatchObject({ accepted: 1, failed: 1, pending: 0 });
        // A wait that makes no sense is none: no busy loop.
        expect(writer.stats().requests, value).toBeLessThan(60);
      }),
    );
  });
});
