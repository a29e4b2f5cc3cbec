// The first row of a query, by influxkit.
import { InfluxDB } from '@influxkit/influxdb/core';

const influx = new InfluxDB({ url: process.argv[2], token: 'benchmark', database: 'bench' });
let rows = 0;
for await (const row of influx.sql.rows('SELECT * FROM motor')) {
  if (row.time !== undefined) rows += 1;
  break;
}
console.log(rows);
