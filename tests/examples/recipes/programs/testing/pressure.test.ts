import { InfluxDB } from '@influxkit/influxdb/core';
import { startFakeInfluxDB3 } from '@influxkit/testing';
import { expect, test } from 'vitest';
import { alarmsSince } from './pressure.js';

test('raises an alarm for each boiler beyond 8 bar', async () => {
  await using server = await startFakeInfluxDB3();
  server.respondTo(/max\(bar\)/, {
    columns: { boiler: 'Utf8', bar: 'Float64' },
    rows: [
      { boiler: 'north', bar: 8.5 },
      { boiler: 'south', bar: 6.1 },
    ],
  });

  const influx = new InfluxDB({ url: server.url, token: 'any', database: 'plant' });
  expect(await alarmsSince(influx, new Date(0))).toEqual(['north']);
  expect(server.written.get('plant')).toEqual([expect.stringMatching(/^alarm,boiler=north raised=t \d+$/)]);
});

test('an alarm is stored though the server is away at first', async () => {
  await using server = await startFakeInfluxDB3();
  server.respondTo(/max\(bar\)/, { columns: { boiler: 'Utf8', bar: 'Float64' }, rows: [{ boiler: 'north', bar: 9 }] });
  server.fail({ status: 503, path: '/api/v3/write_lp' }, { drop: 'response', path: '/api/v3/write_lp' });

  const influx = new InfluxDB({ url: server.url, token: 'any', database: 'plant' });
  await alarmsSince(influx, new Date(0));
  // Once refused, once stored without a response that arrived, once more: the same line, so that a server has one point.
  expect(server.requests.filter(({ path }) => path === '/api/v3/write_lp')).toHaveLength(3);
  expect(new Set(server.written.get('plant')).size).toBe(1);
});
