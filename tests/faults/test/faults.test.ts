import { requireServer } from '@influxkit/test-tools';
import { noteCases } from '@influxkit/test-tools/cases';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../src/bundle.js';
import { startProxy } from '../src/proxy.js';
import { IS_DEFAULT, POINTS, replay, SEEDS } from '../src/settings.js';
import { influxd } from '../src/upstream/influxd.js';
import { bytes, bytes3 } from '../src/upstream/sink.js';
import type { Upstream } from '../src/upstream/upstream.js';
import { victoriaMetrics } from '../src/upstream/victoria-metrics.js';
import { write } from '../src/write.js';

const MEBIBYTE = 1024 * 1024;

/** Bytes of lines that a writer may hold. */
const BOUND = 2 * MEBIBYTE;

/** By how much its process may grow, whatever it writes: the bound, and what Node takes for code, garbage and sockets. */
const GROWTH = BOUND + 128 * MEBIBYTE;

const settings = {
  batchLines: Math.max(250, Math.floor(POINTS / 200)),
  maxBufferBytes: BOUND,
  // a response that never comes is given up soon
  timeout: 1000,
};
const retry = { minDelay: 5, maxDelay: 100 };

const upstreams: [name: string, open: () => Promise<Upstream>, isThere: boolean][] = [
  ['a server that checks each byte', bytes, true],
  ['an InfluxDB 3 that checks each byte', bytes3, true],
  ['influxd 1.x', influxd, requireServer('influxd')],
  ['VictoriaMetrics', victoriaMetrics, requireServer('victoria-metrics')],
];

let script: string;
beforeAll(async () => {
  script = await bundle('writer-child');
});

for (const [name, open, isThere] of upstreams) {
  describe.skipIf(!isThere)(`through a proxy with faults, to ${name}`, () => {
    let upstream: Upstream;
    beforeAll(async () => {
      upstream = await open();
    });
    afterAll(async () => {
      await upstream?.[Symbol.asyncDispose]();
      if (IS_DEFAULT) noteCases('writer', `points through faults, to ${name}`, SEEDS.length * POINTS);
    });

    it.concurrent.each(SEEDS)(
      'every point is stored exactly as it was written, or reported with its reason: seed %i',
      async (seed) => {
        const place = await upstream.place(`seed-${seed}`);
        await using proxy = await startProxy({ seed, upstream: place.url, faultRate: 0.4 });
        // some with retries that do not always suffice: what is then not stored must be reported
        const isHasty = seed % 2 === 0;
        const { stats, reported, peakBytes, grownBytes, milliseconds } = await write(script, {
          baseUrl: proxy.url,
          count: POINTS,
          start: place.start,
          options: {
            ...place.options,
            ...settings,
            ordered: seed % 3 === 0,
            retry: isHasty ? { ...retry, retries: 1 } : retry,
          },
        });

        const lost = new Set<number>();
        for (const { reason, numbers } of reported) {
          expect(reason).toMatch(/^\w+Error: \S/);
          for (const n of numbers) {
            if (lost.has(n)) throw new Error(`point ${n} is reported twice; ${replay(seed)}`);
            lost.add(n);
          }
        }
        const { numbers, foreign } = await place.stored(POINTS);
        expect(foreign, replay(seed)).toEqual([]);
        for (let n = 0; n < POINTS; n++) {
          if (!numbers.has(n) && !lost.has(n))
            throw new Error(`point ${n} is neither stored nor reported; ${replay(seed)}`);
        }
        expect(numbers.size, replay(seed)).toBeLessThanOrEqual(POINTS);
        expect(stats).toMatchObject({ accepted: POINTS, pending: 0 });
        expect(stats.written + lost.size).toBe(POINTS);
        // whoever tries again for minutes gets everything through
        if (!isHasty) expect(reported, replay(seed)).toEqual([]);
        expect(peakBytes).toBeLessThanOrEqual(BOUND);
        expect(grownBytes).toBeLessThan(GROWTH);
        const met = [...proxy.counts].map(([fault, count]) => `${fault} ${count}`).join(', ');
        console.log(
          `seed ${seed}, ${name}: ${POINTS} points, ${stats.requests} requests, ${stats.written} written, ${lost.size} reported, at most ${peakBytes} bytes held, process grown by ${(grownBytes / MEBIBYTE).toFixed(0)} MiB, ${milliseconds} ms (${met})`,
        );
      },
      1_200_000 + 10 * POINTS,
    );
  });
}
