import { ConnectionError, InfluxDB, sql } from '@influxkit/influxdb/core';
import { expect, inject, test } from 'vitest';

// The server is of another origin than the page, as InfluxDB 3 mostly is.
const options = { url: inject('fakeInfluxDB3'), token: 'a-token' };

test('the first page about InfluxDB 3 runs as it stands', async () => {
  const influx = new InfluxDB({ ...options, database: 'factory' });
  await influx.api.databases.create({ db: 'factory', retention_period: '30d' });
  const before = BigInt(Date.now()) * 1_000_000n;

  await using writer = influx.writer();
  writer.write({
    measurement: 'motor',
    tags: { line: 'A' },
    fields: { rpm: 1480.5, starts: 7n },
    timestamp: new Date(),
  });
  await writer.flush();

  const since = new Date(Date.now() - 3_600_000);
  const seen: [time: bigint, rpm: number | null][] = [];
  for await (const row of influx.sql.rows<{ time: bigint; line: string; rpm: number | null }>(
    sql`SELECT time, line, rpm FROM motor WHERE time > ${since} AND line = ${'A'}`,
  ))
    seen.push([row.time, row.rpm]);
  expect(seen).toEqual([[expect.any(BigInt), 1480.5]]);
  expect((seen[0]?.[0] ?? 0n) >= before).toBe(true);

  const columns = await influx.sql.columns(sql`SELECT time, rpm FROM motor`);
  expect(columns.get('rpm')?.values).toEqual(Float64Array.of(1480.5));
  expect(columns.get('time')?.values).toEqual(BigInt64Array.of(seen[0]?.[0] ?? 0n));
  const query = 'SELECT mean(rpm) FROM motor WHERE line = $line GROUP BY time(5m)';
  const means: unknown[] = [];
  for await (const row of influx.influxql(query, { params: { line: 'A' } })) means.push(row['mean']);
  expect(means).toEqual([1480.5]);
});

test('what InfluxDB 3 hides from a page of another origin is said to be hidden', async () => {
  const influx = new InfluxDB({ ...options, token: 'wrong', database: 'factory', retry: false });
  const failing = influx.sql.toArray('SELECT time FROM motor', { retry: false });
  await expect(failing).rejects.toBeInstanceOf(ConnectionError);
  await expect(failing).rejects.toThrow(
    /hides them from other origins.*reach it through a proxy on the origin of the page/,
  );
});
