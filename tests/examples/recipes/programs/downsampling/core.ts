import { InfluxDB, sql, sqlInterval } from '@influxkit/influxdb/core';

// By cron or a timer, once an hour: the last two whole hours, so that what came late is counted.
const hour = 3_600_000;
const stop = new Date(Math.floor(Date.now() / hour) * hour);
const start = new Date(stop.getTime() - 2 * hour);

const influx = InfluxDB.fromEnv({ database: 'readings' });
const hourly = influx.sql.rows<{ hour: bigint; sensor: string; celsius: number | null; readings: bigint }>(sql`
  SELECT date_bin(${sqlInterval('1 hour')}, time) AS hour, sensor, avg(celsius) AS celsius, count(celsius) AS readings
  FROM reading WHERE time >= ${start} AND time < ${stop} GROUP BY 1, sensor ORDER BY 1`);

await using writer = influx.writer('readings_hourly');
for await (const { hour, sensor, celsius, readings } of hourly) {
  if (celsius === null) continue;
  writer.write({ measurement: 'reading', tags: { sensor }, fields: { celsius, readings }, timestamp: hour });
}
await writer.flush();
console.log(`${writer.stats().written} hours written`);
