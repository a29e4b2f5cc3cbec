import { type InfluxDB, sql } from '@influxkit/influxdb/core';

/** The code of yours that is tested: it takes its client from outside. */
export async function alarmsSince(influx: InfluxDB, since: Date): Promise<string[]> {
  const rows = await influx.sql.toArray<{ boiler: string; bar: number }>(
    sql`SELECT boiler, max(bar) AS bar FROM pressure WHERE time > ${since} GROUP BY boiler`,
  );
  const alarms = rows.filter(({ bar }) => bar > 8).map(({ boiler }) => boiler);
  await using writer = influx.writer();
  for (const boiler of alarms) writer.write({ measurement: 'alarm', tags: { boiler }, fields: { raised: true } });
  return alarms;
}
