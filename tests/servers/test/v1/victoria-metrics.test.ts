import { createOssV2 } from '@influxkit/oss-v2';
import { requireServer, startVictoriaMetrics, type VictoriaMetrics } from '@influxkit/test-tools';
import { createWriter } from '@influxkit/write';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.skipIf(!requireServer('victoria-metrics'))('VictoriaMetrics', () => {
  let server: VictoriaMetrics;
  beforeAll(async () => {
    server = await startVictoriaMetrics();
  });
  afterAll(() => server.stop());

  const time = 1_700_000_000_123;

  test.each([
    ['ns', 1_000_000n],
    ['us', 1_000n],
    ['ms', 1n],
  ] as const)('takes what api.write sends in the precision %s', async (precision, perMillisecond) => {
    const api = createOssV2({ baseUrl: server.url });
    const name = `written_${precision}`;
    const query = { org: 'acme', bucket: 'b', precision };
    await api.write(`${name},host=a\\ b value=1.5 ${BigInt(time) * perMillisecond}`, { query });
    const [series] = await server.export(`{__name__="${name}_value"}`);
    expect(series).toMatchObject({ metric: { host: 'a b' }, values: [1.5], timestamps: [time] });
  });

  test('takes what the writer sends, compressed, in several requests, all of it', async () => {
    const api = createOssV2({ baseUrl: server.url });
    const writer = createWriter(api, {
      org: 'acme',
      bucket: 'b',
      precision: 'ms',
      batchLines: 1000,
      gzip: { threshold: 0 },
    });
    for (let index = 0; index < 5000; index++) {
      writer.write({
        measurement: 'many',
        tags: { host: `h${index % 5}` },
        fields: { v: index },
        timestamp: time + index,
      });
    }
    const { stats } = await writer.close();
    expect(stats).toMatchObject({ accepted: 5000, written: 5000 });
    expect(writer.stats().requests).toBe(5);

    const exported = await server.export('{__name__="many_v"}');
    expect(exported).toHaveLength(5);
    for (const { metric, values, timestamps } of exported) {
      const host = Number(String(metric['host']).slice(1));
      expect(values).toEqual(Array.from({ length: 1000 }, (_, index) => host + 5 * index));
      expect(timestamps).toEqual(values.map((value) => time + Number(value)));
    }
  });
});
