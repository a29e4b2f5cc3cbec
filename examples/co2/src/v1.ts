// InfluxDB 1.x: /write and InfluxQL, which has no windows of years; the means are taken here.
import { createClient, createInfluxQL, createWriter } from '@influxkit/influxdb';
import { readYears } from './data.js';
import { points } from './points.js';
import { print } from './print.js';

export async function main(): Promise<void> {
  const db = process.env['INFLUX_DATABASE'] ?? 'co2';
  const api = createClient({ baseUrl: process.env['INFLUX_URL'] ?? 'http://localhost:8086' });
  const influxql = createInfluxQL(api, { db });

  const { headers } = await api.request({ method: 'GET', path: '/ping' });
  console.log(`server: ${headers['x-influxdb-version']}`);
  await influxql(`CREATE DATABASE "${db}"`, { method: 'POST' }).toArray();

  const years = await readYears();
  const writer = createWriter(api, { db, precision: 's' });
  await writer.writeAll(points(years));
  const { stats } = await writer.close();
  console.log(`wrote ${stats.written} points`);

  for (const measurement of ['total_co2', 'per_capita_co2']) {
    const groups = new Map<number, number[]>();
    const rows = influxql<{ time: string; value: number }>(`SELECT value FROM ${measurement}`, { times: 'rfc3339' });
    for await (const { time, value } of rows) {
      const year = Number(time.slice(0, 4));
      const from = year - (year % 5);
      groups.set(from, [...(groups.get(from) ?? []), value]);
    }
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    print(
      `${measurement}, mean of five years`,
      [...groups].map(([from, values]) => ({ from, mean: mean(values) })),
    );
  }
}
