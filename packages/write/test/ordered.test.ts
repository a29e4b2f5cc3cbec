import { defineMeasurement, int } from '@influxkit/line-protocol';
import { random } from '@influxkit/test-tools/random';
import { describe, expect, it } from 'vitest';
import { createWriter } from '../src/index.js';
import { connectionError, FakeServer, json, STORED } from './support/fake-server.js';

describe('ordered: true', () => {
  it.each([1, 2, 3])(
    'keeps the order of lines within each series through faults, retries and splits: seed %i',
    async (seed) => {
      const chance = random(seed);
      const stored: string[] = [];
      const server = new FakeServer(async ({ lines }) => {
        await new Promise((resolve) => setTimeout(resolve, chance() * 3));
        const fault = chance();
        if (fault < 0.1) throw connectionError();
        if (fault < 0.2) return { status: 503 };
        if (fault < 0.3) return { status: 413 };
        stored.push(...lines);
        return fault < 0.35 ? json(500, { message: 'stored, and yet an error' }) : STORED;
      });
      const writer = createWriter(server.api, {
        bucket: 'b',
        ordered: true,
        precision: 'ms',
        batchLines: 20,
        retry: { minDelay: 1, maxDelay: 3 },
        onError: () => {},
      });
      const prepared = defineMeasurement('p,1', { tags: ['t'], fields: { n: 'int' } });
      for (let n = 0; n < 2000; n++) {
        const t = String(Math.floor(chance() * 20));
        const kind = n % 3;
        if (kind === 0) writer.write({ measurement: 'm', tags: { t, a: 'x y' }, fields: { n: int(n) }, timestamp: 1 });
        else if (kind === 1) writer.write(prepared, { t, n, time: 1 });
        else writer.write(`raw,t=${t} n=${n}i 1`);
      }
      await writer.flush().catch(() => {});
      expect(server.peak).toBeGreaterThan(1);
      expect(server.peak).toBeLessThanOrEqual(4);

      // A line that is sent again may come twice, but the last of each series to be stored is the last that was written.
      const last = new Map<string, number>();
      for (const line of stored) {
        const [, series, n] = /^((?:[^ \\]|\\.)+) n=(\d+)i/.exec(line) ?? [];
        last.set(String(series), Number(n));
      }
      const newest = new Map<string, number>();
      for (const line of new Set(stored)) {
        const [, series, n] = /^((?:[^ \\]|\\.)+) n=(\d+)i/.exec(line) ?? [];
        newest.set(String(series), Math.max(newest.get(String(series)) ?? 0, Number(n)));
      }
      expect(last).toEqual(newest);
      const { accepted, written, rejected, pending } = writer.stats();
      expect({ accepted, pending }).toEqual({ accepted: 2000, pending: 0 });
      expect(written + rejected).toBe(2000);
    },
  );

  it('goes without a limit of requests, too', async () => {
    const server = new FakeServer();
    const options = { bucket: 'b', ordered: true, concurrency: Number.POSITIVE_INFINITY };
    const writer = createWriter(server.api, options);
    writer.write(['m,t=a n=1i 1', 'm,t=b n=1i 1']);
    expect((await writer.close()).stats.written).toBe(2);
  });
});
