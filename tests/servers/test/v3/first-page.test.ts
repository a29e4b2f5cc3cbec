import { InfluxDB, sql } from '@influxkit/influxdb/core';
import { ApiError } from '@influxkit/runtime';
import { expect, inject, test } from 'vitest';
import { unique } from '../../src/v3/context.js';

// What the first page of the documentation does, as it stands there, with a database of its own.

const servers = inject('influxdb3').filter(({ executesSql, hasConfiguration }) => executesSql && hasConfiguration);

test.each(servers.map((server) => [server.description, server] as const))(
  'makes a database, writes and reads: %s',
  async (_, { url, token = 'none' }) => {
    const database = unique('factory');
    const influx = new InfluxDB({ url, token, database });
    await influx.api.databases.create({ db: database, retention_period: '30d' });
    try {
      await using writer = influx.writer();
      const now = new Date();
      writer.write({
        measurement: 'motor',
        tags: { line: 'A' },
        fields: { rpm: 1480.5, starts: 7n },
        timestamp: now,
      });
      await writer.flush();
      const time = BigInt(now.getTime()) * 1_000_000n;

      const since = new Date(Date.now() - 3_600_000);
      const rows = influx.sql.rows<{ time: bigint; line: string; rpm: number | null }>(
        sql`SELECT time, line, rpm FROM motor WHERE time > ${since} AND line = ${'A'}`,
      );
      const seen: unknown[] = [];
      for await (const row of rows) seen.push(row);
      expect(seen).toEqual([{ time, line: 'A', rpm: 1480.5 }]);

      const columns = await influx.sql.columns(sql`SELECT time, rpm FROM motor`);
      expect(columns.get('rpm')?.values).toEqual(Float64Array.of(1480.5));
      expect(columns.get('time')?.values).toEqual(BigInt64Array.of(time));

      // a bound of time: without one a real server fills from 1970
      const mean = `SELECT mean(rpm) FROM motor WHERE line = $line AND time > ${time - 1n} AND time < ${time + 1n} GROUP BY time(5m)`;
      const means: unknown[] = [];
      for await (const row of influx.influxql(mean, { params: { line: 'A' } })) means.push(row);
      expect(means).toMatchObject([{ 'iox::measurement': 'motor', mean: 1480.5 }]);
    } finally {
      await influx.api.databases.delete({ db: database }).catch((error: unknown) => {
        if (!(error instanceof ApiError && error.status === 404)) throw error;
      });
    }
  },
);
