// The first row of a query, by influxkit.
import { InfluxDB } from '@influxkit/influxdb/core';

const [, , url, transport] = process.argv;
const influx = new InfluxDB({ url, transport, token: 'benchmark', database: 'bench' });
let rows = 0;
for await (const row of influx.sql.rows('SELECT * FROM motor')) {
  if (row.time !== undefined) rows += 1;
  break;
}
console.log(rows);
