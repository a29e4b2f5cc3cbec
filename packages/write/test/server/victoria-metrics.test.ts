import { createClient } from '@influxkit/runtime';
import { nodeTransport } from '@influxkit/runtime/node';
import { describe, expect, it } from 'vitest';
import { requireServer } from '../../../../tests/tools/src/require-server.js';
import { startVictoriaMetrics } from '../../../../tests/tools/src/victoria-metrics.js';
import { createWriter } from '../../src/index.js';

describe.skipIf(!requireServer('victoria-metrics'))('VictoriaMetrics', () => {
  it.each([
    ['/api/v2/write', { org: 'o', bucket: 'b' }],
    ['/write', { db: 'd' }],
  ])('%s takes points by fetch and by undici, compressed or not', async (_, target) => {
    await using server = await startVictoriaMetrics();
    const start = Date.parse('2026-01-01T00:00:00Z');
    let written = 0;
    for (const transport of [undefined, nodeTransport()]) {
      for (const gzip of [true, false]) {
        const api = createClient({ baseUrl: server.url, ...(transport ? { transport } : {}) });
        const writer = createWriter(api, { ...target, precision: 'ms', gzip, batchLines: 100 });
        await writer.writeAll(
          Array.from({ length: 500 }, (__, n) => ({
            measurement: 'cpu',
            tags: { host: 'a' },
            fields: { usage: written + n },
            timestamp: new Date(start + (written + n) * 1000),
          })),
        );
        await writer.closeSettled();
        written += 500;
      }
    }
    const exported = await server.export('{__name__="cpu_usage"}');
    const points = exported.flatMap(({ values, timestamps }) =>
      values.map((value, index) => [timestamps[index], value]),
    );
    points.sort(([a], [b]) => Number(a) - Number(b));
    expect(points).toEqual(Array.from({ length: written }, (__, n) => [start + n * 1000, n]));
  });
});
