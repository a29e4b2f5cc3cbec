import { inspect } from 'node:util';
import { basicAuth, InfluxDB, type Product } from '@influxkit/influxdb';
import { expect, test, vi } from 'vitest';

const second = ['oss-v2', 'cloud-v2', 'cloud-serverless'] as const;
const third = ['core', 'enterprise', 'cloud', 'dedicated', 'clustered'] as const;

test.each(second)('console.log of a client of %s is a line without its token', (product) => {
  const influx = new InfluxDB({
    product,
    url: 'http://localhost:8086/',
    token: 'a-secret',
    org: 'my-org',
    bucket: 'motors',
  });
  expect(inspect(influx)).toBe('InfluxDB { url: "http://localhost:8086", org: "my-org", bucket: "motors" }');
  expect(Object.keys(influx)).toContain('api');
});

test.each(third)('console.log of a client of %s is a line without its token', (product) => {
  const influx = new InfluxDB({ product, url: 'https://influx.test/db', token: 'a-secret', database: 'factory' });
  expect(inspect({ influx })).toBe('{\n  influx: InfluxDB { url: "https://influx.test/db", database: "factory" }\n}');
});

test('so is that of a client of 1.x', () => {
  const auth = basicAuth({ username: 'ada', password: 'a-secret' });
  const influx = new InfluxDB({ product: 'v1' satisfies Product, url: 'http://localhost:8086', auth });
  expect(inspect(influx, { showHidden: true })).toBe('InfluxDB { url: "http://localhost:8086" }');
});

test.each(['v1', ...second, ...third] as const)('the internals of a client of %s are not enumerable', (product) => {
  const influx = new InfluxDB({ product, url: 'http://localhost:8086' });
  const names: string[] = [];
  for (const name in influx) names.push(name);
  const shown = ['api', 'query', 'sql', 'influxql', 'databases'];
  expect(names.filter((name) => !shown.includes(name))).toEqual([]);
});

test.each(['v1', ...second, ...third] as const)(
  'a client of %s is closed at the end of its block, and twice',
  async (product) => {
    const closed: unknown[] = [];
    {
      await using influx = new InfluxDB({ product, url: 'http://localhost:8086' });
      vi.spyOn(influx, 'close').mockImplementation(async () => void closed.push(product));
    }
    expect(closed).toEqual([product]);
    const influx = new InfluxDB({ product, url: 'http://localhost:8086' });
    await expect(influx.close()).resolves.toBeUndefined();
    await expect(influx.close()).resolves.toBeUndefined();
  },
);
