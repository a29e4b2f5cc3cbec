// InfluxDB 3 in one import: writes, and asks by SQL.
import { InfluxDB, sql } from '@influxkit/influxdb/core';

export async function main() {
  const influx = new InfluxDB({ url: 'http://localhost:8181', database: 'factory' });
  const writer = influx.writer();
  writer.write('motor,line=A rpm=1480.5');
  await writer.close();
  return influx.sql.toArray(sql`SELECT time, rpm FROM motor WHERE line = ${'A'}`);
}
