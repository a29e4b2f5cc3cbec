import { createClient } from '@influxkit/runtime';
import { nodeTransport } from '@influxkit/runtime/node';
import { noteCases } from '@influxkit/test-tools/cases';
import { createWriter } from '@influxkit/write';
import { afterAll, expect, it } from 'vitest';
import { pointOf } from '../src/points.js';
import { type Fault, startProxy } from '../src/proxy.js';
import { startSink } from '../src/upstream/sink.js';

/** Faults after which nothing is ever stored. */
const hopeless: Fault[][] = [
  ['reset'],
  ['never-respond'],
  ['503'],
  ['503-wait'],
  ['429-wait'],
  ['garbage'],
  ['page'],
  ['cut-request'],
  ['reset', '503', 'never-respond'],
];

let tried = 0;
afterAll(() => noteCases('close', 'ways in which nothing gets through', tried));

it.each(hopeless.map((faults) => [faults.join(', '), faults] as const))(
  'where every request ends in %s, close() gives up at its deadline and says what is not delivered',
  async (_, faults) => {
    tried++;
    await using sink = await startSink();
    await using proxy = await startProxy({ seed: 1, upstream: sink.url, faultRate: 1, faults });
    await using transport = nodeTransport();
    const writer = createWriter(createClient({ baseUrl: proxy.url, transport }), {
      bucket: 'b',
      batchLines: 100,
      // Without the deadline it would try for ever, and this test would not end.
      retry: { maxTime: Number.POSITIVE_INFINITY },
      timeout: 0,
    });
    for (let n = 0; n < 1000; n++) writer.write(pointOf(n));
    const started = Date.now();
    const { stats, errors, failed } = await writer.closeSettled({ timeout: 700 });
    expect(stats).toMatchObject({ accepted: 1000, written: 0, pending: 0 });
    expect(errors.reduce((lines, error) => lines + error.lines, 0)).toBe(1000);
    // A page of a network that wants one to sign in is a response, and no retry changes it.
    if (faults[0] !== 'page') {
      expect(Date.now() - started).toBeGreaterThanOrEqual(690);
      expect(failed.reduce((lines, error) => lines + error.lines, 0)).toBe(1000);
    }
    expect(sink.numbers.size).toBe(0);
  },
);

it('close() waits for what is under way and for retries, where its deadline allows', async () => {
  tried++;
  await using sink = await startSink();
  await using proxy = await startProxy({
    seed: 3,
    upstream: sink.url,
    faultRate: 1,
    faults: ['503-wait', 'never-respond'],
  });
  await using transport = nodeTransport();
  const writer = createWriter(createClient({ baseUrl: proxy.url, transport }), {
    bucket: 'b',
    batchLines: 100,
    timeout: 1000,
    retry: { minDelay: 5, maxDelay: 100 },
  });
  for (let n = 0; n < 1000; n++) writer.write(pointOf(n));
  const closing = writer.close({ timeout: 280_000 });
  const faults = () => [...proxy.counts.values()].reduce((sum, count) => sum + count, 0);
  await expect.poll(faults).toBeGreaterThan(4);
  proxy.heal();
  const { stats, errors } = await closing;
  expect(stats).toMatchObject({ accepted: 1000, written: 1000, pending: 0 });
  expect(errors).toEqual([]);
  expect(sink.numbers.size).toBe(1000);
});
